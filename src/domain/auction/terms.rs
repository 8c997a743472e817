//! Whether terms fit together: checked when an auction is made, changed and published.

use crate::{
    domain::auction::increment,
    protocol::{
        auction::{
            Reject,
            terms::{Increment, Retraction, SoftClose, Terms},
        },
        fault::FieldError,
        money::Money,
        time::Time,
    },
};

/// The most characters of a title.
pub const TITLE_CHARS_MAX: usize = 200;
/// The most characters of a description.
pub const DESCRIPTION_CHARS_MAX: usize = 20_000;
/// The most pictures.
pub const IMAGES_MAX: usize = 20;
/// The most bytes of a picture's address.
pub const IMAGE_BYTES_MAX: usize = 2_000;
/// The most attributes.
pub const ATTRIBUTES_MAX: usize = 50;
/// The most characters of an attribute's name.
pub const ATTRIBUTE_NAME_CHARS_MAX: usize = 100;
/// The most characters of an attribute's value.
pub const ATTRIBUTE_CHARS_MAX: usize = 1_000;
/// The most rows of an own table of increments.
pub const ROWS_MAX: usize = 64;
/// The greatest share of the price as an increment: ten times the price.
pub const BPS_MAX: u32 = 100_000;
/// The longest time in any rule, and how far ahead an auction may begin: a year.
pub const DURATION_MS_MAX: u64 = 366 * 24 * 60 * 60 * 1_000;
/// The most extensions that a soft close may count.
pub const EXTENSIONS_MAX: u32 = 10_000;
/// The most bids that each bidder may be allowed to take back.
pub const RETRACTIONS_MAX: u32 = 100;

/// Every way in which the terms do not fit, for an auction that begins now or later.
pub(super) fn check(terms: &Terms, now: Time) -> Result<(), Reject> {
    let mut wrong = Wrong(Vec::new());
    item(terms, &mut wrong);
    prices(terms, &mut wrong);
    steps(terms, &mut wrong);
    times(terms, now, &mut wrong);
    if let Some(soft) = terms.soft_close {
        soft_close(soft, &mut wrong);
    }
    if let Some(Retraction { window_ms, limit }) = terms.retraction {
        wrong.duration("retraction.windowMs", window_ms);
        wrong.unless(
            (1..=RETRACTIONS_MAX).contains(&limit),
            "retraction.limit",
            "out_of_range",
            || format!("1 to {RETRACTIONS_MAX}; without retraction say null"),
        );
    }
    if wrong.0.is_empty() { Ok(()) } else { Err(Reject::Invalid { fields: wrong.0 }) }
}

/// What was found so far.
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn unless(&mut self, fits: bool, path: &str, code: &'static str, why: impl FnOnce() -> String) {
        if !fits {
            self.0.push(FieldError::new(path, code, why()));
        }
    }

    fn duration(&mut self, path: &str, ms: u64) {
        self.unless((1..=DURATION_MS_MAX).contains(&ms), path, "out_of_range", || {
            format!("1 to {DURATION_MS_MAX} milliseconds")
        });
    }

    fn amount(&mut self, path: &str, amount: Money, tick: Money) {
        self.unless(amount.is_valid(), path, "invalid_amount", || "1 to 2^53 - 1".into());
        let on_grid = tick.0 < 1 || amount.0 % tick.0 == 0;
        self.unless(on_grid, path, "bad_tick", || format!("a multiple of the tick, {}", tick.0));
    }
}

fn item(terms: &Terms, wrong: &mut Wrong) {
    let title = terms.title.trim().chars().count();
    wrong.unless((1..=TITLE_CHARS_MAX).contains(&title), "title", "length", || {
        format!("1 to {TITLE_CHARS_MAX} characters")
    });
    wrong.unless(title == 0 || is_plain(&terms.title), "title", "wrong_value", || {
        "text that shows, without control characters and overrides of direction".into()
    });
    let description = terms.description.chars().count();
    wrong.unless(description <= DESCRIPTION_CHARS_MAX, "description", "length", || {
        format!("at most {DESCRIPTION_CHARS_MAX} characters")
    });
    wrong.unless(terms.images.len() <= IMAGES_MAX, "images", "length", || {
        format!("at most {IMAGES_MAX} pictures")
    });
    for (place, image) in terms.images.iter().enumerate() {
        wrong.unless(is_address(image), &format!("images[{place}]"), "wrong_value", || {
            format!("an address that begins with https://, http:// or /, of at most {IMAGE_BYTES_MAX} bytes")
        });
    }
    wrong.unless(terms.attributes.len() <= ATTRIBUTES_MAX, "attributes", "length", || {
        format!("at most {ATTRIBUTES_MAX} attributes")
    });
    let fits = |name: &String, value: &String| {
        (1..=ATTRIBUTE_NAME_CHARS_MAX).contains(&name.chars().count())
            && is_plain(name)
            && value.chars().count() <= ATTRIBUTE_CHARS_MAX
    };
    let fit = terms.attributes.iter().all(|(name, value)| fits(name, value));
    wrong.unless(fit, "attributes", "length", || {
        format!("names of 1 to {ATTRIBUTE_NAME_CHARS_MAX} characters that show, values of at most {ATTRIBUTE_CHARS_MAX}")
    });
}

/// Whether a line of text shows as what it is: some of it is visible, nothing steers the terminal or turns text around.
fn is_plain(line: &str) -> bool {
    let steers = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let empty = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{feff}')
    };
    !line.chars().any(steers) && !line.chars().all(empty)
}

/// `//host` is an address of another host, and `javascript:` is no address of a picture.
fn is_address(image: &str) -> bool {
    let path = image.starts_with('/') && !image.starts_with("//");
    let web = image.starts_with("https://") || image.starts_with("http://");
    let plain = !image.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    (path || web) && plain && image.len() <= IMAGE_BYTES_MAX
}

fn prices(terms: &Terms, wrong: &mut Wrong) {
    let Terms { start_price: start, reserve, buy_now, tick, .. } = terms;
    wrong.unless(tick.is_valid(), "tick", "invalid_amount", || "1 to 2^53 - 1".into());
    wrong.amount("startPrice", *start, *tick);
    if let Some(reserve) = reserve {
        wrong.amount("reserve", *reserve, *tick);
        wrong.unless(start <= reserve, "reserve", "below_start", || {
            "not below the start price".into()
        });
    }
    if let Some(buy_now) = buy_now {
        wrong.amount("buyNow", *buy_now, *tick);
        // eBay's 30 % (R-40), rounded up.
        let least = (i128::from(start.0) * 13 + 9).div_euclid(10);
        let least = least.max(reserve.map_or(0, |reserve| i128::from(reserve.0)));
        wrong.unless(least <= i128::from(buy_now.0), "buyNow", "too_low", || {
            format!("at least {least}: the reserve, and 1.3 times the start price")
        });
    }
}

fn steps(terms: &Terms, wrong: &mut Wrong) {
    match &terms.increment {
        Increment::Fixed { amount } => {
            wrong.unless(amount.is_valid(), "increment.amount", "invalid_amount", || {
                "1 to 2^53 - 1".into()
            });
        }
        Increment::Table { name: Some(name), rows: None } => {
            let names = increment::TABLES.map(|(name, _)| name).join(", ");
            let known = increment::table(name).is_some();
            wrong.unless(known, "increment.name", "unknown_table", || format!("one of {names}"));
        }
        Increment::Table { name: None, rows: Some(rows) } => table(terms, rows, wrong),
        Increment::Table { name: Some(_), rows: Some(_) }
        | Increment::Table { name: None, rows: None } => {
            wrong.unless(false, "increment", "wrong_value", || {
                "exactly one of `name` and `rows`".into()
            });
        }
        Increment::Percent { bps, min } => {
            wrong.unless((1..=BPS_MAX).contains(bps), "increment.bps", "out_of_range", || {
                format!("1 to {BPS_MAX}")
            });
            let valid = min.is_none_or(Money::is_valid);
            wrong.unless(valid, "increment.min", "invalid_amount", || "1 to 2^53 - 1".into());
        }
        Increment::Ladder => (),
    }
}

fn table(terms: &Terms, rows: &[(Money, Money)], wrong: &mut Wrong) {
    let path = "increment.rows";
    wrong.unless((1..=ROWS_MAX).contains(&rows.len()), path, "length", || {
        format!("1 to {ROWS_MAX} rows")
    });
    let valid = |(from, step): &(Money, Money)| step.is_valid() && (from.0 == 0 || from.is_valid());
    wrong.unless(rows.iter().all(valid), path, "invalid_amount", || {
        "from 0 and steps from 1, up to 2^53 - 1".into()
    });
    let ascending = rows.is_sorted_by(|(before, _), (after, _)| before < after);
    wrong.unless(ascending, path, "not_ascending", || "rows begin at ascending prices".into());
    // Within a row the sum grows with the price; only where a row begins could it fall (I-21).
    let next = |price: i64| increment::above(&terms.increment, terms.tick, Money(price));
    let falls = |(from, _): &(Money, Money)| from.is_valid() && next(from.0) < next(from.0 - 1);
    wrong.unless(!ascending || !rows.iter().any(falls), path, "falls", || {
        "price + step must not fall where a row begins".into()
    });
}

fn times(terms: &Terms, now: Time, wrong: &mut Wrong) {
    let Terms { starts_at, ends_at, duration_ms, duration_after_first_bid_ms, .. } = terms;
    let given = usize::from(ends_at.is_some())
        + usize::from(duration_ms.is_some())
        + usize::from(duration_after_first_bid_ms.is_some());
    wrong.unless(given == 1, "endsAt", "exactly_one", || {
        "exactly one of endsAt, durationMs and durationAfterFirstBidMs".into()
    });
    if let Some(ms) = duration_ms {
        wrong.duration("durationMs", *ms);
    }
    if let Some(ms) = duration_after_first_bid_ms {
        wrong.duration("durationAfterFirstBidMs", *ms);
    }
    let start = starts_at.unwrap_or(now).max(now);
    wrong.unless(start <= now.plus(DURATION_MS_MAX), "startsAt", "too_far", || {
        "at most a year ahead".into()
    });
    if let Some(ends_at) = ends_at {
        wrong.unless(start < *ends_at, "endsAt", "not_after_start", || {
            "after the start, and in the future".into()
        });
        wrong.unless(*ends_at <= start.plus(DURATION_MS_MAX), "endsAt", "too_far", || {
            "at most a year after the start".into()
        });
    }
}

fn soft_close(soft: SoftClose, wrong: &mut Wrong) {
    wrong.duration("softClose.windowMs", soft.window_ms);
    wrong.duration("softClose.extendMs", soft.extend_ms);
    let hard = soft.hard_end_ms.is_none_or(|ms| ms <= DURATION_MS_MAX);
    wrong.unless(hard, "softClose.hardEndMs", "out_of_range", || {
        format!("at most {DURATION_MS_MAX} milliseconds")
    });
    let max = soft.max.is_none_or(|max| (1..=EXTENSIONS_MAX).contains(&max));
    wrong.unless(max, "softClose.max", "out_of_range", || format!("1 to {EXTENSIONS_MAX}"));
}
