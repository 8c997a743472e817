//! When what was erased is taken out of the log of the database, too.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Integer};

use super::db::{Db, on_db};
use crate::clock::Stopwatch;

/// How long that may be put off while there is other work, in milliseconds.
const PUT_OFF_MS_MAX: u128 = 1_000;
/// How long it takes until it is tried again after a reader stood in the way, in milliseconds.
const AGAIN_MS: u128 = 200;

/// Whether something erased may still be in the log.
#[derive(Default)]
pub(super) enum Purge {
    /// Nothing.
    #[default]
    Clean,
    /// Since then.
    Due(Stopwatch),
    /// It was tried then.
    Tried(Stopwatch),
}

impl Purge {
    /// Something was erased.
    pub(super) fn note(&mut self) {
        if let Purge::Clean = self {
            *self = Purge::Due(Stopwatch::start());
        }
    }

    /// Whether it is time, where there is nothing else to do.
    pub(super) fn is_due(&self) -> bool {
        match self {
            Purge::Clean => false,
            Purge::Due(_) => true,
            Purge::Tried(since) => AGAIN_MS <= since.elapsed().as_millis(),
        }
    }

    /// Whether it is time, whatever else there is to do.
    pub(super) fn is_overdue(&self) -> bool {
        match self {
            Purge::Clean => false,
            Purge::Due(since) | Purge::Tried(since) => {
                PUT_OFF_MS_MAX <= since.elapsed().as_millis()
            }
        }
    }

    /// It was tried; whether the log is empty.
    pub(super) fn tried(&mut self, is_empty: bool) {
        *self = if is_empty { Purge::Clean } else { Purge::Tried(Stopwatch::start()) };
    }
}

/// Whether the log is empty now; not while a reader is in the middle of it.
pub(super) fn empty_log(db: &mut Db) -> bool {
    on_db!(db, |connection| {
        let busy =
            sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result::<Checkpoint>(connection);
        busy.is_ok_and(|checkpoint| checkpoint.busy == 0)
    })
}

/// What a checkpoint says of itself.
#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}
