//! Finds rooms, opens those that sleep, and wakes those whose time has come.
//!
//! Everything for a room goes through here, in order; a room that is being opened or going to sleep
//! has its messages kept until it is there.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix::prelude::*;
use log::{info, warn};

use super::{
    Address, Habits, RETRY_AFTER_MS, ToRoom,
    audience::{Audience, Boards},
    courier::{Courier, Nudge},
    kinds::Kind,
    room::World,
    whereabouts::{ToWhereabouts, Whereabouts},
};
use crate::{
    clock::Clock,
    protocol::{
        fault::Fault,
        id::{Id, RoomId},
    },
    store::{Loaded, Store, StoreError},
};

/// How far ahead the directory looks for deadlines of sleeping rooms, in milliseconds.
pub const HORIZON_MS: u64 = 60_000;
/// How often it looks.
const SWEEP_EVERY: Duration = Duration::from_secs(30);
/// The most rooms that one look wakes; another one soon goes on.
const WAKES_MAX: usize = 1_000;
/// When it looks again where there were so many.
const SWEEP_AGAIN: Duration = Duration::from_secs(1);
/// The most messages that wait for one room to be opened.
const PENDING_MAX: usize = 8_192;
/// How long a room that fell is left alone before it is opened again for its listeners.
const REVIVE_AFTER: Duration = Duration::from_millis(250);

/// One waking of a room: what a room says of itself counts only while it is the one that is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life(u64);

/// Every room that is awake, by its id.
pub struct Directory {
    clock: Clock,
    store: Store,
    pub(super) boards: Arc<Boards>,
    habits: Habits,
    arbiters: Vec<ArbiterHandle>,
    next_arbiter: usize,
    courier: Option<Addr<Courier>>,
    whereabouts: Option<Addr<Whereabouts>>,
    last_life: Life,
    pub(super) rooms: HashMap<RoomId, Entry>,
    pub(super) audiences: HashMap<RoomId, Arc<Audience>>,
}

/// Where a room stands.
pub(super) enum Entry {
    /// Its journal is being read; these wait.
    Opening(Vec<ToRoom>),
    /// It is awake here.
    Awake(Life, Address),
    /// It was asked whether it may sleep; these wait.
    Dozing(Life, Address, Vec<ToRoom>),
}

/// A message for a room; the room is opened where it sleeps.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Forward {
    /// Which.
    pub room: RoomId,
    /// What.
    pub message: ToRoom,
}

/// A room has nothing to do and would sleep.
#[derive(Message)]
#[rtype(result = "()")]
pub struct MaySleep {
    /// Which.
    pub room: RoomId,
    /// Which waking of it.
    pub life: Life,
}

/// A room has gone to sleep, or has been asked something before it could.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Slept {
    /// Which.
    pub room: RoomId,
    /// Which waking of it.
    pub life: Life,
    /// Whether it sleeps.
    pub asleep: bool,
}

/// A room is gone without having gone to sleep.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Fallen {
    /// Which.
    pub room: RoomId,
    /// Which waking of it.
    pub life: Life,
    /// Whether listeners or a deadline wait for it.
    pub missed: bool,
}

/// Look at the clock, and let every room that is awake do so; for tests that move a manual clock.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Sweep;

/// How many rooms are awake, by kind.
#[derive(Message)]
#[rtype(result = "HashMap<String, usize>")]
pub struct Census;

impl Directory {
    /// A directory of rooms that live on `arbiters`, in turn.
    pub fn new(
        clock: Clock,
        store: Store,
        boards: Arc<Boards>,
        habits: Habits,
        arbiters: Vec<ArbiterHandle>,
    ) -> Self {
        Directory {
            clock,
            store,
            boards,
            habits,
            arbiters,
            next_arbiter: 0,
            courier: None,
            whereabouts: None,
            last_life: Life::default(),
            rooms: HashMap::new(),
            audiences: HashMap::new(),
        }
    }

    fn world(&mut self, ctx: &Context<Self>) -> World {
        let (store, directory) = (self.store.clone(), ctx.address());
        let courier = self
            .courier
            .get_or_insert_with(|| Courier::new(store.clone(), directory.clone()).start())
            .clone();
        let whereabouts = self.whereabouts(ctx).clone();
        self.last_life = Life(self.last_life.0 + 1);
        World {
            life: self.last_life,
            clock: self.clock.clone(),
            store,
            boards: self.boards.clone(),
            directory,
            courier,
            whereabouts,
            habits: self.habits.clone(),
        }
    }

    fn whereabouts(&mut self, ctx: &Context<Self>) -> &Addr<Whereabouts> {
        self.whereabouts.get_or_insert_with(|| {
            let patience = Duration::from_millis(self.habits.return_within_ms);
            let (store, directory) = (self.store.clone(), ctx.address());
            Whereabouts::new(store, directory, self.clock.clone(), patience).start()
        })
    }

    pub(super) fn forward(&mut self, id: RoomId, message: ToRoom, ctx: &mut Context<Self>) {
        match self.rooms.get_mut(&id) {
            Some(Entry::Awake(_, room)) if room.connected() => room.do_send(message),
            Some(Entry::Opening(pending) | Entry::Dozing(_, _, pending)) => keep(pending, message),
            // A room that fell is closed for good; its journal opens it again.
            Some(Entry::Awake(_, _)) | None => self.open(id, message, ctx),
        }
    }

    fn forward_all(&mut self, id: &RoomId, pending: Vec<ToRoom>, ctx: &mut Context<Self>) {
        for message in pending {
            self.forward(id.clone(), message, ctx);
        }
    }

    fn open(&mut self, id: RoomId, message: ToRoom, ctx: &mut Context<Self>) {
        let Some(kind) = Kind::of(&id) else { return message.refuse(&Fault::NotFound) };
        match message {
            // Of a room that sleeps only attendance is kept.
            ToRoom::Crowd => return self.dismiss(&id),
            ToRoom::Sleep => return,
            ToRoom::Ask { .. }
            | ToRoom::Join(_)
            | ToRoom::Part(_)
            | ToRoom::Knock { .. }
            | ToRoom::Look { .. }
            | ToRoom::Read { .. }
            | ToRoom::Poke => (),
        }
        self.rooms.insert(id.clone(), Entry::Opening(vec![message]));
        let store = self.store.clone();
        let tail = self.habits.history_frames_max;
        let wanted = id.clone();
        // Listeners may have been told less than what is kept for those who come back.
        let told = self.audiences.get(&id).and_then(|audience| audience.told());
        let loading = async move { store.load(&wanted, tail, told).await }.into_actor(self);
        ctx.spawn(loading.map(move |loaded, house, ctx| house.loaded(id, kind, loaded, ctx)));
    }

    fn loaded(
        &mut self,
        id: RoomId,
        kind: &'static Kind,
        loaded: Result<Option<Loaded>, StoreError>,
        ctx: &mut Context<Self>,
    ) {
        let Some(Entry::Opening(pending)) = self.rooms.remove(&id) else { return };
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(why) => {
                warn!("room {id} cannot be read: {why}");
                let fault = Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS };
                return pending.into_iter().for_each(|message| message.refuse(&fault));
            }
        };
        let begins = loaded.is_some() || kind.is_there(&id);
        // A room that is made is found by its id, so it has one of ours.
        let named = id.key().parse::<Id>().is_ok();
        let made = named && pending.iter().any(|message| kind.creates(message));
        if !begins && !made {
            return pending.into_iter().for_each(|message| message.refuse(&Fault::NotFound));
        }
        let audience = self.audiences.entry(id.clone()).or_insert_with(|| self.boards.empty());
        let audience = audience.clone();
        let world = self.world(ctx);
        let life = world.life;
        let arbiter = &self.arbiters[self.next_arbiter % self.arbiters.len()];
        let room = (kind.open)(arbiter, id.clone(), world, audience, loaded);
        self.next_arbiter = self.next_arbiter.wrapping_add(1);
        for message in pending {
            room.do_send(message);
        }
        self.rooms.insert(id, Entry::Awake(life, room));
    }

    /// Takes out the entry of a room that was asked, in this waking, whether it may sleep.
    fn dozing(&mut self, id: &RoomId, life: Life) -> Option<(Address, Vec<ToRoom>)> {
        let asked = matches!(self.rooms.get(id), Some(Entry::Dozing(here, _, _)) if *here == life);
        match asked.then(|| self.rooms.remove(id)).flatten() {
            Some(Entry::Dozing(_, address, pending)) => Some((address, pending)),
            Some(Entry::Opening(_) | Entry::Awake(_, _)) | None => None,
        }
    }

    /// Wakes every room whose deadline is near.
    fn sweep(&mut self, ctx: &mut Context<Self>) {
        let before = self.clock.now().plus(HORIZON_MS);
        let store = self.store.clone();
        let due = async move { store.due(before, WAKES_MAX).await }.into_actor(self);
        ctx.spawn(due.map(|due, house, ctx| match due {
            Ok(due) => {
                // More may be due than one look wakes; those that have ended make room for them.
                if due.len() == WAKES_MAX {
                    ctx.run_later(SWEEP_AGAIN, Self::sweep);
                }
                for room in due {
                    house.forward(room, ToRoom::Poke, ctx);
                }
            }
            Err(why) => warn!("deadlines of sleeping rooms cannot be read: {why}"),
        }));
    }
}

fn keep(pending: &mut Vec<ToRoom>, message: ToRoom) {
    // What the courier brings has its own limit, and its order.
    let is_brought = matches!(message, ToRoom::Ask { ask: _, reply: _, outbox: Some(_) });
    if is_brought || pending.len() < PENDING_MAX {
        pending.push(message);
    } else {
        message.refuse(&Fault::Busy { retry_after_ms: RETRY_AFTER_MS });
    }
}

impl Actor for Directory {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let world = self.world(ctx);
        world.courier.do_send(Nudge);
        self.sweep(ctx);
        ctx.run_interval(SWEEP_EVERY, Self::sweep);
        info!("the directory is open");
    }
}

impl Handler<Forward> for Directory {
    type Result = ();

    fn handle(&mut self, Forward { room, message }: Forward, ctx: &mut Self::Context) {
        self.forward(room, message, ctx);
    }
}

impl Handler<MaySleep> for Directory {
    type Result = ();

    fn handle(&mut self, MaySleep { room, life }: MaySleep, _: &mut Self::Context) {
        if let Some(entry) = self.rooms.get_mut(&room)
            && let Entry::Awake(here, address) = entry
            && *here == life
        {
            address.do_send(ToRoom::Sleep);
            *entry = Entry::Dozing(life, address.clone(), Vec::new());
        }
    }
}

impl Handler<Slept> for Directory {
    type Result = ();

    fn handle(&mut self, Slept { room, life, asleep }: Slept, ctx: &mut Self::Context) {
        let Some((address, pending)) = self.dozing(&room, life) else { return };
        if asleep {
            self.audiences.remove(&room);
        } else {
            self.rooms.insert(room.clone(), Entry::Awake(life, address));
        }
        self.forward_all(&room, pending, ctx);
    }
}

impl Handler<Fallen> for Directory {
    type Result = ();

    fn handle(&mut self, Fallen { room, life, missed }: Fallen, ctx: &mut Self::Context) {
        // One that fell while it was asked whether it may sleep will not answer.
        if let Some((_, pending)) = self.dozing(&room, life) {
            self.forward_all(&room, pending, ctx);
        }
        if missed {
            ctx.run_later(REVIVE_AFTER, move |house, ctx| house.forward(room, ToRoom::Poke, ctx));
        }
    }
}

impl Handler<Nudge> for Directory {
    type Result = ();

    fn handle(&mut self, nudge: Nudge, ctx: &mut Self::Context) {
        self.world(ctx).courier.do_send(nudge);
    }
}

impl Handler<ToWhereabouts> for Directory {
    type Result = ();

    fn handle(&mut self, message: ToWhereabouts, ctx: &mut Self::Context) {
        self.whereabouts(ctx).do_send(message);
    }
}

impl Handler<Sweep> for Directory {
    type Result = ();

    fn handle(&mut self, _: Sweep, ctx: &mut Self::Context) {
        self.sweep(ctx);
        for entry in self.rooms.values() {
            if let Entry::Awake(_, room) = entry {
                room.do_send(ToRoom::Poke);
            }
        }
    }
}

impl Handler<Census> for Directory {
    type Result = MessageResult<Census>;

    fn handle(&mut self, _: Census, _: &mut Self::Context) -> Self::Result {
        let mut count = HashMap::new();
        for room in self.rooms.keys() {
            *count.entry(room.kind().to_owned()).or_default() += 1;
        }
        MessageResult(count)
    }
}
