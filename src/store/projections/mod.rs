//! Projections: tables that people query, written in the same transaction as the events that they are made of.

use diesel::QueryResult;

use super::{Record, RoomKey, db::Db};
use crate::protocol::{Words, id::RoomId, time::Time};

mod auction;
mod conversation;
mod inbox;
mod lobby;
mod lobby_list;
mod market;
mod matchmaking;
mod party;
mod session;
pub(super) mod tile;

/// The end of time, where an end is not known: such rows come last.
pub(super) const NO_END_MS: i64 = i64::MAX;

/// How a kind of room is kept besides its journal.
pub trait Project: Words {
    /// Makes consecutive records of one room true in the tables of its kind.
    ///
    /// May run more than once for the same records; what an earlier run wrote has then been rolled back.
    fn project(
        _db: &mut Db,
        _key: RoomKey,
        _room: &RoomId,
        _records: &[Record<Self::Event>],
    ) -> QueryResult<()> {
        Ok(())
    }

    /// What is beside the room's state for one who comes to it, as an object.
    fn beside(_db: &mut Db, _room: &RoomId, _now: Time) -> QueryResult<String> {
        Ok("{}".to_owned())
    }
}
