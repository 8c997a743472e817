//! One per worker thread: knows the sessions of its thread and hands them what rooms tell.
//! A room sends one message per thread, whatever the number of its listeners.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use actix::prelude::*;
use bytestring::ByteString;

use super::{
    ToRoom,
    audience::{Audience, Place},
    directory::{Directory, Forward},
    shown::Shown,
};
use crate::protocol::{
    frame::Answer,
    id::{RoomId, UserId},
};

/// A connection's number, unique in this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionNo(pub u64);

/// How frames get to a session. It never waits: a session that cannot take more is cut by its own door.
pub trait Ear: Send + 'static {
    /// Takes one frame.
    fn hear(&self, frame: &ByteString);
    /// The account behind the session has changed: another role, a ban, a sign-out.
    fn account_changed(&self);
}

/// One per worker thread.
pub struct Switchboard {
    place: Place,
    directory: Addr<Directory>,
    sessions: HashMap<SessionNo, Line>,
    rooms: HashMap<RoomId, Listeners>,
}

/// One session.
struct Line {
    viewer: Option<UserId>,
    ear: Box<dyn Ear>,
    rooms: HashSet<RoomId>,
}

/// The sessions of this thread that listen to one room.
struct Listeners {
    audience: Arc<Audience>,
    /// Those that are up to date and hear what comes next.
    live: HashSet<SessionNo>,
}

impl Switchboard {
    /// The switchboard at `place`.
    pub fn new(place: Place, directory: Addr<Directory>) -> Self {
        Switchboard { place, directory, sessions: HashMap::new(), rooms: HashMap::new() }
    }

    fn leave(&mut self, session: SessionNo, room: &RoomId) {
        let Some(listeners) = self.rooms.get_mut(room) else { return };
        if listeners.live.remove(&session) {
            let stirred = listeners.audience.leave(self.place);
            if listeners.live.is_empty() {
                self.rooms.remove(room);
            }
            if stirred {
                self.directory.do_send(Forward { room: room.clone(), message: ToRoom::Crowd });
            }
        }
    }
}

impl Actor for Switchboard {
    type Context = Context<Self>;
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
        /// Its answer, with the state or the missed events.
        answer: Answer,
    },
    /// Something happened in a room.
    Publish {
        /// Where.
        room: RoomId,
        /// What, in order.
        events: Arc<[Arc<Shown>]>,
    },
    /// A room signals something that is not numbered and not kept.
    Signal {
        /// Where.
        room: RoomId,
        /// The frame.
        frame: ByteString,
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
                self.sessions.insert(session, Line { viewer: None, ear, rooms: HashSet::new() });
            }
            ToBoard::Identify { session, viewer } => {
                if let Some(line) = self.sessions.get_mut(&session) {
                    line.viewer = viewer;
                }
            }
            ToBoard::Leave { session, room } => {
                if let Some(line) = self.sessions.get_mut(&session) {
                    line.rooms.remove(&room);
                }
                self.leave(session, &room);
            }
            ToBoard::Detach { session } => {
                for room in self.sessions.remove(&session).into_iter().flat_map(|line| line.rooms) {
                    self.leave(session, &room);
                }
            }
            ToBoard::Joined { session, room, audience, id, answer } => {
                self.joined(session, room, &audience, id, &answer);
            }
            ToBoard::Publish { room, events } => {
                for (line, event) in
                    self.live(&room).flat_map(|line| events.iter().map(move |event| (line, event)))
                {
                    line.ear.hear(event.to(line.viewer));
                }
            }
            ToBoard::Signal { room, frame } => {
                self.live(&room).for_each(|line| line.ear.hear(&frame));
            }
            ToBoard::Changed { users } => {
                for line in self.sessions.values() {
                    if line.viewer.is_some_and(|viewer| users.contains(&viewer)) {
                        line.ear.account_changed();
                    }
                }
            }
        }
    }
}

impl Switchboard {
    fn live<'a>(&'a self, room: &RoomId) -> impl Iterator<Item = &'a Line> + use<'a> {
        let live = self.rooms.get(room).into_iter().flat_map(|listeners| &listeners.live);
        live.filter_map(|session| self.sessions.get(session))
    }

    fn joined(
        &mut self,
        session: SessionNo,
        room: RoomId,
        audience: &Arc<Audience>,
        id: Option<u64>,
        answer: &Answer,
    ) {
        // The room counted the session in; one that has left in the meantime is counted out again.
        let Some(line) = self.sessions.get_mut(&session) else {
            if audience.leave(self.place) {
                self.directory.do_send(Forward { room, message: ToRoom::Crowd });
            }
            return;
        };
        if let Some(id) = id {
            line.ear.hear(&answer.frame(id));
        }
        line.rooms.insert(room.clone());
        let listeners = self.rooms.entry(room.clone());
        let listeners = listeners
            .or_insert_with(|| Listeners { audience: audience.clone(), live: HashSet::new() });
        // One that subscribed twice is counted once.
        if !listeners.live.insert(session) && audience.leave(self.place) {
            self.directory.do_send(Forward { room, message: ToRoom::Crowd });
        }
    }
}
