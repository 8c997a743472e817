//! The outbox: what committed events ask of other rooms, until it is carried out there.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into};

use super::{
    NewOutbox, OutboxRow,
    db::{Db, Failed, on_db},
    schema::outbox,
};
use crate::protocol::id::RoomId;

/// Writes what is asked.
pub(super) fn add(db: &mut Db, rows: &[NewOutbox]) -> QueryResult<()> {
    for row in rows {
        let values = (
            outbox::room.eq(row.room.as_str()),
            outbox::request.eq(&row.request),
            outbox::data.eq(&row.data),
            outbox::at_ms.eq(row.at.ms()),
        );
        on_db!(db, |connection| insert_into(outbox::table).values(values).execute(connection))?;
    }
    Ok(())
}

/// Takes away what has been carried out; fails where somebody has done it already.
pub(super) fn consume(db: &mut Db, ids: &[i64]) -> Result<(), Failed> {
    for id in ids {
        let gone = on_db!(db, |connection| delete(outbox::table.filter(outbox::id.eq(*id)))
            .execute(connection))?;
        if gone != 1 {
            return Err(Failed::Conflict);
        }
    }
    Ok(())
}

/// A page of what waits.
pub(super) fn page(db: &mut Db, after: i64, limit: usize) -> QueryResult<Vec<OutboxRow>> {
    let rows = outbox::table
        .filter(outbox::id.gt(after))
        .order(outbox::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((outbox::id, outbox::room, outbox::request, outbox::data))
        .load::<(i64, String, String, String)>(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, room, request, data)| OutboxRow {
            id,
            room: RoomId::from(room.as_str()),
            request,
            data,
        })
        .collect())
}
