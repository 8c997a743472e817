//! The readers: actors on threads of their own, over a pool of connections that cannot write.

use std::time::Duration;

use actix::{Actor, Addr, Handler, Message, SyncArbiter, SyncContext};
use diesel::QueryResult;
use log::error;
use r2d2::{ManageConnection, Pool};
use tokio::sync::Semaphore;

use super::{
    StoreError,
    db::{ConnectError, Db, Site, Use},
};
use crate::{clock::Stopwatch, metrics};

/// Reads that may wait or run at once; more are refused.
const READS_WAITING_MAX: usize = 4_096;
/// How long it may take to open a connection.
const CONNECT_WAIT_MS: u64 = 5_000;

/// Makes the pool's connections.
pub(super) struct Manager {
    pub(super) site: Site,
}

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = ConnectError;

    fn connect(&self) -> Result<Db, ConnectError> {
        self.site.connect(Use::Read)
    }

    fn is_valid(&self, _: &mut Db) -> Result<(), ConnectError> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Db) -> bool {
        std::thread::panicking()
    }
}

/// One reader.
struct Reader {
    pool: Pool<Manager>,
}

impl Actor for Reader {
    type Context = SyncContext<Self>;
}

/// What to read.
struct Read<R>(Reading<R>);

type Reading<R> = Box<dyn FnOnce(&mut Db) -> QueryResult<R> + Send>;

impl<R: Send + 'static> Message for Read<R> {
    type Result = Result<R, StoreError>;
}

impl<R: Send + 'static> Handler<Read<R>> for Reader {
    type Result = Result<R, StoreError>;

    fn handle(&mut self, read: Read<R>, _: &mut SyncContext<Self>) -> Self::Result {
        let mut db = self.pool.get().map_err(|why| {
            error!("no connection to read with: {why}");
            StoreError::Unavailable
        })?;
        (read.0)(&mut db).map_err(|why| {
            error!("a read failed: {why}");
            StoreError::Unavailable
        })
    }
}

/// The way to the readers.
pub(super) struct Readers {
    address: Addr<Reader>,
    room: Semaphore,
}

impl Readers {
    /// Opens so many connections, each with a thread. Needs a running actix system.
    pub(super) fn start(site: Site, count: u32) -> Result<Self, r2d2::Error> {
        let pool = Pool::builder()
            .max_size(count)
            .test_on_check_out(false)
            .connection_timeout(Duration::from_millis(CONNECT_WAIT_MS))
            .build(Manager { site })?;
        let threads = usize::try_from(count).unwrap_or(1);
        let address = SyncArbiter::start(threads, move || Reader { pool: pool.clone() });
        Ok(Readers { address, room: Semaphore::new(READS_WAITING_MAX) })
    }

    /// Reads, when a reader is free.
    pub(super) async fn read<R: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Db) -> QueryResult<R> + Send + 'static,
    ) -> Result<R, StoreError> {
        let _place = self.room.try_acquire().map_err(|_| StoreError::Unavailable)?;
        let since = Stopwatch::start();
        let read = self.address.send(Read(Box::new(read))).await;
        metrics::read(since.elapsed());
        read.unwrap_or(Err(StoreError::Unavailable))
    }
}
