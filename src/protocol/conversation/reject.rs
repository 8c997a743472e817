//! Why a conversation refuses, and how clients read it.

use serde_json::{Value, json};

use crate::protocol::{
    fault::{FieldError, Refused},
    id::UserId,
    time::Time,
};

/// Why a conversation refuses.
#[derive(Clone, Debug, PartialEq)]
pub enum Reject {
    /// No such conversation, or not for this person to know of; or no such message in it.
    NotFound,
    /// Not for this person.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// One of the two has blocked the other.
    Blocked,
    /// May only read.
    Silenced {
        /// Until when.
        until: Time,
    },
    /// Too soon after one's last message.
    SlowMode {
        /// How long to wait, in milliseconds.
        retry_after_ms: u64,
    },
    /// It has a word that is not to be said.
    ContentRejected,
    /// The message is gone.
    MessageDeleted,
    /// It is too late to say it otherwise.
    EditWindowClosed,
    /// The message has too many different signs.
    TooManyReactions,
    /// Too many belong to it.
    MembersFull {
        /// How many may.
        max: usize,
    },
    /// Too much has been said in it.
    ConversationFull,
    /// No such accounts.
    UnknownUser {
        /// Which.
        users: Vec<UserId>,
    },
    /// Not one's own files, or in a message already.
    UnknownAttachment,
    /// Not in a conversation of this kind.
    NotHere,
}

impl Refused for Reject {
    fn fields(&self) -> &[FieldError] {
        if let Reject::Invalid { fields } = self { fields } else { &[] }
    }

    fn code(&self) -> &'static str {
        match self {
            Reject::NotFound => "not_found",
            Reject::Forbidden => "forbidden",
            Reject::Invalid { fields: _ } => "invalid",
            Reject::Blocked => "blocked",
            Reject::Silenced { until: _ } => "silenced",
            Reject::SlowMode { retry_after_ms: _ } => "slow_mode",
            Reject::ContentRejected => "content_rejected",
            Reject::MessageDeleted => "message_deleted",
            Reject::EditWindowClosed => "edit_window_closed",
            Reject::TooManyReactions => "too_many_reactions",
            Reject::MembersFull { max: _ } => "members_full",
            Reject::ConversationFull => "conversation_full",
            Reject::UnknownUser { users: _ } => "unknown_user",
            Reject::UnknownAttachment => "unknown_attachment",
            Reject::NotHere => "not_here",
        }
    }

    fn passes(&self) -> bool {
        matches!(self, Reject::Silenced { until: _ } | Reject::SlowMode { retry_after_ms: _ })
    }

    fn message(&self) -> String {
        match self {
            // Said by the faults of the same name.
            Reject::NotFound | Reject::Forbidden | Reject::Invalid { fields: _ } => String::new(),
            Reject::Blocked => "One of you has blocked the other.".into(),
            Reject::Silenced { until } => format!("You may only read until {until}."),
            Reject::SlowMode { retry_after_ms } => {
                format!("Slow mode: wait another {retry_after_ms} ms.")
            }
            Reject::ContentRejected => "It has a word that is not to be said here.".into(),
            Reject::MessageDeleted => "The message is gone.".into(),
            Reject::EditWindowClosed => "It is too late to edit it.".into(),
            Reject::TooManyReactions => "It has as many different reactions as it may.".into(),
            Reject::MembersFull { max } => format!("No more than {max} may belong to it."),
            Reject::ConversationFull => "It has as many messages as it may; open another.".into(),
            Reject::UnknownUser { users: _ } => "There are no such accounts.".into(),
            Reject::UnknownAttachment => {
                "Upload the file first; each goes into one message.".into()
            }
            Reject::NotHere => "Not in a conversation of this kind.".into(),
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::Silenced { until } => Some(json!({ "until": until })),
            Reject::SlowMode { retry_after_ms } => Some(json!({ "retryAfterMs": retry_after_ms })),
            Reject::MembersFull { max } => Some(json!({ "max": max })),
            Reject::UnknownUser { users } => Some(json!({ "users": users })),
            Reject::NotFound
            | Reject::Forbidden
            | Reject::Invalid { fields: _ }
            | Reject::Blocked
            | Reject::ContentRejected
            | Reject::MessageDeleted
            | Reject::EditWindowClosed
            | Reject::TooManyReactions
            | Reject::ConversationFull
            | Reject::UnknownAttachment
            | Reject::NotHere => None,
        }
    }
}
