//! What those who search are told, and what staff see of a queue.

use serde::{Deserialize, Serialize};

use super::TicketId;
use crate::protocol::{id::UserId, time::Time};

/// The signal that tells how a search stands.
pub const STATUS: &str = "matchmaking:status";

/// How a search stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SearchStanding)]
pub struct Standing {
    /// Which.
    pub match_request_id: TicketId,
    /// Of which game.
    pub game: String,
    /// In which mode.
    pub mode: String,
    /// Where it stands.
    pub status: Status,
    /// Since when it searches, in milliseconds.
    pub search_time_elapsed: u64,
    /// How much longer it will take, in milliseconds, judging by others; `null` where nobody can say.
    #[schema(required)]
    pub estimated_wait_time: Option<u64>,
    /// Why nobody can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate_reason: Option<&'static str>,
    /// How demanding it is, from 0.
    pub current_relaxation_level: usize,
    /// What that means.
    pub relaxation: String,
    /// How many searches would do; 20 for 20 or more.
    pub potential_matches_found: usize,
    /// How many search in this mode.
    pub searching: usize,
    /// When it ends without a match.
    pub expires_at: Time,
    /// The match that is to be accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_check: Option<ReadyCheck>,
}

/// Where a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SearchStatus)]
pub enum Status {
    /// It searches.
    Searching,
    /// It searches, and is less demanding than at first.
    RelaxingCriteria,
    /// A match is to be accepted.
    ReadyCheck,
}

/// A match that is to be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadyCheck {
    /// By when.
    pub until: Time,
    /// How many play in it.
    pub players: usize,
    /// How many have accepted.
    pub accepted: usize,
    /// Whether one has oneself.
    pub you_accepted: bool,
}

/// What one is told who has asked for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = SearchReply)]
pub enum Reply {
    /// The search has begun.
    Begun(Begun),
    /// It stands so.
    Standing(Box<Standing>),
    /// It is done.
    Done {},
}

/// A search has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SearchBegun)]
pub struct Begun {
    /// Which.
    pub match_request_id: TicketId,
}

/// A queue, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = QueuePage)]
pub struct Page {
    /// Which game.
    pub game: String,
    /// Its modes.
    pub modes: Vec<ModePage>,
    /// Server time.
    pub server_now: Time,
}

/// A mode, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModePage {
    /// Which.
    pub mode: String,
    /// Searches that wait.
    pub searching: usize,
    /// How many of them are at each level.
    pub by_level: Vec<usize>,
    /// How many people they are.
    pub players: usize,
    /// Searches that are asked to accept a match.
    pub in_ready_check: usize,
    /// Lobbies that wait for somebody to fill a seat.
    pub backfills: usize,
    /// How long the oldest has waited, in milliseconds.
    #[schema(required)]
    pub oldest_ms: Option<u64>,
    /// Of the searches that found a match within the last hour, at most the latest 500.
    pub matched: Quantiles,
}

/// How searches fared that found a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quantiles {
    /// How many.
    pub count: usize,
    /// Half of them waited no longer, in milliseconds.
    #[schema(required)]
    pub wait_p50_ms: Option<u64>,
    /// Nine of ten waited no longer.
    #[schema(required)]
    pub wait_p90_ms: Option<u64>,
    /// Half of the matches have ratings no farther apart.
    #[schema(required)]
    pub spread_p50: Option<u32>,
    /// Nine of ten do.
    #[schema(required)]
    pub spread_p90: Option<u32>,
}

/// How well somebody plays, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rated {
    /// Who.
    pub user: UserId,
    /// Which game.
    pub game: String,
    /// Which mode.
    pub mode: String,
    /// In whole points.
    pub rating: i32,
    /// How far off it may be (RD), in whole points.
    pub deviation: i32,
    /// How many results it is made of.
    pub matches: u32,
}
