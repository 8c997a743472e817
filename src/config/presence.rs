//! Who is there.

use serde::{Deserialize, Serialize};

use super::Period;

/// Who is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Presence {
    /// How long somebody is there after their last connection.
    pub grace: Period,
    /// After how long without a request somebody is away.
    pub away_after: Period,
}

impl Default for Presence {
    fn default() -> Self {
        Presence { grace: Period::seconds(10), away_after: Period::seconds(5 * 60) }
    }
}
