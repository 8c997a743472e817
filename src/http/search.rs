//! What lists can be narrowed by, read from the address: whatever is sold, and how.

use crate::{
    http::{body::user_id, problem::Denial},
    protocol::{id::UserId, money::Currency},
};

/// What a word stands for.
pub(super) fn one<T>(
    path: &str,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, Denial> {
    read(name)
        .ok_or_else(|| Denial::field(path, "wrong_value", format!("`{name}` is none of them")))
}

/// What a word stands for, where there is one.
pub(super) fn maybe<T>(
    path: &str,
    name: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Denial> {
    name.map(|name| one(path, name, read)).transpose()
}

/// What words with commas between them stand for; nothing where there are none.
pub(super) fn several<T>(
    path: &str,
    names: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Denial> {
    let names = names.into_iter().flat_map(|names| names.split(','));
    names.map(|name| one(path, name, &read)).collect()
}

/// Whose.
pub(super) fn seller(text: Option<&str>) -> Result<Option<UserId>, Denial> {
    let seller = text.map(user_id).transpose();
    seller.map_err(|_| Denial::field("seller", "wrong_value", "not an id"))
}

/// In which currency.
pub(super) fn currency(code: Option<&str>) -> Result<Option<Currency>, Denial> {
    maybe("currency", code, |code| code.parse().ok())
}
