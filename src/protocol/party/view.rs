//! What members see of an event in a party.

use bytestring::ByteString;
use serde::Serialize;

use crate::protocol::{id::UserId, matchmaking::TicketId, time::Time};

/// What members see of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = PartyView)]
pub enum View {
    /// Somebody came in.
    Joined(Joined),
    /// Somebody is no longer in it.
    Left(Left),
    /// Somebody leads it.
    Leader(Whom),
    /// Somebody was asked in.
    Invited(Invited),
    /// Somebody who was asked in does not come.
    Declined(Whom),
    /// The last connection of a member dropped.
    Reconnecting(Reconnecting),
    /// They are here again.
    Reconnected(Whom),
    /// It searches.
    Searching(Searching),
    /// It searches no more.
    Stopped(Searching),
    /// It is over.
    Closed {},
}

/// Somebody came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PartyJoined)]
pub struct Joined {
    /// Who.
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
}

/// Somebody is no longer in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PartyLeft)]
pub struct Left {
    /// Who.
    pub user: UserId,
    /// `left`, `lost`, `kicked` or `erased`.
    pub reason: &'static str,
}

/// Somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PartyUser)]
pub struct Whom {
    /// Who.
    pub user: UserId,
}

/// Somebody was asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PartyInvited)]
pub struct Invited {
    /// Who.
    pub user: UserId,
    /// By whom.
    pub by: UserId,
}

/// The last connection of a member dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PartyReconnecting)]
pub struct Reconnecting {
    /// Whose.
    pub user: UserId,
    /// Until when their place is kept.
    pub until: Time,
}

/// A search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartySearching)]
pub struct Searching {
    /// Which.
    pub match_request_id: TicketId,
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Joined(_) => "party:member:joined",
            View::Left(_) => "party:member:left",
            View::Leader(_) => "party:leader:changed",
            View::Invited(_) => "party:invited",
            View::Declined(_) => "party:declined",
            View::Reconnecting(_) => "party:member:reconnecting",
            View::Reconnected(_) => "party:member:reconnected",
            View::Searching(_) => "party:searching",
            View::Stopped(_) => "party:stopped",
            View::Closed {} => "party:closed",
        }
    }
}
