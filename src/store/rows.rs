//! What goes into the store and what comes out.

use crate::protocol::{
    Words,
    id::{Key, RoomId, Seq, UserId},
    time::Time,
};

/// The narrow key of a room inside the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoomKey(pub i64);

/// What one room writes at once: all of it or nothing.
pub struct Append<W: Words> {
    /// Which room.
    pub room: RoomId,
    /// Its key; `None` where it was never written before.
    pub key: Option<RoomKey>,
    /// Consecutive; empty where only keys are kept.
    pub records: Vec<Record<W::Event>>,
    /// Keys with their first answers.
    pub keys: Vec<KeyRow>,
    /// What the events ask of other rooms.
    pub outbox: Vec<NewOutbox>,
    /// Rows of the outbox that this carries out; they go.
    pub consumed: Vec<i64>,
    /// When the room wants to be woken.
    pub deadline: Option<Time>,
    /// The state as of the last record or before, to replace the last snapshot.
    pub snapshot: Option<NewSnapshot>,
    /// Positions, of these records too, at which what was said is erased.
    pub erased: Vec<Seq>,
    /// Whose coming and going the room wants to hear from now on, or no longer.
    pub minded: Vec<(UserId, bool)>,
}

/// One event to be written.
#[derive(Clone, Debug)]
pub struct Record<E> {
    /// Its position.
    pub seq: Seq,
    /// When it happened.
    pub at: Time,
    /// Who caused it, if anybody.
    pub by: Option<UserId>,
    /// It.
    pub event: E,
    /// It as JSON, as the journal keeps it.
    pub body: String,
}

/// One event as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its position.
    pub seq: Seq,
    /// When it happened.
    pub at: Time,
    /// It as JSON.
    pub body: String,
}

/// A room's state, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSnapshot {
    /// The last event in it.
    pub seq: Seq,
    /// The state.
    pub body: String,
}

/// A room as its journal has it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its key.
    pub key: RoomKey,
    /// Its last position.
    pub seq: Seq,
    /// Its state at some position, if one was kept.
    pub snapshot: Option<NewSnapshot>,
    /// All records after the snapshot, and at least as many of the last as were asked for. In order.
    pub records: Vec<Stored>,
    /// The last [`super::KEYS_LOADED_MAX`] keys of this room, oldest first.
    pub keys: Vec<KeyRow>,
}

/// An idempotency key and the first answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Whose.
    pub user: UserId,
    /// It.
    pub key: Key,
    /// Of the request: another request with this key is refused.
    pub fingerprint: [u8; 16],
    /// Which room answered.
    pub room: RoomId,
    /// JSON of [`crate::protocol::frame::Answer`].
    pub answer: String,
    /// When.
    pub at: Time,
}

/// What an event asks of another room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutbox {
    /// Which room.
    pub room: RoomId,
    /// The request's name there.
    pub request: String,
    /// Its data, as JSON.
    pub data: String,
    /// When it was asked.
    pub at: Time,
}

/// What waits to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number; later ones are greater.
    pub id: i64,
    /// Which room.
    pub room: RoomId,
    /// The request's name there.
    pub request: String,
    /// Its data, as JSON.
    pub data: String,
}
