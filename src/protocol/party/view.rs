//! What members see of an event in a party.

use bytestring::ByteString;
use serde::{Serialize, Serializer};

use crate::protocol::{id::UserId, matchmaking::TicketId, time::Time};

/// What members see of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    Closed,
}

/// Somebody came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: ByteString,
}

/// Somebody is no longer in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Who.
    pub user: UserId,
    /// `left`, `lost`, `kicked` or `erased`.
    pub reason: &'static str,
}

/// Somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Whom {
    /// Who.
    pub user: UserId,
}

/// Somebody was asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// Who.
    pub user: UserId,
    /// By whom.
    pub by: UserId,
}

/// The last connection of a member dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reconnecting {
    /// Whose.
    pub user: UserId,
    /// Until when their place is kept.
    pub until: Time,
}

/// A search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
            View::Closed => "party:closed",
        }
    }
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Nothing {}
        match self {
            View::Joined(joined) => joined.serialize(to),
            View::Left(left) => left.serialize(to),
            View::Leader(whom) | View::Declined(whom) | View::Reconnected(whom) => {
                whom.serialize(to)
            }
            View::Invited(invited) => invited.serialize(to),
            View::Reconnecting(reconnecting) => reconnecting.serialize(to),
            View::Searching(search) | View::Stopped(search) => search.serialize(to),
            View::Closed => Nothing {}.serialize(to),
        }
    }
}
