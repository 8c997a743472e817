//! The words of conversations: what is said, by whom, who has read it, and who may.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    attachment::Attachment,
    id::{Id, Place, RoomId, Seq, UserId},
    time::Time,
};

pub mod bodies;
pub mod page;
pub mod reject;
pub mod snapshot;
pub mod view;
pub mod words;

pub use reject::Reject;
pub use words::Conversation;

/// A message: the position of its event.
pub type MessageId = Place;

/// What a conversation is for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Between two; there is one for each pair.
    Direct,
    /// Among those whom its owner adds.
    #[default]
    Group,
    /// Of a lobby, whose members are its members.
    Lobby,
    /// Beside an auction: everybody may read it, and ask.
    Auction,
    /// Between a user and staff.
    Support,
}

impl Kind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Group => "group",
            Kind::Lobby => "lobby",
            Kind::Auction => "auction",
            Kind::Support => "support",
        }
    }
}

/// How the content of a message is shown.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ContentType {
    /// As it is.
    #[default]
    Text,
    /// Large.
    Emoji,
    /// The address of a moving picture, `https://…`.
    Gif,
    /// A picture with its caption.
    Image,
    /// A file with its caption.
    File,
    /// A voice message.
    Audio,
}

/// What somebody is in a conversation.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Says who belongs to it and what it is called.
    Owner,
    /// Reads and writes.
    #[default]
    Member,
}

/// What becomes of a message with a word of the list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum WordAction {
    /// It is refused.
    Reject,
    /// The word is made of asterisks.
    #[default]
    Mask,
    /// It is reported to moderators.
    Flag,
}

/// Words that are not to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// Whole words, without regard to case.
    pub words: Vec<String>,
    /// What becomes of a message with one of them.
    pub action: WordAction,
}

/// What one may ask of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it, or come back to it.
    Create(Box<bodies::Create>),
    /// Say something.
    Send(Box<bodies::Post>),
    /// Say it otherwise.
    Edit(Box<bodies::Edit>),
    /// Take it back for all.
    Delete {
        /// Which message.
        message: MessageId,
    },
    /// Put a sign to a message, or take it away.
    React(bodies::React),
    /// Is writing, or no longer.
    Typing {
        /// Whether.
        typing: bool,
    },
    /// All messages up to here have arrived.
    Deliver {
        /// The position of the last.
        up_to: Seq,
    },
    /// All messages up to here have been read.
    Read {
        /// The position of the last.
        up_to: Seq,
    },
    /// Show a message to nobody but moderators, or to all again.
    Hide(bodies::Hide),
    /// Tell moderators of a message.
    Report(bodies::Report),
    /// Call it otherwise.
    Rename {
        /// Its title.
        title: String,
    },
    /// Bring somebody in.
    Add {
        /// Whom.
        users: Vec<UserId>,
    },
    /// Put somebody out.
    Remove {
        /// Whom.
        user: UserId,
    },
    /// Go.
    Leave,
    /// No notifications, or again.
    Mute(bodies::Mute),
    /// End it for all.
    Close,
    /// How many seconds must lie between two messages of a member.
    Slow {
        /// 0 for no such rule.
        seconds: u32,
    },
    /// Which words are not to be said.
    List(WordList),
    /// Let somebody only read.
    Silence(bodies::Silence),
    /// The house says how somebody wants to be treated in all conversations.
    Profile(bodies::Profile),
    /// The house says that an account is erased.
    Forget {
        /// Whose.
        user: UserId,
    },
}

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
    Profiled(bodies::Profile),
    /// An account is erased: its messages are gone, and its name.
    Forgotten {
        /// Whose.
        user: UserId,
    },
    /// It is over for all.
    Closed {
        /// By whom.
        by: UserId,
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

/// The conversation of a pair of users.
pub fn direct(one: UserId, other: UserId) -> RoomId {
    let (first, second) = (one.min(other), one.max(other));
    RoomId::of("conversation", Id::derived("direct", &format!("{first}/{second}")))
}

/// The conversation beside an auction.
pub fn beside(auction: &RoomId) -> RoomId {
    RoomId::of("conversation", Id::derived("beside", auction.as_str()))
}
