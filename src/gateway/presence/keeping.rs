//! What is kept of people: written in batches, and known here before it is written.

use std::collections::HashMap;

use actix::prelude::*;
use log::warn;

use super::{Presence, people::Choosing, unavailable};
use crate::{
    protocol::{connection::Nothing, frame::Answer, id::UserId, presence::Chosen, time::Time},
    rooms::Reply,
    store::{KeptPresence, StoreError},
};

/// The most people of one write; the next look goes on.
const SAVED_MAX: usize = 1_000;

impl Presence {
    /// Somebody wants to be seen so: told at once, and answered when it is durable.
    pub(super) fn set(
        &mut self,
        user: UserId,
        chosen: Chosen,
        reply: Reply,
        ctx: &mut Context<Self>,
    ) {
        // Who is not there is not seen by choosing.
        let hidden_at = (chosen == Chosen::Invisible && self.present.contains_key(&user))
            .then(|| self.clock.now());
        let choosing = self.choosing.entry(user).or_default();
        choosing.writes += 1;
        choosing.hidden_at = choosing.hidden_at.or(hidden_at);
        choosing.chosen = chosen;
        if let Some(target) = self.watched.get_mut(&user) {
            target.changes += 1;
        }
        self.tell_of(user);
        let store = self.store.clone();
        let written = async move { store.choose_presence(user, chosen, hidden_at).await };
        ctx.spawn(written.into_actor(self).map(move |written, presence, ctx| {
            match written {
                Ok(()) => reply.send(Answer::done(None, &Nothing {})),
                Err(_) => reply.refuse(unavailable()),
            }
            presence.chosen(user, ctx);
        }));
    }

    /// A choice was written, or could not be: what the store has now is what counts.
    fn chosen(&mut self, user: UserId, ctx: &mut Context<Self>) {
        let Some(target) = self.watched.get_mut(&user) else { return self.settled(user) };
        // What was being read meanwhile may be older.
        target.changes += 1;
        let (store, marks) = (self.store.clone(), self.marks(&[user]));
        let read = async move { store.presence(vec![user]).await }.into_actor(self);
        ctx.spawn(read.map(move |found, presence, _| {
            match found {
                Ok(found) => presence.learn(&marks, &found),
                Err(why) => {
                    warn!("presence cannot be read: {why}");
                    presence.believe(user);
                }
            }
            presence.settled(user);
            presence.tell_of(user);
        }));
    }

    /// Where the store cannot be read, what was chosen last counts.
    fn believe(&mut self, user: UserId) {
        let kept = self.kept(user);
        if let Some(target) = self.watched.get_mut(&user) {
            target.kept = kept;
        }
    }

    fn settled(&mut self, user: UserId) {
        let Some(choosing) = self.choosing.get_mut(&user) else { return };
        choosing.writes -= 1;
        if choosing.writes == 0 {
            self.choosing.remove(&user);
        }
    }

    pub(super) fn marks(&self, users: &[UserId]) -> Vec<(UserId, u64)> {
        let mark = |user: &UserId| self.watched.get(user).map(|target| (*user, target.changes));
        users.iter().filter_map(mark).collect()
    }

    /// Takes up what was read, unless it is out of date.
    pub(super) fn learn(&mut self, marks: &[(UserId, u64)], found: &HashMap<UserId, KeptPresence>) {
        for (user, changes) in marks {
            if let Some(target) = self.watched.get_mut(user)
                && target.changes == *changes
            {
                target.kept = Some(found.get(user).copied().unwrap_or_default());
            }
        }
    }

    /// What is kept of somebody who is watched, once it was read.
    pub(super) fn kept(&self, user: UserId) -> Option<KeptPresence> {
        Some(self.newest(user, self.watched.get(&user)?.kept?))
    }

    /// What the store will have when all is written.
    pub(super) fn newest(&self, user: UserId, mut kept: KeptPresence) -> KeptPresence {
        if let Some(left_at) = self.unsaved.get(&user)
            && kept.chosen != Chosen::Invisible
        {
            kept.last_seen = Some(*left_at);
        }
        if let Some(Choosing { chosen, hidden_at, writes: _ }) = self.choosing.get(&user) {
            if kept.chosen != Chosen::Invisible && hidden_at.is_some() {
                kept.last_seen = *hidden_at;
            }
            kept.chosen = *chosen;
        }
        kept
    }

    /// Notes who has left; what cannot be written now is written with the next.
    pub(super) fn save(&mut self, ctx: &mut Context<Self>) {
        if self.saving || self.unsaved.is_empty() {
            return;
        }
        self.saving = true;
        let all: Vec<_> =
            self.unsaved.iter().take(SAVED_MAX).map(|(user, at)| (*user, *at)).collect();
        let (store, batch) = (self.store.clone(), all.clone());
        let written = async move { store.seen(batch).await }.into_actor(self);
        ctx.spawn(written.map(move |written, presence, _| {
            presence.saving = false;
            presence.saved(&all, written);
        }));
    }

    fn saved(&mut self, all: &[(UserId, Time)], written: Result<(), StoreError>) {
        if let Err(why) = written {
            return warn!("when people were last seen cannot be written: {why}");
        }
        for (user, at) in all {
            // They may have left once more in the meantime.
            if self.unsaved.get(user) != Some(at) {
                continue;
            }
            self.unsaved.remove(user);
            if let Some(target) = self.watched.get_mut(user) {
                target.changes += 1;
                if let Some(kept) = &mut target.kept
                    && kept.chosen != Chosen::Invisible
                {
                    kept.last_seen = Some(*at);
                }
            }
        }
    }

    /// The house closes: whoever is there was last seen now.
    pub(super) fn leave(&mut self, reply: Reply, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        let left = self.present.drain().map(|(user, here)| (user, here.left_at.unwrap_or(now)));
        self.unsaved.extend(left);
        let (store, all) = (self.store.clone(), self.unsaved.drain().collect::<Vec<_>>());
        let written = async move {
            for some in all.chunks(SAVED_MAX) {
                store.seen(some.to_vec()).await?;
            }
            Ok(())
        };
        ctx.spawn(written.into_actor(self).map(|written: Result<(), StoreError>, _, _| {
            if let Err(why) = written {
                warn!("when people were last seen cannot be written: {why}");
            }
            reply.send(Answer::done(None, &Nothing {}));
        }));
    }
}
