//! What people may be called, and when two names are the same.

use std::ops::RangeInclusive;

use crate::protocol::fault::FieldError;

/// The least length of a name, in characters.
pub const NAME_CHARS_MIN: usize = 2;
/// The greatest length of a name, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// The longest e-mail address (RFC 5321).
pub const EMAIL_BYTES_MAX: usize = 254;

/// Alphabets whose letters look alike: Latin, Greek, Cyrillic. A name has letters of one of them at the most.
const SCRIPTS: [&[RangeInclusive<char>]; 3] = [
    &['A'..='Z', 'a'..='z', '\u{c0}'..='\u{24f}', '\u{1e00}'..='\u{1eff}'],
    &['\u{370}'..='\u{3ff}', '\u{1f00}'..='\u{1fff}'],
    &['\u{400}'..='\u{52f}'],
];

/// As names and addresses are compared: without regard to case.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Refuses names that are too short, too long, or cannot be told apart by eye.
pub fn check_name(name: &str) -> Result<(), FieldError> {
    let chars = name.chars().count();
    if !(NAME_CHARS_MIN..=NAME_CHARS_MAX).contains(&chars) {
        let message = format!("{NAME_CHARS_MIN} to {NAME_CHARS_MAX} characters");
        return Err(FieldError::new("name", "wrong_length", message));
    }
    if !name.chars().all(is_visible) || name != name.trim() || name.contains("  ") {
        let message = "letters, digits and signs, with single spaces between them";
        return Err(FieldError::new("name", "wrong_value", message));
    }
    if 1 < SCRIPTS.iter().filter(|script| name.chars().any(|char| is_of(script, char))).count() {
        let message = "letters of one alphabet: Latin, Greek or Cyrillic";
        return Err(FieldError::new("name", "wrong_value", message));
    }
    Ok(())
}

/// Refuses what cannot be an e-mail address; whether it is one shows only when something is sent there.
pub fn check_email(email: &str) -> Result<(), FieldError> {
    let shape = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let clean = email.chars().all(|char| is_visible(char) && char != ' ');
    if shape && clean && email.len() <= EMAIL_BYTES_MAX {
        return Ok(());
    }
    Err(FieldError::new("email", "wrong_value", "an e-mail address such as ann@example.org"))
}

/// A name for somebody whom another issuer calls `wish`: what is left of it, or `fallback`.
pub fn tidy_name(wish: Option<&str>, fallback: &str) -> String {
    let seen: String = wish.unwrap_or_default().chars().filter(|char| is_visible(*char)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    // Room for a suffix where somebody is called so already.
    let name: String = words.join(" ").chars().take(NAME_CHARS_MAX - 8).collect();
    let name = name.trim();
    if check_name(name).is_ok() { name.to_owned() } else { fallback.to_owned() }
}

fn is_of(script: &[RangeInclusive<char>], char: char) -> bool {
    script.iter().any(|letters| letters.contains(&char))
}

/// Whether a character shows: no controls, no spaces but the plain one, nothing that is invisible, turns text around
/// or is a wider or narrower copy of another letter.
const fn is_visible(char: char) -> bool {
    !matches!(char,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
        | '\u{1680}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3000}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ff01}'..='\u{ffee}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}
