//! What the sessions of one switchboard must have heard, said plainly, and the ears that record what they did.
//!
//! A session hears of a room what was told while it followed: all of it, where it still does; an unbroken
//! beginning, where it left before it was served.

use std::{
    collections::{HashMap, VecDeque},
    mem::take,
    sync::{Arc, Mutex},
};

use bytestring::ByteString;
use rialto::{
    protocol::{
        frame::Answer,
        id::{RoomId, UserId},
    },
    rooms::{parcel::Parcel, reply::Answered, switchboard::Ear},
};

/// How many rooms there are.
pub(crate) const ROOMS: usize = 3;
/// What is signalled.
pub(crate) const TOPICS: [&str; 2] = ["auction:watchers", "auction:typing"];

pub(crate) fn room(at: usize) -> RoomId {
    RoomId::of("auction", at)
}

pub(crate) fn public_frame(at: usize, seq: u64) -> ByteString {
    format!("{at} {seq} all").into()
}

pub(crate) fn private_frame(at: usize, seq: u64, user: UserId) -> ByteString {
    format!("{at} {seq} {user}").into()
}

/// What an ear hears.
pub(crate) enum Heard {
    Event(ByteString),
    Signal(ByteString, ByteString),
    Joined(u64),
    Answer(u64),
    Changed,
}

/// All that one session has heard and nobody has looked at.
#[derive(Default)]
pub(crate) struct Tape {
    heard: Vec<Heard>,
    /// Something was said that nobody has sent.
    is_unsent: bool,
}

/// Where a session would be.
pub(crate) struct Recorder(pub(crate) Arc<Mutex<Tape>>);

impl Recorder {
    fn note(&self, is_unsent: bool, heard: impl IntoIterator<Item = Heard>) {
        let mut tape = self.0.lock().unwrap();
        tape.is_unsent = is_unsent;
        tape.heard.extend(heard);
    }
}

impl Ear for Recorder {
    fn hear(&self, parcel: &Parcel) {
        let events = parcel.events.frames().iter().cloned().map(Heard::Event);
        let signals = parcel.signals.iter().flat_map(|(topic, signal)| {
            signal.frames().iter().map(|frame| Heard::Signal(topic.clone(), frame.clone()))
        });
        self.note(false, events.chain(signals));
    }

    fn joined(&self, id: u64, _: &Answer) {
        self.note(true, [Heard::Joined(id)]);
    }

    fn answer(&self, answered: &Answered) {
        self.note(true, answered.id.map(Heard::Answer));
    }

    fn flush(&self) {
        self.note(false, []);
    }

    fn account_changed(&self) {
        let is_unsent = self.0.lock().unwrap().is_unsent;
        self.note(is_unsent, [Heard::Changed]);
    }
}

/// Everybody and everything.
#[derive(Default)]
pub(crate) struct Model {
    sessions: Vec<Session>,
    /// Of each room, who sees something else of each event.
    told: [Vec<Vec<UserId>>; ROOMS],
    signalled: [[u64; TOPICS.len()]; ROOMS],
    /// For each number of a request to join, the room.
    joins: HashMap<u64, usize>,
}

#[derive(Default)]
struct Session {
    tape: Arc<Mutex<Tape>>,
    viewer: Option<UserId>,
    is_over: bool,
    /// Of each room what it has yet to hear; the last one may go on.
    stays: [VecDeque<Stay>; ROOMS],
    answers: VecDeque<u64>,
    changes: usize,
}

/// One time that a session follows a room.
struct Stay {
    /// The position of the event that it hears next.
    next: u64,
    /// It has left, and hears nothing from here on.
    until: Option<Left>,
    /// At which positions its requests to follow are answered, and their numbers.
    joined: VecDeque<(u64, u64)>,
    /// Of each topic, the last signal that it has heard, or that was before it came.
    signals: [u64; TOPICS.len()],
}

/// What had been told and signalled when a session left.
#[derive(Clone, Copy)]
struct Left {
    told: u64,
    signalled: [u64; TOPICS.len()],
}

impl Stay {
    fn is_answered_first(&self) -> bool {
        self.joined.front().is_some_and(|(at, _)| *at == self.next)
    }
}

impl Model {
    pub(crate) fn attach(&mut self) -> Arc<Mutex<Tape>> {
        self.sessions.push(Session::default());
        self.sessions[self.sessions.len() - 1].tape.clone()
    }

    pub(crate) fn sessions(&self) -> u64 {
        self.sessions.len() as u64
    }

    pub(crate) fn joined(&mut self, session: u64, at: usize, id: Option<u64>) {
        let (next, signals) = (self.told[at].len() as u64, self.signalled[at]);
        self.joins.extend(id.map(|id| (id, at)));
        let session = &mut self.sessions[usize::try_from(session).unwrap()];
        if session.is_over {
            return;
        }
        let stays = &mut session.stays[at];
        if stays.back().is_none_or(|stay| stay.until.is_some()) {
            stays.push_back(Stay { next, until: None, joined: VecDeque::new(), signals });
        }
        let last = stays.len() - 1;
        stays[last].joined.extend(id.map(|id| (next, id)));
    }

    pub(crate) fn leave(&mut self, session: u64, at: usize) {
        let left = Left { told: self.told[at].len() as u64, signalled: self.signalled[at] };
        let session = &mut self.sessions[usize::try_from(session).unwrap()];
        if let Some(stay) = session.stays[at].back_mut() {
            stay.until.get_or_insert(left);
        }
    }

    pub(crate) fn detach(&mut self, session: u64) {
        (0..ROOMS).for_each(|at| self.leave(session, at));
        self.sessions[usize::try_from(session).unwrap()].is_over = true;
    }

    /// Everything that was handed to the session before has been heard as the one it was.
    pub(crate) fn identify(&mut self, session: u64, user: UserId) {
        self.listen(usize::try_from(session).unwrap());
        self.sessions[usize::try_from(session).unwrap()].viewer = Some(user);
    }

    /// The position of what happens next.
    pub(crate) fn told(&mut self, at: usize, others: &[UserId]) -> u64 {
        self.told[at].push(others.to_vec());
        self.told[at].len() as u64 - 1
    }

    pub(crate) fn signalled(&mut self, at: usize, topic: usize) -> u64 {
        self.signalled[at][topic] += 1;
        self.signalled[at][topic]
    }

    pub(crate) fn answered(&mut self, session: u64, id: u64) {
        let session = &mut self.sessions[usize::try_from(session).unwrap()];
        if !session.is_over {
            session.answers.push_back(id);
        }
    }

    pub(crate) fn changed(&mut self, users: &[UserId]) {
        for session in self.sessions.iter_mut().filter(|session| !session.is_over) {
            session.changes +=
                usize::from(session.viewer.is_some_and(|user| users.contains(&user)));
        }
    }

    /// How many listen to a room.
    pub(crate) fn listeners(&self, at: usize) -> u32 {
        let stays = self.sessions.iter().filter_map(|session| session.stays[at].back());
        u32::try_from(stays.filter(|stay| stay.until.is_none()).count()).unwrap()
    }

    /// How many turns it takes at most until everybody has heard everything, so many items in each.
    pub(crate) fn unheard(&self, items: usize) -> usize {
        let turns = |at: usize| {
            let told = self.told[at].len() as u64;
            let signals: u64 = self.signalled[at].iter().sum();
            let behind = self.sessions.iter().filter_map(|session| {
                let stay = session.stays[at].back().filter(|stay| stay.until.is_none())?;
                let heard: u64 = stay.signals.iter().sum();
                Some(usize::try_from(told - stay.next + signals - heard).unwrap())
            });
            let most = behind.max().unwrap_or_default();
            usize::try_from(self.listeners(at)).unwrap() * (most.div_ceil(items) + 1)
        };
        (0..ROOMS).map(turns).sum()
    }

    /// Up to which position each session has heard each room that it follows.
    pub(crate) fn heard(&mut self) -> Vec<u64> {
        (0..self.sessions.len()).for_each(|number| self.listen(number));
        let stays = self.sessions.iter().flat_map(|session| &session.stays);
        stays.filter_map(|stays| stays.back()).map(|stay| stay.next).collect()
    }

    /// Everybody has heard what they must, and no more.
    pub(crate) fn check(&mut self) {
        for number in 0..self.sessions.len() {
            self.listen(number);
            let session = &mut self.sessions[number];
            assert!(session.answers.is_empty(), "{number} waits for {:?}", session.answers);
            assert_eq!(session.changes, 0, "{number} was not told that its account changed");
            let is_unsent = session.tape.lock().unwrap().is_unsent;
            assert!(!is_unsent, "what was said to {number} has not been sent");
            for (at, stays) in session.stays.iter_mut().enumerate() {
                for stay in &mut *stays {
                    assert!(stay.joined.is_empty(), "{number} at {at}: {:?}", stay.joined);
                }
                stays.retain(|stay| stay.until.is_none());
                let Some(stay) = stays.back() else { continue };
                let told = self.told[at].len() as u64;
                assert_eq!(stay.next, told, "{number} has not heard all of room {at}");
                assert_eq!(stay.signals, self.signalled[at], "{number} lacks a signal of {at}");
            }
        }
    }

    /// Holds what a session has heard since the last time against what it should have.
    fn listen(&mut self, number: usize) {
        let session = &mut self.sessions[number];
        let heard = take(&mut session.tape.lock().unwrap().heard);
        for heard in heard {
            match heard {
                Heard::Event(frame) => session.hear(number, &frame, &self.told),
                Heard::Signal(topic, frame) => session.notice(number, &topic, &frame),
                Heard::Joined(id) => session.come_in(number, id, self.joins[&id]),
                Heard::Answer(id) => {
                    assert_eq!(session.answers.pop_front(), Some(id), "the answers of {number}");
                }
                Heard::Changed => {
                    assert!(0 < session.changes, "the account of {number} has not changed");
                    session.changes -= 1;
                }
            }
        }
    }
}

impl Session {
    fn hear(&mut self, number: usize, frame: &ByteString, told: &[Vec<Vec<UserId>>; ROOMS]) {
        let mut words = frame.split(' ');
        let at: usize = words.next().unwrap().parse().unwrap();
        let seq: u64 = words.next().unwrap().parse().unwrap();
        let stay = loop {
            let stay = self.stays[at].front_mut();
            let stay = stay.unwrap_or_else(|| panic!("{number} does not follow: {frame}"));
            if stay.next == seq && stay.until.is_none_or(|left| seq < left.told) {
                break stay;
            }
            assert!(
                stay.until.is_some() && stay.joined.is_empty(),
                "{number} heard {frame} and not {}",
                stay.next
            );
            self.stays[at].pop_front();
        };
        assert!(!stay.is_answered_first(), "{number} heard {frame} before it was let in");
        stay.next += 1;
        let others = &told[at][usize::try_from(seq).unwrap()];
        let expected = match self.viewer.filter(|viewer| others.contains(viewer)) {
            Some(viewer) => private_frame(at, seq, viewer),
            None => public_frame(at, seq),
        };
        assert_eq!(*frame, expected, "{number} is {:?}", self.viewer);
    }

    fn come_in(&mut self, number: usize, id: u64, at: usize) {
        loop {
            let stay = self.stays[at].front_mut();
            let stay = stay.unwrap_or_else(|| panic!("{number} was not to be let in by {id}"));
            if stay.joined.front().is_some_and(|(_, expected)| *expected == id) {
                assert!(stay.is_answered_first(), "{number} was let in at {}", stay.next);
                stay.joined.pop_front();
                return;
            }
            assert!(stay.until.is_some() && stay.joined.is_empty(), "{number} was answered {id}");
            self.stays[at].pop_front();
        }
    }

    fn notice(&mut self, number: usize, topic: &str, frame: &str) {
        let (name, key) = topic.split_once(' ').unwrap();
        let at = (0..ROOMS).find(|at| room(*at).as_str() == key).unwrap();
        let topic = TOPICS.iter().position(|known| *known == name).unwrap();
        let signal: u64 = frame.parse().unwrap();
        loop {
            let stay = self.stays[at].front_mut();
            let stay = stay.unwrap_or_else(|| panic!("{number} does not follow: {name} {key}"));
            let was_there = stay.until.is_none_or(|left| signal <= left.signalled[topic]);
            if stay.signals[topic] < signal && was_there {
                stay.signals[topic] = signal;
                return;
            }
            assert!(
                stay.until.is_some() && stay.joined.is_empty(),
                "{number} heard {name} {signal} after {}",
                stay.signals[topic]
            );
            self.stays[at].pop_front();
        }
    }
}
