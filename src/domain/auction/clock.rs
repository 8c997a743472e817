//! The auction's clock and end: half-open intervals, pauses, the soft close (2.6).

use crate::protocol::{
    auction::{
        Status,
        snapshot::Lot,
        terms::{SoftClose, SoftCloseMode},
    },
    time::Time,
};

/// What a command does to what everyone sees: only that extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stir {
    /// Nothing that everyone sees, or only by the leader's own raise.
    Nothing,
    /// Leader or price changed, and the price did not rise.
    Change,
    /// The price rose.
    Rise,
}

impl Lot {
    /// Where it stands at `now`, whether or not a timer has told of it.
    pub(super) fn status_at(&self, now: Time) -> Status {
        let due = |moment: Option<Time>| moment.is_some_and(|moment| moment <= now);
        match self.status {
            Status::Scheduled if !due(self.starts_at) => Status::Scheduled,
            Status::Scheduled | Status::Active if due(self.ends_at) => Status::Ended,
            Status::Scheduled | Status::Active => Status::Active,
            Status::Draft | Status::Paused | Status::Ended | Status::Cancelled => self.status,
        }
    }

    /// When something becomes true because time has passed.
    pub(super) fn deadline(&self) -> Option<Time> {
        match self.status {
            Status::Scheduled => self.starts_at,
            Status::Active => self.ends_at,
            Status::Ended => self.settlement_deadline(),
            Status::Draft | Status::Paused | Status::Cancelled => None,
        }
    }

    /// `now` on the clock that stands while the auction is paused.
    pub(super) fn clock(&self, now: Time) -> Time {
        let running = self.paused_at.unwrap_or(now);
        Time::from_ms(running.ms().saturating_sub_unsigned(self.paused_ms))
    }

    /// How long the clock has stood in the pause of now.
    pub(super) fn pause_ms(&self, now: Time) -> u64 {
        self.paused_at.map_or(0, |since| now.since(since))
    }

    /// While the clock stands: what is left until the end.
    pub(super) fn remaining_ms(&self) -> Option<u64> {
        Some(self.ends_at?.since(self.paused_at?))
    }

    /// The end as clients are told: not while the clock stands.
    pub(super) fn end_told(&self) -> Option<Time> {
        self.ends_at.filter(|_| self.paused_at.is_none())
    }

    /// The end once a bid has been accepted at `now`.
    pub(super) fn end_with_bid(&self, now: Time) -> Option<Time> {
        let after_bid = || self.terms.duration_after_first_bid_ms.map(|ms| now.plus(ms));
        self.ends_at.or_else(after_bid)
    }

    /// Takes note of the planned end; the hard end is counted from it.
    pub(super) fn plan_end(&mut self, ends_at: Option<Time>) {
        let distance = self.terms.soft_close.and_then(|soft| soft.hard_end_ms);
        if self.hard_end.is_none() {
            self.hard_end = ends_at.zip(distance).map(|(end, ms)| end.plus(ms));
        }
        self.ends_at = ends_at;
    }

    /// Where the soft close moves the end, if it does. `ends_at` is the end so far.
    pub(super) fn softened(&self, now: Time, ends_at: Option<Time>, stir: Stir) -> Option<Time> {
        let soft = self.terms.soft_close?;
        let ends_at = ends_at?;
        let counts = match stir {
            Stir::Nothing => false,
            Stir::Change => !soft.price_rise_only,
            Stir::Rise => true,
        };
        let spent = soft.max.is_some_and(|max| max <= self.extensions);
        if !counts || spent || self.paused_at.is_some() || soft.window_ms < ends_at.since(now) {
            return None;
        }
        let moved = moved(soft, now, ends_at);
        // A first bid may have just begun the timer; the hard end is counted from there then.
        let planned = || soft.hard_end_ms.map(|ms| ends_at.plus(ms));
        let moved = self.hard_end.or_else(planned).map_or(moved, |hard| moved.min(hard));
        (ends_at < moved).then_some(moved)
    }
}

fn moved(soft: SoftClose, now: Time, ends_at: Time) -> Time {
    match soft.mode {
        SoftCloseMode::Reset => now.plus(soft.extend_ms),
        SoftCloseMode::Add => ends_at.plus(soft.extend_ms),
    }
}
