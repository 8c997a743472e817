//! What a room does with its journal: it hands it a batch, and tells and answers when that is durable.
//!
//! **Invariant:** nobody hears of a batch, be it an event or an answer, before it is in the journal.

use std::{mem::take, time::Duration};

use actix::prelude::*;
use log::warn;

use super::{
    Events, RETRY_AFTER_MS, Reply,
    batch::Batch,
    courier::Nudge,
    reply::{Answered, Way},
    room::{Phase, Room},
    switchboard::ToBoard,
};
use crate::{
    clock::Stopwatch,
    domain::{EventOf, Machine},
    metrics,
    protocol::{fault::Fault, frame::Answer, id::Seq},
    store::{Append, NewSnapshot, Project, RoomKey, StoreError},
};

impl<M: Machine<Words: Project>> Room<M> {
    /// Hands the batch to the journal. A batch of refusals alone has nothing to write,
    /// and nothing that it could be waiting for: no append is in flight.
    pub(super) fn commit(&mut self, batch: Batch<EventOf<M>>, ctx: &mut Context<Self>) {
        let Batch { records, events, keys, outbox, consumed, replies, erased, after } = batch;
        if records.is_empty() && keys.is_empty() && consumed.is_empty() {
            self.tell(None, replies);
            return self.go_on(ctx);
        }
        self.phase = Phase::Committing;
        self.waiting = replies;
        self.after = after;
        let patience = Duration::from_millis(self.world.habits.commit_wait_ms);
        self.patience = Some(ctx.run_later(patience, |room, _| room.overdue()));
        // A snapshot is as large as the room has grown, so the longer the room, the rarer they are.
        let every = self.world.habits.snapshot_every.max(self.snapshot_at.0 / 2);
        // What is erased is not to stay in an old one.
        let outdated = !erased.is_empty() && self.snapshot_at != Seq::default();
        let due = outdated || every <= self.core.seq().0 - self.snapshot_at.0;
        let snapshot = due.then(|| NewSnapshot { seq: self.core.seq(), body: self.core.freeze() });
        if due {
            self.snapshot_at = self.core.seq();
        }
        let minded = self.after.minded.clone();
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
            erased,
            minded,
        };
        let (store, since) = (self.world.store.clone(), Stopwatch::start());
        let written = async move { store.append(append).await }.into_actor(self);
        ctx.spawn(written.map(move |outcome, room, ctx| match outcome {
            Ok(key) => {
                metrics::appended(since.elapsed(), room.waiting.len());
                room.committed(key, &events.into(), nudge, ctx);
            }
            Err(why) => room.lost(why, ctx),
        }));
    }

    /// The batch is durable: tell everybody, then answer.
    fn committed(&mut self, key: RoomKey, events: &Events, nudge: bool, ctx: &mut Context<Self>) {
        self.key = Some(key);
        self.phase = Phase::Idle;
        if let Some(patience) = self.patience.take() {
            ctx.cancel_future(patience);
        }
        self.last_missed = None;
        for event in &**events {
            self.history.push(event.clone());
        }
        let waiting = take(&mut self.waiting);
        self.tell(Some(events).filter(|events| !events.is_empty()), waiting);
        self.audience.tell(self.core.seq());
        self.follow_up();
        if nudge {
            self.world.courier.do_send(Nudge);
        }
        self.go_on(ctx);
    }

    /// The batch is not durable, or nobody knows: the state may be one that the journal does not hold,
    /// so this room ends here and the directory opens it anew from the journal.
    fn lost(&mut self, why: StoreError, ctx: &mut Context<Self>) {
        warn!("room {} is reopened from its journal: {why}", self.id);
        self.refuse_all();
        // What it asked of others may be in the outbox all the same, and nobody else knows.
        self.world.courier.do_send(Nudge);
        ctx.stop();
    }

    /// The disk hangs, and the outcome will be known when it no longer does.
    fn overdue(&mut self) {
        warn!("room {} has waited too long for its journal and takes nothing new", self.id);
        self.patience = None;
        self.phase = Phase::Overdue;
        self.refuse_all();
    }

    /// Neither those whose batch is not known to be durable nor those who were not judged are kept waiting.
    fn refuse_all(&mut self) {
        let fault = Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS };
        for (reply, _) in take(&mut self.waiting) {
            reply.refuse(fault.clone());
        }
        self.queue.drain(..).for_each(|message| message.refuse(&fault));
    }
}

/// The answers that go to the sessions of one thread.
type Post = Vec<Answered>;

impl<M: Machine> Room<M> {
    /// Tells those who listen, and then answers those who asked: one message for each thread.
    pub(super) fn tell(&self, events: Option<&Events>, replies: Vec<(Reply, Answer)>) {
        let boards = &self.world.boards;
        let mut posts: Vec<Post> = Vec::new();
        let mut calls = Vec::new();
        for (reply, answer) in replies {
            match reply.way() {
                None => (),
                Some(Way::Call(tell)) => calls.push((tell, answer)),
                Some(Way::Session(errand)) => {
                    posts.resize_with(posts.len().max(errand.place.number() + 1), Post::new);
                    posts[errand.place.number()].push(errand.answered(answer));
                }
            }
        }
        for (place, board) in boards.all() {
            let answers = posts.get_mut(place.number()).map(take).unwrap_or_default();
            let heard = events.filter(|_| self.audience.listens(place));
            let events = heard.map(|events| (self.id.clone(), events.clone()));
            if events.is_some() || !answers.is_empty() {
                board.do_send(ToBoard::Told { events, answers });
            }
        }
        for (tell, answer) in calls {
            tell(answer);
        }
    }
}
