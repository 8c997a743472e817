//! The roll of live connections, and the reaper that walks it.
//!
//! One for the process: it only ever sees what is outside the actors, so a worker thread that is
//! stuck does not keep its connections from being judged.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use actix::{Actor, AsyncContext, Context};
use tokio::sync::Notify;

use super::{
    close::Close,
    handshake::Refused,
    lifeline::{Cord, Lifeline},
    limits::Limits,
};
use crate::clock::Stopwatch;

/// All live connections of the process. Cheap to clone.
#[derive(Clone)]
pub struct Roll(Arc<Inner>);

struct Inner {
    clock: Stopwatch,
    serials: AtomicU64,
    is_leaving: AtomicBool,
    live: Mutex<HashMap<u64, Arc<Lifeline>>>,
    emptied: Notify,
}

/// A connection's place in the roll: given up when dropped.
pub(super) struct Place {
    roll: Roll,
    serial: u64,
}

impl Default for Roll {
    fn default() -> Self {
        Self::new()
    }
}

impl Roll {
    /// An empty one.
    pub fn new() -> Self {
        Roll(Arc::new(Inner {
            clock: Stopwatch::start(),
            serials: AtomicU64::new(1),
            is_leaving: AtomicBool::new(false),
            live: Mutex::default(),
            emptied: Notify::new(),
        }))
    }

    /// How many connections there are.
    pub fn live(&self) -> usize {
        self.lock().len()
    }

    /// Tells all connections to close, each after its goodbye, and lets nobody in any more.
    pub fn leave(&self, close: Close) {
        self.0.is_leaving.store(true, SeqCst);
        for line in self.all() {
            line.condemn(close);
        }
    }

    /// Cuts all connections that are left.
    pub fn cut(&self) {
        for line in self.all() {
            line.cut();
        }
    }

    /// Waits until no connection is left. Never ends by itself: put a timeout around it.
    pub async fn emptied(&self) {
        loop {
            let notified = self.0.emptied.notified();
            if self.live() == 0 {
                return;
            }
            notified.await;
        }
    }

    pub(super) fn join(
        &self,
        limits: &Arc<Limits>,
        cord: &Arc<Cord>,
    ) -> Result<(Arc<Lifeline>, Place), Refused> {
        let serial = self.0.serials.fetch_add(1, SeqCst);
        let line = Lifeline::new(serial, Arc::clone(limits), self.0.clock, cord);
        self.lock().insert(serial, Arc::clone(&line));
        let place = Place { roll: self.clone(), serial };
        // Looked at after the insert: either it is refused here, or `leave` sees it.
        if self.0.is_leaving.load(SeqCst) {
            return Err(Refused::Leaving);
        }
        Ok((line, place))
    }

    /// The lock is held only for the copy: orders go out without it.
    fn all(&self) -> Vec<Arc<Lifeline>> {
        self.lock().values().map(Arc::clone).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Lifeline>>> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let is_last = {
            let mut live = self.roll.lock();
            live.remove(&self.serial);
            live.is_empty()
        };
        if is_last {
            self.roll.0.emptied.notify_waiters();
        }
    }
}

/// Looks at every connection again and again: pings, closes, and cuts those that do not go.
pub struct Reaper {
    roll: Roll,
    look_every: Duration,
}

impl Reaper {
    /// A reaper for these connections. Start it on an arbiter that does nothing heavy.
    pub fn new(roll: Roll, limits: &Limits) -> Self {
        Reaper { roll, look_every: limits.look_every }
    }
}

impl Actor for Reaper {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(self.look_every, |reaper, _| {
            for line in reaper.roll.all() {
                line.look();
            }
        });
    }
}
