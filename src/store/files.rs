//! Files of the vault: named by rows of one table or another, and removed when none names them any more.

use std::io;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, delete,
    insert_or_ignore_into,
};

use super::{
    Store, StoreError,
    db::{Db, Failed, on_db},
    schema::{attachments, doomed_files, pictures},
    work::{Effort, Temper},
};

/// The most files that are taken away at a time.
pub(super) const SWEPT_MAX: i64 = 200;

/// What a file's content hashes to.
pub type FileHash = [u8; 32];

/// What became of a file that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is kept.
    Kept,
    /// Its owner has too many.
    TooMany,
}

impl Store {
    /// Those of these files that no row names are to be removed.
    pub async fn doom_unnamed(&self, hashes: Vec<FileHash>) -> Result<(), StoreError> {
        self.write(move |db| {
            let hashes: Vec<_> = hashes.iter().map(|hash| hash.to_vec()).collect();
            doom(db, &hashes)
        })
        .await
    }

    /// Removes files that nobody needs any more with `remove`; whether any were. Only what was doomed for good is
    /// looked at, and one after the other with all that is written: a file that comes in again at that moment is
    /// there afterwards, and a row that comes back after a failed COMMIT has its file.
    pub async fn remove_doomed_files(
        &self,
        mut remove: impl FnMut(&FileHash) -> io::Result<()> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let doomed = self.read(|db| {
            doomed_files::table.limit(SWEPT_MAX).select(doomed_files::hash).load::<Vec<u8>>(db)
        });
        let doomed = doomed.await?;
        if doomed.is_empty() {
            return Ok(false);
        }
        self.write(move |db| {
            let mut any = false;
            for bytes in &doomed {
                if !is_named(db, bytes)?
                    && let Err(why) = remove(&hash(bytes))
                {
                    log::warn!("a file cannot be removed, and is tried again: {why}");
                    continue;
                }
                any = true;
                delete(doomed_files::table.filter(doomed_files::hash.eq(bytes))).execute(db)?;
            }
            Ok(any)
        })
        .await
    }

    /// Keeps a file: `may` says whether there may be one more of it, `place` puts it where it belongs, and `name`
    /// writes the row that names it, all in one transaction.
    pub(super) async fn keep_file(
        &self,
        mut may: impl FnMut(&mut Db) -> QueryResult<bool> + Send + 'static,
        mut place: impl FnMut() -> io::Result<()> + Send + 'static,
        mut name: impl FnMut(&mut Db) -> QueryResult<()> + Send + 'static,
    ) -> Result<Added, StoreError> {
        let work = move |db: &mut Db| {
            if !may(db)? {
                return Ok(Added::TooMany);
            }
            place().map_err(|why| {
                log::warn!("a file cannot be put in its place: {why}");
                Failed::Query(diesel::result::Error::RollbackTransaction)
            })?;
            name(db)?;
            Ok(Added::Kept)
        };
        self.submit(Effort::default(), Temper::May, work).await
    }

    /// Writes something that erases, too.
    pub(super) async fn wipe<R: Send + 'static>(
        &self,
        mut write: impl FnMut(&mut Db) -> QueryResult<R> + Send + 'static,
    ) -> Result<R, StoreError> {
        let effort = Effort { erases: true, ..Effort::default() };
        let work = move |db: &mut Db| write(db).map_err(Failed::Query);
        self.submit(effort, Temper::May, work).await
    }
}

/// A hash as the database has it.
pub(super) fn hash(bytes: &[u8]) -> FileHash {
    bytes.try_into().unwrap_or_default()
}

/// Whether there may be more where so many were swept.
pub(super) fn may_be_more(swept: usize) -> bool {
    i64::try_from(swept).is_ok_and(|swept| swept == SWEPT_MAX)
}

/// Files that no row names any more are to be removed.
pub(super) fn doom(db: &mut Db, hashes: &[Vec<u8>]) -> QueryResult<()> {
    for hash in hashes {
        if !is_named(db, hash)? {
            let row = doomed_files::hash.eq(hash);
            on_db!(db, |connection| insert_or_ignore_into(doomed_files::table)
                .values(row)
                .execute(connection))?;
        }
    }
    Ok(())
}

fn is_named(db: &mut Db, hash: &[u8]) -> QueryResult<bool> {
    let attachment = attachments::table.filter(attachments::hash.eq(hash)).select(attachments::id);
    let picture = pictures::table.filter(pictures::hash.eq(hash)).select(pictures::id);
    Ok(attachment.first::<i64>(db).optional()?.is_some()
        || picture.first::<i64>(db).optional()?.is_some())
}
