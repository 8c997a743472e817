//! Pages: how long they are, and where the next one begins.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::store::StoreError;

/// The most rows of a page, and how many there are where nobody says.
pub const PAGE_ROWS_MAX: usize = 200;
/// See [`PAGE_ROWS_MAX`].
pub const PAGE_ROWS_STANDARD: usize = 50;

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// What to ask with for the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of `limit` rows from the up to one more that were found.
    pub(super) fn cut(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = limit < items.len();
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| cursor(last).write());
        Page { items, next }
    }
}

/// How many rows a page has when so many are asked for.
pub(super) fn page_rows(limit: Option<usize>) -> usize {
    limit.unwrap_or(PAGE_ROWS_STANDARD).clamp(1, PAGE_ROWS_MAX)
}

/// Why there is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListError {
    /// `after` is no cursor of this list.
    BadCursor,
    /// The store cannot read now.
    Store(StoreError),
}

impl From<StoreError> for ListError {
    fn from(why: StoreError) -> Self {
        ListError::Store(why)
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListError::BadCursor => f.write_str(
                "not a cursor of this list; take `next` of a page as it is, with the same sort",
            ),
            ListError::Store(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for ListError {}

/// The place behind a row: the value that the list is sorted by, and the row's key where values are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Which list, and how it is sorted; the cursor of one means nothing in another.
    pub(super) list: u8,
    /// The value that it is sorted by.
    pub(super) value: i64,
    /// The row.
    pub(super) key: i64,
}

/// A list, a value and a key.
const CURSOR_BYTES: usize = 1 + 8 + 8;

impl Cursor {
    /// As clients carry it.
    pub(super) fn write(self) -> String {
        let mut bytes = vec![self.list];
        bytes.extend(self.value.to_be_bytes());
        bytes.extend(self.key.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the cursor of a list.
    pub(super) fn read(list: u8, text: &str) -> Result<Self, ListError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ListError::BadCursor)?;
        let bytes: [u8; CURSOR_BYTES] = bytes.try_into().map_err(|_| ListError::BadCursor)?;
        let (head, rest) = bytes.split_first().ok_or(ListError::BadCursor)?;
        let (value, key) = rest.split_at(8);
        let number = |bytes: &[u8]| {
            bytes.try_into().map(i64::from_be_bytes).map_err(|_| ListError::BadCursor)
        };
        if *head == list {
            Ok(Cursor { list, value: number(value)?, key: number(key)? })
        } else {
            Err(ListError::BadCursor)
        }
    }
}
