//! The only place that reads a clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::protocol::time::Time;

/// Where a shell gets `now` from; the domain is always handed it as an argument.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock as it stood when the process began, moved on by the steady clock:
    /// somebody who sets the machine's clock does not move the ends of auctions.
    System {
        /// Wall-clock time at `since`.
        wall: Time,
        /// When the process looked at the wall clock.
        since: Instant,
    },
    /// A clock that moves only when a test says so, in milliseconds since the epoch.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the one reader of the clock")]
    pub fn system() -> Self {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = Time::from_ms(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
        Clock::System { wall, since: Instant::now() }
    }

    /// A clock for tests, standing at `now`.
    pub fn manual(now: Time) -> Self {
        Clock::Manual(Arc::new(AtomicI64::new(now.ms())))
    }

    /// Now.
    pub fn now(&self) -> Time {
        match self {
            Clock::System { wall, since } => {
                wall.plus(u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX))
            }
            Clock::Manual(ms) => Time::from_ms(ms.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock; the machine's clock cannot be moved.
    pub fn set(&self, now: Time) {
        match self {
            Clock::System { wall: _, since: _ } => (),
            Clock::Manual(ms) => ms.store(now.ms(), Ordering::SeqCst),
        }
    }
}

/// Measures how long things take, for metrics.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[expect(clippy::disallowed_methods, reason = "the one reader of the clock")]
    pub fn start() -> Self {
        Stopwatch(Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
