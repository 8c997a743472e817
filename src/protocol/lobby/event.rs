//! What happens in a lobby, as the journal has it.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    Privacy, Status,
    bodies::{Outcome, Player},
};
use crate::protocol::{
    game::{LobbyRules, Values},
    id::{Place, RoomId, Seq, UserId},
    time::Time,
};

/// What happened in a lobby: the journal's truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Created(Box<Terms>),
    /// Somebody came in.
    Joined {
        /// Who.
        user: UserId,
        /// What they are called; nothing when erased.
        name: ByteString,
        /// Where they sit.
        seat: usize,
        /// Where the lobby stands then.
        status: Status,
    },
    /// Somebody is no longer in it.
    Left {
        /// Who.
        user: UserId,
        /// Why.
        why: Why,
        /// Where the lobby stands then.
        status: Status,
    },
    /// Somebody is the host from now on.
    Hosted {
        /// Who.
        user: UserId,
    },
    /// Somebody is ready, or no longer.
    Readied {
        /// Who.
        user: UserId,
        /// Whether.
        ready: bool,
        /// Where the lobby stands then.
        status: Status,
    },
    /// Somebody took another seat.
    Seated {
        /// Who.
        user: UserId,
        /// Which.
        seat: usize,
    },
    /// The last connection of a member dropped, or there is one again.
    Connected {
        /// Whose.
        user: UserId,
        /// Until when their seat is kept; they are here where it is missing.
        until: Option<Time>,
    },
    /// Somebody was asked in.
    Invited {
        /// Who.
        user: UserId,
        /// By whom.
        by: UserId,
    },
    /// Somebody may not come in any more, or may again.
    Banned {
        /// Who.
        user: UserId,
        /// Whether.
        on: bool,
    },
    /// Something else is set; nobody is ready any more.
    Changed(Box<Changed>),
    /// The countdown has begun.
    Starting {
        /// When it ends.
        at: Time,
    },
    /// The countdown was stopped.
    Stopped,
    /// It is played.
    Started {
        /// By whom.
        players: Vec<UserId>,
    },
    /// How it ended.
    Concluded {
        /// So.
        outcome: Outcome,
        /// Whether ratings follow from it.
        rated: bool,
    },
    /// Those who were found for free seats are in.
    Filled {
        /// By this match.
        found: Place,
        /// Who.
        players: Vec<Player>,
    },
    /// Those who were found for free seats could not come in.
    Unfilled {
        /// By this match.
        found: Place,
    },
    /// An account is erased: its name is gone.
    Forgotten {
        /// Whose.
        user: UserId,
        /// Where its name stood.
        positions: Vec<Seq>,
    },
    /// It is over.
    Closed {
        /// Why.
        reason: Ending,
    },
}

/// What a lobby is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which game.
    pub game: String,
    /// How it is played.
    pub mode: Option<String>,
    /// The name of the account whose results count; any with the role `app` where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Who may come in.
    pub privacy: Privacy,
    /// What the password makes with the lobby's id; the password itself is nowhere.
    pub password: Option<String>,
    /// What lets one in, whatever the privacy.
    pub code: String,
    /// How many may be there.
    pub capacity: usize,
    /// How many must be there.
    pub members_min: usize,
    /// Where it is played.
    pub region: Option<String>,
    /// What is set.
    pub settings: Values,
    /// What is true of every lobby of the game.
    pub rules: LobbyRules,
    /// The match that made it.
    pub found: Option<Found>,
}

/// The match that made a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The queue.
    pub queue: RoomId,
    /// The match there.
    pub found: Place,
    /// How many play in each team.
    pub team_size: usize,
    /// Whether a seat that becomes free is filled from the queue.
    pub backfill: bool,
    /// Who was found.
    pub players: Vec<Player>,
}

/// What is set from now on; `None` where it stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What is set.
    pub settings: Option<Values>,
    /// What it is called.
    pub title: Option<String>,
    /// How many may be there.
    pub capacity: Option<usize>,
    /// Who may come in.
    pub privacy: Option<Privacy>,
    /// What the password makes with the lobby's id.
    pub password: Option<String>,
    /// Where it is played.
    pub region: Option<String>,
}

/// Why somebody is no longer in a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// They went.
    Left,
    /// Their connection did not come back.
    Lost,
    /// They are in another lobby of the game.
    Elsewhere,
    /// Their account is gone.
    Erased,
    /// The host or staff put them out.
    Kicked {
        /// Who did.
        by: UserId,
        /// Why.
        reason: Option<String>,
        /// For good.
        banned: bool,
    },
}

/// Why a lobby is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LobbyEnding)]
pub enum Ending {
    /// Everybody has left.
    #[default]
    Empty,
    /// The host or staff ended it.
    Closed,
    /// Its result is known.
    Finished,
    /// Nothing happened in it for long.
    Idle,
}
