//! The shell: gives any [`Machine`] a mailbox, a journal, an audience and a timer.
//!
//! The only actor that owns a room's state, written once. It is either idle or committing.
//! Idle, it takes all that waits, judges it in order of arrival and hands what happened to the journal as
//! one append. Committing, it only lets the queue grow. When the append is durable it tells everybody,
//! answers every request of the batch, refusals too, and goes on with the queue.
//! **Invariant:** whenever it serves a subscriber, its state is what the journal holds.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use actix::prelude::*;
use log::error;

use super::{
    Events, Habits, RETRY_AFTER_MS, Reply, ToRoom,
    audience::{Audience, Boards},
    batch::{After, Batch},
    core::{Ask, Core, Kept, Unreadable},
    courier::Courier,
    directory::{Directory, Fallen, Life, MaySleep, Slept},
    funds,
    passing::Passings,
    shown::History,
    visitors::Missed,
    whereabouts::Whereabouts,
};
use crate::{
    clock::Clock,
    domain::{EventOf, Machine},
    protocol::{
        Words,
        fault::Fault,
        frame::{self, Answer},
        id::{RoomId, Seq},
        time::Time,
    },
    store::{KeyRow, Loaded, Project, RoomKey, Store},
};

/// The most requests that are judged as one batch.
const BATCH_MAX: usize = 1_000;
/// The most requests that wait while a batch is committed; one more is answered `busy`.
const QUEUE_MAX: usize = 8_192;
/// The longest that a timer is set for: a later deadline is looked at again then.
const TIMER_MAX_MS: u64 = 60 * 60 * 1_000;

/// What every room is given to live in.
#[derive(Clone)]
pub struct World {
    /// Which waking of the room this is.
    pub life: Life,
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
    /// Who tells of those whom rooms mind.
    pub whereabouts: Addr<Whereabouts>,
    /// What the configuration says.
    pub habits: Habits,
}

/// One room.
pub struct Room<M: Machine> {
    pub(super) id: RoomId,
    pub(super) core: Core<M>,
    pub(super) key: Option<RoomKey>,
    pub(super) world: World,
    pub(super) audience: Arc<Audience>,
    pub(super) history: History,
    pub(super) last_missed: Option<Missed>,
    pub(super) queue: VecDeque<ToRoom>,
    /// Whose answers wait for the append that is in flight.
    pub(super) waiting: Vec<(Reply, Answer)>,
    /// What is done when it has been told.
    pub(super) after: After,
    pub(super) passings: Passings,
    pub(super) phase: Phase,
    pub(super) snapshot_at: Seq,
    asked_at: Time,
    timer: Option<SpawnHandle>,
    pub(super) patience: Option<SpawnHandle>,
    sleeper: Option<SpawnHandle>,
    pub(super) crowd_told: u32,
}

/// What a room is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing waits.
    Idle,
    /// It works through the queue as soon as the mailbox is empty.
    Summoned,
    /// An append is in flight; the queue grows.
    Committing,
    /// The append takes too long: nobody is kept waiting, and nothing is done before it is settled.
    Overdue,
    /// It has gone to sleep.
    Asleep,
    /// The journal cannot be read: it says so to everyone, and writes nothing.
    Unreadable,
}

impl<M: Machine<Words: Project>> Room<M> {
    /// Rebuilds a room from its journal, or begins one.
    pub fn open(id: RoomId, world: World, audience: Arc<Audience>, loaded: Option<Loaded>) -> Self {
        let mut room = Room {
            core: Core::new(id.clone()).under(world.habits.settings.clone()),
            key: loaded.as_ref().map(|loaded| loaded.key),
            history: History::new(world.habits.history_frames_max),
            last_missed: None,
            asked_at: world.clock.now(),
            id,
            world,
            audience,
            queue: VecDeque::new(),
            waiting: Vec::new(),
            after: After::default(),
            passings: Passings::default(),
            phase: Phase::Idle,
            snapshot_at: Seq::default(),
            timer: None,
            patience: None,
            sleeper: None,
            crowd_told: 0,
        };
        if let Err(why) = room.replay(loaded) {
            error!("room {} is closed: its journal is unreadable at {}", room.id, why.seq.0);
            room.core = Core::new(room.id.clone());
            room.phase = Phase::Unreadable;
        }
        room
    }

    /// Takes up the journal, and tells those who listen what was committed without their hearing of it.
    fn replay(&mut self, loaded: Option<Loaded>) -> Result<(), Unreadable> {
        let Some(loaded) = loaded else {
            // Whoever listens from the beginning has been told that nothing has happened.
            self.audience.tell(self.core.seq());
            return Ok(());
        };
        if let Some(snapshot) = loaded.snapshot {
            let settings = self.world.habits.settings.clone();
            self.core = Core::thaw(self.id.clone(), snapshot.seq, &snapshot.body)?.under(settings);
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
        for seq in self.core.take_concealed() {
            self.history.conceal(&self.id, seq);
        }
        for row in loaded.keys {
            if let Ok(answer) = serde_json::from_str(&row.answer) {
                self.core.remember(row.at, row.user, row.key, row.fingerprint, answer);
            }
        }
        // Committed, but the room fell before it could tell.
        let missed: Events = missed.into();
        self.tell(Some(&missed).filter(|missed| !missed.is_empty()), Vec::new());
        self.audience.tell(self.core.seq());
        Ok(())
    }

    /// Works through the queue until there is something to commit or nothing to do.
    fn proceed(&mut self, ctx: &mut Context<Self>) {
        match self.phase {
            Phase::Committing | Phase::Overdue | Phase::Asleep | Phase::Unreadable => return,
            Phase::Idle | Phase::Summoned => self.phase = Phase::Idle,
        }
        let now = self.world.clock.now();
        self.passed(now);
        let mut batch = Batch::default();
        let expired = self.core.expire(now);
        batch.note(expired);
        while batch.replies.len() < BATCH_MAX {
            match self.queue.pop_front() {
                None => break,
                Some(ToRoom::Ask { ask, reply, outbox }) => {
                    self.judge(&mut batch, ask, reply, outbox, ctx);
                }
                Some(ToRoom::Part(parting)) => drop(parting),
                Some(ToRoom::Crowd) => self.crowd(ctx),
                Some(ToRoom::Poke) => (),
                // These look at the state, so what has changed it must be durable first.
                Some(other) if !batch.is_empty() => {
                    self.queue.push_front(other);
                    break;
                }
                Some(ToRoom::Join(join)) => self.join(*join, now, ctx),
                Some(ToRoom::Knock { viewer, reply }) => reply.send(self.knock(viewer.as_ref())),
                Some(ToRoom::Look { viewer, reply }) => reply.send(self.look(viewer.as_ref(), now)),
                Some(ToRoom::Read { viewer, after, limit, reply }) => {
                    self.read(viewer, after, limit, reply, ctx);
                }
                Some(ToRoom::Sleep) => self.sleep(ctx),
            }
        }
        if !batch.is_empty() {
            // What follows at once from what was asked is written with it.
            let expired = self.core.expire(now);
            batch.note(expired);
        }
        if batch.is_empty() {
            self.pulse(now);
            self.arm(ctx);
        } else {
            self.commit(batch, ctx);
        }
    }

    fn judge(
        &mut self,
        batch: &mut Batch<EventOf<M>>,
        ask: Box<Ask>,
        reply: Reply,
        outbox: Option<i64>,
        ctx: &mut Context<Self>,
    ) {
        // One message, one `now`: rule, journal and client agree on when.
        let now = self.core.moment(self.world.clock.now());
        self.asked_at = now;
        let verdict = self.core.hear(now, &ask);
        batch.note(verdict.happened);
        if let Some(take) = verdict.wants {
            return funds::take(&self.world.directory, &take, ask, reply, outbox);
        }
        funds::give_back(&self.world.directory, &ask, &verdict.answer);
        if let Some(passing) = &verdict.passing {
            self.passes(now, passing, ctx);
        }
        if let Some(Kept { user, key, fingerprint }) = verdict.kept {
            let answer = frame::to_json(&verdict.answer);
            let room = self.id.clone();
            batch.keys.push(KeyRow { user, key, fingerprint, room, answer, at: now });
        }
        batch.consumed.extend(outbox);
        batch.replies.push((reply, verdict.answer));
    }

    pub(super) fn go_on(&mut self, ctx: &mut Context<Self>) {
        if self.queue.is_empty() {
            self.arm(ctx);
        } else {
            self.summon(ctx);
        }
    }

    /// Sees to it that the queue is worked through, once all that is in the mailbox is in the queue.
    fn summon(&mut self, ctx: &mut Context<Self>) {
        if self.phase == Phase::Idle {
            self.phase = Phase::Summoned;
            ctx.spawn(fut::ready(()).map(|(), room: &mut Self, ctx| room.proceed(ctx)));
        }
    }

    /// Sets the timers: for the machine's next deadline, and to sleep when nobody needs the room.
    fn arm(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        if let Some(deadline) = self.core.machine().deadline() {
            let wait = deadline.since(self.world.clock.now()).clamp(1, TIMER_MAX_MS);
            let wait = Duration::from_millis(wait);
            self.timer = Some(ctx.run_later(wait, Self::proceed));
        }
        if self.sleeper.is_none() {
            let wait = Duration::from_millis(self.world.habits.idle_after_ms);
            self.sleeper = Some(ctx.run_later(wait, |room, ctx| {
                room.sleeper = None;
                if room.is_idle() {
                    room.world
                        .directory
                        .do_send(MaySleep { room: room.id.clone(), life: room.world.life });
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
        quiet
            && far
            && self.audience.count() == 0
            && self.queue.is_empty()
            && self.phase == Phase::Idle
    }

    fn sleep(&mut self, ctx: &mut Context<Self>) {
        let asleep = self.is_idle();
        self.world.directory.do_send(Slept {
            room: self.id.clone(),
            life: self.world.life,
            asleep,
        });
        if asleep {
            self.phase = Phase::Asleep;
            ctx.stop();
        }
    }
}

impl<M: Machine> Drop for Room<M> {
    /// A room that fell, by a panic or with its store, may be missed by its deadline and its listeners.
    fn drop(&mut self) {
        if !matches!(self.phase, Phase::Asleep | Phase::Unreadable) {
            let missed = self.core.machine().deadline().is_some() || 0 < self.audience.count();
            let (room, life) = (self.id.clone(), self.world.life);
            self.world.directory.do_send(Fallen { room, life, missed });
        }
    }
}

impl<M: Machine<Words: Project>> Actor for Room<M> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // The one before it may have fallen with a change of its audience untold.
        self.crowd(ctx);
        if let Some(pulse_ms) = M::Words::PULSE_MS {
            let every = Duration::from_millis(pulse_ms);
            ctx.run_interval(every, |room, _| room.pulse(room.world.clock.now()));
        }
        self.summon(ctx);
    }
}

impl<M: Machine<Words: Project>> Handler<ToRoom> for Room<M> {
    type Result = ();

    fn handle(&mut self, message: ToRoom, ctx: &mut Self::Context) {
        if self.phase == Phase::Unreadable {
            let request_id = format!("unreadable-{}", self.id.key());
            return message.refuse(&Fault::Internal { request_id });
        }
        if self.phase == Phase::Overdue {
            return message.refuse(&Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS });
        }
        // What the courier brings has its own limit, and its order: one that is refused would come later.
        if QUEUE_MAX <= self.queue.len()
            && let ToRoom::Ask { ask: _, reply, outbox: None } = message
        {
            return reply.refuse(Fault::Busy { retry_after_ms: RETRY_AFTER_MS });
        }
        self.queue.push_back(message);
        if BATCH_MAX <= self.queue.len() { self.proceed(ctx) } else { self.summon(ctx) }
    }
}
