//! One per worker thread: knows the sessions of its thread and hands them what rooms tell.
//! A room sends one message per thread, whatever the number of its listeners and of those who asked.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
    sync::Arc,
};

use actix::prelude::*;
use bytestring::ByteString;

use super::{
    Events, ToRoom,
    audience::{Audience, Place},
    directory::{Directory, Forward},
    inbox,
    listeners::Listeners,
    parcel::Parcel,
    pump::Pump,
    reply::Answered,
};
use crate::{
    domain::{Expelled, Figures, Whisper},
    metrics,
    protocol::{
        frame::{self, Answer},
        id::{RoomId, UserId},
    },
};

/// A connection's number, unique in this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionNo(pub u64);

/// How frames get to a session. It never waits: a session that cannot take more is cut by its own door.
pub trait Ear: Send + 'static {
    /// What a room tells its listeners, and all that waits before it: it goes out at once.
    fn hear(&self, parcel: &Parcel);
    /// The answer to having subscribed, in its place among what the room tells; goes out with [`Self::flush`].
    fn joined(&self, id: u64, answer: &Answer);
    /// The answer to another request; goes out with [`Self::flush`].
    fn answer(&self, answered: &Answered);
    /// Sends what waits.
    fn flush(&self);
    /// The account behind the session has changed: another role, a ban, a sign-out.
    fn account_changed(&self);
}

/// One per worker thread.
pub struct Switchboard {
    place: Place,
    directory: Addr<Directory>,
    sessions: HashMap<SessionNo, Session>,
    /// Boxed, for there are as many as users: each has an inbox.
    rooms: HashMap<RoomId, Box<Listeners>>,
    /// Rooms whose listeners have something to hear, in order of their turns.
    ready: VecDeque<RoomId>,
    /// Sessions to which something was said that has not been sent yet.
    unsent: Vec<Rc<Line>>,
}

struct Session {
    line: Rc<Line>,
    rooms: HashSet<RoomId>,
}

/// The way to one session.
pub(super) struct Line {
    pub(super) viewer: Cell<Option<UserId>>,
    pub(super) ear: Box<dyn Ear>,
}

impl Switchboard {
    /// The switchboard at `place`.
    pub fn new(place: Place, directory: Addr<Directory>) -> Self {
        Switchboard {
            place,
            directory,
            sessions: HashMap::new(),
            rooms: HashMap::new(),
            ready: VecDeque::new(),
            unsent: Vec::new(),
        }
    }

    /// Whether there is something to hand out.
    pub(super) fn is_busy(&self) -> bool {
        !self.ready.is_empty() || !self.unsent.is_empty()
    }

    /// Serves at most so many listeners, of one room after the other, and sends all answers.
    pub(super) fn work(&mut self, mut turns: usize) {
        let mut frames = 0;
        while 0 < turns
            && let Some(room) = self.ready.pop_front()
        {
            let Some(listeners) = self.rooms.get_mut(&room) else { continue };
            frames += listeners.serve_next(&mut turns);
            if listeners.go_on() {
                self.ready.push_back(room);
            } else {
                listeners.is_queued = false;
            }
        }
        metrics::frames_out(frames);
        for line in self.unsent.drain(..) {
            line.ear.flush();
        }
    }

    fn leave(&mut self, session: SessionNo, room: &RoomId) {
        let Some(listeners) = self.rooms.get_mut(room) else { return };
        if listeners.leave(session) {
            let audience = listeners.audience.clone();
            if listeners.is_empty()
                && let Some(gone) = self.rooms.remove(room)
            {
                self.unsent.extend(gone.answered);
            }
            self.count_out(&audience, room);
        }
    }

    fn count_out(&self, audience: &Audience, room: &RoomId) {
        if audience.leave(self.place) {
            self.directory.do_send(Forward { room: room.clone(), message: ToRoom::Crowd });
        }
    }

    fn joined(
        &mut self,
        session: SessionNo,
        room: &RoomId,
        audience: &Arc<Audience>,
        id: Option<u64>,
        answer: Option<&Answer>,
    ) {
        // The room counted the session in; one that has left in the meantime is counted out again.
        let Some(Session { line, rooms }) = self.sessions.get_mut(&session) else {
            return self.count_out(audience, room);
        };
        let listeners = self.rooms.entry(room.clone());
        let listeners = listeners.or_insert_with(|| Box::new(Listeners::new(audience.clone())));
        // One that subscribes again first hears what was before this answer.
        metrics::frames_out(listeners.serve_now(session));
        if let (Some(id), Some(answer)) = (id, answer) {
            line.ear.joined(id, answer);
            self.unsent.push(line.clone());
        }
        rooms.insert(room.clone());
        // One that subscribed twice is counted once.
        if !listeners.enter(session, line) {
            self.count_out(audience, room);
        }
    }

    fn overhear(&mut self, session: SessionNo, room: &RoomId, audience: &Arc<Audience>) {
        let Some(Session { line, rooms }) = self.sessions.get_mut(&session) else {
            return self.count_out(audience, room);
        };
        let listeners = self.rooms.entry(room.clone());
        let listeners = listeners.or_insert_with(|| Box::new(Listeners::new(audience.clone())));
        rooms.insert(room.clone());
        if !listeners.overhear(session, line) {
            self.count_out(audience, room);
        }
    }

    /// Tells each of these users a figure, in their inboxes; most do not listen here.
    fn figures(&mut self, about: &RoomId, all: &[Figures]) {
        for Figures { name, head, to } in all {
            for (user, count) in to {
                let inbox = inbox(*user);
                if self.rooms.contains_key(&inbox) {
                    let topic = format!("{name} {}", about.as_str()).into();
                    let frame = frame::figure(name, &inbox, head, *count);
                    self.told(inbox, |listeners| listeners.signal(topic, frame));
                }
            }
        }
    }

    /// Tells users what is not kept, in their inboxes.
    fn whispers(&mut self, about: &RoomId, all: &[Whisper]) {
        for Whisper { user, name, data } in all {
            let inbox = inbox(*user);
            if self.rooms.contains_key(&inbox) {
                let topic = format!("{name} {}", about.as_str()).into();
                let frame = frame::whisper(name, &inbox, data);
                self.told(inbox, |listeners| listeners.signal(topic, frame));
            }
        }
    }

    /// Those who may hear no more of a room hear what it has told up to now, and then nothing.
    fn expel(&mut self, room: &RoomId, who: &Expelled) {
        let Some(listeners) = self.rooms.get_mut(room) else { return };
        let expelled = listeners.expelled(who);
        for session in &expelled {
            metrics::frames_out(listeners.serve_now(*session));
        }
        for session in expelled {
            if let Some(session) = self.sessions.get_mut(&session) {
                session.rooms.remove(room);
            }
            self.leave(session, room);
        }
    }

    fn told(&mut self, room: RoomId, tell: impl FnOnce(&mut Listeners)) {
        let Some(listeners) = self.rooms.get_mut(&room) else { return };
        tell(listeners);
        if !listeners.is_queued {
            listeners.is_queued = true;
            self.ready.push_back(room);
        }
    }

    /// Hands out answers; who got one must be sent it.
    fn answer(&self, answers: &[Answered]) -> impl Iterator<Item = Rc<Line>> {
        answers.iter().filter_map(|answered| {
            let session = self.sessions.get(&answered.session)?;
            session.line.ear.answer(answered);
            Some(session.line.clone())
        })
    }
}

impl Actor for Switchboard {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.spawn(Pump::default());
    }
}

/// What a switchboard is told.
#[derive(Message)]
#[rtype(result = "()")]
pub enum ToBoard {
    /// A session begins, as a guest.
    Attach {
        /// Which.
        session: SessionNo,
        /// How to reach it.
        ear: Box<dyn Ear>,
    },
    /// A session is this user from now on.
    Identify {
        /// Which.
        session: SessionNo,
        /// Who.
        viewer: Option<UserId>,
    },
    /// A session follows a room no longer.
    Leave {
        /// Which.
        session: SessionNo,
        /// What.
        room: RoomId,
    },
    /// A session is over.
    Detach {
        /// Which.
        session: SessionNo,
    },
    /// A room lets a session in: from the next event on it hears everything.
    Joined {
        /// Which.
        session: SessionNo,
        /// What.
        room: RoomId,
        /// The room's audience.
        audience: Arc<Audience>,
        /// The request to answer, where it was one.
        id: Option<u64>,
        /// Its answer, with the state or the missed events; none where nobody asked.
        answer: Option<Answer>,
    },
    /// A session is about to be let in, and hears what is signalled from now on.
    Overhear {
        /// Which.
        session: SessionNo,
        /// What.
        room: RoomId,
        /// The room's audience, into which it has been counted.
        audience: Arc<Audience>,
    },
    /// Something happened in a room, or those who asked are answered.
    Told {
        /// Where, and what, in order; none where nobody listens here.
        events: Option<(RoomId, Events)>,
        /// What those are answered who asked.
        answers: Vec<Answered>,
    },
    /// A room signals something that is not numbered and not kept.
    Signal {
        /// Where.
        room: RoomId,
        /// What about: a newer signal of the same topic takes the place of an older one.
        topic: ByteString,
        /// The frame.
        frame: ByteString,
    },
    /// Figures for the inboxes of users have changed.
    Figures {
        /// The room that they are about.
        about: RoomId,
        /// They.
        figures: Arc<[Figures]>,
    },
    /// Some users are told something that is not kept.
    Whispers {
        /// The room that tells it.
        about: RoomId,
        /// What.
        whispers: Arc<[Whisper]>,
    },
    /// Some may hear no more of a room.
    Expel {
        /// Which.
        room: RoomId,
        /// Who.
        who: Expelled,
    },
    /// These accounts have changed.
    Changed {
        /// Whose.
        users: Arc<[UserId]>,
    },
}

impl Handler<ToBoard> for Switchboard {
    type Result = ();

    fn handle(&mut self, message: ToBoard, _: &mut Self::Context) {
        match message {
            ToBoard::Attach { session, ear } => {
                let line = Rc::new(Line { viewer: Cell::new(None), ear });
                self.sessions.insert(session, Session { line, rooms: HashSet::new() });
            }
            ToBoard::Identify { session, viewer } => {
                if let Some(session) = self.sessions.get(&session) {
                    session.line.viewer.set(viewer);
                }
            }
            ToBoard::Leave { session, room } => {
                if let Some(session) = self.sessions.get_mut(&session) {
                    session.rooms.remove(&room);
                }
                self.leave(session, &room);
            }
            ToBoard::Detach { session } => {
                for room in self.sessions.remove(&session).into_iter().flat_map(|gone| gone.rooms) {
                    self.leave(session, &room);
                }
            }
            ToBoard::Joined { session, room, audience, id, answer } => {
                self.joined(session, &room, &audience, id, answer.as_ref());
            }
            ToBoard::Overhear { session, room, audience } => {
                self.overhear(session, &room, &audience);
            }
            ToBoard::Told { events, answers } => {
                let mut lines: Vec<_> = self.answer(&answers).collect();
                if let Some((room, events)) = events {
                    self.told(room, |listeners| listeners.tell(&events, &mut lines));
                }
                // Where nobody listens any more they are not sent in the room's turn.
                self.unsent.append(&mut lines);
            }
            ToBoard::Signal { room, topic, frame } => {
                self.told(room, |listeners| listeners.signal(topic, frame));
            }
            ToBoard::Figures { about, figures } => self.figures(&about, &figures),
            ToBoard::Whispers { about, whispers } => self.whispers(&about, &whispers),
            ToBoard::Expel { room, who } => self.expel(&room, &who),
            ToBoard::Changed { users } => {
                for Session { line, rooms: _ } in self.sessions.values() {
                    if line.viewer.get().is_some_and(|viewer| users.contains(&viewer)) {
                        line.ear.account_changed();
                    }
                }
            }
        }
    }
}
