//! A party as a member finds it, and what one is told who has asked for something.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use crate::protocol::{
    id::{RoomId, UserId},
    matchmaking::TicketId,
    time::Time,
};

/// A party as a member finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartyPage)]
pub struct Page {
    /// Its room.
    pub room: RoomId,
    /// Its id.
    pub id: String,
    /// Who leads it.
    pub leader: UserId,
    /// Who is in it, the longest-present first.
    pub members: Vec<Member>,
    /// Who was asked in.
    pub invited: Vec<UserId>,
    /// What it searches for (`matchRequestId`).
    pub searches: Vec<TicketId>,
    /// It is over.
    pub closed: bool,
    /// Server time.
    pub server_now: Time,
}

/// Somebody in a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartyMember)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// Until when their place is kept, where their last connection dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconnecting_until: Option<Time>,
    /// Since when.
    pub joined_at: Time,
}

/// What one is told who has asked for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = PartyReply)]
pub enum Reply {
    /// It is open.
    Opened(OpenedReply),
    /// It is done.
    Done {},
}

/// It is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PartyOpened)]
pub struct OpenedReply {
    /// Its room.
    pub party: RoomId,
}
