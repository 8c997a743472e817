//! The live session: a pure [`Session`] with its hands. Carries out what the session asks for, and takes
//! in what rooms tell through the switchboard of its thread.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use actix::Addr;
use bytestring::ByteString;

use super::{
    address::Neighbour,
    answers::{answer, refuse, told},
    attendance::{Attendance, Seat},
    count,
    limiter::Limiter,
    line::{Asked, Line, Note},
    presence::{Presence, ToPresence},
    session::{self, Manners, Session, Task},
    standing::{Admitted, Standing},
    ws::{Close, Door, Endpoint, Gone},
};
use crate::{
    clock::{Clock, Stopwatch},
    protocol::{
        account::Declined,
        connection::{Limits, Nothing, PROTOCOL, SignedIn, Welcome},
        fault::Fault,
        frame::{self, Answer, Request},
        id::{Key, RoomId, Seq, UserId},
        lobby::words::JOIN,
    },
    rooms::{
        self, Join, Parting, Reply, Rooms, ToRoom,
        audience::Place,
        core::Ask,
        reply::Errand,
        switchboard::{SessionNo, Switchboard, ToBoard},
    },
};

/// Requests in a row that are refused for their number before the connection is closed for flooding.
const FLOOD_REFUSALS_MAX: u32 = 1_000;
/// After how long the store is asked again about an account when it could not say, in milliseconds.
const LOOK_AGAIN_MS: u64 = 1_000;
/// The request whose rate is limited per auction.
const BID: &str = "auction:bid";

/// What the sessions of a worker thread share.
pub struct Desk {
    /// The time.
    pub clock: Clock,
    /// The rooms.
    pub rooms: Rooms,
    /// Who is who.
    pub standing: Standing,
    /// How much is too much.
    pub limiter: Arc<Limiter>,
    /// How many connections each user has.
    pub attendance: Attendance<UserId>,
    /// Who is there.
    pub presence: Addr<Presence>,
    /// This thread's switchboard.
    pub board: Addr<Switchboard>,
    /// And its place.
    pub place: Place,
    /// What the configuration says of sessions.
    pub manners: Arc<Manners>,
    /// What `welcome` names.
    pub limits: Limits,
    /// What positions belong to.
    pub epoch: Arc<str>,
}

/// One connection.
pub struct Live {
    desk: Arc<Desk>,
    session: Session,
    /// Known once the connection is open.
    no: SessionNo,
    address: IpAddr,
    token: Option<String>,
    admitted: Option<Box<Admitted>>,
    seat: Option<Seat<UserId>>,
    /// The time of the last request, for presence.
    active: Arc<AtomicI64>,
    _neighbour: Neighbour,
    look_again: bool,
    refused_in_a_row: u32,
}

impl Live {
    /// The session of a connection from `address`, with the token of its handshake, if there was one.
    pub fn new(
        desk: Arc<Desk>,
        address: IpAddr,
        neighbour: Neighbour,
        token: Option<String>,
    ) -> Self {
        let session = Session::new(desk.manners.clone(), desk.epoch.clone(), desk.clock.now());
        Live {
            desk,
            session,
            no: SessionNo(0),
            address,
            token,
            admitted: None,
            seat: None,
            active: Arc::default(),
            _neighbour: neighbour,
            look_again: false,
            refused_in_a_row: 0,
        }
    }

    fn carry_out(&mut self, task: Task, door: &mut Door<'_, Note>) {
        match task {
            Task::Nothing => (),
            Task::Send(frame) => door.send(frame),
            Task::Close(close) => door.close(close),
            Task::Auth { id, token } => self.admit(Asked::Request(id), token, door),
            Task::Subscribe { id, room, since, is_new } => {
                let limited = match self.session.person() {
                    Some(person) => self.desk.limiter.subscription(person.id),
                    None => self.desk.limiter.guest_subscription(self.address),
                };
                match limited {
                    Ok(()) => self.join(id, room, since, door),
                    Err(fault) => {
                        if is_new {
                            self.session.not_let_in(&room);
                        }
                        refuse(id, &fault, door);
                    }
                }
            }
            Task::Unsubscribe { id, room } => {
                let (board, session) = (self.desk.board.clone(), self.no);
                let parting = Parting { board, session, room: room.clone() };
                self.desk.rooms.tell(room, ToRoom::Part(parting));
                answer(id, &Answer::done(None, &Nothing {}), door);
            }
            Task::Outcome { id, user, key } => self.outcome(id, user, key, door),
            Task::Appear { id, chosen } => {
                let Some(user) = self.session.person().map(|person| person.id) else { return };
                let reply = self.reply(id, "presence:set".into());
                self.desk.presence.do_send(ToPresence::Set { user, chosen, reply });
            }
            Task::Watch { id, users } => {
                let Some(viewer) = self.session.person().cloned() else { return };
                let reply = self.reply(id, "presence:watch".into());
                let session = Some((self.no, self.desk.place));
                self.desk.presence.do_send(ToPresence::Watch { viewer, session, users, reply });
            }
            Task::Create { id, kind, ask } => {
                let room = self.desk.rooms.place(kind, &ask);
                self.ask(id, room, ask, door);
            }
            Task::Ask { id, room, ask } => self.ask(id, room, ask, door),
        }
    }

    /// Too many requests are refused one by one; a client that goes on for long is cut.
    fn limited(&mut self, door: &mut Door<'_, Note>) -> Result<(), Fault> {
        let limited = match self.session.person() {
            Some(person) => self.desk.limiter.request(person.id, self.address),
            None => self.desk.limiter.guest_request(self.address),
        };
        match limited {
            Ok(()) => self.refused_in_a_row = 0,
            Err(_) => self.refused_in_a_row += 1,
        }
        if FLOOD_REFUSALS_MAX < self.refused_in_a_row {
            door.close(Close::Flooding);
        }
        limited
    }

    fn admit(&self, asked: Asked, token: String, door: &mut Door<'_, Note>) {
        let standing = self.desk.standing.clone();
        door.wait(async move {
            let found = standing.welcome(&token).await.map(Box::new);
            Note::Known { asked, found }
        });
    }

    fn admit_again(&mut self, door: &mut Door<'_, Note>) {
        self.look_again = false;
        if let Some(admitted) = self.admitted.clone() {
            let standing = self.desk.standing.clone();
            door.wait(async move {
                let found = standing.again(&admitted).await.map(Box::new);
                Note::Known { asked: Asked::Again, found }
            });
        }
    }

    fn known(
        &mut self,
        asked: Asked,
        found: Result<Box<Admitted>, Declined>,
        door: &mut Door<'_, Note>,
    ) {
        match found {
            Ok(admitted) if asked == Asked::Again => {
                self.session.refresh(admitted.person.clone());
                let (session, viewer) = (self.no, admitted.person.clone());
                self.desk.presence.do_send(ToPresence::Changed { session, viewer });
                self.admitted = Some(admitted);
            }
            Ok(admitted) => self.signed_in(asked, admitted, door),
            Err(Declined::Refused(_)) => door.close(Close::Banned),
            Err(Declined::Fault(Fault::Unauthenticated)) => match asked {
                Asked::Handshake | Asked::Again => door.close(Close::Unauthenticated),
                Asked::Request(id) => refuse(id, &Fault::Unauthenticated, door),
            },
            Err(Declined::Fault(fault)) => match asked {
                // The store cannot say now, and is asked again soon.
                Asked::Again => {
                    self.look_again = true;
                    self.set_alarm(door);
                }
                Asked::Handshake => door.close(Close::Restart),
                Asked::Request(id) => refuse(id, &fault, door),
            },
        }
    }

    /// When time alone will have something done here.
    fn set_alarm(&self, door: &Door<'_, Note>) {
        let again = self.look_again.then(|| self.desk.clock.now().plus(LOOK_AGAIN_MS));
        door.wake_at(self.session.due().into_iter().chain(again).min());
    }

    fn signed_in(&mut self, asked: Asked, admitted: Box<Admitted>, door: &mut Door<'_, Note>) {
        let (person, expires_at) = (admitted.person.clone(), admitted.token.expires_at);
        let first = self.session.person().is_none();
        if let Err(fault) = self.session.sign_in(person.clone(), expires_at) {
            return if let Asked::Request(id) = asked {
                refuse(id, &fault, door);
            };
        }
        if first {
            self.seat = self.desk.attendance.take(person.id);
            if self.seat.is_none() {
                return door.close(Close::Flooding);
            }
            let (session, viewer) = (self.no, Some(person.id));
            self.desk.board.do_send(ToBoard::Identify { session, viewer });
            self.active.store(self.session.active_at().ms(), Ordering::Relaxed);
            let (user, active) = (person.id, self.active.clone());
            self.desk.presence.do_send(ToPresence::Come { user, session, active });
            let (inbox, place) = (rooms::inbox(person.id), self.desk.place);
            self.desk.rooms.attend(inbox, place, session, person.clone());
        }
        let outdated = self.desk.standing.is_outdated(&admitted);
        self.admitted = Some(admitted);
        self.set_alarm(door);
        if let Asked::Request(id) = asked {
            answer(id, &Answer::done(None, &SignedIn { user: &person, expires_at }), door);
        }
        if outdated {
            self.admit_again(door);
        }
    }

    fn join(&self, id: Option<u64>, room: RoomId, since: Option<Seq>, door: &mut Door<'_, Note>) {
        let (handle, to) = (door.handle().clone(), room.clone());
        let reply = Reply::to(move |answer| {
            // A connection that cannot take it is ending.
            let _ = handle.note(Note::NotLetIn { id, room, answer });
        });
        let viewer = self.session.person().cloned();
        let place = self.desk.place;
        let join = Join { place, session: self.no, viewer, id, since, beside: None, reply };
        self.desk.rooms.tell(to, ToRoom::Join(Box::new(join)));
    }

    fn outcome(&self, id: Option<u64>, user: UserId, key: Key, door: &mut Door<'_, Note>) {
        let rooms = self.desk.rooms.clone();
        door.spawn(async move { Note::Outcome { id, outcome: rooms.outcome(user, &key).await } });
    }

    fn ask(&self, id: Option<u64>, room: RoomId, ask: Box<Ask>, door: &mut Door<'_, Note>) {
        let limited = match &*ask.request {
            BID => self.desk.limiter.bid(ask.by.id, &room),
            JOIN => self.desk.limiter.join(ask.by.id, &room),
            _ => Ok(()),
        };
        if let Err(fault) = limited {
            return refuse(id, &fault, door);
        }
        if ask.key.is_none() && Rooms::needs(&room, &ask).is_empty() {
            return self.tell(id, room, ask);
        }
        // Whatever this connection asks next is asked after this.
        let rooms = self.desk.rooms.clone();
        door.wait(async move {
            let (ask, answer) = rooms.prepare(&room, ask).await;
            Note::Recalled { id, room, ask, answer }
        });
    }

    /// Where the answer to a request goes.
    fn reply(&self, id: Option<u64>, request: ByteString) -> Reply {
        Reply::session(Errand {
            board: self.desk.board.clone(),
            place: self.desk.place,
            session: self.no,
            id,
            request,
            since: Stopwatch::start(),
        })
    }

    fn tell(&self, id: Option<u64>, room: RoomId, ask: Box<Ask>) {
        let reply = self.reply(id, ask.request.clone());
        self.desk.rooms.tell(room, ToRoom::Ask { ask, reply, outbox: None });
    }
}

impl Endpoint for Live {
    type Note = Note;

    fn opened(&mut self, door: &mut Door<'_, Note>) {
        count::opened();
        self.no = SessionNo(door.handle().serial());
        let ear = Box::new(Line(door.handle().clone()));
        self.desk.board.do_send(ToBoard::Attach { session: self.no, ear });
        let welcome = Welcome {
            session: &door.handle().serial().to_string(),
            protocol: PROTOCOL,
            epoch: &self.desk.epoch,
            now: self.desk.clock.now(),
            limits: self.desk.limits,
        };
        door.send(frame::signal("welcome", None, &welcome));
        self.set_alarm(door);
        if let Some(token) = self.token.take() {
            self.admit(Asked::Handshake, token, door);
        }
    }

    fn text(&mut self, text: ByteString, door: &mut Door<'_, Note>) {
        // First of all: a request that is one too many changes nothing.
        if let Err(fault) = self.limited(door) {
            return refuse(Request::id_in(&text), &fault, door);
        }
        let task = self.session.text(&text, self.desk.clock.now());
        self.active.store(self.session.active_at().ms(), Ordering::Relaxed);
        self.carry_out(task, door);
    }

    fn noted(&mut self, note: Note, door: &mut Door<'_, Note>) {
        match note {
            Note::Known { asked, found } => self.known(asked, found, door),
            Note::Recalled { id, room, ask, answer: None } => self.tell(id, room, ask),
            Note::Recalled { id, room: _, ask: _, answer: Some(first) } => answer(id, &first, door),
            Note::Outcome { id, outcome } => match outcome {
                Ok(outcome) => answer(id, &told(&outcome), door),
                Err(fault) => refuse(id, &fault, door),
            },
            Note::NotLetIn { id, room, answer: why } => {
                self.session.not_let_in(&room);
                answer(id, &why, door);
            }
            Note::Changed => self.admit_again(door),
        }
    }

    fn woken(&mut self, door: &mut Door<'_, Note>) {
        if self.look_again {
            self.admit_again(door);
        }
        if let Some(task) = self.session.tick(self.desk.clock.now()) {
            self.carry_out(task, door);
        }
        self.set_alarm(door);
    }

    fn goodbye(&mut self, close: Close) -> Option<ByteString> {
        Some(session::goodbye(close, self.no.0))
    }

    fn closed(&mut self, gone: Gone) {
        count::closed(gone);
        self.seat = None;
        self.desk.board.do_send(ToBoard::Detach { session: self.no });
        if let Some(user) = self.session.person().map(|person| person.id) {
            let (session, at) = (self.no, self.desk.clock.now());
            self.desk.presence.do_send(ToPresence::Go { user, session, at });
        }
    }
}
