//! The words of the house: ids, money, time, frames, faults, and per room kind its enums.
//!
//! **Invariant:** a type is serialisable if and only if it lives here (or is the body of a REST resource).
//! No rule is decided here, and nothing here reads a clock, logs or does I/O.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use facts::Needs;
use fault::{Fault, Problem};
use id::RoomId;

pub mod account;
pub mod attachment;
pub mod auction;
pub mod claims;
pub mod connection;
pub mod conversation;
pub mod facts;
pub mod fault;
pub mod frame;
pub mod game;
pub mod id;
pub mod inbox;
pub mod lobby;
pub mod market;
pub mod matchmaking;
pub mod money;
pub mod party;
pub mod person;
pub mod picture;
pub mod presence;
pub mod push;
pub mod rating;
pub mod read;
pub mod schema;
pub mod secret;
pub mod session;
pub mod time;

/// The vocabulary of one room kind.
pub trait Words: Sized + Unpin + 'static {
    /// The kind as it stands before the colon in a [`id::RoomId`] and in names of events, e.g. `auction`.
    const KIND: &'static str;
    /// Every request this kind knows, by its name on the wire, e.g. `auction:bid`.
    const REQUESTS: &'static [&'static str];
    /// Those of them that only the house asks. Nobody else may.
    const HOUSE: &'static [&'static str] = &[];

    /// The signal that tells how many listen, where the kind tells it.
    const WATCHERS: Option<&'static str> = None;

    /// Whether the store has something beside the room's state for one who comes: fields that every answer to
    /// subscribing carries.
    const BESIDE: bool = false;

    /// How often what it tells now and again is looked at, in milliseconds, where it does so.
    const PULSE_MS: Option<u64> = None;

    /// The request by which the house says that somebody whom a room minds has come or gone, where rooms mind.
    const WHEREABOUTS: Option<&'static str> = None;

    /// What a caller asks for, in the imperative.
    type Command: Send + Unpin + 'static;
    /// What happened, in the past tense, with everything hidden in it: the journal's truth.
    type Event: Serialize + DeserializeOwned + Clone + Send + Unpin + 'static;
    /// Why nothing happened.
    type Reject: Unpin + 'static;
    /// What a caller is told when the request was carried out.
    type Reply: Serialize;
    /// What clients are shown of an event; serialises as the frame's `data`.
    type View: Serialize;
    /// What clients are shown of the room when they arrive.
    type State: Serialize;
    /// The whole state, to open a long room without replaying all of its journal.
    type Snapshot: Serialize + DeserializeOwned;

    /// Reads the request `name` with its `data`; `unknown_event` or `invalid` where it cannot.
    fn command(name: &str, data: &RawValue) -> Result<Self::Command, Fault>;

    /// What is to be looked up before a request is decided; where its data cannot be read, nothing.
    fn needs(_name: &str, _data: &RawValue) -> Needs {
        Needs::default()
    }

    /// Which room a request goes to that names none; `None` where one has to be named.
    fn address(_name: &str, _data: &RawValue) -> Option<Result<RoomId, Fault>> {
        None
    }

    /// An event without what was said in it: what the journal keeps of it when that is erased.
    fn erase(event: Self::Event) -> Self::Event {
        event
    }

    /// The name of an event as clients see it, e.g. `auction:bid`.
    fn name(view: &Self::View) -> &'static str;

    /// A refusal as clients read it.
    fn problem(reject: &Self::Reject) -> Problem;

    /// Whether the answer to a key is kept when it is this refusal.
    /// Not so for states that time or staff may change (`not_started`, `paused`).
    fn remembered(reject: &Self::Reject) -> bool;
}
