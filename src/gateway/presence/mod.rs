//! Who is there. Per user and not per connection: one actor of a house knows it, and tells those who watch
//! through the switchboards. Nothing of it is journalled; what people choose, and when they were last seen, is kept.
//!
//! Only of those who are watched more is known than that a connection lives, so thousands who come in cost
//! no look into the store.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix::prelude::*;

pub use message::{Patience, ToPresence, Window};
use people::{Choosing, Here, Target, Watching};

use crate::{
    clock::Clock,
    domain::is_staff,
    metrics,
    protocol::{
        fault::Fault,
        frame,
        id::{RoomId, UserId},
        person::Person,
        presence::{CHANGED, Chosen, Seen, Status, WATCHED_MAX},
        time::Time,
    },
    rooms::{
        Rooms,
        audience::{Boards, Place},
        switchboard::{SessionNo, ToBoard},
    },
    store::{KeptPresence, Store},
};

mod keeping;
mod message;
mod people;
mod watching;

/// How often it looks who has left for good and who has become idle.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When it is worth trying again after the store could not be asked, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// One per house.
pub struct Presence {
    store: Store,
    boards: Arc<Boards>,
    rooms: Rooms,
    clock: Clock,
    patience: Patience,
    present: HashMap<UserId, Here>,
    watched: HashMap<UserId, Target>,
    /// What each session watches.
    watching: HashMap<SessionNo, Watching>,
    /// Who has chosen how to be seen, until the store is known to have it.
    choosing: HashMap<UserId, Choosing>,
    /// Who has left, and is to be noted.
    unsaved: HashMap<UserId, Time>,
    saving: bool,
}

impl Presence {
    /// Of the sessions of `boards`; `rooms` hear of it.
    pub fn new(
        store: Store,
        boards: Arc<Boards>,
        rooms: Rooms,
        clock: Clock,
        patience: Patience,
    ) -> Self {
        Presence {
            store,
            boards,
            rooms,
            clock,
            patience,
            present: HashMap::new(),
            watched: HashMap::new(),
            watching: HashMap::new(),
            choosing: HashMap::new(),
            unsaved: HashMap::new(),
            saving: false,
        }
    }

    fn go(&mut self, user: UserId, session: SessionNo, at: Time) {
        self.watching.remove(&session);
        let Some(here) = self.present.get_mut(&user) else { return };
        let Some(place) = here.sessions.iter().position(|(known, _)| *known == session) else {
            return;
        };
        here.active_at = here.active_at();
        here.sessions.swap_remove(place);
        if here.sessions.is_empty() {
            here.left_at = Some(at);
            self.rooms.seen(user, false);
        }
    }

    /// How somebody is seen by everybody, and by those who see all.
    fn seen(&self, user: UserId, kept: KeptPresence) -> [Seen; 2] {
        let here = self.present.get(&user);
        let idle =
            |here: &Here| self.patience.away_after_ms <= self.clock.now().since(here.active_at());
        let status = match (here, kept.chosen) {
            (None, _) => Status::Offline,
            (Some(_), Chosen::Invisible) => Status::Invisible,
            (Some(_), Chosen::Busy) => Status::Busy,
            (Some(_), Chosen::Away) => Status::Away,
            (Some(here), Chosen::Online) if idle(here) => Status::Away,
            (Some(_), Chosen::Online) => Status::Online,
        };
        let shown = if status == Status::Invisible { Status::Offline } else { status };
        [shown, status].map(|status| {
            let last_seen = kept.last_seen.filter(|_| status == Status::Offline);
            Seen { user, status, last_seen }
        })
    }

    /// Tells those who watch somebody, where they see something else than before.
    fn tell_of(&mut self, user: UserId) {
        let Some(kept) = self.kept(user) else { return };
        let seen = self.seen(user, kept);
        let Some(target) = self.watched.get_mut(&user) else { return };
        let told = target.told.replace(seen);
        let mut heard = Vec::new();
        for (which, audience) in target.audiences.iter().enumerate() {
            // The first time everybody is answered.
            if told.is_none_or(|told| told[which] == seen[which]) {
                continue;
            }
            let listens = |(place, _): (Place, _)| audience.listens(place).then_some(place);
            heard.extend(self.boards.all().filter_map(listens).map(|place| (place, which)));
        }
        for (place, which) in heard {
            self.signal(place, user, &seen, which);
        }
    }

    /// Tells those at a place who see somebody so.
    fn signal(&self, place: Place, user: UserId, seen: &[Seen; 2], which: usize) {
        let Some(board) = self.boards.at(place) else { return };
        let frame = frame::signal(CHANGED, None, &seen[which]);
        let (room, topic) = (channel(user, which == 1), format!("{CHANGED} {user}").into());
        board.do_send(ToBoard::Signal { room, topic, frame });
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        let grace_ms = self.patience.grace_ms;
        let gone = self
            .present
            .extract_if(|_, here| here.left_at.is_some_and(|left| grace_ms <= now.since(left)));
        let gone: Vec<(UserId, Time)> =
            gone.filter_map(|(user, here)| Some((user, here.left_at?))).collect();
        self.unsaved.extend(gone);
        self.watched.retain(|_, target| target.audiences.iter().any(|one| 0 < one.count()));
        let users: Vec<UserId> = self.watched.keys().copied().collect();
        for user in users {
            self.tell_of(user);
        }
        metrics::present(self.present.len());
        self.save(ctx);
    }
}

impl Actor for Presence {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(LOOK_EVERY, Self::look);
    }
}

impl Handler<ToPresence> for Presence {
    type Result = ();

    fn handle(&mut self, message: ToPresence, ctx: &mut Self::Context) {
        match message {
            ToPresence::Come { user, session, active } => {
                let here = self.present.entry(user).or_default();
                here.left_at = None;
                if here.sessions.is_empty() {
                    self.rooms.seen(user, true);
                }
                here.sessions.push((session, active));
                self.tell_of(user);
            }
            ToPresence::Go { user, session, at } => self.go(user, session, at),
            ToPresence::Set { user, chosen, reply } => self.set(user, chosen, reply, ctx),
            ToPresence::Watch { viewer, session, users, reply } => {
                self.watch(viewer, session, users, reply, ctx);
            }
            ToPresence::Changed { session, viewer } => self.changed(session, &viewer),
            ToPresence::Look => self.look(ctx),
            ToPresence::Leave { reply } => self.leave(reply, ctx),
        }
    }
}

/// Whom one watches, once each, where they are not too many.
pub fn watched(mut users: Vec<UserId>) -> Result<Vec<UserId>, Fault> {
    users.sort_unstable();
    users.dedup();
    if WATCHED_MAX < users.len() {
        return Err(Fault::field("users", "too_many", format!("at most {WATCHED_MAX}")));
    }
    Ok(users)
}

/// What those listen to who watch somebody. No room has such a name, so nobody can subscribe to it.
fn channel(user: UserId, sees_all: bool) -> RoomId {
    RoomId::of(if sees_all { "presence-all" } else { "presence" }, user)
}

/// Whether a viewer sees also who wants to be invisible.
fn sees_all(viewer: &Person, user: UserId) -> bool {
    is_staff(viewer.role) || viewer.id == user
}

fn unavailable() -> Fault {
    Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }
}
