//! Whose coming and going rooms want to hear.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete,
    insert_into,
};

use super::{
    RoomKey, Store, StoreError,
    db::{Db, on_db},
    queries::read_user,
    schema::{minded, rooms},
};
use crate::protocol::id::{RoomId, UserId};

impl Store {
    /// Everybody whose coming and going some room wants to hear.
    pub async fn minded(&self) -> Result<Vec<(UserId, RoomId)>, StoreError> {
        self.read(|db| {
            let rows = minded::table
                .inner_join(rooms::table)
                .select((minded::user_id, rooms::id))
                .load::<(i64, String)>(db)?;
            Ok(rows
                .into_iter()
                .map(|(user, room)| (read_user(user), room.as_str().into()))
                .collect())
        })
        .await
    }
}

/// Notes what a room wants to hear.
pub(super) fn note(db: &mut Db, room: RoomKey, changes: &[(UserId, bool)]) -> QueryResult<()> {
    for (user, on) in changes {
        let user = user.0.number();
        if *on {
            let row = (minded::user_id.eq(user), minded::room.eq(room.0));
            on_db!(db, |connection| insert_into(minded::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(connection))?;
        } else {
            let row = minded::user_id.eq(user).and(minded::room.eq(room.0));
            delete(minded::table.filter(row)).execute(db)?;
        }
    }
    Ok(())
}
