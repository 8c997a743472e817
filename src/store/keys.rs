//! Idempotency keys and the first answers to them, kept for a day.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, delete, insert_or_ignore_into,
};

use super::{
    KeyRow, RoomKey,
    db::{Db, on_db},
    schema::{keys, rooms},
};
use crate::protocol::{
    id::{Id, Key, RoomId, UserId},
    time::Time,
};

/// How long a key is kept.
pub const KEY_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;
/// The most keys that loading a room brings along.
pub const KEYS_LOADED_MAX: i64 = 1_000;
/// For each key that is written, so many old ones are looked at; so they cannot pile up.
const PRUNED_PER_KEY: usize = 2;
/// The most that are looked at in one transaction.
const PRUNED_MAX: usize = 2_000;

/// Writes keys. One that its user has used in the last day stays as it was: another room was faster.
pub(super) fn keep(db: &mut Db, room: RoomKey, new: &[KeyRow]) -> QueryResult<()> {
    for row in new {
        if insert(db, room, row)? == 0 && forget(db, row)? == 1 {
            insert(db, room, row)?;
        }
    }
    Ok(())
}

/// Writes a key, where there is none.
fn insert(db: &mut Db, room: RoomKey, row: &KeyRow) -> QueryResult<usize> {
    let values = (
        keys::user_id.eq(row.user.0.number()),
        keys::key.eq(row.key.as_str()),
        keys::fingerprint.eq(&row.fingerprint[..]),
        keys::room.eq(room.0),
        keys::answer.eq(&row.answer),
        keys::at_ms.eq(row.at.ms()),
    );
    on_db!(db, |connection| insert_or_ignore_into(keys::table).values(values).execute(connection))
}

/// Takes away an earlier use of a key that is over.
fn forget(db: &mut Db, row: &KeyRow) -> QueryResult<usize> {
    let same = keys::user_id.eq(row.user.0.number()).and(keys::key.eq(row.key.as_str()));
    let over = keys::at_ms.le(row.at.ms() - KEY_LIFE_MS);
    on_db!(db, |connection| delete(keys::table.filter(same.and(over))).execute(connection))
}

/// Forgets the oldest keys, where they are older than a day: some, for each that was written.
pub(super) fn prune(db: &mut Db, now: Time, written: usize) -> QueryResult<usize> {
    let look = (PRUNED_PER_KEY * written).min(PRUNED_MAX);
    let oldest = keys::table
        .order(keys::id)
        .limit(i64::try_from(look).unwrap_or(i64::MAX))
        .select((keys::id, keys::at_ms));
    let rows = on_db!(db, |connection| oldest.load::<(i64, i64)>(connection))?;
    let old: Vec<i64> = rows
        .into_iter()
        .take_while(|(_, at)| *at <= now.ms() - KEY_LIFE_MS)
        .map(|(id, _)| id)
        .collect();
    match old.last() {
        Some(last) => {
            on_db!(db, |connection| delete(keys::table.filter(keys::id.le(*last)))
                .execute(connection))
        }
        None => Ok(0),
    }
}

/// What a user's key was answered, where that was after `since`.
pub(super) fn find(
    db: &mut Db,
    user: UserId,
    key: &Key,
    since: Time,
) -> QueryResult<Option<KeyRow>> {
    let here = keys::user_id.eq(user.0.number()).and(keys::key.eq(key.as_str()));
    let found = keys::table
        .inner_join(rooms::table)
        .filter(here.and(keys::at_ms.gt(since.ms())))
        .select((keys::fingerprint, rooms::id, keys::answer, keys::at_ms))
        .first::<(Vec<u8>, String, String, i64)>(db)
        .optional()?;
    Ok(found.map(|(fingerprint, room, answer, at)| KeyRow {
        user,
        key: key.clone(),
        fingerprint: read_fingerprint(&fingerprint),
        room: RoomId::from(room.as_str()),
        answer,
        at: Time::from_ms(at),
    }))
}

/// The last keys of a room, oldest first.
pub(super) fn of_room(db: &mut Db, key: i64, room: &RoomId) -> QueryResult<Vec<KeyRow>> {
    type Row = (i64, String, Vec<u8>, String, i64);
    let rows = keys::table
        .filter(keys::room.eq(key))
        .order(keys::id.desc())
        .limit(KEYS_LOADED_MAX)
        .select((keys::user_id, keys::key, keys::fingerprint, keys::answer, keys::at_ms))
        .load::<Row>(db)?;
    Ok(rows
        .into_iter()
        .rev()
        .filter_map(|(user, key, fingerprint, answer, at)| {
            Some(KeyRow {
                user: UserId(Id::from_number(user.cast_unsigned())),
                key: Key::new(&key)?,
                fingerprint: read_fingerprint(&fingerprint),
                room: room.clone(),
                answer,
                at: Time::from_ms(at),
            })
        })
        .collect())
}

/// A fingerprint of another length (none is ever written) matches no request.
fn read_fingerprint(bytes: &[u8]) -> [u8; 16] {
    bytes.try_into().unwrap_or_default()
}
