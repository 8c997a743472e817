//! The memory: journal, keys, outbox, and the tables that people query. The only place that names diesel.
//!
//! One thread writes (`writer.rs`), some actors read (`readers.rs`). No rule is decided here and no clock is read.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use diesel::QueryResult;
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::protocol::{
    id::{Id, Key, RoomId, Seq, UserId},
    time::Time,
};
use db::{Db, Failed, Site, Use};
use readers::Readers;
use work::{Effort, Task, Temper};
use writer::Writer;

mod attachments;
mod books;
pub mod chain;
pub mod changes;
mod db;
pub mod deliveries;
mod erase;
mod facts;
mod fault;
mod files;
mod journal;
mod keys;
mod lock;
mod migrate;
mod minded;
mod outbox;
mod pictures;
mod play;
mod presence;
mod projections;
mod purge;
pub mod push;
mod queries;
mod readers;
mod rows;
mod schema;
pub mod sessions;
mod update;
pub mod users;
mod work;
mod writer;

pub use attachments::{KeptAttachment, NewAttachment};
pub use fault::{Fate, Faults, OpenError, StoreError};
pub use files::{Added, FileHash};
pub use keys::{KEY_LIFE_MS, KEYS_LOADED_MAX};
pub use lock::{Lock, LockError};
pub use pictures::{KeptPicture, NewPicture};
pub use presence::KeptPresence;
pub use projections::Project;
pub use queries::{
    analytics::{AuctionFigures, Moment, Range},
    auctions::{AuctionList, AuctionRow, AuctionSort, Drafts},
    audit::{ListedAuction, Sums, Written},
    bids::BidRow,
    conversations::LISTED_MAX,
    cursor::{ListError, PAGE_ROWS_MAX, PAGE_ROWS_STANDARD, Page},
    export::OwnBid,
    listings::{ListingList, ListingRow, ListingSort},
    lobbies::LobbyFilter,
    messages::{Found, Part},
    reports::{Case, Report},
    tiles::{Mine, Tile},
    trade::{OfferRow, SaleRow, Sides},
    wallet::EntryRow,
};
pub use rows::{
    Append, KeyRow, Loaded, NewOutbox, NewSnapshot, OutboxRow, Record, RoomKey, Stored,
};

/// Where the store is and how much it may do at once.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where.
    pub place: Place,
    /// How many reads run at once.
    pub readers: usize,
}

/// Where the store is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file of `SQLite`; what is acknowledged survives a loss of power.
    File(PathBuf),
    /// A temporary file that nothing is waited for, and that goes with the store. For benchmarks and tests.
    Volatile,
}

/// A handle to the memory; clones are the same memory.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    epoch: String,
    writer: Writer,
    thread: Mutex<Option<JoinHandle<()>>>,
    readers: Readers,
    /// Goes with the store.
    temporary: Option<PathBuf>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
        if let Some(folder) = &self.temporary {
            // What cannot be removed stays in the system's folder for temporary files.
            let _stays = fs::remove_dir_all(folder);
        }
    }
}

impl Inner {
    fn close(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            self.writer.stop();
            // A writer that panicked has said so.
            let _panicked = thread.join();
        }
    }
}

impl Store {
    /// Opens the store and brings its schema up to date. Needs a running actix system.
    pub fn open(options: &Options) -> Result<Self, OpenError> {
        Store::start(options, None)
    }

    /// Opens a store whose commits fail as `faults` says. For tests.
    pub fn open_faulty(options: &Options, faults: Arc<dyn Faults>) -> Result<Self, OpenError> {
        Store::start(options, Some(faults))
    }

    fn start(options: &Options, faults: Option<Arc<dyn Faults>>) -> Result<Self, OpenError> {
        let (site, temporary) = match &options.place {
            Place::File(file) => {
                lock::make_folder(file.parent()).map_err(OpenError::Machine)?;
                lock::make_file(file).map_err(OpenError::Machine)?;
                (Site { file: file.clone(), durable: true }, None)
            }
            Place::Volatile => {
                let folder = temporary().map_err(OpenError::Machine)?;
                (Site { file: folder.join("rialto.db"), durable: false }, Some(folder))
            }
        };
        let mut db = site.connect(Use::Write).map_err(|why| OpenError::Database(why.into()))?;
        migrate::migrate(&mut db)?;
        let epoch = migrate::epoch(&mut db)?;
        let count = u32::try_from(options.readers.max(1)).unwrap_or(1);
        let readers =
            Readers::start(site.clone(), count).map_err(|why| OpenError::Database(why.into()))?;
        let (writer, thread) = Writer::start(site, db, faults).map_err(OpenError::Machine)?;
        let thread = Mutex::new(Some(thread));
        Ok(Store(Arc::new(Inner { epoch, writer, thread, readers, temporary })))
    }

    /// Takes a data folder for a server, until the lock is dropped.
    pub fn lock(data: &Path) -> Result<Lock, LockError> {
        Lock::take(data)
    }

    /// Names this database; made with it.
    pub fn epoch(&self) -> &str {
        &self.0.epoch
    }

    /// Whether the last attempt to write succeeded. Heals by itself: the writer tries again and again.
    pub fn healthy(&self) -> bool {
        self.0.writer.is_healthy()
    }

    /// Goes the way of every write without writing anything. Whoever asks should not wait for ever:
    /// a disk that hangs is seen by this alone.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.submit(Effort::default(), Temper::Sure, |_| Ok(())).await
    }

    /// Commits what waits and stops the writer. Later writes are `Unavailable`; reads go on.
    pub fn close(&self) {
        self.0.close();
    }

    /// Writes what one room says. Returns when it is durable.
    pub async fn append<W: Project>(&self, append: Append<W>) -> Result<RoomKey, StoreError> {
        let latest = append.records.iter().map(|record| record.at);
        let effort = Effort {
            records: append.records.len(),
            keys: append.keys.len(),
            latest: latest.chain(append.keys.iter().map(|row| row.at)).max().unwrap_or_default(),
            erases: !append.erased.is_empty(),
        };
        self.submit(effort, Temper::Sure, move |db| journal::append(db, &append)).await
    }

    /// A room's snapshot and its records after it, at least the last `tail` and those after `since`;
    /// `None` where it was never written.
    pub async fn load(
        &self,
        room: &RoomId,
        tail: usize,
        since: Option<Seq>,
    ) -> Result<Option<Loaded>, StoreError> {
        let room = room.clone();
        self.read(move |db| journal::load(db, &room, tail, since)).await
    }

    /// What there is beside a room's state for one who comes to it: an object with fields of their own.
    pub async fn beside<W: Project>(
        &self,
        room: &RoomId,
        now: Time,
    ) -> Result<Box<RawValue>, StoreError> {
        let room = room.clone();
        let text = self.read(move |db| W::beside(db, &room, now)).await?;
        RawValue::from_string(text).map_err(|_| StoreError::Unavailable)
    }

    /// A user's key, where it was used at `since` or later.
    pub async fn key(
        &self,
        user: UserId,
        key: &Key,
        since: Time,
    ) -> Result<Option<KeyRow>, StoreError> {
        let key = key.clone();
        self.read(move |db| keys::find(db, user, &key, since)).await
    }

    /// Rooms that want to be woken at `before` or earlier, the most urgent first.
    pub async fn due(&self, before: Time, limit: usize) -> Result<Vec<RoomId>, StoreError> {
        self.read(move |db| journal::due(db, before, limit)).await
    }

    /// A page of a room's records, in order; empty where there are none (or no such room).
    pub async fn events(
        &self,
        room: &RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let room = room.clone();
        self.read(move |db| journal::page(db, &room, after, limit)).await
    }

    /// A page of what waits to be carried out in other rooms, in order.
    pub async fn outbox(&self, after: i64, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        self.read(move |db| outbox::page(db, after, limit)).await
    }

    /// Reads on one of the readers' threads.
    async fn read<R: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Db) -> QueryResult<R> + Send + 'static,
    ) -> Result<R, StoreError> {
        self.0.readers.read(read).await
    }

    /// Writes something that may fail in ordinary life, as when a name is taken (`Duplicate`).
    /// It may run several times; what an earlier run wrote has then been rolled back.
    async fn write<R: Send + 'static>(
        &self,
        mut write: impl FnMut(&mut Db) -> QueryResult<R> + Send + 'static,
    ) -> Result<R, StoreError> {
        let work = move |db: &mut Db| write(db).map_err(Failed::Query);
        self.submit(Effort::default(), Temper::May, work).await
    }

    async fn submit<R: Send + 'static>(
        &self,
        effort: Effort,
        temper: Temper,
        work: impl FnMut(&mut Db) -> Result<R, Failed> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (waiting, answer) = oneshot::channel();
        self.0.writer.enqueue(Box::new(Task { effort, temper, work, result: None, waiting }))?;
        // A writer that went away without a word may have written it.
        answer.await.unwrap_or(Err(StoreError::Unknown))
    }
}

/// A new folder that only this process uses.
fn temporary() -> io::Result<PathBuf> {
    let random = getrandom::u64().map_err(io::Error::other)?;
    let name = format!("rialto-{}-{}", std::process::id(), Id::from_number(random));
    let folder = std::env::temp_dir().join(name);
    lock::make_folder(Some(&folder))?;
    Ok(folder)
}
