//! The words of parties: friends who search together.

use std::collections::BTreeSet;

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    connection::Whereabouts,
    id::{Seq, UserId},
    matchmaking::{TicketId, bodies::Queued},
    time::Time,
};

pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod view;
pub mod words;

pub use reject::Reject;
pub use words::Party;

/// What one may ask of a party.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it.
    Create,
    /// Ask somebody in.
    Invite {
        /// Whom.
        user: UserId,
    },
    /// Come in.
    Accept,
    /// Do not.
    Decline,
    /// Make somebody else the leader.
    Lead {
        /// Whom.
        user: UserId,
    },
    /// Put somebody out.
    Kick {
        /// Whom.
        user: UserId,
    },
    /// Go.
    Leave,
    /// The house says that a member's connection has come or gone.
    Connection(Whereabouts),
    /// A queue says that the party searches, or no longer.
    Queued(Box<Queued>),
    /// The house says that an account is erased.
    Forget {
        /// Whose.
        user: UserId,
    },
}

/// What happened in a party: the journal's truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Created {
        /// Who leads it.
        leader: UserId,
    },
    /// Somebody came in.
    Joined {
        /// Who.
        user: UserId,
        /// What they are called; nothing when erased.
        name: ByteString,
    },
    /// Somebody is no longer in it.
    Left {
        /// Who.
        user: UserId,
        /// Why.
        why: Why,
    },
    /// Somebody leads it from now on.
    Led {
        /// Who.
        user: UserId,
    },
    /// Somebody was asked in.
    Invited {
        /// Who.
        user: UserId,
        /// By whom.
        by: UserId,
    },
    /// Somebody who was asked in does not come.
    Declined {
        /// Who.
        user: UserId,
    },
    /// The last connection of a member dropped, or there is one again.
    Connected {
        /// Whose.
        user: UserId,
        /// Until when their place is kept; they are here where it is missing.
        until: Option<Time>,
    },
    /// It searches, or no longer.
    Queued {
        /// The search.
        ticket: TicketId,
        /// It is over.
        over: bool,
        /// Others search than those who are in it now.
        stale: bool,
    },
    /// An account is erased: its name is gone.
    Forgotten {
        /// Whose.
        user: UserId,
        /// Where its name stood.
        positions: Vec<Seq>,
    },
    /// It is over.
    Closed,
}

/// Why somebody is no longer in a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They went.
    Left,
    /// Their connection did not come back.
    Lost,
    /// The leader put them out.
    Kicked,
    /// Their account is gone.
    Erased,
}

impl Why {
    /// As it is told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::Left => "left",
            Why::Lost => "lost",
            Why::Kicked => "kicked",
            Why::Erased => "erased",
        }
    }
}

/// The whole state of a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The last position.
    pub seq: Seq,
    /// Who leads it.
    pub leader: UserId,
    /// Who is in it, the longest-present first.
    pub members: Vec<Member>,
    /// Who was asked in.
    pub invited: BTreeSet<UserId>,
    /// What it searches for.
    pub searches: Vec<TicketId>,
    /// It is over.
    pub closed: bool,
    /// At which positions people came in.
    pub joins: Vec<(UserId, Seq)>,
}

/// Somebody in a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: ByteString,
    /// Until when their place is kept, where their last connection dropped.
    pub until: Option<Time>,
    /// Since when.
    pub joined_at: Time,
}
