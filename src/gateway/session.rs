//! What a connection means, whatever carries it. No I/O: text in, a task out.

use std::{collections::HashSet, sync::Arc};

use bytestring::ByteString;
use serde::de::DeserializeOwned;

use super::{presence, ws::Close};
use crate::{
    protocol::{
        connection::{Auth, Expiring, Goodbye, OutcomeOf, Ping, Pong, Subscribe, Unsubscribe},
        facts::Facts,
        fault::Fault,
        frame::{self, Answer, Request},
        id::{Key, RoomId, Seq, UserId},
        person::Person,
        presence::{Chosen, Set, Watch},
        read,
        time::Time,
    },
    rooms::{core::Ask, kinds::Kind},
};

/// How long before its end a token is said to expire, in milliseconds.
const EXPIRING_MS: u64 = 60_000;

/// The soonest that a client may come back after a close that asks it to, in milliseconds.
const COME_BACK_MS_MIN: u64 = 250;
/// Over how much more the clients are spread, so that they do not come back all at once.
const COME_BACK_SPREAD_MS: u64 = 2_000;

/// What the configuration says of sessions.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Whether connections without a token may watch what is public.
    pub guests: bool,
    /// How long the first `auth` may take where guests are off, in milliseconds.
    pub auth_within_ms: u64,
    /// The most rooms followed at a time.
    pub rooms_max: usize,
    /// The most malformed frames in a row.
    pub malformed_max: u32,
}

/// What the shell must do next.
#[derive(Debug)]
pub enum Task {
    /// Send this.
    Send(ByteString),
    /// Nothing: the request asked for no reply.
    Nothing,
    /// Close the connection.
    Close(Close),
    /// Find out who is behind a token.
    Auth {
        /// The request.
        id: Option<u64>,
        /// The token.
        token: String,
    },
    /// Follow a room.
    Subscribe {
        /// The request.
        id: Option<u64>,
        /// Which.
        room: RoomId,
        /// From where, where the client has seen something of this epoch.
        since: Option<Seq>,
        /// It did not do so already.
        is_new: bool,
    },
    /// Follow a room no longer.
    Unsubscribe {
        /// The request.
        id: Option<u64>,
        /// Which.
        room: RoomId,
    },
    /// Look up a key.
    Outcome {
        /// The request.
        id: Option<u64>,
        /// Whose.
        user: UserId,
        /// Which.
        key: Key,
    },
    /// Be seen so.
    Appear {
        /// The request.
        id: Option<u64>,
        /// How.
        chosen: Chosen,
    },
    /// Watch how these are seen.
    Watch {
        /// The request.
        id: Option<u64>,
        /// Whom.
        users: Vec<UserId>,
    },
    /// Make a room by asking it into being.
    Create {
        /// The request.
        id: Option<u64>,
        /// Of which kind.
        kind: &'static str,
        /// What.
        ask: Box<Ask>,
    },
    /// Ask a room.
    Ask {
        /// The request.
        id: Option<u64>,
        /// Which room.
        room: RoomId,
        /// What.
        ask: Box<Ask>,
    },
}

/// One connection's state.
pub struct Session {
    manners: Arc<Manners>,
    epoch: Arc<str>,
    opened_at: Time,
    signed_in: Option<SignedIn>,
    rooms: HashSet<RoomId>,
    malformed: u32,
    active_at: Time,
}

/// Who sits behind the connection.
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// When the token ends.
    pub expires_at: Time,
    /// The client was told so.
    warned: bool,
}

impl Session {
    /// A guest's session.
    pub fn new(manners: Arc<Manners>, epoch: Arc<str>, now: Time) -> Self {
        Session {
            manners,
            epoch,
            opened_at: now,
            signed_in: None,
            rooms: HashSet::new(),
            malformed: 0,
            active_at: now,
        }
    }

    /// When something was last asked for; a ping is nothing.
    pub fn active_at(&self) -> Time {
        self.active_at
    }

    /// Who sits behind the connection, if anybody known.
    pub fn person(&self) -> Option<&Person> {
        self.signed_in.as_ref().map(|signed_in| &signed_in.person)
    }

    /// Somebody signed in, or again with a fresh token. A connection stays with its user:
    /// what it follows was let in for them.
    pub fn sign_in(&mut self, person: Person, expires_at: Time) -> Result<(), Fault> {
        if self.person().is_some_and(|known| known.id != person.id) {
            return Err(Fault::Forbidden);
        }
        self.signed_in = Some(SignedIn { person, expires_at, warned: false });
        Ok(())
    }

    /// The account changed: another role or name.
    pub fn refresh(&mut self, person: Person) {
        if let Some(signed_in) = &mut self.signed_in {
            signed_in.person = person;
        }
    }

    /// When [`Self::tick`] will have something to say, if ever.
    pub fn due(&self) -> Option<Time> {
        match &self.signed_in {
            None if self.manners.guests => None,
            None => Some(self.opened_at.plus(self.manners.auth_within_ms)),
            Some(SignedIn { person: _, expires_at, warned: true }) => Some(*expires_at),
            Some(SignedIn { person: _, expires_at, warned: false }) => {
                Some(expires_at.minus(EXPIRING_MS))
            }
        }
    }

    /// What the passing of time asks for.
    pub fn tick(&mut self, now: Time) -> Option<Task> {
        match &mut self.signed_in {
            None => {
                let late = self.manners.auth_within_ms <= now.since(self.opened_at);
                (!self.manners.guests && late).then_some(Task::Close(Close::AuthTimeout))
            }
            Some(signed_in) if signed_in.expires_at <= now => {
                Some(Task::Close(Close::Unauthenticated))
            }
            Some(signed_in)
                if !signed_in.warned && signed_in.expires_at <= now.plus(EXPIRING_MS) =>
            {
                signed_in.warned = true;
                let expiring = Expiring { at: signed_in.expires_at };
                Some(Task::Send(frame::signal("auth:expiring", None, &expiring)))
            }
            Some(_) => None,
        }
    }

    /// Reads one text frame: what it asks for.
    pub fn text(&mut self, text: &str, now: Time) -> Task {
        let request = match Request::read(text) {
            Ok(request) => request,
            Err(unread) => {
                self.malformed += u32::from(unread.why == Fault::Malformed);
                if self.manners.malformed_max <= self.malformed {
                    return Task::Close(Close::Malformed);
                }
                return Task::Send(frame::unread(unread.id, &unread.why));
            }
        };
        self.malformed = 0;
        let id = request.id;
        // A fault is told even to a request that asked for no reply.
        let task = self.request(request, now);
        task.unwrap_or_else(|fault| Task::Send(frame::unread(id, &fault)))
    }

    fn request(&mut self, request: Request, now: Time) -> Result<Task, Fault> {
        let id = request.id;
        if request.event != "ping" {
            self.active_at = now;
        }
        match request.event.as_str() {
            "ping" => {
                let Ping {} = data(&request)?;
                Ok(reply(id, &Answer::done(None, &Pong { now })))
            }
            "auth" => {
                let Auth { token } = data(&request)?;
                Ok(Task::Auth { id, token })
            }
            _ if self.signed_in.is_none() && !self.manners.guests => Err(Fault::Unauthenticated),
            "subscribe" => self.subscribe(id, data(&request)?),
            "unsubscribe" => {
                let Unsubscribe { room } = data(&request)?;
                self.rooms.remove(&room);
                Ok(Task::Unsubscribe { id, room })
            }
            "outcome" => {
                let OutcomeOf { key } = data(&request)?;
                let user = self.person().ok_or(Fault::Unauthenticated)?.id;
                Ok(Task::Outcome { id, user, key })
            }
            "presence:set" => {
                let Set { status } = data(&request)?;
                self.person().ok_or(Fault::Unauthenticated)?;
                Ok(Task::Appear { id, chosen: status })
            }
            "presence:watch" => {
                let Watch { users } = data(&request)?;
                self.person().ok_or(Fault::Unauthenticated)?;
                Ok(Task::Watch { id, users: presence::watched(users)? })
            }
            _ => self.ask(request),
        }
    }

    fn subscribe(&mut self, id: Option<u64>, wanted: Subscribe) -> Result<Task, Fault> {
        let Subscribe { room, since, epoch } = wanted;
        if self.manners.rooms_max <= self.rooms.len() && !self.rooms.contains(&room) {
            return Err(Fault::field("room", "too_many", "this connection follows too many rooms"));
        }
        // A position of another epoch says nothing about this one.
        let since = since.filter(|_| epoch.is_none_or(|epoch| *epoch == *self.epoch));
        let is_new = self.rooms.insert(room.clone());
        Ok(Task::Subscribe { id, room, since, is_new })
    }

    /// The room did not let it in.
    pub fn not_let_in(&mut self, room: &RoomId) {
        self.rooms.remove(room);
    }

    fn ask(&self, request: Request) -> Result<Task, Fault> {
        let kind = Kind::knowing(&request.event).ok_or(Fault::UnknownEvent)?;
        let by = self.person().ok_or(Fault::Unauthenticated)?.clone();
        let Request { id, event, room, data, key, before } = request;
        let data = data.unwrap_or_else(frame::no_data);
        let room = match room {
            None => (kind.address)(&event, &data).transpose()?,
            named => named,
        };
        let makes = kind.springs_from(&event);
        let ask =
            Box::new(Ask { by, request: event.into(), data, key, before, facts: Facts::default() });
        let room = match room {
            None if makes => return Ok(Task::Create { id, kind: kind.name, ask }),
            None => {
                let message = format!("`{}` needs a room", ask.request);
                return Err(Fault::field("room", "missing_field", message));
            }
            Some(room) => room,
        };
        if room.kind() != kind.name {
            return Err(Fault::field(
                "room",
                "wrong_value",
                format!("not a room for `{}`", ask.request),
            ));
        }
        Ok(Task::Ask { id, room, ask })
    }
}

fn data<T: DeserializeOwned>(request: &Request) -> Result<T, Fault> {
    match &request.data {
        Some(data) => read::json(data.get().as_bytes()),
        None => read::json(b"{}"),
    }
}

/// The reply, where one was asked for.
pub fn reply(id: Option<u64>, answer: &Answer) -> Task {
    id.map_or(Task::Nothing, |id| Task::Send(answer.frame(id)))
}

/// The last words to the connection of this number before the server closes it.
pub fn goodbye(close: Close, number: u64) -> ByteString {
    // Neighbours in number are far apart in what this makes of them (Fibonacci hashing).
    let spread = (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % COME_BACK_SPREAD_MS;
    let retry_after_ms = close.comes_back().then_some(COME_BACK_MS_MIN + spread);
    let goodbye = Goodbye { code: close.code(), reason: close.reason(), retry_after_ms };
    frame::signal("goodbye", None, &goodbye)
}
