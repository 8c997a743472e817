//! The words of lobbies: who is there, who is ready, what is set, and how it begins.

use serde::{Deserialize, Serialize};

use super::{connection::Whereabouts, id::UserId};

pub mod bodies;
pub mod event;
pub mod list;
pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod snapshot;
pub mod view;
pub mod words;

pub use event::{Event, Why};
pub use reject::Reject;
pub use words::Lobby;

/// Where a lobby stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = LobbyStatus)]
pub enum Status {
    /// Somebody is missing, or not ready.
    #[default]
    Forming,
    /// There are enough, and all are ready.
    Ready,
    /// The countdown runs.
    Starting,
    /// It is played.
    Active,
    /// It is over.
    Closed,
}

impl Status {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Forming => "forming",
            Status::Ready => "ready",
            Status::Starting => "starting",
            Status::Active => "active",
            Status::Closed => "closed",
        }
    }
}

/// Who may come in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = LobbyPrivacy)]
pub enum Privacy {
    /// Everybody, and everybody may watch.
    #[default]
    Public,
    /// Who was invited, or knows the code.
    Invite,
    /// Who knows the password; it stands in the list.
    Password,
}

/// What one may ask of a lobby.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it.
    Create(Box<bodies::Create>),
    /// The house opens it for a match.
    Open(Box<bodies::Open>),
    /// Come in.
    Join(bodies::Join),
    /// Go.
    Leave,
    /// Ready, or no longer.
    Ready {
        /// Whether.
        ready: bool,
    },
    /// Take another seat.
    Seat {
        /// Which, from 0.
        seat: usize,
    },
    /// Ask somebody in.
    Invite {
        /// Whom.
        user: UserId,
    },
    /// Put somebody out.
    Kick(bodies::Kick),
    /// Put somebody out for good.
    Ban(bodies::Kick),
    /// Let somebody come back.
    Unban {
        /// Whom.
        user: UserId,
    },
    /// Make somebody else the host.
    Host {
        /// Whom.
        user: UserId,
    },
    /// Change what is set.
    Change(Box<bodies::Change>),
    /// Begin the countdown.
    Start,
    /// End it for all.
    Close,
    /// The game's backend says how it ended.
    Conclude(bodies::Outcome),
    /// The house says that a member's connection has come or gone.
    Connection(Whereabouts),
    /// The house brings in those whom a match has found.
    Fill(Box<bodies::Fill>),
    /// The house puts out one who is in another lobby of the game.
    Expel {
        /// Whom.
        user: UserId,
    },
    /// The house says that an account is erased.
    Forget {
        /// Whose.
        user: UserId,
    },
}
