//! The shell: gives any [`Machine`] a mailbox, a journal, an audience and a timer.
//!
//! The only actor that owns a room's state, written once. It is either idle or committing.
//! Idle, it takes all that waits, judges it in order of arrival and hands what happened to the journal as
//! one append. Committing, it only lets the queue grow. When the append is durable it tells everybody,
//! answers every request of the batch, refusals too, and goes on with the queue.
//! **Invariant:** whenever it serves a subscriber, its state is what the journal holds.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use actix::prelude::*;
use log::{error, warn};

use super::{
    Events, Habits, Join, RETRY_AFTER_MS, Reply, ToRoom,
    audience::{Audience, Boards, Place},
    core::{Ask, Core, Happened, Kept, Unreadable},
    courier::{Courier, Nudge},
    directory::{Directory, Fallen, MaySleep, Slept},
    shown::History,
    switchboard::{SessionNo, ToBoard},
};
use crate::{
    clock::Clock,
    domain::{EventOf, Machine, Viewer},
    protocol::{
        Words,
        fault::Fault,
        frame::{self, Answer},
        id::{RoomId, Seq},
        time::Time,
    },
    store::{
        Append, KeyRow, Loaded, NewOutbox, NewSnapshot, Project, Record, RoomKey, Store, StoreError,
    },
};

/// The most requests that are judged as one batch.
const BATCH_MAX: usize = 1_000;
/// The most requests that wait while a batch is committed; one more is answered `busy`.
const QUEUE_MAX: usize = 8_192;
/// The least time between two signals of the number of listeners.
const CROWD_EVERY: Duration = Duration::from_secs(1);
/// The longest that a timer is set for: a later deadline is looked at again then.
const TIMER_MAX_MS: u64 = 60 * 60 * 1_000;

/// What every room is given to live in.
#[derive(Clone)]
pub struct World {
    /// The time.
    pub clock: Clock,
    /// The memory.
    pub store: Store,
    /// Who tells the sessions.
    pub boards: Arc<Boards>,
    /// Who finds rooms.
    pub directory: Addr<Directory>,
    /// Who carries reactions.
    pub courier: Addr<Courier>,
    /// What the configuration says.
    pub habits: Habits,
}

/// One room.
pub struct Room<M: Machine> {
    id: RoomId,
    core: Core<M>,
    key: Option<RoomKey>,
    world: World,
    audience: Arc<Audience>,
    history: History,
    queue: VecDeque<ToRoom>,
    committing: bool,
    summoned: bool,
    asleep: bool,
    /// The journal cannot be read: it says so to everyone, and writes nothing.
    unreadable: bool,
    snapshot_at: Seq,
    asked_at: Time,
    timer: Option<SpawnHandle>,
    sleeper: Option<SpawnHandle>,
    crowd_told: u32,
}

/// What a batch leaves to do when it is durable.
struct Batch<E> {
    records: Vec<Record<E>>,
    events: Vec<Arc<super::shown::Shown>>,
    keys: Vec<KeyRow>,
    outbox: Vec<NewOutbox>,
    consumed: Vec<i64>,
    replies: Vec<(Reply, Answer)>,
}

impl<M: Machine<Words: Project>> Room<M> {
    /// Rebuilds a room from its journal, or begins one.
    pub fn open(
        id: RoomId,
        world: World,
        audience: Arc<Audience>,
        loaded: Option<Loaded>,
    ) -> Self {
        let mut room = Room {
            core: Core::new(id.clone()),
            key: loaded.as_ref().map(|loaded| loaded.key),
            history: History::new(world.habits.history_frames_max),
            asked_at: world.clock.now(),
            id,
            world,
            audience,
            queue: VecDeque::new(),
            committing: false,
            summoned: false,
            asleep: false,
            unreadable: false,
            snapshot_at: Seq::default(),
            timer: None,
            sleeper: None,
            crowd_told: 0,
        };
        if let Err(why) = loaded.map_or(Ok(()), |loaded| room.replay(loaded)) {
            error!("room {} is closed: its journal is unreadable at {}", room.id, why.seq.0);
            room.core = Core::new(room.id.clone());
            room.unreadable = true;
        }
        room
    }

    fn replay(&mut self, loaded: Loaded) -> Result<(), Unreadable> {
        if let Some(snapshot) = loaded.snapshot {
            self.core = Core::thaw(self.id.clone(), snapshot.seq, &snapshot.body)?;
            self.snapshot_at = snapshot.seq;
        }
        let told = self.audience.told();
        let mut missed = Vec::new();
        for stored in loaded.records {
            let shown = Arc::new(self.core.replay(stored.seq, stored.at, &stored.body)?);
            if told.is_some_and(|told| told < stored.seq) {
                missed.push(shown.clone());
            }
            self.history.push(shown);
        }
        for row in loaded.keys {
            if let Ok(answer) = serde_json::from_str(&row.answer) {
                self.core.remember(row.user, row.key, row.fingerprint, answer);
            }
        }
        // Committed, but the room fell before it could tell.
        publish(&self.world.boards, &self.audience, &self.id, missed.into());
        self.audience.tell(self.core.seq());
        Ok(())
    }

    /// Works through the queue until there is something to commit or nothing to do.
    fn proceed(&mut self, ctx: &mut Context<Self>) {
        self.summoned = false;
        if self.committing {
            return;
        }
        let now = self.world.clock.now();
        let mut batch = Batch {
            records: Vec::new(),
            events: Vec::new(),
            keys: Vec::new(),
            outbox: Vec::new(),
            consumed: Vec::new(),
            replies: Vec::new(),
        };
        let expired = self.core.expire(now);
        self.note(&mut batch, expired);
        while batch.replies.len() < BATCH_MAX {
            match self.queue.pop_front() {
                None => break,
                Some(ToRoom::Ask { ask, reply, outbox }) => {
                    self.judge(&mut batch, &ask, reply, outbox);
                }
                Some(ToRoom::Part { place, session }) => self.part(place, session),
                Some(ToRoom::Crowd) => self.crowd(ctx),
                Some(ToRoom::Poke) => (),
                // These look at the state, so what has changed it must be durable first.
                Some(other) if !batch.is_empty() => {
                    self.queue.push_front(other);
                    break;
                }
                Some(ToRoom::Join(join)) => self.join(*join, now, ctx),
                Some(ToRoom::Look { viewer, reply }) => reply.send(self.look(viewer.as_ref(), now)),
                Some(ToRoom::Sleep) => self.sleep(ctx),
            }
        }
        if batch.is_empty() { self.arm(ctx) } else { self.commit(batch, ctx) }
    }

    fn judge(&mut self, batch: &mut Batch<EventOf<M>>, ask: &Ask, reply: Reply, outbox: Option<i64>) {
        // One message, one `now`: rule, journal and client agree on when.
        let now = self.core.moment(self.world.clock.now());
        self.asked_at = now;
        let verdict = self.core.hear(now, ask);
        self.note(batch, verdict.happened);
        if let Some(Kept { user, key, fingerprint }) = verdict.kept {
            let answer = frame::to_json(&verdict.answer);
            let room = self.id.clone();
            batch.keys.push(KeyRow { user, key, fingerprint, room, answer, at: now });
        }
        batch.consumed.extend(outbox);
        batch.replies.push((reply, verdict.answer));
    }

    fn note(&self, batch: &mut Batch<EventOf<M>>, happened: Vec<Happened<EventOf<M>>>) {
        for Happened { seq, at, by, event, shown, reactions } in happened {
            let body = frame::to_json(&event);
            batch.outbox.extend(reactions.into_iter().map(|reaction| NewOutbox {
                room: reaction.room,
                request: reaction.request.to_owned(),
                data: reaction.data,
                at,
            }));
            batch.records.push(Record { seq, at, by, event, body });
            batch.events.push(Arc::new(shown));
        }
    }

    /// Hands the batch to the journal. A batch of refusals alone has nothing to write,
    /// and nothing that it could be waiting for: no append is in flight.
    fn commit(&mut self, batch: Batch<EventOf<M>>, ctx: &mut Context<Self>) {
        let Batch { records, events, keys, outbox, consumed, replies } = batch;
        if records.is_empty() && keys.is_empty() && consumed.is_empty() {
            replies.into_iter().for_each(|(reply, answer)| reply.send(answer));
            return self.go_on(ctx);
        }
        self.committing = true;
        let due = self.world.habits.snapshot_every <= self.core.seq().0 - self.snapshot_at.0;
        let snapshot =
            due.then(|| NewSnapshot { seq: self.core.seq(), body: self.core.freeze() });
        if due {
            self.snapshot_at = self.core.seq();
        }
        let nudge = !outbox.is_empty();
        let append = Append::<M::Words> {
            room: self.id.clone(),
            key: self.key,
            records,
            keys,
            outbox,
            consumed,
            deadline: self.core.machine().deadline(),
            snapshot,
        };
        let store = self.world.store.clone();
        let written = async move { store.append(append).await }.into_actor(self);
        ctx.spawn(written.map(move |outcome, room, ctx| match outcome {
            Ok(key) => room.committed(key, events.into(), replies, nudge, ctx),
            Err(why) => room.lost(&why, replies, ctx),
        }));
    }

    /// The batch is durable: tell everybody, then answer.
    fn committed(
        &mut self,
        key: RoomKey,
        events: Events,
        replies: Vec<(Reply, Answer)>,
        nudge: bool,
        ctx: &mut Context<Self>,
    ) {
        self.key = Some(key);
        self.committing = false;
        for event in &*events {
            self.history.push(event.clone());
        }
        publish(&self.world.boards, &self.audience, &self.id, events);
        self.audience.tell(self.core.seq());
        replies.into_iter().for_each(|(reply, answer)| reply.send(answer));
        if nudge {
            self.world.courier.do_send(Nudge);
        }
        self.go_on(ctx);
    }

    /// The batch is not durable, or nobody knows: the state may be one that the journal does not hold,
    /// so this room ends here and the directory opens it anew from the journal.
    fn lost(&mut self, why: &StoreError, replies: Vec<(Reply, Answer)>, ctx: &mut Context<Self>) {
        warn!("room {} is reopened from its journal: {why}", self.id);
        for (reply, _) in replies {
            reply.refuse(Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS });
        }
        // What waits was not judged; dropping it says so.
        self.queue.clear();
        ctx.stop();
    }

    fn go_on(&mut self, ctx: &mut Context<Self>) {
        if self.queue.is_empty() {
            self.arm(ctx);
        } else {
            self.summon(ctx);
        }
    }

    /// Sees to it that the queue is worked through, once all that is in the mailbox is in the queue.
    fn summon(&mut self, ctx: &mut Context<Self>) {
        if !self.summoned && !self.committing {
            self.summoned = true;
            ctx.spawn(fut::ready(()).map(|(), room: &mut Self, ctx| room.proceed(ctx)));
        }
    }

    fn join(&mut self, join: Join, now: Time, ctx: &mut Context<Self>) {
        let Join { place, session, viewer, id, since, reply } = join;
        let Some(board) = self.world.boards.at(place) else { return };
        if !self.core.machine().admits(viewer.as_ref()) {
            return reply.refuse(Fault::NotFound);
        }
        let seq = self.core.seq();
        let user = viewer.as_ref().map(|person| person.id);
        let missed = since.and_then(|since| self.history.after(since, seq));
        let epoch = self.world.store.epoch();
        let data = match missed {
            Some(missed) => {
                let events: Vec<_> = missed.map(|shown| shown.to(user).clone()).collect();
                frame::recovered(&self.id, epoch, seq, &events)
            }
            None => {
                let watchers = self.audience.count() + 1;
                let state = self.core.machine().state(viewer.as_ref(), now, watchers);
                frame::arrived(&self.id, epoch, seq, &state)
            }
        };
        let answer =
            Answer { seq: Some(seq), data: Some(data), error: None, replayed: false };
        if self.audience.enter(place) {
            self.crowd(ctx);
        }
        // The answer travels with the frames that follow it, so that nothing overtakes it.
        reply.forget();
        let audience = self.audience.clone();
        board.do_send(ToBoard::Joined { session, room: self.id.clone(), audience, id, answer });
    }

    fn part(&self, place: Place, session: SessionNo) {
        if let Some(board) = self.world.boards.at(place) {
            board.do_send(ToBoard::Leave { session, room: self.id.clone() });
        }
    }

    fn look(&self, viewer: Viewer<'_>, now: Time) -> Answer {
        if !self.core.machine().admits(viewer) {
            return Answer::refused(None, Fault::NotFound);
        }
        let now = self.core.moment(now);
        let state = self.core.machine().state(viewer, now, self.audience.count());
        Answer::done(Some(self.core.seq()), &state)
    }

    /// Tells the number of listeners, at most once in a while.
    fn crowd(&mut self, ctx: &mut Context<Self>) {
        let Some(name) = M::Words::WATCHERS else { return self.audience.settle() };
        ctx.run_later(CROWD_EVERY, move |room, _| {
            room.audience.settle();
            let count = room.audience.count();
            if count != room.crowd_told {
                room.crowd_told = count;
                let frame = frame::signal(name, Some(&room.id), &frame::Watchers { count });
                for board in room.world.boards.listening(&room.audience) {
                    board.do_send(ToBoard::Signal { room: room.id.clone(), frame: frame.clone() });
                }
            }
        });
    }

    /// Sets the timers: for the machine's next deadline, and to sleep when nobody needs the room.
    fn arm(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        if let Some(deadline) = self.core.machine().deadline() {
            let wait = deadline.since(self.world.clock.now()).clamp(1, TIMER_MAX_MS);
            let wait = Duration::from_millis(wait);
            self.timer = Some(ctx.run_later(wait, |room, ctx| room.proceed(ctx)));
        }
        if self.sleeper.is_none() {
            let wait = Duration::from_millis(self.world.habits.idle_after_ms);
            self.sleeper = Some(ctx.run_later(wait, |room, ctx| {
                room.sleeper = None;
                if room.is_idle() {
                    room.world.directory.do_send(MaySleep { room: room.id.clone() });
                }
                room.arm(ctx);
            }));
        }
    }

    fn is_idle(&self) -> bool {
        let now = self.world.clock.now();
        let quiet = self.world.habits.idle_after_ms <= now.since(self.asked_at);
        // The directory wakes rooms in time for their deadlines.
        let soon = now.plus(2 * super::directory::HORIZON_MS);
        let far = self.core.machine().deadline().is_none_or(|deadline| soon < deadline);
        quiet && far && self.audience.count() == 0 && self.queue.is_empty() && !self.committing
    }

    fn sleep(&mut self, ctx: &mut Context<Self>) {
        self.asleep = self.is_idle();
        self.world.directory.do_send(Slept { room: self.id.clone(), asleep: self.asleep });
        if self.asleep {
            ctx.stop();
        }
    }
}

impl<M: Machine> Drop for Room<M> {
    /// A room that fell, by a panic or with its store, is missed by its deadline and its listeners.
    fn drop(&mut self) {
        let missed = self.core.machine().deadline().is_some() || 0 < self.audience.count();
        if !self.asleep && !self.unreadable && missed {
            self.world.directory.do_send(Fallen { room: self.id.clone() });
        }
    }
}

impl<E> Batch<E> {
    fn is_empty(&self) -> bool {
        self.records.is_empty() && self.replies.is_empty()
    }
}

/// Tells everybody who listens: one message per thread.
fn publish(boards: &Boards, audience: &Audience, room: &RoomId, events: Events) {
    if events.is_empty() {
        return;
    }
    for board in boards.listening(audience) {
        board.do_send(ToBoard::Publish { room: room.clone(), events: events.clone() });
    }
}

impl<M: Machine<Words: Project>> Actor for Room<M> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        if !self.unreadable {
            self.summon(ctx);
        }
    }
}

impl<M: Machine<Words: Project>> Handler<ToRoom> for Room<M> {
    type Result = ();

    fn handle(&mut self, message: ToRoom, ctx: &mut Self::Context) {
        if self.unreadable {
            let request_id = format!("unreadable-{}", self.id.key());
            return message.refuse(&Fault::Internal { request_id });
        }
        if QUEUE_MAX <= self.queue.len()
            && let ToRoom::Ask { ask: _, reply, outbox: _ } = message
        {
            return reply.refuse(Fault::Busy { retry_after_ms: RETRY_AFTER_MS });
        }
        self.queue.push_back(message);
        if BATCH_MAX <= self.queue.len() { self.proceed(ctx) } else { self.summon(ctx) }
    }
}
