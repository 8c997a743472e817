//! Tells rooms of the coming and going of those whom they mind: a lobby keeps the seat of one whose last
//! connection dropped, and not for ever.
//!
//! What a room is told is how it stands, so that it does no harm to be told twice; who could not be told is
//! told again. Whom rooms mind is written with their events, and read when the house opens.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use actix::prelude::*;
use bytestring::ByteString;
use log::warn;
use serde_json::value::RawValue;

use super::{
    Reply, ToRoom,
    core::Ask,
    directory::{Directory, Forward},
    kinds::Kind,
};
use crate::{
    clock::Clock,
    protocol::{
        connection::Whereabouts as Told,
        frame::to_json,
        id::{RoomId, UserId},
        person::Person,
        time::Time,
    },
    store::Store,
};

/// How long it waits until it tries again.
const AGAIN: Duration = Duration::from_secs(1);
/// For how long it is remembered that somebody has gone whom no room minded then, in milliseconds.
const REMEMBERED_MS: u64 = 60_000;
/// How often what is remembered is looked through.
const TIDY_EVERY: Duration = Duration::from_mins(1);

/// One per house.
pub struct Whereabouts {
    store: Store,
    directory: Addr<Directory>,
    clock: Clock,
    /// How long those are waited for who were there before the house opened.
    patience: Duration,
    present: HashSet<UserId>,
    gone: HashMap<UserId, Time>,
    minded: HashMap<UserId, HashSet<RoomId>>,
}

/// What it is told.
#[derive(Message)]
#[rtype(result = "()")]
pub enum ToWhereabouts {
    /// The first connection of a user has come, or the last one has gone.
    Seen {
        /// Whose.
        user: UserId,
        /// Whether there is one.
        here: bool,
    },
    /// A room wants to hear of a user, or no longer.
    Minds {
        /// Which.
        room: RoomId,
        /// Of whom, and whether.
        users: Vec<(UserId, bool)>,
    },
}

impl Whereabouts {
    /// Between presence and the rooms of a directory.
    pub fn new(store: Store, directory: Addr<Directory>, clock: Clock, patience: Duration) -> Self {
        let (present, gone, minded) = (HashSet::new(), HashMap::new(), HashMap::new());
        Whereabouts { store, directory, clock, patience, present, gone, minded }
    }

    /// Reads whom rooms minded when the house was closed, or fell.
    fn begin(&mut self, ctx: &mut Context<Self>) {
        let store = self.store.clone();
        let read = async move { store.minded().await }.into_actor(self);
        ctx.spawn(read.map(|read, this, ctx| match read {
            Ok(read) => {
                let before: HashSet<UserId> = read.iter().map(|(user, _)| *user).collect();
                for (user, room) in read {
                    this.minded.entry(user).or_default().insert(room);
                }
                ctx.run_later(this.patience, move |this, ctx| this.miss(&before, ctx));
            }
            Err(why) => {
                warn!("whom rooms mind cannot be read: {why}");
                ctx.run_later(AGAIN, Self::begin);
            }
        }));
    }

    /// Those who have not come back since the house opened are gone.
    fn miss(&self, before: &HashSet<UserId>, ctx: &mut Context<Self>) {
        for user in before.difference(&self.present) {
            self.tell_all(*user, ctx);
        }
    }

    fn tell_all(&self, user: UserId, ctx: &mut Context<Self>) {
        for room in self.minded.get(&user).into_iter().flatten() {
            self.tell(user, room.clone(), ctx);
        }
    }

    /// Tells a room how it stands with a user.
    fn tell(&self, user: UserId, room: RoomId, ctx: &mut Context<Self>) {
        let Some(request) = Kind::of(&room).and_then(|kind| kind.whereabouts) else { return };
        let told = Told { user, here: self.present.contains(&user) };
        let data = RawValue::from_string(to_json(&told)).unwrap_or_default();
        let (by, request) = (Person::house(), ByteString::from_static(request));
        let ask = Box::new(Ask::new(by, request, data));
        let (reply, answer) = Reply::channel();
        let message = ToRoom::Ask { ask, reply, outbox: None };
        self.directory.do_send(Forward { room: room.clone(), message });
        ctx.spawn(answer.into_actor(self).map(move |answer, _, ctx| {
            let failed = answer.map_or(true, |answer| answer.error.is_some_and(|why| why.retry));
            if failed {
                ctx.run_later(AGAIN, move |this, ctx| {
                    if this.minded.get(&user).is_some_and(|rooms| rooms.contains(&room)) {
                        this.tell(user, room, ctx);
                    }
                });
            }
        }));
    }

    fn minds(&mut self, room: &RoomId, user: UserId, on: bool, ctx: &mut Context<Self>) {
        if on {
            self.minded.entry(user).or_default().insert(room.clone());
            // Gone while the room was about to mind. Who was never here asks over REST alone.
            if self.gone.contains_key(&user) {
                self.tell(user, room.clone(), ctx);
            }
        } else if let Some(rooms) = self.minded.get_mut(&user) {
            rooms.remove(room);
            if rooms.is_empty() {
                self.minded.remove(&user);
            }
        }
    }
}

impl Actor for Whereabouts {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.begin(ctx);
        ctx.run_interval(TIDY_EVERY, |this, _| {
            let now = this.clock.now();
            this.gone.retain(|_, at| now.since(*at) < REMEMBERED_MS);
        });
    }
}

impl Handler<ToWhereabouts> for Whereabouts {
    type Result = ();

    fn handle(&mut self, message: ToWhereabouts, ctx: &mut Self::Context) {
        match message {
            ToWhereabouts::Seen { user, here: true } => {
                self.present.insert(user);
                self.gone.remove(&user);
                self.tell_all(user, ctx);
            }
            ToWhereabouts::Seen { user, here: false } => {
                self.present.remove(&user);
                self.gone.insert(user, self.clock.now());
                self.tell_all(user, ctx);
            }
            ToWhereabouts::Minds { room, users } => {
                for (user, on) in users {
                    self.minds(&room, user, on, ctx);
                }
            }
        }
    }
}
