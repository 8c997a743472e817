//! Who watches whom, and what they are answered.

use std::collections::HashMap;

use actix::prelude::*;

use super::{
    Presence, channel,
    people::{Target, Watching},
    sees_all, unavailable,
};
use crate::{
    protocol::{frame::Answer, id::UserId, person::Person, presence::Watched},
    rooms::{
        Reply,
        audience::Place,
        switchboard::{SessionNo, ToBoard},
    },
    store::KeptPresence,
};

impl Presence {
    /// First a session is entered, and then it is answered: whatever changes in between reaches it, too.
    pub(super) fn watch(
        &mut self,
        viewer: Person,
        session: Option<(SessionNo, Place)>,
        users: Vec<UserId>,
        reply: Reply,
        ctx: &mut Context<Self>,
    ) {
        if let Some((session, place)) = session {
            self.follow(session, place, &viewer, &users);
        }
        let unknown: Vec<UserId> =
            users.iter().filter(|user| self.kept(**user).is_none()).copied().collect();
        if unknown.is_empty() {
            return reply.send(self.answer(&viewer, &users, &HashMap::new()));
        }
        let (store, all, marks) = (self.store.clone(), users.clone(), self.marks(&unknown));
        let read = async move { store.presence(all).await }.into_actor(self);
        ctx.spawn(read.map(move |found, presence, _| match found {
            Ok(found) => {
                presence.learn(&marks, &found);
                // Their role may have changed meanwhile.
                let watching = session.and_then(|(session, _)| presence.watching.get(&session));
                let viewer = watching.map_or(viewer, |watching| watching.viewer.clone());
                reply.send(presence.answer(&viewer, &users, &found));
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
        if users.is_empty() {
            return;
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

    /// The account behind a session has changed. Where it sees more or less than before, it is told what it sees.
    pub(super) fn changed(&mut self, session: SessionNo, viewer: &Person) {
        let Some(watching) = self.watching.get(&session) else { return };
        let (place, users) = (watching.place, watching.users.clone());
        let before = watching.viewer.clone();
        let moved = |user: &&UserId| sees_all(&before, **user) != sees_all(viewer, **user);
        let moved: Vec<UserId> = users.iter().filter(moved).copied().collect();
        if moved.is_empty() {
            return;
        }
        self.follow(session, place, viewer, &users);
        for user in users {
            self.tell_of(user);
            // Others at this place hear it once more.
            if let Some(target) = self.watched.get(&user)
                && let Some(told) = target.told
            {
                self.signal(place, user, &told, usize::from(sees_all(viewer, user)));
            }
        }
    }

    fn answer(
        &mut self,
        viewer: &Person,
        users: &[UserId],
        found: &HashMap<UserId, KeptPresence>,
    ) -> Answer {
        let seen = users.iter().map(|user| {
            let read = || self.newest(*user, found.get(user).copied().unwrap_or_default());
            let kept = self.kept(*user).unwrap_or_else(read);
            if let Some(target) = self.watched.get_mut(user) {
                target.kept.get_or_insert(kept);
            }
            // What one is answered the others are told, so that a change back is told to all.
            self.tell_of(*user);
            self.seen(*user, kept)[usize::from(sees_all(viewer, *user))]
        });
        Answer::done(None, &Watched { users: seen.collect() })
    }
}
