//! Questions that people ask of the projections; answered by the readers.

pub(super) mod analytics;
pub(super) mod auctions;
pub(super) mod audit;
pub(super) mod bids;
pub(super) mod conversations;
pub(super) mod cursor;
pub(super) mod export;
pub(super) mod listings;
pub(super) mod lobbies;
pub(super) mod messages;
pub(super) mod notifications;
pub(super) mod people;
pub(super) mod reports;
pub(super) mod tiles;
pub(super) mod trade;
pub(super) mod wallet;

use diesel::{QueryResult, result::Error};
use serde::de::{DeserializeOwned, IntoDeserializer, value};

use crate::protocol::id::{Id, UserId};

/// Reads a word of the protocol as the database has it.
pub(super) fn read_word<T: DeserializeOwned>(text: &str) -> QueryResult<T> {
    let words: value::StrDeserializer<'_, value::Error> = text.into_deserializer();
    T::deserialize(words).map_err(|why| Error::DeserializationError(Box::new(why)))
}

/// A user as the database has it.
pub(super) fn read_user(number: i64) -> UserId {
    UserId(Id::from_number(number.cast_unsigned()))
}
