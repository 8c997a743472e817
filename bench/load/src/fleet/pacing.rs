//! When who comes in, and when who bids.

use std::cmp::Reverse;

use super::Fleet;
use crate::clock::{Nanos, now};

/// What makes a bidder bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Nothing.
    Still,
    /// The answer to the bid before.
    Answered,
    /// The clock, whatever the server does; the bidders take turns.
    Steady {
        /// From one bid to the next.
        every: Nanos,
        /// When the next is due.
        next: Nanos,
        /// Whose turn it is.
        turn: usize,
    },
}

impl Fleet {
    /// These bid from now on, each whenever it has been answered; the first bids are spread over
    /// `spread`.
    pub(crate) fn bid_as_answered(&mut self, bidders: Vec<usize>, spread: Nanos) {
        let (begin, count) = (now(), bidders.len() as u64);
        self.pace = Pace::Answered;
        let starts = bidders.iter().zip(0..);
        self.starts =
            starts.map(|(id, place)| Reverse((begin + spread * place / count, *id))).collect();
        self.bidders = bidders;
    }

    /// These bid from now on, in turn, one bid `every` so often.
    pub(crate) fn bid_steadily(&mut self, bidders: Vec<usize>, every: Nanos) {
        self.pace = Pace::Steady { every, next: now(), turn: 0 };
        self.bidders = bidders;
    }

    /// Whoever has been answered bids again, where that is the pace.
    pub(super) fn answered(&mut self, id: usize) {
        let person = &mut self.people[id];
        person.asked = person.asked.saturating_sub(1);
        if self.pace == Pace::Answered {
            self.bid(id, now());
        }
    }

    /// Does what is due, and says when the next is.
    pub(super) fn do_due(&mut self, now: Nanos) -> Option<Nanos> {
        while let Some(&Reverse((at, id))) = self.coming.peek()
            && at <= now
            && self.on_the_way < self.at_once
        {
            self.coming.pop();
            self.on_the_way += 1;
            let called = self.people[id].call(&self.poll, id, self.server);
            if let Err(error) = called {
                self.people[id].stage = super::Stage::Calling;
                self.lose(id, error);
            }
        }
        while let Some(&Reverse((at, id))) = self.starts.peek()
            && at <= now
        {
            self.starts.pop();
            self.bid(id, now);
        }
        let mut steady = None;
        while let Pace::Steady { every, next, turn } = self.pace {
            steady = Some(next);
            if now < next {
                break;
            }
            self.pace = Pace::Steady { every, next: next + every, turn: turn + 1 };
            // Counted from when it was due: a load that is late does not make the server look fast.
            self.bid(self.bidders[turn % self.bidders.len()], next);
        }
        let coming = (self.on_the_way < self.at_once).then(|| self.coming.peek()).flatten();
        let first = |heap: Option<&Reverse<(Nanos, usize)>>| heap.map(|Reverse((at, _))| *at);
        [first(coming), first(self.starts.peek()), steady].into_iter().flatten().min()
    }

    fn bid(&mut self, id: usize, sent: Nanos) {
        let person = &mut self.people[id];
        let amount = self.rooms[person.room].next_amount(sent);
        let mut frame = Vec::with_capacity(128);
        self.dialect.bid(&person.link, amount, &mut frame);
        person.asked += 1;
        person.asked_at = sent;
        if let Err(error) = person.send(&self.poll, id, &frame) {
            self.lose(id, error);
        }
    }
}
