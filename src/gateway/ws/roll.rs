//! The roll of live connections, and the reaper that walks it.
//!
//! One for the process: it only ever sees what is outside the actors, so an actor that is stuck does not keep
//! its connection from being judged.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use actix::{Actor, AsyncContext, Context};
use tokio::{net::TcpStream, sync::Notify};

use super::{
    close::Close, handshake::Refused, lifeline::Lifeline, limits::Limits, outbox::Waiting,
};
use crate::clock::{Clock, Stopwatch};

/// The roll is written on so many pages. The reaper looks at one at a time, so that pings are spread over
/// time and nobody waits for the roll for long.
const PAGES: u32 = 16;

/// All live connections of the process. Cheap to clone.
#[derive(Clone)]
pub struct Roll(Arc<Inner>);

struct Inner {
    clock: Stopwatch,
    serials: AtomicU64,
    live: AtomicUsize,
    live_max: usize,
    is_leaving: AtomicBool,
    pages: [Page; PAGES as usize],
    emptied: Notify,
}

type Page = Mutex<HashMap<u64, Arc<Lifeline>>>;

/// A connection's place in the roll: given up when dropped.
pub(super) struct Place {
    roll: Roll,
    serial: u64,
}

impl Roll {
    /// An empty one, for at most so many connections.
    pub fn new(live_max: usize) -> Self {
        Roll(Arc::new(Inner {
            clock: Stopwatch::start(),
            serials: AtomicU64::new(1),
            live: AtomicUsize::new(0),
            live_max,
            is_leaving: AtomicBool::new(false),
            pages: Default::default(),
            emptied: Notify::new(),
        }))
    }

    /// How many connections there are.
    pub fn live(&self) -> usize {
        self.0.live.load(SeqCst)
    }

    /// Tells all connections to close, each after its goodbye, and lets nobody in any more.
    pub fn leave(&self, close: Close) {
        self.0.is_leaving.store(true, SeqCst);
        self.each(|line| line.condemn(close));
    }

    /// Cuts all connections that are left.
    pub fn cut(&self) {
        self.each(Lifeline::cut);
    }

    /// What waits for clients, of all connections together.
    pub fn waiting(&self) -> Waiting {
        let mut all = Waiting::default();
        self.each(|line| {
            let waiting = line.outbox.waiting();
            all.answers_bytes += waiting.answers_bytes;
            all.events_bytes += waiting.events_bytes;
            all.signals_bytes += waiting.signals_bytes;
            all.blocked += waiting.blocked;
        });
        all
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
        stream: &Arc<TcpStream>,
    ) -> Result<(Arc<Lifeline>, Place), Refused> {
        let serial = self.0.serials.fetch_add(1, SeqCst);
        let before = self.0.live.fetch_add(1, SeqCst);
        let place = Place { roll: self.clone(), serial };
        if self.0.live_max <= before {
            return Err(Refused::Full);
        }
        let line = Lifeline::new(serial, Arc::clone(limits), self.0.clock, Arc::clone(stream));
        self.page(serial).insert(serial, Arc::clone(&line));
        // Looked at after the insert: either it is refused here, or `leave` sees it.
        if self.0.is_leaving.load(SeqCst) {
            return Err(Refused::Leaving);
        }
        Ok((line, place))
    }

    fn each(&self, mut deed: impl FnMut(&Lifeline)) {
        for number in 0..PAGES {
            self.all_on(number).iter().for_each(|line| deed(line));
        }
    }

    /// The lock is held only for the copy: what is done to them is done without it.
    fn all_on(&self, page: u32) -> Vec<Arc<Lifeline>> {
        self.page(page.into()).values().map(Arc::clone).collect()
    }

    fn page(&self, serial: u64) -> MutexGuard<'_, HashMap<u64, Arc<Lifeline>>> {
        let number = usize::try_from(serial % u64::from(PAGES)).unwrap_or_default();
        self.0.pages[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.roll.page(self.serial).remove(&self.serial);
        if self.roll.0.live.fetch_sub(1, SeqCst) == 1 {
            self.roll.0.emptied.notify_waiters();
        }
    }
}

/// Looks at every connection again and again: pings, wakes, closes, and cuts those that do not go.
pub struct Reaper {
    roll: Roll,
    clock: Clock,
    look_every: Duration,
    page: u32,
}

impl Reaper {
    /// A reaper for these connections. Start it on an arbiter that does nothing heavy.
    pub fn new(roll: Roll, limits: &Limits, clock: Clock) -> Self {
        Reaper { roll, clock, look_every: limits.look_every, page: 0 }
    }
}

impl Actor for Reaper {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(self.look_every / PAGES, |reaper, _| {
            reaper.page = (reaper.page + 1) % PAGES;
            let now = reaper.clock.now();
            for line in reaper.roll.all_on(reaper.page) {
                line.look(now);
            }
        });
    }
}
