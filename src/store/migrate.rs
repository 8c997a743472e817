//! The schema: brought up to date when the store is opened, and never guessed at.

use std::io;

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, SqliteConnection, insert_or_ignore_into,
    migration::{Migration, MigrationSource},
    sqlite::Sqlite,
    update,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    OpenError,
    db::{Db, begin, commit, on_db},
    projections::tile,
    schema::meta,
};
use crate::protocol::id::Id;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// The migration that makes the tables of auctions' tiles.
const TILES: &str = "20261128000013";

/// Brings the schema up to date, or refuses one that a newer program made.
pub(super) fn migrate(db: &mut Db) -> Result<(), OpenError> {
    // Two programs that start at once must not both create the same tables. Where anything fails the connection is
    // closed, which undoes it.
    begin(db)?;
    if on_db!(db, |connection| renew(connection))?.iter().any(|version| version == TILES) {
        tile::fill(db)?;
    }
    Ok(commit(db)?)
}

/// Runs what this database does not have; the versions of that.
fn renew(connection: &mut SqliteConnection) -> Result<Vec<String>, OpenError> {
    let known = versions(&MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(schema)?);
    let applied = connection.applied_migrations().map_err(schema)?;
    let mut applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    applied.sort_unstable();
    if let Some(newest) = applied.iter().rfind(|version| !known.contains(version)) {
        let program = known.last().cloned().unwrap_or_default();
        return Err(OpenError::Newer { database: newest.clone(), program });
    }
    let run = connection.run_pending_migrations(SQLITE).map_err(schema)?;
    Ok(run.iter().map(ToString::to_string).collect())
}

fn schema(why: Box<dyn std::error::Error + Send + Sync>) -> OpenError {
    OpenError::Schema(why)
}

fn versions(migrations: &[Box<dyn Migration<Sqlite>>]) -> Vec<String> {
    let mut versions: Vec<String> =
        migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort_unstable();
    versions
}

/// The name of this database, made when it is new.
pub(super) fn epoch(db: &mut Db) -> Result<String, OpenError> {
    let fresh = getrandom::u64().map_err(|why| OpenError::Machine(io::Error::other(why)))?;
    let fresh = Id::from_number(fresh).to_string();
    on_db!(db, |connection| {
        insert_or_ignore_into(meta::table)
            .values((meta::id.eq(1), meta::epoch.eq(&fresh)))
            .execute(connection)?;
    });
    Ok(meta::table.select(meta::epoch).first(db)?)
}

/// Writes a page that means nothing.
pub(super) fn touch(db: &mut Db) -> QueryResult<()> {
    on_db!(db, |connection| update(meta::table).set(meta::id.eq(1)).execute(connection))?;
    Ok(())
}
