//! What may be said: lengths, words that are not to be said, and who is named.

use std::collections::BTreeMap;

use super::limits::EMOJI_BYTES_MAX;
use crate::{
    domain::conversation::Settings,
    protocol::{
        conversation::{
            ContentType, Reject, WORD_CHARS_MAX, WORDS_MAX, WordAction, WordList, snapshot::Member,
        },
        fault::FieldError,
        id::UserId,
    },
};

/// The most characters of a message that is an emoji.
const EMOJI_MESSAGE_CHARS_MAX: usize = 32;

/// A field that is not as it should be.
pub(super) fn invalid(path: &str, code: &'static str, message: impl Into<String>) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new(path, code, message)] }
}

/// A text of 1 to so many characters, without spaces around it, that is what it looks like.
pub(super) fn short(path: &str, text: &str, chars_max: usize) -> Result<String, Reject> {
    let text = text.trim();
    if !text.chars().all(is_plain) {
        return Err(invalid(path, "wrong_value", "no control characters"));
    }
    if text.is_empty() || chars_max < text.chars().count() {
        return Err(invalid(path, "length", format!("1 to {chars_max} characters")));
    }
    Ok(text.to_owned())
}

/// Whether the content is what its type says.
pub(super) fn check(
    content: &str,
    kind: ContentType,
    files: usize,
    settings: &Settings,
) -> Result<(), Reject> {
    let chars = content.chars().count();
    let chars_max = settings.message_chars_max;
    if chars_max < chars {
        return Err(invalid("content", "length", format!("at most {chars_max} characters")));
    }
    if content.chars().any(is_control) {
        return Err(invalid("content", "wrong_value", "no control characters"));
    }
    let is_empty = content.trim().is_empty();
    let wrong = |message: &str| Err(invalid("content", "wrong_value", message));
    match kind {
        ContentType::Text if is_empty && files == 0 => {
            Err(invalid("content", "length", format!("1 to {chars_max} characters")))
        }
        ContentType::Emoji if is_empty || EMOJI_MESSAGE_CHARS_MAX < chars => wrong("an emoji"),
        ContentType::Gif if !is_address(content) => wrong("an address, https://…"),
        ContentType::Image | ContentType::File | ContentType::Audio if files == 0 => {
            Err(invalid("attachments", "missing_field", "upload the file and name it here"))
        }
        ContentType::Text
        | ContentType::Emoji
        | ContentType::Gif
        | ContentType::Image
        | ContentType::File
        | ContentType::Audio => Ok(()),
    }
}

/// Whether a character is none that one reads, and none that parts lines.
fn is_control(char: char) -> bool {
    char.is_control() && !matches!(char, '\n' | '\r' | '\t')
}

/// Whether a character may stand in a title: what turns the direction of all that follows may not.
fn is_plain(char: char) -> bool {
    !char.is_control() && !matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_address(content: &str) -> bool {
    let rest = content.strip_prefix("https://");
    rest.is_some_and(|rest| !rest.is_empty() && !content.contains(char::is_whitespace))
}

/// Whether this may be put to a message as a sign.
pub(super) fn check_sign(emoji: &str) -> Result<(), Reject> {
    let fits = (1..=EMOJI_BYTES_MAX).contains(&emoji.len());
    if fits && !emoji.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return Ok(());
    }
    Err(invalid("emoji", "wrong_value", "an emoji"))
}

/// Whether a list of words can be used.
pub(super) fn check_list(list: &WordList) -> Result<(), Reject> {
    match list.misfit() {
        None => Ok(()),
        Some(place) => {
            let message =
                format!("at most {WORDS_MAX} words of 1 to {WORD_CHARS_MAX} letters and digits");
            Err(invalid(&format!("words[{place}]"), "wrong_value", message))
        }
    }
}

/// What becomes of a text under these lists: as it may be said, and whether moderators are to look at it.
pub fn censor(content: &str, lists: &[&WordList]) -> Result<(String, bool), Reject> {
    let (mut said, mut flagged) = (content.to_owned(), false);
    for list in lists.iter().filter(|list| !list.words.is_empty()) {
        let found = words(&said).any(|(_, word)| is_listed(word, list));
        match list.action {
            _ if !found => (),
            WordAction::Reject => return Err(Reject::ContentRejected),
            WordAction::Flag => flagged = true,
            WordAction::Mask => said = mask(&said, list),
        }
    }
    Ok((said, flagged))
}

fn mask(content: &str, list: &WordList) -> String {
    let mut masked = String::with_capacity(content.len());
    let mut done = 0;
    for (start, word) in words(content).filter(|(_, word)| is_listed(word, list)) {
        masked.push_str(&content[done..start]);
        masked.extend(word.chars().map(|_| '*'));
        done = start + word.len();
    }
    masked.push_str(&content[done..]);
    masked
}

fn is_listed(word: &str, list: &WordList) -> bool {
    let word = word.to_lowercase();
    list.words.iter().any(|listed| listed.to_lowercase() == word)
}

/// The words of a text, and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr().addr();
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr().addr() - start, word))
}

/// Who is named in a text, `@` before the name; of names that begin alike the longest.
pub(super) fn mentions(content: &str, members: &BTreeMap<UserId, Member>) -> Vec<UserId> {
    let mut named = Vec::new();
    if !content.contains('@') {
        return named;
    }
    let content = content.to_lowercase();
    for after in content.split('@').skip(1) {
        let here = members.iter().filter(|(_, member)| begins_with(after, &member.name));
        let longest = here.max_by_key(|(_, member)| member.name.len());
        if let Some((user, _)) = longest
            && !named.contains(user)
        {
            named.push(*user);
        }
    }
    named
}

fn begins_with(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(&*name.to_lowercase());
    rest.is_some_and(|rest| !name.is_empty() && !rest.starts_with(char::is_alphanumeric))
}
