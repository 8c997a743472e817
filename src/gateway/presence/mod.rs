//! Who is there. Per user and not per connection: one actor of a house knows it, and tells those who watch
//! through the switchboards. Nothing of it is journalled; what people choose, and when they were last seen, is kept.
//!
//! Only of those who are watched more is known than that a connection lives, so thousands who come in cost
//! no look into the store.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix::prelude::*;
use log::warn;

pub use message::{Patience, ToPresence};
use people::{Here, Target, Watching};

use crate::{
    clock::Clock,
    domain::is_staff,
    metrics,
    protocol::{
        connection::Nothing,
        fault::Fault,
        frame::{self, Answer},
        id::{RoomId, UserId},
        person::Person,
        presence::{CHANGED, Chosen, Seen, Status, WATCHED_MAX, Watched},
        time::Time,
    },
    rooms::{
        Reply,
        audience::{Boards, Place},
        switchboard::{SessionNo, ToBoard},
    },
    store::{KeptPresence, Store},
};

mod message;
mod people;

/// How often it looks who has left for good and who has become idle.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When it is worth trying again after the store could not be asked, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// One per house.
pub struct Presence {
    store: Store,
    boards: Arc<Boards>,
    clock: Clock,
    patience: Patience,
    present: HashMap<UserId, Here>,
    watched: HashMap<UserId, Target>,
    /// What each session watches.
    watching: HashMap<SessionNo, Watching>,
    /// Who has left, and is to be noted.
    unsaved: Vec<(UserId, Time)>,
    saving: bool,
}

impl Presence {
    /// Of the sessions of `boards`.
    pub fn new(store: Store, boards: Arc<Boards>, clock: Clock, patience: Patience) -> Self {
        Presence {
            store,
            boards,
            clock,
            patience,
            present: HashMap::new(),
            watched: HashMap::new(),
            watching: HashMap::new(),
            unsaved: Vec::new(),
            saving: false,
        }
    }

    fn go(&mut self, user: Option<UserId>, session: SessionNo) {
        self.watching.remove(&session);
        let Some(here) = user.and_then(|user| self.present.get_mut(&user)) else { return };
        here.active_at = here.active_at();
        here.sessions.retain(|(known, _)| *known != session);
        if here.sessions.is_empty() {
            here.left_at = Some(self.clock.now());
        }
    }

    fn set(&mut self, user: UserId, chosen: Chosen, reply: Reply, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        if let Some(target) = self.watched.get_mut(&user) {
            target.changes += 1;
            if let Some(kept) = &mut target.kept {
                if chosen == Chosen::Invisible && kept.chosen != Chosen::Invisible {
                    kept.last_seen = Some(now);
                }
                kept.chosen = chosen;
            }
        }
        // Who wants to be hidden is hidden before it is written.
        self.tell_of(user);
        let store = self.store.clone();
        let written = async move { store.choose_presence(user, chosen, now).await };
        ctx.spawn(written.into_actor(self).map(move |written, presence, ctx| {
            // What was being read meanwhile may be older.
            presence.read(vec![user], ctx);
            match written {
                Ok(()) => reply.send(Answer::done(None, &Nothing {})),
                Err(_) => reply.refuse(unavailable()),
            }
        }));
    }

    fn watch(
        &mut self,
        viewer: &Person,
        session: Option<(SessionNo, Place)>,
        users: Vec<UserId>,
        reply: Reply,
        ctx: &mut Context<Self>,
    ) {
        if let Some((session, place)) = session {
            self.follow(session, place, viewer, &users);
        }
        let (viewer, asked) = (viewer.clone(), users.clone());
        let unknown: Vec<UserId> =
            users.iter().filter(|user| self.kept(**user).is_none()).copied().collect();
        if unknown.is_empty() {
            return reply.send(self.answer(&viewer, &asked, &HashMap::new()));
        }
        let (store, marks) = (self.store.clone(), self.marks(&unknown));
        let read = async move { store.presence(unknown).await }.into_actor(self);
        ctx.spawn(read.map(move |found, presence, _| match found {
            Ok(found) => {
                presence.learn(&marks, &found);
                reply.send(presence.answer(&viewer, &asked, &found));
            }
            Err(_) => reply.refuse(unavailable()),
        }));
    }

    /// Lets a session hear of these users, and of nobody else.
    fn follow(&mut self, session: SessionNo, place: Place, viewer: &Person, users: &[UserId]) {
        let Some(board) = self.boards.at(place).cloned() else { return };
        if let Some(Watching { place: _, viewer, users }) = self.watching.remove(&session) {
            for user in users {
                let room = channel(user, sees_all(&viewer, user));
                board.do_send(ToBoard::Leave { session, room });
            }
        }
        for user in users {
            let boards = &self.boards;
            let target = self.watched.entry(*user).or_insert_with(|| Target {
                audiences: [boards.empty(), boards.empty()],
                kept: None,
                told: None,
                changes: 0,
            });
            let sees_all = sees_all(viewer, *user);
            let audience = target.audiences[usize::from(sees_all)].clone();
            audience.enter(place);
            audience.settle();
            let room = channel(*user, sees_all);
            board.do_send(ToBoard::Joined { session, room, audience, id: None, answer: None });
        }
        let (viewer, users) = (viewer.clone(), users.to_vec());
        self.watching.insert(session, Watching { place, viewer, users });
    }

    /// Reads anew what the store has of those who are watched.
    fn read(&mut self, users: Vec<UserId>, ctx: &mut Context<Self>) {
        let users: Vec<UserId> =
            users.into_iter().filter(|user| self.watched.contains_key(user)).collect();
        if users.is_empty() {
            return;
        }
        let (store, marks) = (self.store.clone(), self.marks(&users));
        let read = async move { store.presence(users).await }.into_actor(self);
        ctx.spawn(read.map(move |found, presence, _| match found {
            Ok(found) => presence.learn(&marks, &found),
            Err(why) => warn!("presence cannot be read: {why}"),
        }));
    }

    fn marks(&self, users: &[UserId]) -> Vec<(UserId, u64)> {
        let mark = |user: &UserId| self.watched.get(user).map(|target| (*user, target.changes));
        users.iter().filter_map(mark).collect()
    }

    /// Takes up what was read, unless it is out of date.
    fn learn(&mut self, marks: &[(UserId, u64)], found: &HashMap<UserId, KeptPresence>) {
        for (user, changes) in marks {
            if let Some(target) = self.watched.get_mut(user)
                && target.changes == *changes
            {
                target.kept = Some(found.get(user).copied().unwrap_or_default());
            }
            self.tell_of(*user);
        }
    }

    fn kept(&self, user: UserId) -> Option<KeptPresence> {
        self.watched.get(&user)?.kept
    }

    fn answer(
        &self,
        viewer: &Person,
        users: &[UserId],
        found: &HashMap<UserId, KeptPresence>,
    ) -> Answer {
        let seen = users.iter().map(|user| {
            let kept = self.kept(*user).or_else(|| found.get(user).copied()).unwrap_or_default();
            self.seen(*user, kept)[usize::from(sees_all(viewer, *user))]
        });
        Answer::done(None, &Watched { users: seen.collect() })
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
        for (which, audience) in target.audiences.iter().enumerate() {
            // The first time everybody is answered.
            if told.is_none_or(|told| told[which] == seen[which]) {
                continue;
            }
            let frame = frame::signal(CHANGED, None, &seen[which]);
            let room = channel(user, which == 1);
            for (_, board) in self.boards.all().filter(|(place, _)| audience.listens(*place)) {
                let topic = format!("{CHANGED} {user}").into();
                let (room, frame) = (room.clone(), frame.clone());
                board.do_send(ToBoard::Signal { room, topic, frame });
            }
        }
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        let grace_ms = self.patience.grace_ms;
        let gone = self
            .present
            .extract_if(|_, here| here.left_at.is_some_and(|left| grace_ms <= now.since(left)));
        let gone: Vec<(UserId, Time)> =
            gone.filter_map(|(user, here)| Some((user, here.left_at?))).collect();
        for (user, left_at) in &gone {
            if let Some(target) = self.watched.get_mut(user)
                && let Some(kept) = &mut target.kept
                && kept.chosen != Chosen::Invisible
            {
                kept.last_seen = Some(*left_at);
            }
        }
        self.unsaved.extend(gone);
        self.watched.retain(|_, target| target.audiences.iter().any(|one| 0 < one.count()));
        let users: Vec<UserId> = self.watched.keys().copied().collect();
        for user in users {
            self.tell_of(user);
        }
        metrics::present(self.present.len());
        self.save(ctx);
    }

    /// Notes who has left; what cannot be written now is written with the next.
    fn save(&mut self, ctx: &mut Context<Self>) {
        if self.saving || self.unsaved.is_empty() {
            return;
        }
        self.saving = true;
        let (store, all) = (self.store.clone(), std::mem::take(&mut self.unsaved));
        let written = async move { (store.seen(all.clone()).await, all) }.into_actor(self);
        ctx.spawn(written.map(|(written, mut all), presence, _| {
            presence.saving = false;
            if let Err(why) = written {
                warn!("when people were last seen cannot be written: {why}");
                all.append(&mut presence.unsaved);
                presence.unsaved = all;
            }
        }));
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
                here.sessions.push((session, active));
                self.tell_of(user);
            }
            ToPresence::Go { user, session } => self.go(user, session),
            ToPresence::Set { user, chosen, reply } => self.set(user, chosen, reply, ctx),
            ToPresence::Watch { viewer, session, users, reply } => {
                self.watch(&viewer, session, users, reply, ctx);
            }
            ToPresence::Changed { session, viewer } => {
                let watching = self.watching.get(&session);
                if let Some((place, users)) =
                    watching.map(|watching| (watching.place, watching.users.clone()))
                {
                    self.follow(session, place, &viewer, &users);
                }
            }
            ToPresence::Look => self.look(ctx),
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
