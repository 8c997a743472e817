//! What happens in a conversation, as the journal has it.

use std::collections::BTreeSet;

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{ContentType, Kind, MessageId, Rank, WordList};
use crate::protocol::{
    attachment::Attachment,
    id::{RoomId, Seq, UserId},
    time::Time,
};

/// What happened in a conversation: the journal's truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Created {
        /// What for.
        kind: Kind,
        /// What it is called.
        title: Option<String>,
        /// The room beside which it is.
        about: Option<RoomId>,
    },
    /// Somebody belongs to it.
    Joined {
        /// Who.
        user: UserId,
        /// What they are called; nothing when erased.
        name: ByteString,
        /// What they are there.
        rank: Rank,
        /// Who brought them in.
        by: UserId,
    },
    /// Somebody no longer belongs to it.
    Left {
        /// Who.
        user: UserId,
        /// Who put them out, where they did not go.
        by: Option<UserId>,
        /// Who owns it now, where that changes.
        heir: Option<UserId>,
    },
    /// It is called otherwise.
    Renamed {
        /// So.
        title: String,
        /// By whom.
        by: UserId,
    },
    /// Somebody said something.
    Sent(Box<Sent>),
    /// Somebody said it otherwise.
    Edited {
        /// Which message.
        message: MessageId,
        /// What it says now; nothing when erased.
        content: Option<String>,
        /// Who is named in it.
        mentions: Vec<UserId>,
        /// It has a word of the list.
        flagged: bool,
    },
    /// A message is gone for all.
    Deleted {
        /// Which.
        message: MessageId,
        /// By its author or a moderator.
        by: UserId,
        /// Whose inboxes were told of messages, of which none is left.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        settles: Vec<UserId>,
    },
    /// A message is shown to nobody but moderators, or to all again.
    Hidden {
        /// Which.
        message: MessageId,
        /// Whether it is hidden.
        on: bool,
        /// By whom.
        by: UserId,
        /// Why.
        reason: String,
        /// Whose inboxes were told of messages, of which none is left.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        settles: Vec<UserId>,
    },
    /// A sign was put to a message, or taken away.
    Reacted {
        /// Which message.
        message: MessageId,
        /// By whom.
        user: UserId,
        /// The sign.
        emoji: String,
        /// Whether it is there.
        on: bool,
    },
    /// Messages have arrived.
    Delivered {
        /// With whom.
        user: UserId,
        /// Up to which position.
        up_to: Seq,
        /// Whether others are told.
        told: bool,
    },
    /// Messages have been read.
    Read {
        /// By whom.
        user: UserId,
        /// Up to which position.
        up_to: Seq,
        /// Whether others are told.
        told: bool,
        /// Their inbox was told of messages, which are read now.
        settles: bool,
    },
    /// No notifications, or again.
    Muted {
        /// For whom.
        user: UserId,
        /// Whether.
        on: bool,
        /// Until when; until told otherwise where it is missing.
        until: Option<Time>,
    },
    /// So many seconds must lie between two messages of a member.
    Slowed {
        /// 0 for no such rule.
        seconds: u32,
        /// By whom.
        by: UserId,
    },
    /// These words are not to be said.
    Listed {
        /// Which.
        list: WordList,
        /// By whom.
        by: UserId,
    },
    /// Somebody may only read.
    Silenced {
        /// Who.
        user: UserId,
        /// Until when; may write again where it is missing.
        until: Option<Time>,
        /// By whom.
        by: UserId,
        /// Why.
        reason: String,
    },
    /// Moderators are told of a message.
    Reported {
        /// Which.
        message: MessageId,
        /// By whom; by the house, where a word of the list did it.
        by: UserId,
        /// Why.
        reason: String,
    },
    /// These have not looked, and their inboxes are told.
    Notified {
        /// Who, and what for.
        users: Vec<Nudge>,
    },
    /// How somebody wants to be treated.
    Profiled {
        /// Who.
        user: UserId,
        /// Whether others are told what they have read.
        receipts: bool,
        /// From whom they want to hear nothing.
        blocked: BTreeSet<UserId>,
        /// Their inbox was told of messages, of which none is left.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        settles: bool,
    },
    /// An account is erased: its messages are gone, and its name.
    Forgotten {
        /// Whose.
        user: UserId,
        /// Whose inboxes were told of messages, of which none is left.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        settles: Vec<UserId>,
    },
    /// It is over for all.
    Closed {
        /// By whom.
        by: UserId,
    },
    /// The lobby whose members these are has come so far.
    Followed {
        /// Its position.
        seq: Seq,
    },
    /// What was said at these positions is erased; a large erasure goes in steps.
    Purged {
        /// Which.
        positions: Vec<Seq>,
    },
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// Its own position.
    pub message: MessageId,
    /// By whom.
    pub author: UserId,
    /// What they are called; nothing when erased.
    pub name: ByteString,
    /// What; nothing when erased.
    pub content: Option<String>,
    /// How it is shown.
    pub content_type: ContentType,
    /// What it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Which message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Who is named in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    /// It has a word of the list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flagged: bool,
}

/// Somebody whose inbox is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// Who.
    pub user: UserId,
    /// They are named in it.
    pub mention: bool,
}
