//! The writer: one thread that commits all that waits in one transaction, and then answers everybody.
//!
//! **Invariant:** nobody is told of success before the COMMIT returned; after a COMMIT that failed
//! nobody is told of failure either, but that the outcome is unknown.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use log::{error, warn};

use super::{
    Fate, Faults, StoreError,
    db::{Db, Failed, Site, Use, begin, commit, is_everyones, is_full, rollback},
    keys,
    purge::{Purge, empty_log},
    work::{Effort, Job},
};
use crate::{clock::Stopwatch, metrics, protocol::time::Time};

/// Pieces of work that may wait; more are refused.
const WORK_QUEUED_MAX: usize = 8_192;
/// Pieces of work, and records, that go into one transaction.
const GROUP_JOBS_MAX: usize = 1_024;
const GROUP_RECORDS_MAX: usize = 16_384;
/// How often a group is put together anew without the work that failed; then each is tried alone.
const REGROUPS_MAX: usize = 8;
/// How long the writer waits after it could not open the database, at first and at most.
const REOPEN_WAIT_MS_MIN: u64 = 10;
const REOPEN_WAIT_MS_MAX: u64 = 1_000;
/// How long it waits for other work before what was erased is taken out of the log.
const PURGE_WAIT_MS: u64 = 50;
/// How often it tries for itself, while nobody else does, whether the database takes writes again.
const PROBE_EVERY_MS: u64 = 500;

/// What the writer is sent.
enum Message {
    Work(Box<dyn Job>),
    Stop,
}

/// The way to the writer.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    closed: AtomicBool,
    healthy: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the thread, which owns `db`.
    pub(super) fn start(
        site: Site,
        db: Db,
        faults: Option<Arc<dyn Faults>>,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (queue, work) = sync_channel(WORK_QUEUED_MAX);
        let healthy = Arc::new(AtomicBool::new(true));
        let hand = Hand {
            work,
            site,
            db: Some(db),
            faults,
            healthy: healthy.clone(),
            latest: Time::default(),
            reopen_wait_ms: REOPEN_WAIT_MS_MIN,
            purge: Purge::default(),
        };
        let thread = thread::Builder::new().name("writer".into()).spawn(move || hand.run())?;
        Ok((Writer { queue, closed: AtomicBool::new(false), healthy }, thread))
    }

    /// Puts work into the queue, where there is room.
    pub(super) fn enqueue(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable);
        }
        self.queue.try_send(Message::Work(job)).map_err(|why| match why {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => StoreError::Unavailable,
        })
    }

    /// Takes no more work, and has the thread end after what waits.
    pub(super) fn stop(&self) {
        self.closed.store(true, Ordering::SeqCst);
        // Fails only where the thread has ended already.
        let _ended = self.queue.send(Message::Stop);
    }

    /// Whether the last attempt to write succeeded.
    pub(super) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::SeqCst)
    }
}

/// What became of a group.
enum Attempt {
    /// It is durable.
    Committed,
    /// The job at this place failed for a reason of its own; nothing was written.
    Stumbled(usize, Failed),
    /// Nothing was written, and it lies with the database.
    Refused,
    /// It may have been written.
    Unknown,
}

/// The thread's own.
struct Hand {
    work: Receiver<Message>,
    site: Site,
    /// `None` after an error from which a connection does not recover.
    db: Option<Db>,
    faults: Option<Arc<dyn Faults>>,
    healthy: Arc<AtomicBool>,
    /// The latest time seen in what was written: what is old is measured from it.
    latest: Time,
    reopen_wait_ms: u64,
    /// Something was erased, and may still be in the log.
    purge: Purge,
}

impl Hand {
    fn run(mut self) {
        while let Some(first) = self.next() {
            let (group, stop) = self.gather(first);
            self.commit(group);
            if stop {
                break;
            }
        }
        // Whatever slipped in behind the stop was not written, and is told so.
        while let Ok(Message::Work(job)) = self.work.try_recv() {
            job.answer(Err(StoreError::Unavailable));
        }
    }

    /// Waits for work; `None` when it is time to end.
    fn next(&mut self) -> Option<Box<dyn Job>> {
        loop {
            let message = if self.healthy.load(Ordering::SeqCst) && self.purge.is_due() {
                match self.work.recv_timeout(Duration::from_millis(PURGE_WAIT_MS)) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => {
                        self.purge();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            } else if self.healthy.load(Ordering::SeqCst) {
                self.work.recv().ok()?
            } else {
                match self.work.recv_timeout(Duration::from_millis(PROBE_EVERY_MS)) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => {
                        self.probe();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            };
            return match message {
                Message::Work(job) => Some(job),
                Message::Stop => None,
            };
        }
    }

    /// Takes what else waits, up to the limits of a group.
    fn gather(&self, first: Box<dyn Job>) -> (Vec<Box<dyn Job>>, bool) {
        let mut records = first.effort().records;
        let mut group = vec![first];
        while group.len() < GROUP_JOBS_MAX && records < GROUP_RECORDS_MAX {
            match self.work.try_recv() {
                Ok(Message::Work(job)) => {
                    records += job.effort().records;
                    group.push(job);
                }
                Ok(Message::Stop) => return (group, true),
                Err(_) => break,
            }
        }
        (group, false)
    }

    /// Commits a group and answers everybody in it. Work that fails does not take others with it.
    fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        let mut alone = Vec::new();
        while !group.is_empty() {
            let watch = Stopwatch::start();
            match self.attempt(&mut group) {
                Attempt::Committed => {
                    metrics::committed(watch.elapsed(), group.len());
                    answer(&mut group, Ok(()));
                }
                Attempt::Refused => answer(&mut group, Err(StoreError::Unavailable)),
                Attempt::Unknown => answer(&mut group, Err(StoreError::Unknown)),
                Attempt::Stumbled(place, _) => {
                    alone.push(group.remove(place));
                    if REGROUPS_MAX <= alone.len() {
                        alone.append(&mut group);
                    }
                }
            }
        }
        for job in alone {
            let mut one = vec![job];
            let outcome = match self.attempt(&mut one) {
                Attempt::Committed => Ok(()),
                Attempt::Refused => Err(StoreError::Unavailable),
                Attempt::Unknown => Err(StoreError::Unknown),
                Attempt::Stumbled(_, why) => {
                    report(&why);
                    Err(why.error())
                }
            };
            answer(&mut one, outcome);
        }
    }

    /// Runs a group in one transaction.
    fn attempt(&mut self, group: &mut [Box<dyn Job>]) -> Attempt {
        let Some(mut db) = self.take_db() else {
            return Attempt::Refused;
        };
        if let Err(why) = begin(&mut db) {
            return self.refused(db, &why);
        }
        let mut effort = Effort::default();
        for (place, job) in group.iter_mut().enumerate() {
            // A panic must not take everybody's writer with it.
            let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut db)));
            if let Err(why) = ran.unwrap_or(Err(Failed::Panicked)) {
                return self.stumbled(db, place, why);
            }
            effort = effort.and(job.effort());
        }
        self.latest = self.latest.max(effort.latest);
        if 0 < effort.keys
            && let Err(why) = keys::prune(&mut db, self.latest, effort.keys)
        {
            return self.refused(db, &why);
        }
        let outcome = self.finish(db);
        if effort.erases {
            self.purge.note();
        }
        if self.purge.is_overdue() {
            self.purge();
        }
        outcome
    }

    /// Takes what was erased out of the log as well: it is copied into the database and made empty.
    fn purge(&mut self) {
        if let Some(db) = &mut self.db {
            self.purge.tried(empty_log(db));
        }
    }

    /// Commits, or has happen to the COMMIT what a test wants.
    fn finish(&mut self, mut db: Db) -> Attempt {
        let fate = self.faults.as_ref().map_or(Fate::Commit, |faults| faults.at_commit());
        match fate {
            Fate::Commit => match commit(&mut db) {
                Ok(()) => {
                    self.healthy.store(true, Ordering::SeqCst);
                    self.db = Some(db);
                    Attempt::Committed
                }
                Err(why) => {
                    error!("a commit failed: {why}");
                    self.healthy.store(false, Ordering::SeqCst);
                    if is_full(&why) { Attempt::Refused } else { Attempt::Unknown }
                }
            },
            Fate::Refuse => {
                self.put_back(db);
                Attempt::Refused
            }
            // The connection goes as it would after a real one.
            Fate::CommitUnknown => {
                let _unknown = commit(&mut db);
                Attempt::Unknown
            }
            Fate::LoseUnknown => Attempt::Unknown,
        }
    }

    /// A job failed: its own fault, or everybody's.
    fn stumbled(&mut self, db: Db, place: usize, why: Failed) -> Attempt {
        if let Failed::Query(why) = &why
            && is_everyones(why)
        {
            return self.refused(db, why);
        }
        self.put_back(db);
        Attempt::Stumbled(place, why)
    }

    /// The database takes nothing now.
    fn refused(&mut self, db: Db, why: &diesel::result::Error) -> Attempt {
        if self.healthy.swap(false, Ordering::SeqCst) {
            error!("the database takes no writes: {why}");
        }
        self.put_back(db);
        Attempt::Refused
    }

    /// Rolls back and keeps the connection, unless it has suffered.
    fn put_back(&mut self, mut db: Db) {
        match rollback(&mut db) {
            Ok(()) => self.db = Some(db),
            Err(why) => warn!("a rollback failed, so the connection is closed: {why}"),
        }
    }

    /// The connection, opened anew where it was given up.
    fn take_db(&mut self) -> Option<Db> {
        if let Some(db) = self.db.take() {
            return Some(db);
        }
        match self.site.connect(Use::Write) {
            Ok(db) => {
                self.reopen_wait_ms = REOPEN_WAIT_MS_MIN;
                Some(db)
            }
            Err(why) => {
                error!("the database does not open: {why}");
                self.healthy.store(false, Ordering::SeqCst);
                // Meanwhile work gathers, and is then refused in one go.
                thread::park_timeout(Duration::from_millis(self.reopen_wait_ms));
                self.reopen_wait_ms = (self.reopen_wait_ms * 2).min(REOPEN_WAIT_MS_MAX);
                None
            }
        }
    }

    /// Writes a page that means nothing, to see whether it can be done.
    fn probe(&mut self) {
        let Some(mut db) = self.take_db() else { return };
        let touched = begin(&mut db).and_then(|()| super::migrate::touch(&mut db));
        match touched {
            Ok(()) => {
                self.finish(db);
            }
            Err(_) => self.put_back(db),
        }
    }
}

fn answer(group: &mut Vec<Box<dyn Job>>, outcome: Result<(), StoreError>) {
    for job in group.drain(..) {
        job.answer(outcome);
    }
}

/// A conflict is ordinary life; anything else is a defect and is told once.
fn report(why: &Failed) {
    match why.error() {
        StoreError::Conflict | StoreError::Duplicate => (),
        StoreError::Unavailable | StoreError::Unknown => error!("a write failed: {why}"),
    }
}
