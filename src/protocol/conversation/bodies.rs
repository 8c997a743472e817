//! The data of requests, as clients and other rooms send them.

use std::collections::BTreeSet;

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{ContentType, Kind, MessageId};
use crate::protocol::{
    id::{Id, RoomId, Seq, UserId},
    time::Time,
};

/// `conversation:create`, and `POST conversations`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CreateConversation)]
pub struct Create {
    /// What for.
    pub kind: Kind,
    /// Who belongs to it, besides oneself.
    #[serde(default)]
    pub members: Vec<UserId>,
    /// What a group is called.
    #[serde(default)]
    pub title: Option<String>,
    /// The auction beside which it is.
    #[serde(default)]
    pub auction: Option<RoomId>,
}

/// `chat:message`, and `POST conversations/{id}/messages`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PostMessage)]
pub struct Post {
    /// What is said; a caption where there are attachments.
    #[serde(default)]
    pub content: String,
    /// How it is shown.
    #[serde(default)]
    pub content_type: ContentType,
    /// One file that was uploaded before.
    #[serde(default)]
    pub attachment: Option<Id>,
    /// Files that were uploaded before.
    #[serde(default)]
    pub attachments: Vec<Id>,
    /// Which message it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

impl Post {
    /// All its files, once each, in their order.
    pub fn files(&self) -> impl Iterator<Item = Id> {
        let mut seen = BTreeSet::new();
        let all = self.attachment.iter().chain(&self.attachments).copied();
        all.filter(move |id| seen.insert(*id))
    }
}

/// `chat:edit`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EditMessage)]
pub struct Edit {
    /// Which message.
    pub message: MessageId,
    /// What it says from now on.
    pub content: String,
}

/// `chat:delete`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeleteMessage)]
pub struct Delete {
    /// Which message.
    pub message: MessageId,
}

/// `chat:react`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReactToMessage)]
pub struct React {
    /// Which message.
    pub message: MessageId,
    /// The sign.
    pub emoji: String,
    /// Whether it is to be there.
    pub on: bool,
}

/// `chat:typing`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetTyping)]
pub struct Typing {
    /// Whether.
    pub typing: bool,
}

/// `chat:read` and `chat:delivered`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpTo {
    /// The position of the last message.
    pub up_to: Seq,
}

/// `chat:hide`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HideMessage)]
pub struct Hide {
    /// Which message.
    pub message: MessageId,
    /// Whether it is to be hidden.
    pub on: bool,
    /// Why.
    pub reason: String,
}

/// `chat:report`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportMessage)]
pub struct Report {
    /// Which message.
    pub message: MessageId,
    /// Why.
    pub reason: String,
}

/// `conversation:rename`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RenameConversation)]
pub struct Rename {
    /// What it is to be called.
    pub title: String,
}

/// `conversation:add`: one or several.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddMembers)]
pub struct Add {
    /// One.
    #[serde(default)]
    pub user: Option<UserId>,
    /// Several.
    #[serde(default)]
    pub users: Vec<UserId>,
}

impl Add {
    /// All of them, once each.
    pub fn all(&self) -> Vec<UserId> {
        let all: BTreeSet<UserId> = self.user.iter().chain(&self.users).copied().collect();
        all.into_iter().collect()
    }
}

/// `conversation:remove`, and the house's `conversation:forget`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RemoveMember)]
pub struct Whom {
    /// Whom.
    pub user: UserId,
}

/// `conversation:mute`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MuteConversation)]
pub struct Mute {
    /// Whether there are to be no notifications.
    pub on: bool,
    /// Until when; until told otherwise where it is missing.
    #[serde(default)]
    pub until: Option<Time>,
}

/// `conversation:slow`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SlowMode)]
pub struct Slow {
    /// Between two messages of a member; 0 for no such rule.
    pub seconds: u32,
}

/// `conversation:silence`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SilenceMember)]
pub struct Silence {
    /// Who.
    pub user: UserId,
    /// For how long; 0 lets them write again.
    pub seconds: u32,
    /// Why.
    pub reason: String,
}

/// Who belongs to a lobby; `conversation:follow`, by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Which lobby.
    pub lobby: RoomId,
    /// The position there as of which this is true.
    pub seq: Seq,
    /// What it is called.
    pub title: Option<String>,
    /// All of them.
    pub members: Vec<Follower>,
    /// It is over.
    pub closed: bool,
}

/// Somebody who belongs to a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: ByteString,
}

/// Two who have dealt with each other; `conversation:introduce`, by the house alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Introduce {
    /// Both.
    pub members: [UserId; 2],
}

/// How somebody wants to be treated in all conversations; `conversation:profile`, by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Who.
    pub user: UserId,
    /// Whether others are told what they have read.
    pub receipts: bool,
    /// From whom they want to hear nothing.
    pub blocked: BTreeSet<UserId>,
}
