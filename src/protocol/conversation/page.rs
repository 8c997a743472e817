//! What is shown of a conversation to one who comes, and in the list of one's conversations.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{Kind, Rank, WordList, view::Message};
use crate::protocol::{
    frame::to_json,
    id::{Id, RoomId, Seq, UserId},
    time::Time,
};

/// A conversation as a member finds it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationPage)]
pub struct Page {
    /// Its id.
    pub id: String,
    /// Its room.
    pub room: RoomId,
    /// What for.
    pub kind: Kind,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
    /// The room beside which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<RoomId>,
    /// How many seconds must lie between two messages of a member.
    pub slow_seconds: u32,
    /// How many belong to it.
    pub member_count: usize,
    /// Who belongs to it; of a large one the owners and oneself.
    pub members: Vec<Member>,
    /// The latest messages, oldest first.
    pub messages: Vec<Message>,
    /// What concerns the viewer, where they belong to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub you: Option<You>,
    /// Server time.
    pub server_now: Time,
}

/// Somebody who belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationMember)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// What they are there.
    pub rank: Rank,
    /// Up to where messages have arrived with them; missing where they do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Seq>,
    /// Up to where they have read; missing where they do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Seq>,
}

/// What concerns the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationYou)]
pub struct You {
    /// Messages that one has not read.
    pub unread_count: u32,
    /// Up to where one has read.
    pub read: Seq,
    /// No notifications.
    pub muted: bool,
    /// Until when one may only read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silenced_until: Option<Time>,
    /// Words that are not to be said, for owners and staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word_list: Option<WordList>,
}

/// A conversation in the list of one who belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationListed)]
pub struct Listed {
    /// Its room.
    pub conversation: RoomId,
    /// What for.
    pub kind: Kind,
    /// What it is called; a direct one has the other's name.
    #[schema(required)]
    pub title: Option<String>,
    /// The other one, where there are two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<UserId>,
    /// The position as of which this was true: of two figures the one of the later position counts.
    pub seq: Seq,
    /// Messages that one has not read.
    pub unread_count: u32,
    /// No notifications.
    pub muted: bool,
    /// Until when, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Time>,
    /// The last message that is neither gone nor hidden nor from somebody blocked.
    #[schema(required)]
    pub last_message: Option<Message>,
}

/// What stands beside the state of an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = InboxBeside)]
pub struct Beside {
    /// The owner's conversations, the one with the latest message first.
    pub conversations: Vec<Listed>,
}

/// The name of the signal that tells a figure to an inbox.
pub const UNREAD: &str = "chat:unread";

/// The data of `chat:unread`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationUnread)]
pub struct Unread<'a> {
    /// Which.
    pub conversation: &'a RoomId,
    /// What it is called.
    #[schema(required)]
    pub title: Option<&'a str>,
    /// The position as of which this is true: of two figures the one of the later position counts.
    pub seq: Seq,
    /// The last message that is to be seen.
    #[schema(required)]
    pub last_message: Option<&'a Message>,
    /// Messages that one has not read; each one's own.
    pub unread_count: u32,
}

/// The data of `chat:unread` up to the number, which is each one's own.
pub fn unread_head(
    conversation: &RoomId,
    title: Option<&str>,
    seq: Seq,
    last: Option<&Message>,
) -> String {
    let unread = Unread { conversation, title, seq, last_message: last, unread_count: 0 };
    let mut head = to_json(&unread);
    head.truncate(head.len() - "0}".len());
    head
}

/// What one is told who has asked for something.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = ConversationReply)]
pub enum Reply {
    /// It is open.
    Opened(OpenedReply),
    /// It is said.
    Sent(SentReply),
    /// It is done.
    Done {},
}

/// It is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ConversationOpened)]
pub struct OpenedReply {
    /// Its room.
    pub conversation: RoomId,
    /// It had been opened before.
    pub existing: bool,
}

/// It is said.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MessageSent)]
pub struct SentReply {
    /// The message.
    pub message: super::MessageId,
    /// When it was said.
    pub at: Time,
}

/// The id in a room's name, where it has one.
pub fn id_of(room: &RoomId) -> String {
    room.key().parse::<Id>().map(|id| id.to_string()).unwrap_or_default()
}
