//! The connection: which database, opened how, and what its errors mean.

use std::{fmt, path::PathBuf};

use diesel::{
    Connection, ConnectionError, QueryResult, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    result::{DatabaseErrorKind, Error},
};

use super::StoreError;

/// How long a statement waits for another process that holds the database.
const LOCK_WAIT_MS: u32 = 5_000;
/// Pages of the log after which it is copied into the database, 16 MiB.
const CHECKPOINT_PAGES: u32 = 4_000;
/// What is left of a log that has grown beyond that, in bytes.
const LOG_BYTES_KEPT: u32 = 64 << 20;
/// Memory for pages, in KiB, of the writer and of each reader.
const WRITER_CACHE_KIB: u32 = 64 << 10;
const READER_CACHE_KIB: u32 = 8 << 10;

/// A connection to whichever database was chosen at run time.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// A file.
    Sqlite(SqliteConnection),
}

/// Runs `$body` with the connection inside, where [`Db`] itself cannot: once per database.
macro_rules! on_db {
    ($db:expr, |$conn:ident| $body:expr) => {
        match $db {
            $crate::store::db::Db::Sqlite($conn) => $body,
        }
    };
}
pub(super) use on_db;

/// Begins a transaction. Immediate: whoever waits for the lock waits before it has read anything.
pub(super) fn begin(db: &mut Db) -> QueryResult<()> {
    on_db!(db, |connection| AnsiTransactionManager::begin_transaction_sql(
        connection,
        "BEGIN IMMEDIATE"
    ))
}

/// What was written since then counts.
pub(super) fn commit(db: &mut Db) -> QueryResult<()> {
    on_db!(db, |connection| AnsiTransactionManager::commit_transaction(connection))
}

/// What was written since then is undone.
pub(super) fn rollback(db: &mut Db) -> QueryResult<()> {
    match on_db!(db, |connection| AnsiTransactionManager::rollback_transaction(connection)) {
        // SQLite has done it by itself, as it does when the disk is full.
        Ok(()) | Err(Error::NotInTransaction) => Ok(()),
        Err(why) => Err(why),
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It alone writes.
    Write,
    /// It cannot write.
    Read,
}

/// Where the database is and how well it is kept.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The database's file.
    pub(super) file: PathBuf,
    /// Whether what is committed survives a loss of power.
    pub(super) durable: bool,
}

impl Site {
    /// Opens a connection.
    pub(super) fn connect(&self, purpose: Use) -> Result<Db, ConnectError> {
        let mut connection = SqliteConnection::establish(&self.file.to_string_lossy())?;
        let synchronous = if self.durable { "FULL" } else { "OFF" };
        // First the patience, so that the rest has it; a journal mode that is set already costs nothing.
        let settings = format!(
            "PRAGMA busy_timeout = {LOCK_WAIT_MS};
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = {synchronous};
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;"
        );
        connection.batch_execute(&settings)?;
        let settings = match purpose {
            Use::Write => format!(
                "PRAGMA secure_delete = ON;
                 PRAGMA cache_size = -{WRITER_CACHE_KIB};
                 PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};
                 PRAGMA journal_size_limit = {LOG_BYTES_KEPT};"
            ),
            Use::Read => {
                format!("PRAGMA cache_size = -{READER_CACHE_KIB}; PRAGMA query_only = ON;")
            }
        };
        connection.batch_execute(&settings)?;
        Ok(Db::Sqlite(connection))
    }
}

/// No connection could be opened.
#[derive(Debug)]
pub(super) enum ConnectError {
    /// The database does not open.
    Open(ConnectionError),
    /// It opens, and refuses its settings.
    Settings(Error),
}

impl From<ConnectionError> for ConnectError {
    fn from(why: ConnectionError) -> Self {
        ConnectError::Open(why)
    }
}

impl From<Error> for ConnectError {
    fn from(why: Error) -> Self {
        ConnectError::Settings(why)
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectError::Open(why) => why.fmt(f),
            ConnectError::Settings(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for ConnectError {}

/// Why a piece of work wrote nothing.
#[derive(Debug)]
pub(super) enum Failed {
    /// A position is taken, or what was to be consumed is gone.
    Conflict,
    /// The database said no.
    Query(Error),
    /// It panicked, which is a defect.
    Panicked,
}

impl From<Error> for Failed {
    fn from(why: Error) -> Self {
        Failed::Query(why)
    }
}

impl Failed {
    /// Whether other work would fail of it just as well.
    pub(super) fn is_everyones(&self) -> bool {
        match self {
            Failed::Conflict | Failed::Panicked => false,
            Failed::Query(why) => is_everyones(why),
        }
    }

    /// What the caller is told.
    pub(super) fn error(&self) -> StoreError {
        match self {
            Failed::Conflict => StoreError::Conflict,
            Failed::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                StoreError::Duplicate
            }
            Failed::Query(_) | Failed::Panicked => StoreError::Unavailable,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Conflict => f.write_str("a position is taken"),
            Failed::Query(why) => why.fmt(f),
            Failed::Panicked => f.write_str("it panicked"),
        }
    }
}

/// What `SQLite` says when the fault lies with the disk, the memory or the file, and not with the work.
/// Diesel passes on its words and not its code.
const EVERYONES: [&str; 9] = [
    "database or disk is full",
    "disk I/O error",
    "database is locked",
    "database schema is locked",
    "attempt to write a readonly database",
    "unable to open database file",
    "database disk image is malformed",
    "file is not a database",
    "out of memory",
];

/// Whether other work would fail of it just as well.
pub(super) fn is_everyones(why: &Error) -> bool {
    if let Error::DatabaseError(DatabaseErrorKind::Unknown, said) = why {
        return EVERYONES.iter().any(|words| said.message().starts_with(words));
    }
    matches!(
        why,
        Error::BrokenTransactionManager
            | Error::AlreadyInTransaction
            | Error::NotInTransaction
            | Error::RollbackErrorOnCommit { .. }
    )
}

/// Whether a failing COMMIT certainly wrote nothing: with a full disk its last page, which makes it
/// count, was not written. After any other error it may come to light when the log is read again.
pub(super) fn is_full(why: &Error) -> bool {
    matches!(why, Error::DatabaseError(DatabaseErrorKind::Unknown, said)
        if said.message().starts_with("database or disk is full"))
}
