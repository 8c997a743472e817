//! The rules of the house: pure, deterministic state machines.
//!
//! **Invariant:** nothing here reads a clock, rolls dice, does I/O, logs, locks,
//! awaits, or names actix, diesel or serde.

use crate::protocol::{
    Words,
    auction::experiment::Experiment,
    facts::Facts,
    frame::to_json,
    game::Games,
    id::{RoomId, Seq, UserId},
    inbox::play::{PLAY, Play, Told},
    money::{Currency, Money},
    person::{Person, Role},
    time::Time,
};

pub mod access;
pub mod auction;
pub mod conversation;
pub mod goods;
pub mod inbox;
pub mod lobby;
pub mod market;
pub mod matchmaking;
pub mod party;
pub mod rating;
pub mod session;

/// Who asks, and when: everything about the outside that a rule may depend on.
pub struct Asked<'a> {
    /// Who, known from a verified token.
    pub by: &'a Person,
    /// When.
    pub now: Time,
    /// What was looked up for the request.
    pub facts: &'a Facts,
    /// What the configuration says.
    pub settings: &'a Settings,
}

/// What the configuration says of the rules.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Of conversations.
    pub conversation: conversation::Settings,
    /// Of inboxes.
    pub inbox: inbox::Settings,
    /// What is played.
    pub games: Games,
    /// Of the market.
    pub market: market::Settings,
    /// What is tried out.
    pub experiments: Vec<Experiment>,
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
    /// Single users who see nothing of it.
    pub hidden: Vec<UserId>,
    /// Whose words these are, where who does not hear them sees nothing of it.
    pub by: Option<UserId>,
}

impl<V> Sight<V> {
    /// Everyone sees the same.
    pub fn everyone(view: V) -> Self {
        Sight { public: Some(view), private: Vec::new(), hidden: Vec::new(), by: None }
    }

    /// Only these see anything.
    pub fn only(private: Vec<(UserId, V)>) -> Self {
        Sight { public: None, private, hidden: Vec::new(), by: None }
    }

    /// Nobody sees anything.
    pub fn nobody() -> Self {
        Sight::only(Vec::new())
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

impl Reaction {
    /// Tells the inbox of one who plays; `name` is what the one is called who did it.
    pub fn play(user: UserId, play: Play, name: &str) -> Self {
        let data = to_json(&Told { play, name: name.into() });
        Reaction { room: RoomId::of(crate::protocol::inbox::KIND, user), request: PLAY, data }
    }
}

/// Something that is told to those who listen and not kept, e.g. that somebody is writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The signal's name.
    pub name: &'static str,
    /// Of whom; a newer one of the same user takes the place of an older one.
    pub user: UserId,
    /// Whether it begins; it ends by itself.
    pub on: bool,
}

/// Who may hear no more of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expelled {
    /// Nobody.
    Nobody,
    /// This user.
    User(UserId),
    /// Everybody but these, who are in order.
    Others(Vec<UserId>),
    /// Everybody.
    All,
}

/// Whose figures in their inboxes an event changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stirred {
    /// Nobody's.
    #[default]
    Nobody,
    /// These users'.
    Some(Vec<UserId>),
    /// Those of all who belong to the room.
    All,
}

impl Stirred {
    /// Both.
    #[must_use]
    pub fn and(self, other: Stirred) -> Stirred {
        match (self, other) {
            (Stirred::All, _) | (_, Stirred::All) => Stirred::All,
            (Stirred::Nobody, stirred) | (stirred, Stirred::Nobody) => stirred,
            (Stirred::Some(mut these), Stirred::Some(more)) => {
                for user in more {
                    if !these.contains(&user) {
                        these.push(user);
                    }
                }
                Stirred::Some(these)
            }
        }
    }
}

/// Figures for inboxes: all of these users are told the same but for their own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The signal's name.
    pub name: &'static str,
    /// The data of the signal up to its number, e.g. `{"conversation":"…","unreadCount":`.
    pub head: String,
    /// Who is told, and their numbers.
    pub to: Vec<(UserId, u32)>,
}

/// Something that is told to one user, in the inbox, and not kept: a newer one takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whisper {
    /// To whom.
    pub user: UserId,
    /// The signal's name.
    pub name: &'static str,
    /// Its data, as JSON.
    pub data: String,
}

/// Something that is counted, by the game's name and the mode's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What is counted.
    pub what: Counted,
    /// Of which game.
    pub game: String,
    /// Of which mode.
    pub mode: String,
    /// What it is.
    pub figure: Figure,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Searches that wait for a match.
    Pool,
    /// Matches that all have accepted.
    Matches,
    /// Matches that somebody declined or did not answer.
    FailedChecks,
    /// Searches that ran out of time.
    Expired,
    /// How long a search took, in seconds.
    Wait,
    /// How far the ratings in a match are apart, in points.
    Spread,
}

/// A figure that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// So many more.
    More(u64),
    /// So many now.
    Now(u64),
    /// One more of this size; in thousandths of the unit.
    One(u64),
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

    /// How much of which currency is to be set aside in the asker's wallet before this is decided, where anything
    /// is: then it is heard once more, with what was set aside among the facts.
    fn wants(&self, _asked: &Asked<'_>, _command: &CommandOf<Self>) -> Option<(Currency, Money)> {
        None
    }

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

    /// What a command that changes nothing tells those who listen; `None` where it is to be decided.
    fn passing(
        &self,
        _asked: &Asked<'_>,
        _command: &CommandOf<Self>,
    ) -> Option<Result<Passing, RejectOf<Self>>> {
        None
    }

    /// Whose passing signal an event ends.
    fn ends_passing(&self, _event: &EventOf<Self>) -> Option<UserId> {
        None
    }

    /// Whether a viewer wants to hear what somebody says.
    fn hears(&self, _viewer: UserId, _by: UserId) -> bool {
        true
    }

    /// The positions whose frames nobody is shown again after an event that has been applied.
    fn conceals(&self, event: &EventOf<Self>) -> Vec<Seq> {
        self.erases(event)
    }

    /// The positions at which an event that has been applied erases what was said, for good.
    fn erases(&self, _event: &EventOf<Self>) -> Vec<Seq> {
        Vec::new()
    }

    /// Who hears an event that has been applied, and nothing after it.
    fn expels(&self, _event: &EventOf<Self>) -> Expelled {
        Expelled::Nobody
    }

    /// Whose figures in their inboxes an event that has been applied changes.
    fn stirs(&self, _event: &EventOf<Self>) -> Stirred {
        Stirred::Nobody
    }

    /// The figures of these users.
    fn figures(&self, _stirred: &Stirred) -> Vec<Figures> {
        Vec::new()
    }

    /// Whose coming and going the room wants to hear from an event on that has been applied, or no longer.
    fn minds(&self, _event: &EventOf<Self>) -> Vec<(UserId, bool)> {
        Vec::new()
    }

    /// What is counted of an event that has been applied.
    fn measures(&self, _event: &EventOf<Self>) -> Vec<Measure> {
        Vec::new()
    }

    /// What users are told now and again, where the kind has a pulse. Only what it remembers of having told
    /// it may change, which is no part of the state.
    fn pulse(&mut self, _now: Time) -> Vec<Whisper> {
        Vec::new()
    }

    /// What is counted now and again, where the kind has a pulse.
    fn gauges(&self) -> Vec<Measure> {
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
