//! Everything a room does that needs no I/O: time that never goes back, `expire` before `decide`,
//! positions, keys, answers, and frames encoded once. [`super::room::Room`] commits and tells what
//! comes out of it; tests and simulations run it bare.

use std::sync::Arc;

use bytestring::ByteString;
use serde_json::value::RawValue;

use super::{
    keys::{Fingerprint, Keys, Recall, fingerprint},
    shown::Shown,
};
use crate::{
    domain::{
        Asked, EventOf, Expelled, Figures, Machine, Measure, Passing, Reaction, RejectOf, Settings,
        SnapshotOf, Stirred, Whisper,
    },
    protocol::{
        Words,
        connection::Nothing,
        facts::Facts,
        fault::{Fault, Problem},
        frame::{self, Answer},
        id::{Key, RoomId, Seq, UserId},
        market::bodies::TakeHold,
        person::Person,
        time::Time,
    },
};

/// The most rounds of `expire` in a row: an auction that begins and ends in its sleep takes two.
const EXPIRE_ROUNDS_MAX: usize = 8;

/// One request to a room.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who asks, known from a verified token.
    pub by: Person,
    /// The request's name on the wire.
    pub request: ByteString,
    /// Its data, not read yet.
    pub data: Box<RawValue>,
    /// Makes it safe to send again.
    pub key: Option<Key>,
    /// Not to be carried out any more from then on.
    pub before: Option<Time>,
    /// What was looked up for it.
    pub facts: Facts,
}

impl Ask {
    /// A request without a key, for which nothing was looked up.
    pub fn new(by: Person, request: impl Into<ByteString>, data: Box<RawValue>) -> Self {
        let facts = Facts::default();
        Ask { by, request: request.into(), data, key: None, before: None, facts }
    }
}

/// One event and everything that follows from it.
pub struct Happened<E> {
    /// Its position.
    pub seq: Seq,
    /// When it became true.
    pub at: Time,
    /// Who caused it; nobody, where time did.
    pub by: Option<UserId>,
    /// The event.
    pub event: E,
    /// The event as the journal keeps it.
    pub body: String,
    /// Its frames.
    pub shown: Shown,
    /// What it asks of other rooms.
    pub reactions: Vec<Reaction>,
    /// What else follows from it.
    pub effects: Effects,
}

/// What follows from an event besides its frames.
#[derive(Debug)]
pub struct Effects {
    /// Positions whose frames nobody is shown again.
    pub conceals: Vec<Seq>,
    /// Positions at which what was said is erased.
    pub erases: Vec<Seq>,
    /// Who hears nothing after it.
    pub expels: Expelled,
    /// Whose figures it changes.
    pub stirs: Stirred,
    /// Whose passing signal it ends.
    pub ends_passing: Option<UserId>,
    /// Whose coming and going the room wants to hear, or no longer.
    pub minds: Vec<(UserId, bool)>,
    /// What is counted of it.
    pub measures: Vec<Measure>,
}

/// An answer that is kept with its key.
pub struct Kept {
    /// Whose key.
    pub user: UserId,
    /// The key.
    pub key: Key,
    /// Of which request.
    pub fingerprint: Fingerprint,
}

/// What comes of one request.
pub struct Verdict<E> {
    /// What happened, in order; by time first, then by the request.
    pub happened: Vec<Happened<E>>,
    /// What the asker is told, once all of this is durable.
    pub answer: Answer,
    /// Keep the answer with this key, in the same transaction.
    pub kept: Option<Kept>,
    /// What those who listen are told, and what is not kept.
    pub passing: Option<Passing>,
    /// What is to be set aside before this is heard once more; then there is no answer yet.
    pub wants: Option<TakeHold>,
}

/// A room without its shell.
pub struct Core<M: Machine> {
    id: RoomId,
    machine: M,
    seq: Seq,
    last: Time,
    keys: Keys,
    settings: Arc<Settings>,
    concealed: Vec<Seq>,
}

/// The journal holds something that this program cannot read.
#[derive(Debug)]
pub struct Unreadable {
    /// At which position.
    pub seq: Seq,
}

impl<M: Machine> Core<M> {
    /// A room in which nothing has happened yet.
    pub fn new(id: RoomId) -> Self {
        let machine = M::new(&id);
        Core::of(id, Seq::default(), machine)
    }

    fn of(id: RoomId, seq: Seq, machine: M) -> Self {
        Core {
            id,
            machine,
            seq,
            last: Time::default(),
            keys: Keys::default(),
            settings: Arc::default(),
            concealed: Vec::new(),
        }
    }

    /// The same under these settings.
    #[must_use]
    pub fn under(self, settings: Arc<Settings>) -> Self {
        Core { settings, ..self }
    }

    /// A room as a snapshot has it.
    pub fn thaw(id: RoomId, seq: Seq, body: &str) -> Result<Self, Unreadable> {
        let snapshot: SnapshotOf<M> = serde_json::from_str(body).map_err(|_| Unreadable { seq })?;
        let machine = M::thaw(&id, snapshot);
        Ok(Core::of(id, seq, machine))
    }

    /// Takes up an event of the journal; one that the snapshot has already is only encoded.
    pub fn replay(&mut self, seq: Seq, at: Time, body: &str) -> Result<Shown, Unreadable> {
        let event: EventOf<M> = serde_json::from_str(body).map_err(|_| Unreadable { seq })?;
        if self.seq < seq {
            if seq != self.seq.next() {
                return Err(Unreadable { seq });
            }
            self.machine.apply(at, &event);
            self.seq = seq;
            self.concealed.extend(self.machine.conceals(&event));
        }
        // Also of what the snapshot holds: time goes on from there.
        self.last = self.last.max(at);
        Ok(self.show(seq, at, &event))
    }

    /// The positions whose frames are shown to nobody again, after what has been replayed.
    pub fn take_concealed(&mut self) -> Vec<Seq> {
        std::mem::take(&mut self.concealed)
    }

    /// The frames of an event of the journal, old or new.
    pub fn show_stored(&self, seq: Seq, at: Time, body: &str) -> Result<Shown, Unreadable> {
        let event: EventOf<M> = serde_json::from_str(body).map_err(|_| Unreadable { seq })?;
        Ok(self.show(seq, at, &event))
    }

    /// Takes up a key of the journal.
    pub fn remember(
        &mut self,
        at: Time,
        user: UserId,
        key: Key,
        fingerprint: Fingerprint,
        answer: Answer,
    ) {
        self.keys.remember(at, user, key, fingerprint, answer);
    }

    /// The position of the last event.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The rules and their state.
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// The snapshot of now.
    pub fn freeze(&self) -> String {
        frame::to_json(&self.machine.freeze())
    }

    /// `now`, or the last moment if a clock went back.
    pub fn moment(&self, now: Time) -> Time {
        now.max(self.last)
    }

    /// What has become true because time has passed.
    pub fn expire(&mut self, now: Time) -> Vec<Happened<EventOf<M>>> {
        let now = self.moment(now);
        let mut happened = Vec::new();
        for _ in 0..EXPIRE_ROUNDS_MAX {
            let events = self.machine.expire(now);
            if events.is_empty() {
                break;
            }
            happened.extend(events.into_iter().map(|event| self.apply(now, None, event)));
        }
        happened
    }

    /// Judges one request at `now`.
    pub fn hear(&mut self, now: Time, ask: &Ask) -> Verdict<EventOf<M>> {
        let now = self.moment(now);
        let happened = self.expire(now);
        let Some(key) = &ask.key else {
            return self.judge(now, ask, happened).0;
        };
        let print = fingerprint(&self.id, &ask.request, &ask.data);
        match self.keys.recall(now, ask.by.id, key, &print) {
            Recall::Same(answer) => return verdict(happened, answer),
            Recall::Other => return verdict(happened, Answer::refused(None, Fault::KeyReused)),
            Recall::New => (),
        }
        let (verdict, remembered) = self.judge(now, ask, happened);
        let kept = remembered.then(|| {
            self.keys.remember(now, ask.by.id, key.clone(), print, verdict.answer.clone());
            Kept { user: ask.by.id, key: key.clone(), fingerprint: print }
        });
        Verdict { kept, ..verdict }
    }

    /// What users are told now and again.
    pub fn pulse(&mut self, now: Time) -> Vec<Whisper> {
        let now = self.moment(now);
        self.machine.pulse(now)
    }

    /// The figures of these users.
    pub fn figures(&self, stirred: &Stirred) -> Vec<Figures> {
        self.machine.figures(stirred)
    }

    /// Decides and applies; also says whether the answer is kept with its key.
    fn judge(
        &mut self,
        now: Time,
        ask: &Ask,
        mut happened: Vec<Happened<EventOf<M>>>,
    ) -> (Verdict<EventOf<M>>, bool) {
        if ask.before.is_some_and(|before| before <= now) {
            return (verdict(happened, Answer::refused(None, Fault::TooLate)), false);
        }
        let command = match M::Words::command(&ask.request, &ask.data) {
            Ok(command) => command,
            Err(fault) => return (verdict(happened, Answer::refused(None, fault)), false),
        };
        let settings = self.settings.clone();
        let asked = Asked { by: &ask.by, now, facts: &ask.facts, settings: &settings };
        if let Some(passing) = self.machine.passing(&asked, &command) {
            let answer = match &passing {
                Ok(_) => Answer::done(None, &Nothing {}),
                Err(why) => self.refusal(why),
            };
            return (Verdict { passing: passing.ok(), ..verdict(happened, answer) }, false);
        }
        if ask.facts.ticket.is_none()
            && let Some((currency, amount)) = self.machine.wants(&asked, &command)
        {
            let take = TakeHold { room: self.id.clone(), user: ask.by.id, currency, amount };
            let answer = Answer::done(None, &Nothing {});
            return (Verdict { wants: Some(take), ..verdict(happened, answer) }, false);
        }
        match self.machine.decide(&asked, command) {
            Ok(events) => {
                let first = happened.len();
                for event in &events {
                    happened.push(self.apply(now, Some(ask.by.id), event.clone()));
                }
                let seq = happened[first..].last().map_or(self.seq, |last| last.seq);
                let reply = self.machine.reply(&asked, &events);
                (verdict(happened, Answer::done(Some(seq), &reply)), true)
            }
            Err(why) => {
                let answer = self.refusal(&why);
                (verdict(happened, answer), M::Words::remembered(&why))
            }
        }
    }

    fn refusal(&self, why: &RejectOf<M>) -> Answer {
        let problem: Problem = M::Words::problem(why);
        // A position would tell that there is a room.
        let seq = (problem.code != Fault::NotFound.code()).then_some(self.seq);
        Answer::refused(seq, problem)
    }

    fn apply(&mut self, at: Time, by: Option<UserId>, event: EventOf<M>) -> Happened<EventOf<M>> {
        self.machine.apply(at, &event);
        self.seq = self.seq.next();
        self.last = at;
        let shown = self.show(self.seq, at, &event);
        let reactions = self.machine.reactions(&event);
        let body = frame::to_json(&event);
        let effects = Effects {
            conceals: self.machine.conceals(&event),
            erases: self.machine.erases(&event),
            expels: self.machine.expels(&event),
            stirs: self.machine.stirs(&event),
            ends_passing: self.machine.ends_passing(&event),
            minds: self.machine.minds(&event),
            measures: self.machine.measures(&event),
        };
        Happened { seq: self.seq, at, by, event, body, shown, reactions, effects }
    }

    fn show(&self, seq: Seq, at: Time, event: &EventOf<M>) -> Shown {
        let sight = self.machine.sight(event);
        let encode = |view| frame::event(&self.id, seq, at, M::Words::name(view), view);
        let blind = sight.hidden.iter().map(|user| (*user, frame::hidden(&self.id, seq)));
        let private = sight.private.iter().map(|(user, view)| (*user, encode(view)));
        let private = private.chain(blind).collect();
        let public = sight.public.as_ref().map_or_else(|| frame::hidden(&self.id, seq), encode);
        Shown { seq, public, private, by: sight.by }
    }
}

/// What is not kept with a key, and tells nobody anything in passing.
fn verdict<E>(happened: Vec<Happened<E>>, answer: Answer) -> Verdict<E> {
    Verdict { happened, answer, kept: None, passing: None, wants: None }
}
