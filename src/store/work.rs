//! Pieces of work for the writer: what to do in the transaction, and who waits for the outcome.

use diesel::Connection;
use tokio::sync::oneshot;

use super::{
    StoreError,
    db::{Db, Failed},
};
use crate::protocol::time::Time;

/// How much a piece of work writes; known beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effort {
    /// Rows of the journal.
    pub(super) records: usize,
    /// Idempotency keys.
    pub(super) keys: usize,
    /// The latest time in them.
    pub(super) latest: Time,
    /// Something is erased by it.
    pub(super) erases: bool,
}

impl Effort {
    /// Both.
    pub(super) fn and(self, other: Effort) -> Effort {
        Effort {
            records: self.records + other.records,
            keys: self.keys + other.keys,
            latest: self.latest.max(other.latest),
            erases: self.erases || other.erases,
        }
    }
}

/// A piece of work.
pub(super) trait Job: Send {
    /// How much it is.
    fn effort(&self) -> Effort;
    /// Does it, possibly several times: what an earlier attempt wrote has then been rolled back.
    fn run(&mut self, db: &mut Db) -> Result<(), Failed>;
    /// Tells who waits what became of the transaction.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// Whether work is expected to fail now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Temper {
    /// Hardly ever: where it does, its group is rolled back and put together anew.
    Sure,
    /// In ordinary life (a name is taken): it runs in a savepoint of its own.
    May,
}

/// Work made of a function.
pub(super) struct Task<F, R> {
    pub(super) effort: Effort,
    pub(super) temper: Temper,
    pub(super) work: F,
    pub(super) result: Option<Result<R, StoreError>>,
    pub(super) waiting: oneshot::Sender<Result<R, StoreError>>,
}

impl<F, R> Job for Task<F, R>
where
    F: FnMut(&mut Db) -> Result<R, Failed> + Send,
    R: Send,
{
    fn effort(&self) -> Effort {
        self.effort
    }

    fn run(&mut self, db: &mut Db) -> Result<(), Failed> {
        match self.temper {
            Temper::Sure => self.result = Some(Ok((self.work)(db)?)),
            Temper::May => match db.transaction(|db| (self.work)(db)) {
                Ok(result) => self.result = Some(Ok(result)),
                Err(why) if why.is_everyones() => return Err(why),
                Err(why) => self.result = Some(Err(why.error())),
            },
        }
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match outcome {
            Ok(()) => self.result.unwrap_or(Err(StoreError::Unavailable)),
            Err(why) => Err(why),
        };
        // Whoever asked may have stopped waiting.
        let _gone = self.waiting.send(answer);
    }
}
