//! What conversations tell inboxes. Never what was said.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use crate::protocol::{
    conversation::Kind,
    id::{RoomId, UserId},
};

/// One belongs to a conversation.
pub const JOINED: &str = "inbox:joined";
/// One no longer belongs to a conversation.
pub const LEFT: &str = "inbox:left";
/// One has not looked at what was said.
pub const RAISE: &str = "inbox:raise";
/// One has looked.
pub const SETTLE: &str = "inbox:settle";

/// The data of [`JOINED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxJoined)]
pub struct Joined {
    /// Which.
    pub conversation: RoomId,
    /// What for.
    pub kind: Kind,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
}

/// The data of [`LEFT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// Which.
    pub conversation: RoomId,
    /// The next message brings one back.
    pub returns: bool,
}

/// The data of [`RAISE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// Where.
    pub conversation: RoomId,
    /// What for.
    pub kind: Kind,
    /// What it is called.
    pub title: Option<String>,
    /// Who wrote last.
    pub from: Option<UserId>,
    /// What they are called.
    pub from_name: ByteString,
    /// One is named in it.
    pub mention: bool,
}

/// The data of [`SETTLE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// Where.
    pub conversation: RoomId,
}
