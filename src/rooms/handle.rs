//! The handle through which gateway, REST and robots speak to rooms.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::SeqCst},
};

use actix::Addr;

use super::{
    RETRY_AFTER_MS, Reply, ToRoom,
    attend::Attend,
    audience::Place,
    core::Ask,
    courier::Nudge,
    directory::{Directory, Forward},
    keys::fingerprint,
    kinds::Kind,
    switchboard::SessionNo,
    whereabouts::ToWhereabouts,
};
use crate::{
    clock::Clock,
    protocol::{
        facts::Needs,
        fault::Fault,
        frame::Answer,
        id::{Id, Key, RoomId, Seq, UserId},
        person::Person,
        time::Time,
    },
    store::{KEY_LIFE_MS, KeyRow, Store},
};

/// The rooms of this house; cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    directory: Addr<Directory>,
    store: Store,
    clock: Clock,
    /// The id that was minted last.
    minted: Arc<AtomicU64>,
}

/// What became of a key.
pub enum Outcome {
    /// The request was carried out; this was the reply.
    Applied(Answer),
    /// The request was refused; this was the reply.
    Refused(Answer),
    /// The key has not been seen within a day.
    Unknown,
}

impl Rooms {
    /// A handle on the rooms of a directory.
    pub fn new(directory: Addr<Directory>, store: Store, clock: Clock) -> Self {
        Rooms { directory, store, clock, minted: Arc::default() }
    }

    /// Hands a room a message, after all that this caller has handed it before.
    pub fn tell(&self, room: RoomId, message: ToRoom) {
        self.directory.do_send(Forward { room, message });
    }

    /// Lets a session hear of an inbox of its own without asking for anything; one that sleeps is not woken.
    pub fn attend(&self, room: RoomId, place: Place, session: SessionNo, viewer: Person) {
        self.directory.do_send(Attend { room, place, session, viewer });
    }

    /// The first answer to this key, if the store has one; `key_reused` if it was for another request.
    /// To be asked before the room is: rooms have only their latest keys at hand.
    pub async fn recall(&self, room: &RoomId, ask: &Ask) -> Option<Answer> {
        let key = ask.key.as_ref()?;
        match self.key(ask.by.id, key).await {
            Ok(None) => None,
            Ok(Some(row)) if row.fingerprint == fingerprint(room, &ask.request, &ask.data) => {
                Some(stored(&row).again())
            }
            Ok(Some(_)) => Some(Answer::refused(None, Fault::KeyReused)),
            Err(fault) => Some(Answer::refused(None, fault)),
        }
    }

    /// What is to be looked up before a room is asked this.
    pub fn needs(room: &RoomId, ask: &Ask) -> Needs {
        let needs = Kind::of(room).map(|kind| (kind.needs)(&ask.request, &ask.data));
        needs.unwrap_or_default()
    }

    /// Looks up what the room must know to be asked this; or the answer, where there is one already.
    pub async fn prepare(&self, room: &RoomId, mut ask: Box<Ask>) -> (Box<Ask>, Option<Answer>) {
        let answer = self.recall(room, &ask).await;
        let needs = Self::needs(room, &ask);
        if answer.is_some() || needs.is_empty() {
            return (ask, answer);
        }
        match self.store.facts(ask.by.id, needs).await {
            Ok(facts) => ask.facts = facts,
            Err(_) => return (ask, Some(Answer::refused(None, unavailable()))),
        }
        (ask, None)
    }

    /// Asks a room and waits for the answer.
    pub async fn ask(&self, room: RoomId, ask: Ask) -> Answer {
        let (ask, answer) = self.prepare(&room, Box::new(ask)).await;
        if let Some(answer) = answer {
            return answer;
        }
        let (reply, answer) = Reply::channel();
        self.tell(room, ToRoom::Ask { ask, reply, outbox: None });
        answer.await.unwrap_or_else(|_| Answer::refused(None, unavailable()))
    }

    /// Makes a room of `kind` by asking it into being; the answer and the id of the room.
    /// With a key the id follows from it, so that a repeated request meets the room it made.
    pub async fn create(&self, kind: &str, ask: Ask) -> (RoomId, Answer) {
        let room = self.place(kind, &ask);
        let answer = self.ask(room.clone(), ask).await;
        (room, answer)
    }

    /// The room that a request makes.
    pub fn place(&self, kind: &str, ask: &Ask) -> RoomId {
        let id = match &ask.key {
            Some(key) => Id::keyed(kind, ask.by.id, key),
            None => self.mint(),
        };
        RoomId::of(kind, id)
    }

    /// The first connection of a user has come, or the last one has gone.
    pub fn seen(&self, user: UserId, here: bool) {
        self.directory.do_send(ToWhereabouts::Seen { user, here });
    }

    /// Something was put into the outbox by another than a room.
    pub fn nudge(&self) {
        self.directory.do_send(Nudge);
    }

    /// The time by which rooms judge.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// A fresh id; no two of one process are alike, however many are made within a millisecond.
    pub fn mint(&self) -> Id {
        let mut noise = [0; 8];
        // Without the system's randomness ids are still apart in time.
        let _ = getrandom::fill(&mut noise);
        let fresh = Id::mint(self.clock.now(), u64::from_ne_bytes(noise)).number().cast_unsigned();
        let after = |last: u64| fresh.max(last.saturating_add(1));
        let last = self.minted.fetch_update(SeqCst, SeqCst, |last| Some(after(last)));
        Id::from_number(after(last.unwrap_or_default()))
    }

    /// The room as this viewer finds it, as the answer's data.
    pub async fn look(&self, room: RoomId, viewer: Option<Person>) -> Answer {
        let (reply, answer) = Reply::channel();
        self.tell(room, ToRoom::Look { viewer, reply });
        answer.await.unwrap_or_else(|_| Answer::refused(None, unavailable()))
    }

    /// Whether this viewer may know of a room; `not_found` where not.
    pub async fn knock(&self, room: RoomId, viewer: Option<Person>) -> Answer {
        let (reply, answer) = Reply::channel();
        self.tell(room, ToRoom::Knock { viewer, reply });
        answer.await.unwrap_or_else(|_| Answer::refused(None, unavailable()))
    }

    /// A page of what has happened in a room, as this viewer may see it, as the answer's data.
    pub async fn read(
        &self,
        room: RoomId,
        viewer: Option<Person>,
        after: Seq,
        limit: usize,
    ) -> Answer {
        let (reply, answer) = Reply::channel();
        self.tell(room, ToRoom::Read { viewer, after, limit, reply });
        answer.await.unwrap_or_else(|_| Answer::refused(None, unavailable()))
    }

    /// What became of the request with this key of this user.
    pub async fn outcome(&self, user: UserId, key: &Key) -> Result<Outcome, Fault> {
        let Some(row) = self.key(user, key).await? else { return Ok(Outcome::Unknown) };
        let answer = stored(&row);
        Ok(match answer.error {
            None => Outcome::Applied(answer),
            Some(_) => Outcome::Refused(answer),
        })
    }

    async fn key(&self, user: UserId, key: &Key) -> Result<Option<KeyRow>, Fault> {
        let since = Time::from_ms(self.clock.now().ms() - KEY_LIFE_MS);
        self.store.key(user, key, since).await.map_err(|_| unavailable())
    }
}

fn unavailable() -> Fault {
    Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }
}

fn stored(row: &KeyRow) -> Answer {
    serde_json::from_str(&row.answer).unwrap_or_else(|_| Answer::refused(None, unavailable()))
}
