//! How what is sold is described, be it in an auction or at a price: checked field by field.

use std::collections::BTreeMap;

use crate::protocol::{fault::FieldError, money::Money};

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
/// The most characters of an item's name where it comes from.
pub const ITEM_CHARS_MAX: usize = 200;
/// The longest time in any rule, and how far ahead an auction may begin: a year.
pub const DURATION_MS_MAX: u64 = 366 * 24 * 60 * 60 * 1_000;

/// How something is described.
#[derive(Clone, Copy, Debug)]
pub struct Goods<'a> {
    /// In a line.
    pub title: &'a str,
    /// In plain text.
    pub description: &'a str,
    /// Addresses of pictures.
    pub images: &'a [String],
    /// Whatever else there is to say, by name.
    pub attributes: &'a BTreeMap<String, String>,
}

/// What was found so far.
#[derive(Debug, Default)]
pub struct Wrong(Vec<FieldError>);

impl Wrong {
    /// Everything that was found, if anything was.
    pub fn found(self) -> Result<(), Vec<FieldError>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// Notes a field that does not fit.
    pub fn unless(
        &mut self,
        fits: bool,
        path: &str,
        code: &'static str,
        why: impl FnOnce() -> String,
    ) {
        if !fits {
            self.0.push(FieldError::new(path, code, why()));
        }
    }

    /// Notes a time that is none, or longer than a year.
    pub fn duration(&mut self, path: &str, ms: u64) {
        self.unless((1..=DURATION_MS_MAX).contains(&ms), path, "out_of_range", || {
            format!("1 to {DURATION_MS_MAX} milliseconds")
        });
    }

    /// Notes an amount that is none, or not on the grid.
    pub fn amount(&mut self, path: &str, amount: Money, tick: Money) {
        self.unless(amount.is_valid(), path, "invalid_amount", || "1 to 2^53 - 1".into());
        let on_grid = tick.0 < 1 || amount.0 % tick.0 == 0;
        self.unless(on_grid, path, "bad_tick", || format!("a multiple of the tick, {}", tick.0));
    }
}

/// Whether it can be shown to people as it is described.
pub fn check(goods: &Goods<'_>, wrong: &mut Wrong) {
    let Goods { title: line, description, images, attributes } = goods;
    let title = line.trim().chars().count();
    wrong.unless((1..=TITLE_CHARS_MAX).contains(&title), "title", "length", || {
        format!("1 to {TITLE_CHARS_MAX} characters")
    });
    wrong.unless(title == 0 || is_plain(line), "title", "wrong_value", || {
        "text that shows, without control characters and overrides of direction".into()
    });
    let length = description.chars().count();
    wrong.unless(length <= DESCRIPTION_CHARS_MAX, "description", "length", || {
        format!("at most {DESCRIPTION_CHARS_MAX} characters")
    });
    wrong.unless(images.len() <= IMAGES_MAX, "images", "length", || {
        format!("at most {IMAGES_MAX} pictures")
    });
    for (place, image) in images.iter().enumerate() {
        wrong.unless(is_address(image), &format!("images[{place}]"), "wrong_value", || {
            format!("an address that begins with https://, http:// or /, of at most {IMAGE_BYTES_MAX} bytes")
        });
    }
    wrong.unless(attributes.len() <= ATTRIBUTES_MAX, "attributes", "length", || {
        format!("at most {ATTRIBUTES_MAX} attributes")
    });
    let fits = |name: &String, value: &String| {
        (1..=ATTRIBUTE_NAME_CHARS_MAX).contains(&name.chars().count())
            && is_plain(name)
            && value.chars().count() <= ATTRIBUTE_CHARS_MAX
    };
    let fit = attributes.iter().all(|(name, value)| fits(name, value));
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
