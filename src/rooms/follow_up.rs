//! What a room does when a batch has been told: signals, figures in inboxes, and who hears no more.

use std::{mem::take, sync::Arc, time::Duration};

use actix::prelude::*;

use super::{
    batch::After,
    passing::{LASTS_MS, Signal},
    room::{Phase, Room},
    switchboard::ToBoard,
    whereabouts::ToWhereabouts,
};
use crate::{
    domain::{Counted, Figure, Machine, Measure, Passing, Stirred},
    metrics,
    protocol::{Words, time::Time},
    store::Project,
};

impl<M: Machine<Words: Project>> Room<M> {
    /// The batch is durable, and those who listen have been told of it.
    pub(super) fn follow_up(&mut self) {
        let After { conceals, expels, stirred, silent, minded, measures } = take(&mut self.after);
        for seq in conceals {
            self.history.conceal(&self.id, seq);
        }
        for user in silent {
            if let Some(signal) = self.passings.end(&self.id, user) {
                self.signal(&signal);
            }
        }
        for who in expels {
            for (_, board) in self.world.boards.all() {
                board.do_send(ToBoard::Expel { room: self.id.clone(), who: who.clone() });
            }
        }
        if stirred != Stirred::Nobody {
            self.tell_figures(&stirred);
        }
        if !minded.is_empty() {
            let message = ToWhereabouts::Minds { room: self.id.clone(), users: minded };
            self.world.whereabouts.do_send(message);
        }
        measures.iter().for_each(count);
        self.pulse(self.world.clock.now());
    }

    /// Tells users what they are told now and again, as the journal has it.
    pub(super) fn pulse(&mut self, now: Time) {
        if M::Words::PULSE_MS.is_none() || !matches!(self.phase, Phase::Idle | Phase::Summoned) {
            return;
        }
        self.core.machine().gauges().iter().for_each(count);
        let whispers: Arc<[_]> = self.core.pulse(now).into();
        for (_, board) in self.world.boards.all().filter(|_| !whispers.is_empty()) {
            board.do_send(ToBoard::Whispers { about: self.id.clone(), whispers: whispers.clone() });
        }
    }

    /// Tells inboxes their figures, on whatever thread somebody listens to them.
    fn tell_figures(&self, stirred: &Stirred) {
        let figures: Arc<[_]> = self.core.figures(stirred).into();
        for (_, board) in self.world.boards.all().filter(|_| !figures.is_empty()) {
            board.do_send(ToBoard::Figures { about: self.id.clone(), figures: figures.clone() });
        }
    }

    /// Somebody tells something in passing.
    pub(super) fn passes(&mut self, now: Time, passing: &Passing, ctx: &mut Context<Self>) {
        if let Some(signal) = self.passings.note(&self.id, now, passing) {
            self.signal(&signal);
            if passing.on {
                let over = Duration::from_millis(LASTS_MS);
                ctx.run_later(over, |room, _| room.passed(room.world.clock.now()));
            }
        }
    }

    /// Tells what is over by itself.
    pub(super) fn passed(&mut self, now: Time) {
        for signal in self.passings.expire(&self.id, now) {
            self.signal(&signal);
        }
    }

    /// Signals something to those who listen.
    pub(super) fn signal(&self, signal: &Signal) {
        for (place, board) in self.world.boards.all() {
            if self.audience.listens(place) {
                let Signal { topic, frame } = signal;
                let (room, topic, frame) = (self.id.clone(), topic.clone(), frame.clone());
                board.do_send(ToBoard::Signal { room, topic, frame });
            }
        }
    }
}

fn count(measure: &Measure) {
    let Measure { what, game, mode, figure } = measure;
    let what = match what {
        Counted::Pool => metrics::MATCHMAKING_POOL,
        Counted::Matches => metrics::MATCHMAKING_MATCHES,
        Counted::FailedChecks => metrics::MATCHMAKING_FAILED,
        Counted::Expired => metrics::MATCHMAKING_EXPIRED,
        Counted::Wait => metrics::MATCHMAKING_WAIT_SECONDS,
        Counted::Spread => metrics::MATCHMAKING_SPREAD,
    };
    match figure {
        Figure::More(count) => metrics::more(what, game, mode, *count),
        Figure::Now(count) => metrics::now(what, game, mode, *count),
        Figure::One(thousandths) => metrics::one(what, game, mode, *thousandths),
    }
}
