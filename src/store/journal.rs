//! The journal: every event of every room, in order, for good; and the snapshots that save replaying it.

use diesel::{
    BoolExpressionMethods, Connection, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, insert_into,
    result::{DatabaseErrorKind, Error},
};

use super::{
    Append, Loaded, NewSnapshot, RoomKey, Stored,
    db::{Db, Failed, on_db},
    keys, minded, outbox,
    projections::Project,
    schema::{events, rooms, snapshots},
    update::update_kept,
};
use crate::protocol::{
    frame::to_json,
    id::{RoomId, Seq},
    time::Time,
};

/// Writes one append: journal, projections, keys, outbox, snapshot.
pub(super) fn append<W: Project>(db: &mut Db, append: &Append<W>) -> Result<RoomKey, Failed> {
    let room = match append.key {
        Some(room) => advance(db, room, append)?,
        None => begin(db, append)?,
    };
    for record in &append.records {
        let row = (
            events::room.eq(room.0),
            events::seq.eq(record.seq.number()),
            events::at_ms.eq(record.at.ms()),
            events::by_user.eq(record.by.map(|by| by.0.number())),
            events::body.eq(&record.body),
        );
        on_db!(db, |connection| insert_into(events::table).values(row).execute(connection))
            .map_err(taken)?;
    }
    if !append.records.is_empty() {
        W::project(db, room, &append.room, &append.records)?;
    }
    for seq in &append.erased {
        erase::<W>(db, room, *seq)?;
    }
    minded::note(db, room, &append.minded)?;
    outbox::consume(db, &append.consumed)?;
    outbox::add(db, &append.outbox)?;
    keys::keep(db, room, &append.keys)?;
    if let Some(snapshot) = &append.snapshot {
        freeze(db, room, snapshot)?;
    }
    Ok(room)
}

/// Takes out of the journal what was said at a position. That something happened stays.
fn erase<W: Project>(db: &mut Db, room: RoomKey, seq: Seq) -> QueryResult<()> {
    let here = events::room.eq(room.0).and(events::seq.eq(seq.number()));
    let body = events::table.filter(here).select(events::body).first::<String>(db).optional()?;
    // What cannot be read is not ours, and stays.
    let event = body.and_then(|body| serde_json::from_str::<W::Event>(&body).ok());
    if let Some(event) = event {
        let body = to_json(&W::erase(event));
        let erased = update_kept(&events::table, here, events::body.eq(body));
        on_db!(db, |connection| erased.execute(connection))?;
    }
    Ok(())
}

/// The row of a room that was never written before.
fn begin<W: Project>(db: &mut Db, append: &Append<W>) -> Result<RoomKey, Failed> {
    if append.records.first().is_some_and(|first| first.seq != Seq(1)) {
        return Err(Failed::Conflict);
    }
    let last = append.records.last().map_or(Seq(0), |last| last.seq);
    let row = (
        rooms::id.eq(append.room.as_str()),
        rooms::kind.eq(append.room.kind()),
        rooms::seq.eq(last.number()),
        rooms::deadline_ms.eq(append.deadline.map(Time::ms)),
    );
    on_db!(db, |connection| insert_into(rooms::table)
        .values(row)
        .returning(rooms::key)
        .get_result(connection))
    .map(RoomKey)
    .map_err(taken)
}

/// Moves a room's row on; fails where it is not at the position before the first record.
fn advance<W: Project>(db: &mut Db, room: RoomKey, append: &Append<W>) -> Result<RoomKey, Failed> {
    let deadline = rooms::deadline_ms.eq(append.deadline.map(Time::ms));
    let here = rooms::key.eq(room.0);
    let ends = append.records.first().zip(append.records.last());
    let moved = if let Some((first, last)) = ends {
        let there = here.and(rooms::seq.eq(first.seq.number() - 1));
        let to = (rooms::seq.eq(last.seq.number()), deadline);
        let moved = update_kept(&rooms::table, there, to);
        on_db!(db, |connection| moved.execute(connection))?
    } else {
        // Only keys: refusals change nothing.
        let kept = update_kept(&rooms::table, here, deadline);
        on_db!(db, |connection| kept.execute(connection))?
    };
    if moved == 1 { Ok(room) } else { Err(Failed::Conflict) }
}

fn taken(why: Error) -> Failed {
    if let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) = why {
        return Failed::Conflict;
    }
    Failed::Query(why)
}

fn freeze(db: &mut Db, room: RoomKey, snapshot: &NewSnapshot) -> QueryResult<()> {
    let state = (snapshots::seq.eq(snapshot.seq.number()), snapshots::body.eq(&snapshot.body));
    on_db!(db, |connection| insert_into(snapshots::table)
        .values((snapshots::room.eq(room.0), state))
        .on_conflict(snapshots::room)
        .do_update()
        .set(state)
        .execute(connection))?;
    Ok(())
}

/// A room as its journal has it: the snapshot, what came after it, and at least the last `tail` records
/// and those after `since`.
pub(super) fn load(
    db: &mut Db,
    room: &RoomId,
    tail: usize,
    since: Option<Seq>,
) -> QueryResult<Option<Loaded>> {
    // One transaction: all of it from the same moment.
    db.transaction(|db| {
        let found = rooms::table
            .filter(rooms::id.eq(room.as_str()))
            .select((rooms::key, rooms::seq))
            .first::<(i64, i64)>(db)
            .optional()?;
        let Some((key, seq)) = found else {
            return Ok(None);
        };
        let snapshot = snapshots::table
            .filter(snapshots::room.eq(key))
            .select((snapshots::seq, snapshots::body))
            .first::<(i64, String)>(db)
            .optional()?
            .map(|(seq, body)| NewSnapshot { seq: position(seq), body });
        let tail = i64::try_from(tail).unwrap_or(i64::MAX);
        let from = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq.number());
        let since = since.map_or(i64::MAX, Seq::number);
        let after = from.min(seq.saturating_sub(tail)).min(since);
        let records = stored(db, key, after, i64::MAX)?;
        let keys = keys::of_room(db, key, room)?;
        Ok(Some(Loaded { key: RoomKey(key), seq: position(seq), snapshot, records, keys }))
    })
}

/// A page of a room's records.
pub(super) fn page(
    db: &mut Db,
    room: &RoomId,
    after: Seq,
    limit: usize,
) -> QueryResult<Vec<Stored>> {
    let key =
        rooms::table.filter(rooms::id.eq(room.as_str())).select(rooms::key).first(db).optional()?;
    match key {
        Some(key) => stored(db, key, after.number(), i64::try_from(limit).unwrap_or(i64::MAX)),
        None => Ok(Vec::new()),
    }
}

fn stored(db: &mut Db, room: i64, after: i64, limit: i64) -> QueryResult<Vec<Stored>> {
    let rows = events::table
        .filter(events::room.eq(room))
        .filter(events::seq.gt(after))
        .order(events::seq)
        .limit(limit)
        .select((events::seq, events::at_ms, events::body))
        .load::<(i64, i64, String)>(db)?;
    Ok(rows
        .into_iter()
        .map(|(seq, at, body)| Stored { seq: position(seq), at: Time::from_ms(at), body })
        .collect())
}

/// Rooms that want to be woken before then, the most urgent first.
pub(super) fn due(db: &mut Db, before: Time, limit: usize) -> QueryResult<Vec<RoomId>> {
    let ids = rooms::table
        .filter(rooms::deadline_ms.le(before.ms()))
        .order(rooms::deadline_ms)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(rooms::id)
        .load::<String>(db)?;
    Ok(ids.iter().map(|id| RoomId::from(id.as_str())).collect())
}

fn position(number: i64) -> Seq {
    Seq(number.cast_unsigned())
}
