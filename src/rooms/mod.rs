//! The actors: one shell around any [`Machine`](crate::domain::Machine), and what finds and connects them.
//!
//! - [`core`] is a room without its shell: pure, run bare by tests; [`room`] is the shell,
//!   `commit` what it does with its journal.
//! - [`kinds`] is the table of kinds: a new kind is one line there.
//! - [`directory`] finds rooms, opens them, puts them to sleep and wakes them.
//! - [`switchboard`] hands what rooms tell, and their answers ([`reply`]), to the sessions of its thread:
//!   `listeners` keeps what each has yet to hear, `pump` gives them their turns; [`audience`] counts them.
//! - [`courier`] carries what one room asks of another, exactly once.
//! - [`house`](Rooms) is the handle through which gateway and REST speak to all of it.
//!
//! **Invariant:** state of a room is owned by its actor alone; there is no lock around it.

use std::sync::Arc;

use actix::prelude::*;
use serde_json::value::RawValue;

use self::{
    audience::Place,
    core::Ask,
    switchboard::{SessionNo, Switchboard, ToBoard},
};
use crate::{
    domain::Settings,
    protocol::{
        fault::Fault,
        frame::Answer,
        id::{RoomId, Seq},
        person::Person,
    },
};

mod attend;
pub mod audience;
mod batch;
mod commit;
pub mod core;
pub mod courier;
pub mod directory;
mod follow_up;
mod funds;
pub mod handle;
pub mod keys;
pub mod kinds;
mod listeners;
pub mod parcel;
mod passing;
mod pump;
pub mod reply;
pub mod room;
pub mod shown;
pub mod switchboard;
pub mod visitors;
pub mod whereabouts;

pub use handle::Rooms;
pub use reply::Reply;

/// After how long it is worth trying again when the store could not write, in milliseconds.
pub const RETRY_AFTER_MS: u64 = 1_000;

/// How long those who asked wait for a disk that hangs, where nothing else is said, in milliseconds.
const COMMIT_WAIT_MS: u64 = 10_000;

/// What rooms are told by the configuration.
#[derive(Clone, Debug)]
pub struct Habits {
    /// How many of its latest events a room keeps encoded for clients that come back.
    pub history_frames_max: usize,
    /// After how many events a room writes a snapshot.
    pub snapshot_every: u64,
    /// How long those who asked wait for their batch to be written, in milliseconds.
    pub commit_wait_ms: u64,
    /// How long a room that nobody listens to stays awake without being asked anything, in milliseconds.
    pub idle_after_ms: u64,
    /// How long those whom rooms mind are waited for when the house opens, in milliseconds.
    pub return_within_ms: u64,
    /// What the rules are told.
    pub settings: Arc<Settings>,
}

impl Default for Habits {
    fn default() -> Self {
        Habits {
            history_frames_max: 1_000,
            snapshot_every: 1_000,
            commit_wait_ms: COMMIT_WAIT_MS,
            idle_after_ms: 60_000,
            return_within_ms: 10_000,
            settings: Arc::default(),
        }
    }
}

/// Anything one may tell a room, whatever its kind.
#[derive(Message)]
#[rtype(result = "()")]
pub enum ToRoom {
    /// Do something.
    Ask {
        /// Who asks what.
        ask: Box<Ask>,
        /// Where the answer goes.
        reply: Reply,
        /// The row of the outbox that this carries out, where it is a reaction.
        outbox: Option<i64>,
    },
    /// Let a session follow the room.
    Join(Box<Join>),
    /// A session follows the room no longer.
    Part(Parting),
    /// Show the room as it stands.
    Look {
        /// To whom.
        viewer: Option<Person>,
        /// Where the state goes, as the answer's data.
        reply: Reply,
    },
    /// Say whether this viewer may know of the room.
    Knock {
        /// Who.
        viewer: Option<Person>,
        /// Where the answer goes: nothing, or `not_found`.
        reply: Reply,
    },
    /// Show what has happened, as far as this viewer may see it.
    Read {
        /// To whom.
        viewer: Option<Person>,
        /// After this position.
        after: Seq,
        /// At most so many events.
        limit: usize,
        /// Where the page goes, as the answer's data.
        reply: Reply,
    },
    /// The number of listeners changed.
    Crowd,
    /// Look at the clock.
    Poke,
    /// Stop, if there is nothing to do; asked for by the room itself.
    Sleep,
}

impl ToRoom {
    /// Answers a message that reaches no room.
    pub fn refuse(self, fault: &Fault) {
        let refuse = |reply: Reply| reply.send(Answer::refused(None, fault));
        match self {
            ToRoom::Ask { ask: _, reply, outbox: _ }
            | ToRoom::Look { viewer: _, reply }
            | ToRoom::Knock { viewer: _, reply }
            | ToRoom::Read { viewer: _, after: _, limit: _, reply } => refuse(reply),
            ToRoom::Join(join) => refuse(join.reply),
            ToRoom::Part(_) | ToRoom::Crowd | ToRoom::Poke | ToRoom::Sleep => (),
        }
    }
}

/// A session at the door of a room.
pub struct Join {
    /// Where it listens.
    pub place: Place,
    /// Which.
    pub session: SessionNo,
    /// Who sits behind it.
    pub viewer: Option<Person>,
    /// The request to answer, where it was one.
    pub id: Option<u64>,
    /// The last event that it has seen of this epoch.
    pub since: Option<Seq>,
    /// What the store has beside the room's state for this viewer, where its kind has something; looked up
    /// when the viewer stands at the door already.
    pub beside: Option<Box<RawValue>>,
    /// Where the answer goes when the session is not let in.
    pub reply: Reply,
}

/// A session that follows a room no longer. It goes the way of all that the session asked before, and lets
/// go wherever that way ends: also at a room that falls.
pub struct Parting {
    /// The switchboard that it listens at.
    pub board: Addr<Switchboard>,
    /// Which.
    pub session: SessionNo,
    /// What.
    pub room: RoomId,
}

impl Drop for Parting {
    fn drop(&mut self) {
        self.board.do_send(ToBoard::Leave { session: self.session, room: self.room.clone() });
    }
}

/// Every event of one append, shared by all who are told.
type Events = Arc<[Arc<shown::Shown>]>;

/// A room's id with the address that it answers at.
pub(crate) type Address = Recipient<ToRoom>;

/// The id of the room that keeps what concerns one user.
pub fn inbox(user: crate::protocol::id::UserId) -> RoomId {
    RoomId::of("inbox", user)
}
