//! The conversations of a user, with what they have not read.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use super::{messages, read_user, read_word};
use crate::{
    protocol::{
        conversation::{page::Listed, snapshot::Mute},
        id::{RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        Store, StoreError,
        db::{Db, on_db},
    },
};

/// The most conversations of a list, those with the latest messages first.
pub const LISTED_MAX: i64 = 1_000;

/// What is unread is counted by the index alone.
const LIST: &str = "
    SELECT rooms.id AS room, conversations.room AS key, conversations.kind AS kind,
        conversations.title AS title, rooms.seq AS seq,
        me.muted AS muted, me.muted_until_ms AS muted_until_ms,
        (SELECT count(*) FROM messages
            WHERE messages.conversation = me.conversation AND messages.seq > me.read_seq
                AND messages.author <> me.user_id AND NOT messages.deleted AND NOT messages.hidden
                AND messages.author NOT IN (SELECT blocked FROM blocks WHERE blocks.user_id = me.user_id)
        ) AS unread,
        latest.seq AS last,
        other.user_id AS other, other.name AS other_name
    FROM members AS me
    JOIN conversations ON conversations.room = me.conversation
    JOIN rooms ON rooms.key = me.conversation
    LEFT JOIN messages AS latest ON latest.conversation = me.conversation AND latest.seq = (
        SELECT messages.seq FROM messages
            WHERE messages.conversation = me.conversation AND NOT messages.deleted AND NOT messages.hidden
                AND messages.author NOT IN (SELECT blocked FROM blocks WHERE blocks.user_id = me.user_id)
            ORDER BY messages.seq DESC LIMIT 1)
    LEFT JOIN members AS other ON conversations.kind = 'direct'
        AND other.conversation = me.conversation AND other.user_id <> me.user_id
    WHERE me.user_id = ? AND NOT me.away AND NOT conversations.closed
    ORDER BY latest.at_ms DESC NULLS LAST, me.conversation DESC
    LIMIT ?";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    room: String,
    #[diesel(sql_type = BigInt)]
    key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    title: Option<String>,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Bool)]
    muted: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    muted_until_ms: Option<i64>,
    #[diesel(sql_type = BigInt)]
    unread: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    other: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    other_name: Option<String>,
}

impl Store {
    /// The conversations of a user, the one with the latest message first.
    pub async fn conversations(&self, user: UserId, now: Time) -> Result<Vec<Listed>, StoreError> {
        self.read(move |db| list(db, user, now)).await
    }
}

/// The conversations of a user, the one with the latest message first.
pub(in crate::store) fn list(db: &mut Db, user: UserId, now: Time) -> QueryResult<Vec<Listed>> {
    let rows = on_db!(db, |connection| sql_query(LIST)
        .bind::<BigInt, _>(user.0.number())
        .bind::<BigInt, _>(LISTED_MAX)
        .load::<Row>(connection))?;
    let deaf_to = messages::blocked_by(db, user.0.number())?;
    rows.into_iter().map(|row| listed(db, row, &deaf_to, now)).collect()
}

fn listed(db: &mut Db, row: Row, deaf_to: &[i64], now: Time) -> QueryResult<Listed> {
    let last = row.last.map(|seq| messages::one(db, row.key, seq, deaf_to)).transpose()?.flatten();
    let mute = Mute { until: row.muted_until_ms.map(Time::from_ms) };
    let mute = Some(mute).filter(|mute| row.muted && mute.lasts(now));
    Ok(Listed {
        conversation: RoomId::from(row.room.as_str()),
        kind: read_word(&row.kind)?,
        title: row.title.or(row.other_name),
        with: row.other.map(read_user),
        seq: Seq(row.seq.cast_unsigned()),
        unread_count: u32::try_from(row.unread).unwrap_or(u32::MAX),
        muted: mute.is_some(),
        muted_until: mute.and_then(|mute| mute.until),
        last_message: last,
    })
}
