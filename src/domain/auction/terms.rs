//! Whether terms fit together: checked when an auction is made, changed and published.

use crate::{
    domain::{
        auction::increment,
        goods::{self, DURATION_MS_MAX, Goods, ITEM_CHARS_MAX, Wrong},
    },
    protocol::{
        auction::{
            Reject,
            money::{Hold, PaidWhen},
            sealed::PriceStep,
            terms::{AuctionKind, Bidding, Increment, Retraction, SoftClose, Terms},
        },
        money::Money,
        time::Time,
    },
};

/// The most rows of an own table of increments.
pub const ROWS_MAX: usize = 64;
/// The greatest share of the price as an increment: ten times the price.
pub const BPS_MAX: u32 = 100_000;
/// The most units of an auction of several.
pub const UNITS_MAX: u32 = 100_000;
/// The most extensions that a soft close may count.
pub const EXTENSIONS_MAX: u32 = 10_000;
/// The most bids that each bidder may be allowed to take back.
pub const RETRACTIONS_MAX: u32 = 100;

/// Every way in which the terms do not fit, for an auction that begins now or later.
pub fn check(terms: &Terms, now: Time) -> Result<(), Reject> {
    let mut wrong = Wrong::default();
    goods::check(&goods_of(terms), &mut wrong);
    named(terms, &mut wrong);
    prices(terms, &mut wrong);
    steps(terms, &mut wrong);
    times(terms, now, &mut wrong);
    money(terms, &mut wrong);
    kind(terms, &mut wrong);
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
    wrong.found().map_err(|fields| Reject::Invalid { fields })
}

fn goods_of(terms: &Terms) -> Goods<'_> {
    Goods {
        title: &terms.title,
        description: &terms.description,
        images: &terms.images,
        attributes: &terms.attributes,
    }
}

fn named(terms: &Terms, wrong: &mut Wrong) {
    let length = terms.item.as_ref().map_or(1, |item| item.trim().chars().count());
    wrong.unless((1..=ITEM_CHARS_MAX).contains(&length), "item", "length", || {
        format!("1 to {ITEM_CHARS_MAX} characters")
    });
    let alone = terms.item.is_none() || terms.quantity.is_none();
    wrong.unless(alone, "item", "not_here", || "not where there are several units".into());
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

/// What only some kinds of auction know (2.10).
fn kind(terms: &Terms, wrong: &mut Wrong) {
    let kind = terms.kind;
    let is = |kinds: &[AuctionKind]| kinds.contains(&kind);
    let sealed = is(&[AuctionKind::SealedFirst, AuctionKind::Vickrey, AuctionKind::MultiUnit]);
    let not_here = || format!("not in an auction of kind {}", kind.as_str());
    for (path, there, fits) in [
        ("reserve", terms.reserve.is_some(), !is(&[AuctionKind::Dutch, AuctionKind::MultiUnit])),
        ("buyNow", terms.buy_now.is_some(), is(&[AuctionKind::English])),
        ("softClose", terms.soft_close.is_some(), is(&[AuctionKind::English])),
        ("floorPrice", terms.floor_price.is_some(), is(&[AuctionKind::Dutch])),
        ("step", terms.step.is_some(), is(&[AuctionKind::Dutch])),
        ("quantity", terms.quantity.is_some(), is(&[AuctionKind::MultiUnit])),
        ("hideCount", terms.hide_count, sealed),
        ("bidding", terms.bidding == Bidding::Open, is(&[AuctionKind::English])),
        (
            "durationAfterFirstBidMs",
            terms.duration_after_first_bid_ms.is_some(),
            is(&[AuctionKind::English]),
        ),
        ("deposit", terms.hold == Hold::Deposit, is(&[AuctionKind::English])),
    ] {
        wrong.unless(!there || fits, path, "not_here", not_here);
    }
    if is(&[AuctionKind::Dutch]) {
        let floor = terms.floor_price;
        let fits = floor.is_some_and(|floor| floor.is_valid() && floor <= terms.start_price);
        wrong.unless(fits, "floorPrice", "out_of_range", || "from 1 up to the start price".into());
    }
    if let Some(PriceStep { every_ms, amount }) = terms.step {
        wrong.duration("step.everyMs", every_ms);
        wrong.amount("step.amount", amount, Money(1));
    }
    if is(&[AuctionKind::MultiUnit]) {
        let fits = terms.quantity.is_some_and(|quantity| (1..=UNITS_MAX).contains(&quantity));
        wrong.unless(fits, "quantity", "out_of_range", || format!("1 to {UNITS_MAX}"));
        // Each of many would have a deadline of their own otherwise.
        let fits = terms.hold == Hold::None || terms.paid == PaidWhen::AtEnd;
        wrong.unless(fits, "paid", "wrong_value", || {
            "`at_end`, where several units are paid out of what is set aside".into()
        });
    }
}

fn money(terms: &Terms, wrong: &mut Wrong) {
    let is_deposit = terms.hold == Hold::Deposit;
    wrong.unless(is_deposit == terms.deposit.is_some(), "deposit", "wrong_value", || {
        "exactly where `hold` is `deposit`".into()
    });
    if let Some(deposit) = terms.deposit {
        wrong.amount("deposit", deposit, Money(1));
    }
    let fits = terms.paid == PaidWhen::OnPayment || terms.hold == Hold::Max;
    wrong.unless(fits, "paid", "wrong_value", || "`at_end` only where `hold` is `max`".into());
    wrong.duration("paymentMs", terms.payment_ms);
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
