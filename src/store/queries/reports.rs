//! Messages that moderators are to look at, with what was said around them.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, update,
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    messages, read_user,
};
use crate::{
    protocol::{
        conversation::view::Message,
        id::{Place, RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{message_versions, messages as said, reports, rooms},
    },
};

/// The list that cursors of reports belong to.
const LIST: u8 = b'r';
/// How many messages before a reported one, and after it, moderators are shown.
const AROUND: i64 = 5;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its number.
    pub id: i64,
    /// Where.
    pub conversation: RoomId,
    /// Of which message.
    pub message: Place,
    /// By whom; by the house, where a word of the list did it.
    pub by: UserId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Time,
    /// When it was settled, by whom and how.
    pub resolved: Option<(Time, UserId, String)>,
}

/// A report with what moderators need to judge it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// It.
    pub report: Report,
    /// The message and those around it, in order, hidden ones too. What is gone is gone.
    pub around: Vec<Message>,
    /// What the message said before it was edited, oldest first, each with the time until when.
    pub versions: Vec<(String, Time)>,
}

impl Store {
    /// A page of reports, the oldest that is open first.
    pub async fn reports(
        &self,
        open: bool,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<Report>, ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(0, |cursor| cursor.key);
        let rows = page_rows(limit);
        let found = self.read(move |db| page(db, open, rows, after)).await?;
        Ok(Page::cut(found, rows, |last| Cursor { list: LIST, value: 0, key: last.id }))
    }

    /// A report with what was said around it.
    pub async fn report(&self, id: i64) -> Result<Option<Case>, StoreError> {
        self.read(move |db| case(db, id)).await
    }

    /// Settles a report; whether it was open.
    pub async fn resolve_report(
        &self,
        id: i64,
        by: UserId,
        resolution: String,
        at: Time,
    ) -> Result<bool, StoreError> {
        self.write(move |db| {
            let open = reports::id.eq(id).and(reports::resolved_at_ms.is_null());
            let resolved = (
                reports::resolved_at_ms.eq(at.ms()),
                reports::resolved_by.eq(by.0.number()),
                reports::resolution.eq(&resolution),
            );
            Ok(update(reports::table.filter(open)).set(resolved).execute(db)? == 1)
        })
        .await
    }
}

type Row = (i64, String, i64, i64, String, i64, (Option<i64>, Option<i64>, Option<String>));

/// What a [`Row`] is made of; a macro, for the type of it has no name.
macro_rules! columns {
    () => {
        (
            reports::id,
            rooms::id,
            reports::message,
            reports::by_user,
            reports::reason,
            reports::at_ms,
            (reports::resolved_at_ms, reports::resolved_by, reports::resolution),
        )
    };
}

fn read((id, room, message, by, reason, at, resolved): Row) -> Report {
    let (resolved_at, resolved_by, resolution) = resolved;
    let resolved = resolved_at.zip(resolved_by).zip(resolution);
    Report {
        id,
        conversation: RoomId::from(room.as_str()),
        message: Place(Seq(message.cast_unsigned())),
        by: read_user(by),
        reason,
        at: Time::from_ms(at),
        resolved: resolved.map(|((at, by), how)| (Time::from_ms(at), read_user(by), how)),
    }
}

fn page(db: &mut Db, open: bool, rows: usize, after: i64) -> QueryResult<Vec<Report>> {
    let mut all = reports::table
        .inner_join(rooms::table.on(rooms::key.eq(reports::conversation)))
        .filter(reports::id.gt(after))
        .order(reports::id)
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select(columns!())
        .into_boxed();
    if open {
        all = all.filter(reports::resolved_at_ms.is_null());
    }
    Ok(all.load::<Row>(db)?.into_iter().map(read).collect())
}

fn case(db: &mut Db, id: i64) -> QueryResult<Option<Case>> {
    let found = reports::table
        .inner_join(rooms::table.on(rooms::key.eq(reports::conversation)))
        .filter(reports::id.eq(id))
        .select((columns!(), reports::conversation))
        .first::<(Row, i64)>(db)
        .optional()?;
    let Some((row, key)) = found else { return Ok(None) };
    let report = read(row);
    let seq = report.message.0.number();
    let here = said::table.filter(said::conversation.eq(key)).select(said::seq);
    let before = here.filter(said::seq.le(seq)).order(said::seq.desc()).limit(AROUND + 1);
    let mut seqs: Vec<i64> = before.load(db)?;
    seqs.reverse();
    seqs.extend(here.filter(said::seq.gt(seq)).order(said::seq).limit(AROUND).load::<i64>(db)?);
    let mut around = Vec::with_capacity(seqs.len());
    for seq in seqs {
        around.extend(messages::for_staff(db, key, seq)?);
    }
    let versions = message_versions::table
        .filter(message_versions::conversation.eq(key).and(message_versions::message.eq(seq)))
        .order(message_versions::seq)
        .select((message_versions::content, message_versions::until_ms))
        .load::<(String, i64)>(db)?;
    let versions = versions.into_iter().map(|(said, until)| (said, Time::from_ms(until)));
    Ok(Some(Case { report, around, versions: versions.collect() }))
}
