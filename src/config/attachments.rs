//! Files that people upload.

use std::num::{NonZeroU32, NonZeroUsize};

use serde::{Deserialize, Serialize};

use super::{Period, Size, at_least_one, some};

/// Files that people upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attachments {
    /// One file.
    pub size: Size,
    /// Files of one user that no message has taken.
    pub waiting: NonZeroU32,
    /// What they may come to.
    pub waiting_size: Size,
    /// Uploads of one user at once.
    pub at_once: NonZeroUsize,
    /// How long an upload may take.
    pub within: Period,
    /// How long an upload may bring nothing.
    pub stall: Period,
    /// A file that no message takes for so long is removed.
    pub keep_waiting: Period,
}

impl Default for Attachments {
    fn default() -> Self {
        Attachments {
            size: Size::kib(10 * 1024),
            waiting: some(20),
            waiting_size: Size::kib(100 * 1024),
            at_once: at_least_one(3),
            within: Period::seconds(10 * 60),
            stall: Period::seconds(15),
            keep_waiting: Period::seconds(60 * 60),
        }
    }
}

/// Pictures of what is sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pictures {
    /// One picture.
    pub size: Size,
    /// Pictures of one user within a day.
    pub per_day: NonZeroUsize,
}

impl Default for Pictures {
    fn default() -> Self {
        Pictures { size: Size::kib(10 * 1024), per_day: at_least_one(500) }
    }
}
