//! One auction as its watchers see it: which bids there are, in which order, and who has which.
//!
//! Every watcher is told the same bids in the same order. So a watcher is a place in that order, and
//! most frames need not be read: the next one is the next bid.

use std::{collections::VecDeque, rc::Rc};

use crate::{clock::Nanos, dialect::Told, latencies::Latencies};

/// One auction.
#[derive(Debug)]
pub(crate) struct Room {
    /// How the server calls it.
    pub(crate) name: Rc<str>,
    /// Bids that were accepted.
    pub(crate) accepted: u64,
    /// When each amount was sent; the first is 1.
    sent: Vec<Nanos>,
    /// The accepted bids, as far as anyone has been told of them.
    order: Vec<Option<Bid>>,
    /// The position of the first.
    first_seq: u64,
    /// How many watchers are at each place, from the one who is furthest behind.
    at: VecDeque<u32>,
    /// The place of the one who is furthest behind.
    behind: usize,
}

#[derive(Clone, Debug)]
struct Bid {
    sent: Nanos,
    offset: Option<Rc<str>>,
}

impl Room {
    /// Nothing has happened yet.
    pub(crate) fn new(name: &str) -> Self {
        Room {
            name: name.into(),
            accepted: 0,
            sent: Vec::new(),
            order: Vec::new(),
            first_seq: 0,
            at: VecDeque::new(),
            behind: 0,
        }
    }

    /// The amount of a bid that is sent at this moment: one more than the last one.
    pub(crate) fn next_amount(&mut self, now: Nanos) -> u64 {
        self.sent.push(now);
        self.sent.len() as u64
    }

    /// Whether it is known which bid is at this place.
    pub(crate) fn knows(&self, place: usize) -> bool {
        self.order.get(place).is_some_and(Option::is_some)
    }

    /// The place of a position.
    pub(crate) fn place_of(&self, seq: u64) -> Option<usize> {
        if self.order.is_empty() {
            return Some(0);
        }
        usize::try_from(seq.checked_sub(self.first_seq)?).ok()
    }

    /// The position of the last bid before this place.
    pub(crate) fn seq_before(&self, place: usize) -> Option<u64> {
        (0 < place).then(|| self.first_seq + place as u64 - 1)
    }

    /// The name of the packet of the last bid before this place.
    pub(crate) fn offset_before(&self, place: usize) -> Option<Rc<str>> {
        self.order.get(place.checked_sub(1)?)?.as_ref()?.offset.clone()
    }

    /// When the bid at this place was sent.
    pub(crate) fn sent_at(&self, place: usize) -> Option<Nanos> {
        self.order.get(place)?.as_ref().map(|bid| bid.sent)
    }

    /// Somebody was told of the bid at this place. Says no where it is another one than others were
    /// told of, or one that was never sent.
    pub(crate) fn learn(&mut self, place: usize, told: &Told) -> Result<(), ()> {
        let number = usize::try_from(told.amount).ok().and_then(|amount| amount.checked_sub(1));
        let sent = *number.and_then(|number| self.sent.get(number)).ok_or(())?;
        if self.order.is_empty() {
            self.first_seq = told.seq;
        }
        if self.order.len() <= place {
            self.order.resize(place + 1, None);
        }
        let bid = self.order[place].get_or_insert(Bid { sent, offset: told.offset.clone() });
        if bid.sent == sent { Ok(()) } else { Err(()) }
    }

    /// Somebody watches from this place on.
    pub(crate) fn join(&mut self, place: usize) {
        if self.at.is_empty() {
            self.behind = place;
        }
        while place < self.behind {
            self.at.push_front(0);
            self.behind -= 1;
        }
        *self.at_place(place) += 1;
    }

    /// Somebody at this place watches no longer.
    pub(crate) fn leave(&mut self, place: usize) {
        *self.at_place(place) -= 1;
    }

    /// Somebody has moved on; `last` counts how long the bids took until nobody lacked them.
    pub(crate) fn moved(&mut self, from: usize, to: usize, now: Nanos, last: &mut Latencies) {
        *self.at_place(to) += 1;
        *self.at_place(from) -= 1;
        while self.at.front() == Some(&0) && 1 < self.at.len() {
            if let Some(sent) = self.sent_at(self.behind) {
                last.record(now.saturating_sub(sent));
            }
            self.at.pop_front();
            self.behind += 1;
        }
    }

    /// Whether every watcher has every accepted bid.
    pub(crate) fn is_settled(&self) -> bool {
        let watched = self.at.iter().any(|watchers| 0 < *watchers);
        !watched || (self.behind as u64 == self.accepted && self.at.len() == 1)
    }

    fn at_place(&mut self, place: usize) -> &mut u32 {
        let place = place - self.behind;
        if self.at.len() <= place {
            self.at.resize(place + 1, 0);
        }
        &mut self.at[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seq: u64, amount: u64) -> Told {
        Told { seq, amount, offset: None }
    }

    #[test]
    fn a_bid_is_everywhere_when_the_last_watcher_has_it() {
        let mut room = Room::new("r");
        let mut last = Latencies::default();
        (0..3).for_each(|_| room.join(0));
        assert_eq!(room.next_amount(100), 1);
        assert_eq!(room.next_amount(200), 2);
        // Accepted in the other order, as a server may; positions begin anywhere.
        assert_eq!(room.learn(0, &told(7, 2)), Ok(()));
        assert_eq!(room.place_of(8), Some(1));
        room.accepted = 1;
        room.moved(0, 1, 300, &mut last);
        room.moved(0, 1, 300, &mut last);
        assert!(!room.is_settled());
        assert_eq!(last.quantile(1.0), None);
        room.moved(0, 1, 260, &mut last);
        assert!(room.is_settled());
        assert_eq!(last.quantile(1.0), Some(60));
    }

    #[test]
    fn another_bid_at_the_same_place_is_refused() {
        let mut room = Room::new("r");
        (1..4).for_each(|now| _ = room.next_amount(now));
        assert_eq!(room.learn(0, &told(1, 1)), Ok(()));
        assert_eq!(room.learn(0, &told(1, 1)), Ok(()));
        assert_eq!(room.learn(0, &told(1, 2)), Err(()));
        assert_eq!(room.learn(1, &told(2, 9)), Err(()), "never sent");
        assert_eq!(room.learn(2, &told(3, 3)), Ok(()));
        assert!(!room.knows(1) && room.knows(2));
        assert_eq!((room.seq_before(0), room.seq_before(2)), (None, Some(2)));
    }

    #[test]
    fn who_left_is_not_waited_for() {
        let mut room = Room::new("r");
        let mut last = Latencies::default();
        room.join(0);
        room.join(0);
        let amount = room.next_amount(1);
        assert_eq!(room.learn(0, &told(1, amount)), Ok(()));
        room.accepted = 1;
        room.moved(0, 1, 5, &mut last);
        assert!(!room.is_settled());
        room.leave(0);
        room.moved(1, 1, 6, &mut last);
        assert!(room.is_settled());
    }
}
