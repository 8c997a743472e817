//! What a room does for those who look at it and listen to it.

use std::{sync::Arc, time::Duration};

use actix::prelude::*;
use serde_json::value::RawValue;

use super::{
    Join, RETRY_AFTER_MS, Reply, ToRoom,
    passing::Signal,
    room::Room,
    shown::Shown,
    switchboard::{Switchboard, ToBoard},
};
use crate::{
    domain::{Machine, Viewer},
    metrics,
    protocol::{
        Words,
        connection::Nothing,
        fault::Fault,
        frame,
        frame::Answer,
        id::{Seq, UserId},
        person::Person,
        time::Time,
    },
    store::Project,
};

/// The least time between two signals of the number of listeners.
const CROWD_EVERY: Duration = Duration::from_secs(1);
/// A crowd of at least so many is told of at longer intervals ...
const CROWD_LARGE: u32 = 1_000;
/// ... namely these.
const CROWD_LARGE_EVERY: Duration = Duration::from_secs(5);

/// What was missed by the last one who came back, as everybody sees it.
pub(super) struct Missed {
    since: Seq,
    seq: Seq,
    data: Box<RawValue>,
}

impl<M: Machine<Words: Project>> Room<M> {
    /// Lets a session in, if it may know of the room: its answer and all events after it travel one way.
    pub(super) fn join(&mut self, join: Join, now: Time, ctx: &mut Context<Self>) {
        let Some(board) = self.world.boards.at(join.place).cloned() else { return };
        if !self.core.machine().admits(join.viewer.as_ref()) {
            return join.reply.refuse(Fault::NotFound);
        }
        if M::Words::BESIDE && join.beside.is_none() && join.id.is_some() {
            return self.look_beside(join, &board, ctx);
        }
        let Join { place, session, viewer, id, since, beside, reply } = join;
        reply.forget();
        let data = self.found(viewer.as_ref(), since, now);
        let data = beside.map_or(data.clone(), |beside| frame::joined(&data, &beside));
        let seq = Some(self.core.seq());
        let answer = Answer { seq, data: Some(data), error: None, replayed: false };
        if self.audience.enter(place) {
            self.crowd(ctx);
        }
        let audience = self.audience.clone();
        board.do_send(ToBoard::Joined {
            session,
            room: self.id.clone(),
            audience,
            id,
            answer: Some(answer),
        });
    }

    /// Reads what the store has for the viewer beside the state. They hear all signals from now on, so that
    /// whatever is newer than what is read reaches them, too; and then they come to the door again.
    fn look_beside(&mut self, join: Join, board: &Addr<Switchboard>, ctx: &mut Context<Self>) {
        if self.audience.enter(join.place) {
            self.crowd(ctx);
        }
        let (session, room, audience) = (join.session, self.id.clone(), self.audience.clone());
        board.do_send(ToBoard::Overhear { session, room, audience });
        let (store, room) = (self.world.store.clone(), self.id.clone());
        let now = self.core.moment(self.world.clock.now());
        let read = async move { store.beside::<M::Words>(&room, now).await }.into_actor(self);
        ctx.spawn(read.map(move |read, room, ctx| match read {
            Ok(beside) => {
                let join = Join { beside: Some(beside), ..join };
                room.queue.push_back(ToRoom::Join(Box::new(join)));
                room.go_on(ctx);
            }
            Err(_) => join.reply.refuse(Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }),
        }));
    }

    /// Exactly what the viewer has missed, or the room as it stands where that is not at hand.
    fn found(&mut self, viewer: Viewer<'_>, since: Option<Seq>, now: Time) -> Box<RawValue> {
        let user = viewer.map(|person| person.id);
        if let Some(since) = since {
            let missed = self.missed(user, since);
            metrics::came_back(missed.is_some());
            if let Some(missed) = missed {
                return missed;
            }
        }
        let watchers = self.audience.count() + 1;
        let state = self.core.machine().state(viewer, self.core.moment(now), watchers);
        frame::arrived(&self.id, self.world.store.epoch(), self.core.seq(), &state)
    }

    /// Exactly the events after `since`, where they are at hand. Thousands who lost their connections in the
    /// same moment have missed the same, which is put together once.
    fn missed(&mut self, user: Option<UserId>, since: Seq) -> Option<Box<RawValue>> {
        let seq = self.core.seq();
        let missed = self.history.after(since, seq)?;
        // When it was told somebody may not have been blocked yet, or still.
        let machine = self.core.machine();
        let hears = |by| user.is_none_or(|user| machine.hears(user, by));
        let is_public = |shown: &Shown| shown.by.map_or(shown.is_public_for(user), hears);
        let is_shared = missed.clone().all(|shown| is_public(shown));
        if is_shared
            && let Some(last) = &self.last_missed
            && (last.since, last.seq) == (since, seq)
        {
            return Some(last.data.clone());
        }
        let frame = |shown: &Arc<Shown>| match shown.by {
            _ if is_public(shown) => shown.public.clone(),
            Some(_) => frame::hidden(&self.id, shown.seq),
            None => shown.to(user).clone(),
        };
        let events: Vec<_> = missed.map(frame).collect();
        let data = frame::recovered(&self.id, self.world.store.epoch(), seq, &events);
        if is_shared {
            self.last_missed = Some(Missed { since, seq, data: data.clone() });
        }
        Some(data)
    }

    /// Whether this viewer may know of the room.
    pub(super) fn knock(&self, viewer: Viewer<'_>) -> Answer {
        if self.core.machine().admits(viewer) {
            Answer::done(None, &Nothing {})
        } else {
            Answer::refused(None, Fault::NotFound)
        }
    }

    /// The room as it stands, to one who does not stay.
    pub(super) fn look(&self, viewer: Viewer<'_>, now: Time) -> Answer {
        if !self.core.machine().admits(viewer) {
            return Answer::refused(None, Fault::NotFound);
        }
        let now = self.core.moment(now);
        let state = self.core.machine().state(viewer, now, self.audience.count());
        Answer::done(Some(self.core.seq()), &state)
    }

    /// A page of the journal, as the viewer may see it. It is read beside what the room does meanwhile;
    /// what was committed when it was asked for is in it.
    pub(super) fn read(
        &self,
        viewer: Option<Person>,
        after: Seq,
        limit: usize,
        reply: Reply,
        ctx: &mut Context<Self>,
    ) {
        if !self.core.machine().admits(viewer.as_ref()) {
            return reply.refuse(Fault::NotFound);
        }
        let (store, room) = (self.world.store.clone(), self.id.clone());
        let stored = async move { store.events(&room, after, limit).await }.into_actor(self);
        ctx.spawn(stored.map(move |stored, room, _| {
            let Ok(stored) = stored else {
                return reply.refuse(Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS });
            };
            let user = viewer.map(|person| person.id);
            let shown = stored.iter().map(|stored| {
                room.core
                    .show_stored(stored.seq, stored.at, &stored.body)
                    .map(|shown| shown.to(user).clone())
            });
            let Ok(items) = shown.collect::<Result<Vec<_>, _>>() else {
                return reply.refuse(Fault::Internal {
                    request_id: format!("unreadable-{}", room.id.key()),
                });
            };
            let next = stored.last().map(|last| last.seq).filter(|_| stored.len() == limit);
            let data = frame::page(room.world.store.epoch(), &items, next);
            reply.send(Answer {
                seq: Some(room.core.seq()),
                data: Some(data),
                error: None,
                replayed: false,
            });
        }));
    }

    /// Tells the number of listeners, at most once in a while.
    pub(super) fn crowd(&mut self, ctx: &mut Context<Self>) {
        let Some(name) = M::Words::WATCHERS else { return self.audience.settle() };
        let large = CROWD_LARGE <= self.audience.count();
        let wait = if large { CROWD_LARGE_EVERY } else { CROWD_EVERY };
        ctx.run_later(wait, move |room, _| {
            room.audience.settle();
            let count = room.audience.count();
            if count != room.crowd_told {
                room.crowd_told = count;
                let frame = frame::signal(name, Some(&room.id), &frame::Watchers { count });
                let topic = format!("{name} {}", room.id.as_str()).into();
                room.signal(&Signal { topic, frame });
            }
        });
    }
}
