//! What happens in a queue, as the journal has it. There are no names in it, only ids.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bodies::Backfill;
use crate::protocol::{
    game::Mode,
    id::{Place, RoomId, UserId},
    rating::Rating,
    time::Time,
};

/// What happened in a queue: the journal's truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A mode is played so from now on.
    Ruled(Box<Mode>),
    /// Somebody searches.
    Entered(Box<Ticket>),
    /// These searches are less demanding from now on, each by a level.
    Relaxed {
        /// Which.
        tickets: Vec<Place>,
    },
    /// A match was found; its id is its position.
    Paired(Box<Pairing>),
    /// All searches that are new or have changed were looked at.
    Searched,
    /// Somebody takes the match.
    Accepted {
        /// Which.
        found: Place,
        /// Who.
        user: UserId,
    },
    /// A match comes to nothing: some did not want it, or did not answer. The others search on.
    Failed {
        /// Which.
        found: Place,
        /// Searches that are over by it, and why.
        out: Vec<(Place, Over)>,
    },
    /// All have accepted.
    Matched {
        /// Which.
        found: Place,
        /// Its searches, which are over.
        tickets: Vec<Place>,
    },
    /// A search is over.
    Ended {
        /// Which.
        ticket: Place,
        /// Why.
        why: Over,
    },
    /// A lobby has free seats, or none any more.
    Seats(Box<Backfill>),
    /// Those who were found for a lobby's free seats are in, or search on.
    Seated {
        /// The match.
        found: Place,
        /// Those who search on.
        back: Vec<Ticket>,
    },
    /// How well people play from now on.
    Rated {
        /// In which mode.
        mode: String,
        /// Who, and how well.
        ratings: Vec<(UserId, Rating)>,
    },
}

/// A search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its own position.
    pub ticket: Place,
    /// In which mode.
    pub mode: String,
    /// Who searches, the leader first.
    pub users: Vec<UserId>,
    /// The party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<RoomId>,
    /// How well they play on average, in points.
    pub rating: i32,
    /// What they are and want.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// How many milliseconds away regions are; all are near enough where none is named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub regions: BTreeMap<String, u32>,
    /// Whom they do not want to meet.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub avoid: BTreeSet<UserId>,
    /// When it began.
    pub since: Time,
    /// When it ends without a match.
    pub until: Time,
}

/// What a search is and wants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Criterion {
    /// What about.
    pub name: String,
    /// What it is.
    pub is: String,
    /// What others may be.
    pub accept: BTreeSet<String>,
    /// It is a preference.
    pub soft: bool,
}

/// A match that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// Its own position.
    pub found: Place,
    /// In which mode.
    pub mode: String,
    /// The searches, by team.
    pub teams: Vec<Vec<Place>>,
    /// Where it is played.
    pub region: Option<String>,
    /// By when all must have accepted.
    pub until: Time,
    /// The lobby whose free seats they are found for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby: Option<RoomId>,
}

/// Why a search is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// They search no more.
    Cancelled,
    /// They did not want the match.
    Declined,
    /// They did not answer.
    NoAnswer,
    /// The party is no longer what it was.
    PartyChanged,
    /// Nothing was found in time.
    Expired,
    /// An account is gone.
    AccountErased,
}

impl Over {
    /// As it is told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Over::Cancelled => "cancelled",
            Over::Declined => "declined",
            Over::NoAnswer => "no_answer",
            Over::PartyChanged => "party_changed",
            Over::Expired => "expired",
            Over::AccountErased => "account_erased",
        }
    }
}
