//! What may be asked of a queue. What it tells, everybody hears in their inbox.

use super::{
    Matchmaking,
    bodies::{Find, Which},
    page::{Begun, Page, Standing},
    words::FIND,
};
use crate::protocol::{connection::Nothing, schema::Vocabulary};

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "invalid",
    "unknown_game",
    "already_searching",
    "in_lobby",
    "party_too_large",
    "no_match",
    "queue_full",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    Vocabulary::of::<Matchmaking, Page>("queue:<game>", REFUSALS)
        .request::<Find, Begun>(FIND, "Search a match.")
        .request::<Which, Standing>("matchmaking:subscribe", "Say how the search stands.")
        .request::<Which, Nothing>("matchmaking:accept", "Take the match.")
        .request::<Which, Nothing>("matchmaking:decline", "Do not take the match.")
        .request::<Which, Nothing>("matchmaking:cancel", "Search no more.")
}
