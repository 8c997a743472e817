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
pub struct Page {
    /// Its room.
    #[schema(value_type = String)]
    pub room: RoomId,
    /// Its id.
    pub id: String,
    /// Who leads it.
    #[schema(value_type = String)]
    pub leader: UserId,
    /// Who is in it, the longest-present first.
    pub members: Vec<Member>,
    /// Who was asked in.
    #[schema(value_type = Vec<String>)]
    pub invited: Vec<UserId>,
    /// What it searches for (`matchRequestId`).
    #[schema(value_type = Vec<String>)]
    pub searches: Vec<TicketId>,
    /// It is over.
    pub closed: bool,
    /// Server time.
    #[schema(value_type = String, format = DateTime)]
    pub server_now: Time,
}

/// Somebody in a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    #[schema(value_type = String)]
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// Until when their place is kept, where their last connection dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reconnecting_until: Option<Time>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Time,
}

/// What one is told who has asked for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Reply {
    /// It is open.
    Opened {
        /// Its room.
        #[schema(value_type = String)]
        party: RoomId,
    },
    /// It is done.
    Done {},
}
