//! What was said: pages of a conversation both ways, and what is found by its words.

use std::collections::HashMap;

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Text},
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    read_user, read_word,
};
use crate::{
    protocol::{
        conversation::view::{Message, Sign},
        id::{Place, RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        Store, StoreError, attachments,
        db::{Db, on_db},
        schema::{blocks, message_signs, messages, rooms},
    },
};

/// The list that cursors of a search belong to.
const LIST: u8 = b's';

/// Which part of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The latest messages.
    Latest,
    /// Those before this position.
    Before(Seq),
    /// Those after this position.
    After(Seq),
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where.
    pub conversation: RoomId,
    /// It.
    pub message: Message,
}

impl Store {
    /// A part of a conversation as `viewer` may see it, in order; at most `rows` messages. What is gone is a
    /// message without content, what somebody blocked said is not there.
    pub async fn messages(
        &self,
        room: &RoomId,
        viewer: Option<UserId>,
        part: Part,
        rows: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let room = room.clone();
        self.read(move |db| page(db, &room, viewer, part, rows)).await
    }

    /// Messages in conversations of `user` that have all these words, the latest first.
    pub async fn search_messages(
        &self,
        user: UserId,
        room: Option<RoomId>,
        words: &str,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<Found>, ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let (words, rows) = (matching(words), page_rows(limit));
        if words.is_empty() {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let room = room.map(|room| room.as_str().to_owned()).unwrap_or_default();
        let found = self.read(move |db| search(db, user, &room, &words, rows, after)).await?;
        let cursor = |last: &(i64, Found)| Cursor { list: LIST, value: 0, key: last.0 };
        let Page { items, next } = Page::cut(found, rows, cursor);
        Ok(Page { items: items.into_iter().map(|(_, found)| found).collect(), next })
    }
}

type Row = (
    (i64, i64, i64, String),
    (Option<String>, String, Option<i64>, String),
    (i64, Option<i64>, bool, bool),
);

/// What a [`Row`] is made of; a macro, for the type of it has no name.
macro_rules! columns {
    () => {
        (
            (messages::conversation, messages::seq, messages::author, messages::author_name),
            (messages::content, messages::content_type, messages::reply_to, messages::mentions),
            (messages::at_ms, messages::edited_at_ms, messages::deleted, messages::hidden),
        )
    };
}

fn page(
    db: &mut Db,
    room: &RoomId,
    viewer: Option<UserId>,
    part: Part,
    rows: usize,
) -> QueryResult<Vec<Message>> {
    let key = rooms::table.filter(rooms::id.eq(room.as_str())).select(rooms::key);
    let Some(key) = key.first::<i64>(db).optional()? else { return Ok(Vec::new()) };
    // Nobody has this number: ids are positive.
    let viewer = viewer.map_or(-1, |viewer| viewer.0.number());
    let blocked = blocks::table.filter(blocks::user_id.eq(viewer)).select(blocks::blocked);
    let all = messages::table
        .filter(messages::conversation.eq(key))
        .filter(messages::author.ne_all(blocked))
        .limit(i64::try_from(rows).unwrap_or(i64::MAX))
        .select(columns!());
    let mut found = match part {
        Part::Latest => all.order(messages::seq.desc()).load::<Row>(db)?,
        Part::Before(seq) => {
            all.filter(messages::seq.lt(seq.number())).order(messages::seq.desc()).load(db)?
        }
        Part::After(seq) => {
            all.filter(messages::seq.gt(seq.number())).order(messages::seq).load(db)?
        }
    };
    if !matches!(part, Part::After(_)) {
        found.reverse();
    }
    let deaf_to = blocked_by(db, viewer)?;
    with_signs(db, key, found, &deaf_to)
}

/// To whom a user does not want to listen.
pub(super) fn blocked_by(db: &mut Db, user: i64) -> QueryResult<Vec<i64>> {
    blocks::table.filter(blocks::user_id.eq(user)).select(blocks::blocked).load(db)
}

/// The message at a position, with the signs at it but for those of some users.
pub(super) fn one(
    db: &mut Db,
    key: i64,
    seq: i64,
    deaf_to: &[i64],
) -> QueryResult<Option<Message>> {
    let here = messages::conversation.eq(key).and(messages::seq.eq(seq));
    let row = messages::table.filter(here).select(columns!()).first::<Row>(db).optional()?;
    let Some(row) = row else { return Ok(None) };
    Ok(with_signs(db, key, vec![row], deaf_to)?.pop())
}

/// The same with what is hidden.
pub(super) fn for_staff(db: &mut Db, key: i64, seq: i64) -> QueryResult<Option<Message>> {
    let here = messages::conversation.eq(key).and(messages::seq.eq(seq));
    let said = messages::table.filter(here).select(messages::content);
    let said = said.first::<Option<String>>(db).optional()?.flatten();
    Ok(one(db, key, seq, &[])?.map(|message| Message { content: said, ..message }))
}

/// Reads rows of one conversation, with the signs at them but for those of some users.
fn with_signs(db: &mut Db, key: i64, rows: Vec<Row>, deaf_to: &[i64]) -> QueryResult<Vec<Message>> {
    let seqs = rows.iter().map(|((_, seq, _, _), _, _)| *seq);
    let (first, last) = (seqs.clone().min().unwrap_or(0), seqs.max().unwrap_or(0));
    let signs = message_signs::table
        .filter(
            message_signs::conversation.eq(key).and(message_signs::message.between(first, last)),
        )
        .order((message_signs::message, message_signs::seq))
        .select((message_signs::message, message_signs::emoji, message_signs::user_id))
        .load::<(i64, String, i64)>(db)?;
    let mut by_message: HashMap<i64, Vec<Sign>> = HashMap::new();
    for (message, emoji, user) in signs.into_iter().filter(|(_, _, user)| !deaf_to.contains(user)) {
        let signs = by_message.entry(message).or_default();
        match signs.iter_mut().find(|sign| sign.emoji == emoji) {
            Some(sign) => sign.users.push(read_user(user)),
            None => signs.push(Sign { emoji, users: vec![read_user(user)] }),
        }
    }
    let mut files = attachments::of_messages(db, key, first, last)?;
    rows.into_iter()
        .map(|row| {
            let mut message = read(row)?;
            if message.content.is_some() {
                message.attachments = files.remove(&message.seq.number()).unwrap_or_default();
            }
            message.reactions = by_message.remove(&message.seq.number()).unwrap_or_default();
            Ok(message)
        })
        .collect()
}

fn read(row: Row) -> QueryResult<Message> {
    let ((_, seq, author, author_name), said, (at, edited_at, deleted, hidden)) = row;
    let (content, content_type, reply_to, mentions) = said;
    let seq = Seq(seq.cast_unsigned());
    let is_shown = !deleted && !hidden;
    Ok(Message {
        id: Place(seq),
        seq,
        author: read_user(author),
        author_name: author_name.into(),
        content: content.filter(|_| is_shown),
        content_type: read_word(&content_type)?,
        attachments: Vec::new(),
        reply_to: reply_to.map(|seq| Place(Seq(seq.cast_unsigned()))),
        mentions: if is_shown {
            serde_json::from_str(&mentions).unwrap_or_default()
        } else {
            Vec::new()
        },
        at: Some(Time::from_ms(at)),
        edited_at: edited_at.map(Time::from_ms),
        deleted,
        hidden,
        reactions: Vec::new(),
    })
}

/// Words as the index is asked for them: all of them, the last one also by its beginning. Whatever else is
/// typed means nothing.
fn matching(text: &str) -> String {
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    if quoted.is_empty() { String::new() } else { format!("{}*", quoted.join(" ")) }
}

const SEARCH: &str = "
    SELECT messages.id AS id, messages.conversation AS key, messages.seq AS seq, rooms.id AS room
    FROM messages_fts
    JOIN messages ON messages.id = messages_fts.rowid
    JOIN members ON members.conversation = messages.conversation AND members.user_id = ? AND NOT members.away
    JOIN rooms ON rooms.key = messages.conversation
    WHERE messages_fts MATCH ? AND messages_fts.rowid < ? AND ? IN ('', rooms.id)
        AND NOT messages.deleted AND NOT messages.hidden
        AND messages.author NOT IN (SELECT blocked FROM blocks WHERE blocks.user_id = members.user_id)
    ORDER BY messages_fts.rowid DESC LIMIT ?";

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    key: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    room: String,
}

fn search(
    db: &mut Db,
    user: UserId,
    room: &str,
    words: &str,
    rows: usize,
    after: i64,
) -> QueryResult<Vec<(i64, Found)>> {
    let hits = on_db!(db, |connection| sql_query(SEARCH)
        .bind::<BigInt, _>(user.0.number())
        .bind::<Text, _>(words)
        .bind::<BigInt, _>(after)
        .bind::<Text, _>(room)
        .bind::<BigInt, _>(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .load::<Hit>(connection))?;
    let deaf_to = blocked_by(db, user.0.number())?;
    let mut found = Vec::new();
    for Hit { id, key, seq, room } in hits {
        if let Some(message) = one(db, key, seq, &deaf_to)? {
            found.push((id, Found { conversation: RoomId::from(room.as_str()), message }));
        }
    }
    Ok(found)
}
