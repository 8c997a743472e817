//! Conversations and notifications.

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use super::{Period, at_least_one};
use crate::protocol::conversation::WordAction;

/// What may be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conversations {
    /// Characters of a message.
    pub message_chars: NonZeroUsize,
    /// How long its author may edit a message.
    pub edit_within: Period,
    /// Who may belong to a conversation; beside an auction ten times as many.
    pub members: NonZeroUsize,
    /// Words that are not to be said anywhere.
    pub words: Vec<String>,
    /// What becomes of a message with one of them.
    pub words_action: WordAction,
}

impl Default for Conversations {
    fn default() -> Self {
        Conversations {
            message_chars: at_least_one(4_000),
            edit_within: Period::seconds(15 * 60),
            members: at_least_one(1_000),
            words: Vec::new(),
            words_action: WordAction::Mask,
        }
    }
}

/// What people are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notifications {
    /// How long a notification stands in the list.
    pub keep: Period,
}

impl Default for Notifications {
    fn default() -> Self {
        Notifications { keep: Period::seconds(90 * 86_400) }
    }
}
