//! The rules of the house: pure, deterministic state machines.
//!
//! **Invariant:** nothing here reads a clock, rolls dice, does I/O, logs, locks,
//! awaits, or names actix, diesel or serde.

use crate::protocol::{
    Words,
    id::{RoomId, UserId},
    person::{Person, Role},
    time::Time,
};

pub mod access;
pub mod auction;
pub mod inbox;

/// Who asks, and when: everything about the outside that a rule may depend on.
pub struct Asked<'a> {
    /// Who, known from a verified token.
    pub by: &'a Person,
    /// When.
    pub now: Time,
}

/// Who looks: nobody known, or somebody.
pub type Viewer<'a> = Option<&'a Person>;

/// Who may see an event, and as what. Whoever may see nothing of it still sees that its position is taken.
#[derive(Debug)]
pub struct Sight<V> {
    /// What everyone sees, if anything.
    pub public: Option<V>,
    /// What single users see instead.
    pub private: Vec<(UserId, V)>,
}

impl<V> Sight<V> {
    /// Everyone sees the same.
    pub fn everyone(view: V) -> Self {
        Sight { public: Some(view), private: Vec::new() }
    }

    /// Only these see anything.
    pub fn only(private: Vec<(UserId, V)>) -> Self {
        Sight { public: None, private }
    }
}

/// A command for another room that a committed event asks for; delivered exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// Which room.
    pub room: RoomId,
    /// The request's name there.
    pub request: &'static str,
    /// Its data, as JSON.
    pub data: String,
}

/// Shorthands for the words of a machine.
pub type CommandOf<M> = <<M as Machine>::Words as Words>::Command;
/// See [`CommandOf`].
pub type EventOf<M> = <<M as Machine>::Words as Words>::Event;
/// See [`CommandOf`].
pub type RejectOf<M> = <<M as Machine>::Words as Words>::Reject;
/// See [`CommandOf`].
pub type ReplyOf<M> = <<M as Machine>::Words as Words>::Reply;
/// See [`CommandOf`].
pub type ViewOf<M> = <<M as Machine>::Words as Words>::View;
/// See [`CommandOf`].
pub type StateOf<M> = <<M as Machine>::Words as Words>::State;
/// See [`CommandOf`].
pub type SnapshotOf<M> = <<M as Machine>::Words as Words>::Snapshot;

/// One room's state and the rules that change it.
///
/// State changes only through [`Machine::apply`], with events that [`Machine::decide`] or
/// [`Machine::expire`] produced; replaying a journal through `apply` therefore rebuilds the same state.
pub trait Machine: Sized + Unpin + 'static {
    /// The vocabulary it speaks.
    type Words: Words;

    /// A room of this id in which nothing has happened yet.
    fn new(id: &RoomId) -> Self;

    /// What `command` would make happen now, or why nothing will. Changes nothing.
    fn decide(
        &self,
        asked: &Asked<'_>,
        command: CommandOf<Self>,
    ) -> Result<Vec<EventOf<Self>>, RejectOf<Self>>;

    /// Takes note of what happened, and when. Never refuses, never looks at a clock.
    fn apply(&mut self, at: Time, event: &EventOf<Self>);

    /// When the room wants to be woken, if ever.
    fn deadline(&self) -> Option<Time> {
        None
    }

    /// What becomes true because time has passed. `decide` must not depend on it having run.
    fn expire(&self, _now: Time) -> Vec<EventOf<Self>> {
        Vec::new()
    }

    /// What the one who asked is told, when `events` have been decided for them and applied.
    fn reply(&self, asked: &Asked<'_>, events: &[EventOf<Self>]) -> ReplyOf<Self>;

    /// Whether this viewer may know of the room and follow it.
    fn admits(&self, viewer: Viewer<'_>) -> bool;

    /// Who sees what of an event that has been applied.
    fn sight(&self, event: &EventOf<Self>) -> Sight<ViewOf<Self>>;

    /// The room as this viewer finds it.
    fn state(&self, viewer: Viewer<'_>, now: Time, watchers: u32) -> StateOf<Self>;

    /// What an event that has been applied asks of other rooms.
    fn reactions(&self, _event: &EventOf<Self>) -> Vec<Reaction> {
        Vec::new()
    }

    /// The whole state, for a snapshot.
    fn freeze(&self) -> SnapshotOf<Self>;

    /// The room as it was when the snapshot was taken.
    fn thaw(id: &RoomId, snapshot: SnapshotOf<Self>) -> Self;
}

/// Whether the role is one of those that keep order.
pub fn is_staff(role: Role) -> bool {
    matches!(role, Role::Moderator | Role::Admin)
}
