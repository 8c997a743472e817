//! The whole state of a queue.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::{
    bodies::Backfill,
    event::{Pairing, Ticket},
};
use crate::protocol::{
    game::Mode,
    id::{Place, RoomId, Seq, UserId},
    rating::Rating,
    time::Time,
};

/// A queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Queue {
    /// The last position.
    pub seq: Seq,
    /// How modes are played.
    pub modes: BTreeMap<String, Mode>,
    /// Every search, by its number.
    pub tickets: BTreeMap<u64, Searching>,
    /// Every match that not all have accepted, by its number.
    pub matches: BTreeMap<u64, Match>,
    /// Searches of matches that a lobby has been told of, until it says that they are in; by the match's number.
    pub handed: BTreeMap<u64, Handed>,
    /// Searches that have not been looked at since they are new or have changed.
    pub fresh: BTreeSet<u64>,
    /// Lobbies with free seats, and those that may get some.
    pub lobbies: BTreeMap<RoomId, Seats>,
    /// Lobbies with seats that are free since the last search.
    pub vacant: BTreeSet<RoomId>,
    /// The latest waits, by mode.
    pub waits: BTreeMap<String, VecDeque<Wait>>,
    /// How well people play of whom that was changed lately, the latest last.
    pub rated: VecDeque<(UserId, String, Rating)>,
}

/// Somebody searches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searching {
    /// What for.
    pub ticket: Ticket,
    /// How demanding.
    pub level: usize,
    /// The match that they are asked to accept.
    pub found: Option<Place>,
}

/// A match that not all have accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// It.
    pub pairing: Pairing,
    /// Who has.
    pub accepted: BTreeSet<UserId>,
}

/// Searches that a lobby has been told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The lobby.
    pub lobby: RoomId,
    /// They.
    pub tickets: Vec<Searching>,
}

/// A lobby whose free seats are filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// What it said last.
    pub told: Option<Backfill>,
    /// Whom the queue has found for it, and what they wanted.
    pub tickets: Vec<Searching>,
    /// How many seats of each team are kept for those who were found, by match.
    pub kept: BTreeMap<u64, Vec<usize>>,
    /// Since when seats are free.
    pub since: Time,
    /// Which mode.
    pub mode: String,
}

/// How long somebody waited for a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// When it was over.
    pub at: Time,
    /// How long, in milliseconds.
    pub ms: u64,
    /// How far the ratings were apart.
    pub spread: u32,
    /// How well they play, in points.
    pub rating: i32,
}
