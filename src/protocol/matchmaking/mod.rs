//! The words of matchmaking: who searches, what for, and what is found.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, RefOr, Schema, Type},
};

use super::{
    game::is_name,
    id::{NotAnId, Place, RoomId},
};

pub mod bodies;
pub mod event;
pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod snapshot;
pub mod words;

pub use event::Event;
pub use reject::Reject;
pub use words::Matchmaking;

/// What stands before the colon in the room of a queue.
pub const KIND: &str = "queue";

/// The queue of a game.
pub fn queue_of(game: &str) -> RoomId {
    RoomId::of(KIND, game)
}

/// A search, as clients know it (`matchRequestId`): the game, and the position at which it began there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketId {
    /// Which game.
    pub game: String,
    /// Where it began.
    pub place: Place,
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.game, self.place)
    }
}

impl FromStr for TicketId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (game, place) = text.split_once('.').ok_or(NotAnId)?;
        if !is_name(game) {
            return Err(NotAnId);
        }
        Ok(TicketId { game: game.to_owned(), place: place.parse()? })
    }
}

impl Serialize for TicketId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl PartialSchema for TicketId {
    fn schema() -> RefOr<Schema> {
        let text = Object::builder().schema_type(Type::String);
        text.description(Some("A search: the game, and the position at which it began there."))
            .into()
    }
}

impl ToSchema for TicketId {
    fn name() -> Cow<'static, str> {
        "MatchRequestId".into()
    }
}

impl<'de> Deserialize<'de> for TicketId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|NotAnId| D::Error::custom("a matchRequestId"))
    }
}

/// What one may ask of a queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Search.
    Find(Box<bodies::Find>),
    /// Say how it stands.
    Look(TicketId),
    /// Take the match.
    Accept(TicketId),
    /// Do not.
    Decline(TicketId),
    /// Search no more.
    Cancel(TicketId),
    /// A lobby has free seats, or none any more.
    Backfill(Box<bodies::Backfill>),
    /// What became of those who were found for a lobby's free seats.
    Seated(bodies::Seated),
    /// A party is no longer what it was when it began to search.
    Disband(bodies::Disband),
    /// How a lobby's match ended.
    Result(Box<bodies::Result>),
    /// An account is erased.
    Forget(super::lobby::bodies::Whom),
}
