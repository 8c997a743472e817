//! The sessions of one thread that listen to one room, and what they have yet to hear.
//!
//! What a room tells goes into a log; the listeners are served in rounds, and each is handed, in one go, all
//! that has been told since its last turn. So a crowd is served as fast as its sockets can be written, and
//! the more happens meanwhile the more goes into one write: nothing is held back to be gathered.
//! **Invariant:** a listener hears everything that was told after it came, once and in order.

use std::{collections::VecDeque, rc::Rc, sync::Arc};

use bytestring::ByteString;
use indexmap::IndexMap;

use super::{
    Events,
    audience::Audience,
    parcel::{Bundle, Parcel},
    shown::Shown,
    switchboard::{Line, SessionNo},
};
use crate::{clock::Stopwatch, domain::Expelled, metrics, protocol::id::UserId};

/// One turn of a listener is at most so many items, so that a burst does not run over its budget
/// before its socket could take some of it.
const ITEMS_IN_A_TURN_MAX: u64 = 128;

/// The places that a log keeps when it is empty.
const LOG_KEPT_MAX: usize = 32;

/// The listeners of one room.
pub(super) struct Listeners {
    /// The room's audience, of which these are a part.
    pub(super) audience: Arc<Audience>,
    /// Whether the pump knows that there is something to do.
    pub(super) is_queued: bool,
    /// Who was answered for what the room told last, and is sent it in the room's turn: those who ask again when
    /// they are answered do not get ahead of what their watchers are told.
    pub(super) answered: Vec<Rc<Line>>,
    live: IndexMap<SessionNo, Listener>,
    log: VecDeque<Item>,
    /// The number of the log's first item.
    base: u64,
    /// Whose turn it is in this round.
    next: usize,
    /// What everybody whose turn it was in this round has heard.
    heard: u64,
    round_since: Stopwatch,
    shared: Option<Box<Shared>>,
}

struct Listener {
    line: Rc<Line>,
    /// The number of the first item that it has not heard.
    cursor: u64,
    /// It hears signals alone: events it will hear behind the answer to its asking for them.
    overhears: bool,
}

/// What a room told.
enum Item {
    Event(Arc<Shown>),
    Signal { topic: ByteString, frame: ByteString },
}

/// The parcel that was made last, for the next listener who needs the same.
struct Shared {
    from: u64,
    to: u64,
    parcel: Parcel,
    /// Who sees something else.
    private: Vec<UserId>,
}

impl Listeners {
    pub(super) fn new(audience: Arc<Audience>) -> Self {
        Listeners {
            audience,
            is_queued: false,
            answered: Vec::new(),
            live: IndexMap::new(),
            log: VecDeque::new(),
            base: 0,
            next: 0,
            heard: 0,
            round_since: Stopwatch::start(),
            shared: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Lets a session hear what is told from now on; whether it did not do so already.
    pub(super) fn enter(&mut self, session: SessionNo, line: &Rc<Line>) -> bool {
        let cursor = self.head();
        let listener = Listener { line: line.clone(), cursor, overhears: false };
        self.live.insert(session, listener).is_none()
    }

    /// Lets a session hear what is signalled from now on; whether it did not hear anything yet.
    pub(super) fn overhear(&mut self, session: SessionNo, line: &Rc<Line>) -> bool {
        if self.live.contains_key(&session) {
            return false;
        }
        let cursor = self.head();
        let listener = Listener { line: line.clone(), cursor, overhears: true };
        self.live.insert(session, listener);
        true
    }

    /// A session hears nothing more; whether it did.
    pub(super) fn leave(&mut self, session: SessionNo) -> bool {
        let Some(mut place) = self.live.get_index_of(&session) else { return false };
        // The last one takes the place that is free, so that must not be the place of one whose turn is over.
        if place < self.next {
            self.next -= 1;
            self.live.swap_indices(place, self.next);
            place = self.next;
        }
        self.live.swap_remove_index(place);
        true
    }

    /// Which sessions are of those who may hear no more.
    pub(super) fn expelled(&self, who: &Expelled) -> Vec<SessionNo> {
        let is_meant = |listener: &Listener| match who {
            Expelled::Nobody => false,
            Expelled::User(user) => listener.line.viewer.get() == Some(*user),
            Expelled::Others(members) => {
                let viewer = listener.line.viewer.get();
                viewer.is_none_or(|viewer| members.binary_search(&viewer).is_err())
            }
            Expelled::All => true,
        };
        let meant = self.live.iter().filter(|(_, listener)| is_meant(listener));
        meant.map(|(session, _)| *session).collect()
    }

    /// The room tells what happened; these have been answered for it.
    pub(super) fn tell(&mut self, events: &Events, answered: &mut Vec<Rc<Line>>) {
        self.begin();
        self.answered.append(answered);
        self.log.extend(events.iter().cloned().map(Item::Event));
    }

    /// The room signals what is not kept.
    pub(super) fn signal(&mut self, topic: ByteString, frame: ByteString) {
        self.begin();
        self.log.push_back(Item::Signal { topic, frame });
    }

    /// Serves one listener out of turn; how many frames that were.
    pub(super) fn serve_now(&mut self, session: SessionNo) -> usize {
        let Some(place) = self.live.get_index_of(&session) else { return 0 };
        let mut frames = 0;
        while self.live[place].cursor < self.head() {
            frames += self.serve(place);
        }
        frames
    }

    /// Serves at most so many listeners in their turn, counting them down; how many frames that were.
    pub(super) fn serve_next(&mut self, turns: &mut usize) -> usize {
        let mut frames = 0;
        while 0 < *turns && self.next < self.live.len() {
            frames += self.serve(self.next);
            self.heard = self.heard.min(self.live[self.next].cursor);
            self.next += 1;
            *turns -= 1;
        }
        for line in self.answered.drain(..) {
            line.ear.flush();
        }
        frames
    }

    /// Ends the round if everybody has had their turn; whether there is more to do, in this one or another.
    pub(super) fn go_on(&mut self) -> bool {
        if self.next < self.live.len() {
            return true;
        }
        metrics::fanned_out(self.round_since.elapsed());
        let heard = self.heard.min(self.head());
        self.log.drain(..usize::try_from(heard - self.base).unwrap_or_default());
        self.base = heard;
        self.shared = None;
        if self.log.is_empty() {
            // A crowd's log is not kept for a room that has become quiet.
            self.log.shrink_to(LOG_KEPT_MAX);
            return false;
        }
        self.start_round();
        true
    }

    /// Where nobody had anything to hear, a round begins.
    fn begin(&mut self) {
        if self.log.is_empty() {
            self.start_round();
        }
    }

    fn start_round(&mut self) {
        self.next = 0;
        self.heard = u64::MAX;
        self.round_since = Stopwatch::start();
    }

    fn head(&self) -> u64 {
        self.base + self.log.len() as u64
    }

    /// Hands a listener what it has not heard, or the first part of it.
    fn serve(&mut self, place: usize) -> usize {
        let head = self.head();
        let Some((_, listener)) = self.live.get_index_mut(place) else { return 0 };
        let from = listener.cursor;
        let to = head.min(from + ITEMS_IN_A_TURN_MAX);
        listener.cursor = to;
        if from == to {
            return 0;
        }
        let line = listener.line.clone();
        if listener.overhears {
            let mut parcel = self.parcel(from, to, line.viewer.get());
            parcel.events = Bundle::default();
            line.ear.hear(&parcel);
            return parcel.len();
        }
        if !self.shared.as_ref().is_some_and(|shared| shared.from == from && shared.to == to) {
            self.shared = Some(Box::new(self.share(from, to)));
        }
        let Some(shared) = &self.shared else { return 0 };
        match line.viewer.get() {
            Some(viewer) if shared.private.contains(&viewer) => {
                let own = self.parcel(from, to, Some(viewer));
                line.ear.hear(&own);
                own.len()
            }
            Some(_) | None => {
                line.ear.hear(&shared.parcel);
                shared.parcel.len()
            }
        }
    }

    fn share(&self, from: u64, to: u64) -> Shared {
        let private = self.items(from, to).flat_map(|item| match item {
            Item::Event(shown) => shown.private.as_slice(),
            Item::Signal { topic: _, frame: _ } => &[],
        });
        let private = private.map(|(user, _)| *user).collect();
        Shared { from, to, parcel: self.parcel(from, to, None), private }
    }

    fn parcel(&self, from: u64, to: u64, viewer: Option<UserId>) -> Parcel {
        let mut parcel = Parcel::default();
        for item in self.items(from, to) {
            match item {
                Item::Event(shown) => parcel.event(shown.to(viewer)),
                Item::Signal { topic, frame } => parcel.signal(topic, frame),
            }
        }
        parcel
    }

    fn items(&self, from: u64, to: u64) -> impl Iterator<Item = &Item> {
        let place = |number: u64| usize::try_from(number - self.base).unwrap_or(self.log.len());
        self.log.range(place(from)..place(to))
    }
}
