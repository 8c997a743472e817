//! The data of requests, as clients and other rooms send them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::TicketId;
use crate::protocol::{
    id::{Place, RoomId, Seq, UserId},
    lobby::bodies::Team,
};

/// The request by which a lobby says which seats are free. Nobody else may.
pub const BACKFILL: &str = "matchmaking:backfill";
/// The request by which a lobby says what became of those who were found for it. Nobody else may.
pub const SEATED: &str = "matchmaking:seated";
/// The request by which a party says that it is no longer what it was. Nobody else may.
pub const DISBAND: &str = "matchmaking:disband";
/// The request by which a lobby says how its match ended. Nobody else may.
pub const RESULT: &str = "matchmaking:result";
/// The request by which the house says that an account is erased. Nobody else may.
pub const FORGET: &str = "matchmaking:forget";

/// `matchmaking:find`, and `POST matchmaking`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FindMatch)]
pub struct Find {
    /// Which game.
    pub game: String,
    /// Which mode.
    pub mode: String,
    /// How many play in a match; must be what the mode says, where it is there.
    #[serde(default)]
    pub players: Option<usize>,
    /// What one is and wants, by name.
    #[serde(default)]
    pub criteria: BTreeMap<String, Wish>,
    /// The room of the party that searches together; its leader asks.
    #[serde(default)]
    pub party: Option<RoomId>,
    /// How many milliseconds away each region is; all are near enough where none is named.
    #[serde(default)]
    pub regions: BTreeMap<String, u32>,
    /// Whom one does not want to meet.
    #[serde(default)]
    pub avoid: BTreeSet<UserId>,
}

/// What one is and wants: a value alone says both, and that it must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged, expecting = "a value, or {is, accept?, soft?}")]
pub enum Wish {
    /// One is this, and wants others to be.
    Same(String),
    /// One is this, and wants others to be one of those.
    Full(Wanted),
}

/// What one is and wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What one is.
    pub is: String,
    /// What others may be; the same where it is missing.
    #[serde(default)]
    pub accept: Option<BTreeSet<String>>,
    /// It is a preference, and dropped when the search becomes less demanding.
    #[serde(default)]
    pub soft: bool,
}

/// The data of requests that name a search.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WhichSearch)]
pub struct Which {
    /// Which.
    pub match_request_id: TicketId,
}

/// Which seats of a lobby are free; the data of [`BACKFILL`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// Which lobby.
    pub lobby: RoomId,
    /// The position there as of which this is true.
    pub seq: Seq,
    /// Which mode.
    pub mode: String,
    /// Where it is played.
    pub region: Option<String>,
    /// How many seats of each team are free; nothing where nobody can come in any more.
    pub free: Vec<usize>,
    /// Who is in it.
    pub members: Vec<UserId>,
    /// Who may not come in.
    pub avoid: Vec<UserId>,
}

/// What became of those who were found for a lobby; the data of [`SEATED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seated {
    /// The match that found them.
    pub found: Place,
    /// They are in.
    pub seated: bool,
}

/// A party is no longer what it was; the data of [`DISBAND`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disband {
    /// Which search.
    pub ticket: TicketId,
}

/// How a lobby's match ended; the data of [`RESULT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Result {
    /// Which lobby.
    pub lobby: RoomId,
    /// Which mode.
    pub mode: String,
    /// How each team fared.
    pub teams: Vec<Team>,
}

/// A party searches; what a queue tells the party, by [`QUEUED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    /// The search.
    pub ticket: TicketId,
    /// Who searches.
    pub members: Vec<UserId>,
    /// It is over.
    pub over: bool,
}

/// The request by which a queue tells a party that it searches, or no longer.
pub const QUEUED: &str = "party:queued";
