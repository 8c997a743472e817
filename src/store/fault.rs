//! What can go wrong, and what tests may make go wrong.

use std::{error::Error, fmt, io};

/// Why the store did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Nothing was written, or nothing could be read; it may work later.
    Unavailable,
    /// It may have been written: only reading will tell.
    Unknown,
    /// That position is taken, or that row of the outbox is gone; nothing was written.
    Conflict,
    /// A name that must be unique is taken; nothing was written.
    Duplicate,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoreError::Unavailable => "the store is not available; nothing was written",
            StoreError::Unknown => "it is not known whether it was written",
            StoreError::Conflict => "that position is taken; nothing was written",
            StoreError::Duplicate => "that name is taken; nothing was written",
        })
    }
}

impl Error for StoreError {}

/// Why the store did not open.
#[derive(Debug)]
pub enum OpenError {
    /// A newer program made or changed this database.
    Newer {
        /// The version of the newest migration in it that this program does not know.
        database: String,
        /// The newest version that this program knows.
        program: String,
    },
    /// The schema could not be brought up to date.
    Schema(Box<dyn Error + Send + Sync>),
    /// The database could not be opened or read.
    Database(Box<dyn Error + Send + Sync>),
    /// A folder, a thread or randomness could not be had.
    Machine(io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Newer { database, program } => write!(
                f,
                "the database was made by a newer Rialto: it has schema {database}, and this program knows up to {program}; \
                 run the newer program, or restore a copy from before the upgrade"
            ),
            OpenError::Schema(why) => {
                write!(f, "the database's schema could not be brought up to date: {why}")
            }
            OpenError::Database(why) => write!(f, "the database does not open: {why}"),
            OpenError::Machine(why) => write!(f, "the store does not start: {why}"),
        }
    }
}

impl Error for OpenError {}

impl From<diesel::result::Error> for OpenError {
    fn from(why: diesel::result::Error) -> Self {
        OpenError::Database(Box::new(why))
    }
}

/// What becomes of a COMMIT in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// What becomes of it anyway.
    Commit,
    /// It is refused and nothing is written: `Unavailable`.
    Refuse,
    /// It happens, and nobody learns so: `Unknown`.
    CommitUnknown,
    /// It does not happen, and nobody learns so: `Unknown`.
    LoseUnknown,
}

/// Decides over every COMMIT, for simulations of bad disks. Not for production: see [`super::Store::open_faulty`].
pub trait Faults: Send + Sync + 'static {
    /// What becomes of the COMMIT that is next.
    fn at_commit(&self) -> Fate;
}
