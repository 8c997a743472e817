//! What members are shown of what happens in a conversation: its events.

use bytestring::ByteString;
use serde::Serialize;

use super::{ContentType, Kind, MessageId, Rank};
use crate::protocol::{
    attachment::Attachment,
    id::{RoomId, Seq, UserId},
    time::Time,
};

/// An event as a viewer may see it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = ConversationView)]
pub enum View {
    /// It was opened.
    Created(Opened),
    /// Another title, owner or pace.
    Updated(Updated),
    /// It is over for all.
    Closed {
        /// By whom.
        by: UserId,
    },
    /// Somebody belongs to it.
    Joined(Joined),
    /// Somebody no longer belongs to it.
    Left(Left),
    /// Somebody said something.
    Message(Message),
    /// Somebody said it otherwise.
    Edited(Edited),
    /// A message is gone.
    Deleted(Gone),
    /// A message is hidden, or shown again.
    Hidden(Hidden),
    /// A sign was put to a message, or taken away.
    Reaction(Reacted),
    /// Messages have arrived.
    Delivered(Mark),
    /// Messages have been read.
    Read(Mark),
    /// One's own notifications.
    Muted(Muted),
    /// Somebody may only read, or write again.
    Silenced(Silenced),
    /// One's report has arrived.
    Reported {
        /// Of which message.
        message: MessageId,
    },
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Created(_) => "conversation:created",
            View::Updated(_) => "conversation:updated",
            View::Closed { by: _ } => "conversation:deleted",
            View::Joined(_) => "chat:member:joined",
            View::Left(_) => "chat:member:left",
            View::Message(_) => "chat:message",
            View::Edited(_) => "chat:edited",
            View::Deleted(_) => "chat:deleted",
            View::Hidden(_) => "chat:hidden",
            View::Reaction(_) => "chat:reaction",
            View::Delivered(_) => "chat:delivered",
            View::Read(_) => "chat:read",
            View::Muted(_) => "conversation:muted",
            View::Silenced(_) => "conversation:silenced",
            View::Reported { message: _ } => "chat:reported",
        }
    }
}

/// It was opened.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ConversationCreated)]
pub struct Opened {
    /// What for.
    pub kind: Kind,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
    /// The room beside which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<RoomId>,
}

/// What has changed of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationUpdated)]
pub struct Updated {
    /// What it is called now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How many seconds must lie between two messages of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_seconds: Option<u32>,
    /// By whom.
    #[schema(required)]
    pub by: Option<UserId>,
}

/// Somebody belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ConversationJoined)]
pub struct Joined {
    /// Who.
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// What they are there.
    pub rank: Rank,
    /// Who brought them in.
    pub by: UserId,
}

/// Somebody no longer belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ConversationLeft)]
pub struct Left {
    /// Who.
    pub user: UserId,
    /// Who put them out; missing where they went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Who owns it now, where that changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
}

/// A message, as events, pages and lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Its position; the same number.
    pub seq: Seq,
    /// By whom.
    pub author: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub author_name: ByteString,
    /// What is said; missing where it is gone or hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// How it is shown.
    pub content_type: ContentType,
    /// What it carries.
    pub attachments: Vec<Attachment>,
    /// Which message it answers.
    #[schema(required)]
    pub reply_to: Option<MessageId>,
    /// Who is named in it.
    pub mentions: Vec<UserId>,
    /// When it was said; in an event that is the frame's `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// When it was said otherwise for the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// It is gone for all.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// It is shown to nobody but moderators.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Signs, and who put them there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Sign>,
}

/// A sign at a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Sign {
    /// It.
    pub emoji: String,
    /// Who put it there, in order.
    pub users: Vec<UserId>,
}

/// Somebody said it otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MessageEdited)]
pub struct Edited {
    /// Which message.
    pub message: MessageId,
    /// What it says now.
    pub content: String,
    /// Who is named in it.
    pub mentions: Vec<UserId>,
}

/// A message is gone.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MessageGone)]
pub struct Gone {
    /// Which.
    pub message: MessageId,
    /// By whom.
    pub by: UserId,
}

/// A message is hidden, or shown again.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MessageHidden)]
pub struct Hidden {
    /// Which.
    pub message: MessageId,
    /// Whether it is hidden.
    pub on: bool,
}

/// A sign was put to a message, or taken away.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MessageReaction)]
pub struct Reacted {
    /// Which message.
    pub message: MessageId,
    /// By whom.
    pub user: UserId,
    /// The sign.
    pub emoji: String,
    /// Whether it is there.
    pub on: bool,
}

/// How far somebody has come.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReadMark)]
pub struct Mark {
    /// Who.
    pub user: UserId,
    /// Up to which position.
    pub up_to: Seq,
}

/// One's own notifications.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ConversationMuted)]
pub struct Muted {
    /// Whether there are none.
    pub on: bool,
    /// Until when.
    #[schema(required)]
    pub until: Option<Time>,
}

/// Somebody may only read, or write again.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ConversationSilenced)]
pub struct Silenced {
    /// Who.
    pub user: UserId,
    /// Until when; may write where it is missing.
    #[schema(required)]
    pub until: Option<Time>,
    /// Why.
    pub reason: String,
}
