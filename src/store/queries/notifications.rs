//! Notifications in pages, and who is blocked.

use diesel::{
    ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl, QueryResult, RunQueryDsl,
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    read_user, read_word,
};
use crate::{
    protocol::{
        id::{Place, Seq, UserId},
        inbox::Notification,
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{blocks, notifications, users},
    },
};

/// The list that cursors of notifications belong to.
const LIST: u8 = b'n';

impl Store {
    /// A page of a user's notifications, the latest first, and how many are unread in all.
    pub async fn notifications(
        &self,
        user: UserId,
        unread: bool,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<(Page<Notification>, u32), ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let rows = page_rows(limit);
        let (items, count) = self.read(move |db| page(db, user, unread, rows, after)).await?;
        let cursor = |last: &Notification| Cursor { list: LIST, value: 0, key: last.id.0.number() };
        Ok((Page::cut(items, rows, cursor), count))
    }

    /// Whom a user has blocked, with their names.
    pub async fn blocks(&self, user: UserId) -> Result<Vec<(UserId, String)>, StoreError> {
        self.read(move |db| {
            let rows = blocks::table
                .left_join(users::table.on(users::id.eq(blocks::blocked)))
                .filter(blocks::user_id.eq(user.0.number()))
                .order(blocks::blocked)
                .select((blocks::blocked, users::name.nullable()))
                .load::<(i64, Option<String>)>(db)?;
            let read =
                |(user, name): (i64, Option<String>)| (read_user(user), name.unwrap_or_default());
            Ok(rows.into_iter().map(read).collect())
        })
        .await
    }
}

type Row = (i64, String, String, String, String, i64, Option<i64>);

fn page(
    db: &mut Db,
    user: UserId,
    unread: bool,
    rows: usize,
    after: i64,
) -> QueryResult<(Vec<Notification>, u32)> {
    let own = notifications::table.filter(notifications::user_id.eq(user.0.number()));
    let count: i64 = own.filter(notifications::read_at_ms.is_null()).count().get_result(db)?;
    let mut wanted = own
        .filter(notifications::id.lt(after))
        .order(notifications::id.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select((
            notifications::id,
            notifications::topic,
            notifications::title,
            notifications::message,
            notifications::data,
            notifications::created_at_ms,
            notifications::read_at_ms,
        ))
        .into_boxed();
    if unread {
        wanted = wanted.filter(notifications::read_at_ms.is_null());
    }
    let found = wanted.load::<Row>(db)?.into_iter().map(read).collect::<QueryResult<_>>()?;
    Ok((found, u32::try_from(count).unwrap_or(u32::MAX)))
}

fn read((id, topic, title, message, data, created_at, read_at): Row) -> QueryResult<Notification> {
    let data = serde_json::from_str(&data);
    Ok(Notification {
        id: Place(Seq(id.cast_unsigned())),
        topic: read_word(&topic)?,
        title,
        message,
        data: data.map_err(|why| diesel::result::Error::DeserializationError(Box::new(why)))?,
        created_at: Time::from_ms(created_at),
        read_at: read_at.map(Time::from_ms),
    })
}
