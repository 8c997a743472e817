//! Files of messages: whose they are, in which message, and which of them no message takes.

use std::{collections::HashMap, io};

use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension,
    QueryDsl, QueryResult, RunQueryDsl, delete, insert_into, update,
};

use super::{
    Added, FileHash, Store, StoreError,
    db::Db,
    files::{self, SWEPT_MAX, doom},
    queries::{read_user, read_word},
    schema::{attachments, messages, rooms},
};
use crate::protocol::{
    attachment::Attachment,
    frame::word,
    id::{Id, RoomId, Seq, UserId},
    time::Time,
};

/// A file that has come in.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Whose.
    pub owner: UserId,
    /// By which it is kept.
    pub hash: FileHash,
    /// As everybody sees it.
    pub shown: Attachment,
    /// When.
    pub at: Time,
}

/// A file with what is not for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAttachment {
    /// Whose.
    pub owner: UserId,
    /// By which it is kept.
    pub hash: FileHash,
    /// As everybody sees it.
    pub shown: Attachment,
    /// The conversation with the message that took it.
    pub conversation: Option<RoomId>,
    /// The message is shown to nobody but moderators.
    pub hidden: bool,
}

impl Store {
    /// Keeps a file: `place` puts it where it belongs, in the transaction, before it is named. Nothing is kept where
    /// its owner has `waiting_max` files, or bytes, that no message has taken. `Duplicate` where its id is taken.
    /// A file that was placed and is not kept after all is to be told of with [`Self::doom_unnamed`].
    pub async fn add_attachment(
        &self,
        new: NewAttachment,
        waiting_max: (u64, u64),
        place: impl FnMut() -> io::Result<()> + Send + 'static,
    ) -> Result<Added, StoreError> {
        let (owner, more) = (new.owner, new.shown.bytes);
        let may = move |db: &mut Db| {
            let (count, bytes) = untaken(db, owner)?;
            Ok(count < waiting_max.0 && bytes.saturating_add(more) <= waiting_max.1)
        };
        self.keep_file(may, place, move |db| insert(db, &new)).await
    }

    /// A file.
    pub async fn attachment(&self, id: Id) -> Result<Option<KeptAttachment>, StoreError> {
        self.read(move |db| find(db, id)).await
    }

    /// How many files a user has that no message has taken, and their bytes together.
    pub async fn untaken(&self, owner: UserId) -> Result<(u64, u64), StoreError> {
        self.read(move |db| untaken(db, owner)).await
    }

    /// Takes away a file of its owner that no message has taken; whether there was one.
    pub async fn drop_attachment(&self, owner: UserId, id: Id) -> Result<bool, StoreError> {
        self.wipe(move |db| {
            let own = attachments::id.eq(id.number()).and(attachments::owner.eq(owner.0.number()));
            let rows = attachments::table.filter(own.and(attachments::conversation.is_null()));
            let hashes = rows.select(attachments::hash).load::<Vec<u8>>(db)?;
            delete(rows).execute(db)?;
            doom(db, &hashes)?;
            Ok(!hashes.is_empty())
        })
        .await
    }

    /// Takes away files that no message has taken since `before`; whether there may be more of them.
    pub async fn drop_untaken(&self, before: Time) -> Result<bool, StoreError> {
        self.wipe(move |db| {
            let old = attachments::table
                .filter(attachments::conversation.is_null())
                .filter(attachments::created_at_ms.le(before.ms()))
                .limit(SWEPT_MAX)
                .select((attachments::id, attachments::hash))
                .load::<(i64, Vec<u8>)>(db)?;
            let ids = old.iter().map(|(id, _)| *id);
            delete(attachments::table.filter(attachments::id.eq_any(ids))).execute(db)?;
            let hashes: Vec<_> = old.into_iter().map(|(_, hash)| hash).collect();
            doom(db, &hashes)?;
            Ok(files::may_be_more(hashes.len()))
        })
        .await
    }
}

type Row = ((i64, String, String, i64, String), (Option<i64>, Option<i64>, Option<i64>));

/// What a [`Row`] is made of; a macro, for the type of it has no name.
macro_rules! columns {
    () => {
        (
            (
                attachments::id,
                attachments::media_type,
                attachments::kind,
                attachments::bytes,
                attachments::name,
            ),
            (attachments::width, attachments::height, attachments::duration_ms),
        )
    };
}
/// A message takes files of its author; one that is taken already stays where it is.
pub(super) fn take(
    db: &mut Db,
    files: &[Attachment],
    owner: UserId,
    conversation: i64,
    seq: Seq,
) -> QueryResult<()> {
    for (place, file) in (0_i64..).zip(files) {
        let free = attachments::id
            .eq(file.id.number())
            .and(attachments::owner.eq(owner.0.number()))
            .and(attachments::conversation.is_null());
        let taken = (
            attachments::conversation.eq(conversation),
            attachments::seq.eq(seq.number()),
            attachments::place.eq(place),
        );
        update(attachments::table.filter(free)).set(taken).execute(db)?;
    }
    Ok(())
}

/// A message is erased, and its files go.
pub(super) fn release(db: &mut Db, conversation: i64, seq: Seq) -> QueryResult<()> {
    let here = attachments::conversation.eq(conversation).and(attachments::seq.eq(seq.number()));
    let rows = attachments::table.filter(here);
    let hashes = rows.select(attachments::hash).load::<Vec<u8>>(db)?;
    if !hashes.is_empty() {
        delete(rows).execute(db)?;
        doom(db, &hashes)?;
    }
    Ok(())
}

/// An account is erased, and what no message has taken goes.
pub(super) fn release_untaken(db: &mut Db, owner: UserId) -> QueryResult<()> {
    let own = attachments::owner.eq(owner.0.number()).and(attachments::conversation.is_null());
    let rows = attachments::table.filter(own);
    let hashes = rows.select(attachments::hash).load::<Vec<u8>>(db)?;
    delete(rows).execute(db)?;
    doom(db, &hashes)
}

/// Those of these files that are the owner's and in no message.
pub(super) fn free(db: &mut Db, owner: UserId, ids: &[Id]) -> QueryResult<Vec<Attachment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = attachments::table
        .filter(attachments::id.eq_any(ids.iter().map(|id| id.number())))
        .filter(attachments::owner.eq(owner.0.number()))
        .filter(attachments::conversation.is_null())
        .select(columns!())
        .load::<Row>(db)?;
    rows.into_iter().map(shown).collect()
}

/// The files of the messages of a conversation between two positions.
pub(super) fn of_messages(
    db: &mut Db,
    conversation: i64,
    first: i64,
    last: i64,
) -> QueryResult<HashMap<i64, Vec<Attachment>>> {
    let rows = attachments::table
        .filter(attachments::conversation.eq(conversation))
        .filter(attachments::seq.between(first, last))
        .order((attachments::seq, attachments::place))
        .select((attachments::seq.assume_not_null(), columns!()))
        .load::<(i64, Row)>(db)?;
    let mut all: HashMap<i64, Vec<Attachment>> = HashMap::new();
    for (seq, row) in rows {
        all.entry(seq).or_default().push(shown(row)?);
    }
    Ok(all)
}

fn untaken(db: &mut Db, owner: UserId) -> QueryResult<(u64, u64)> {
    let own = attachments::table
        .filter(attachments::owner.eq(owner.0.number()))
        .filter(attachments::conversation.is_null())
        .select(attachments::bytes)
        .load::<i64>(db)?;
    Ok((own.len() as u64, own.into_iter().map(i64::unsigned_abs).sum()))
}

fn insert(db: &mut Db, new: &NewAttachment) -> QueryResult<()> {
    let NewAttachment { owner, hash, shown, at } = new;
    let row = (
        attachments::id.eq(shown.id.number()),
        attachments::owner.eq(owner.0.number()),
        attachments::hash.eq(&hash[..]),
        attachments::media_type.eq(&shown.media_type),
        attachments::kind.eq(word(&shown.kind)),
        attachments::bytes.eq(i64::try_from(shown.bytes).unwrap_or(i64::MAX)),
        attachments::name.eq(&shown.name),
        attachments::width.eq(shown.width.map(i64::from)),
        attachments::height.eq(shown.height.map(i64::from)),
        attachments::duration_ms.eq(shown.duration_ms.and_then(|ms| i64::try_from(ms).ok())),
        attachments::created_at_ms.eq(at.ms()),
    );
    insert_into(attachments::table).values(row).execute(db).map(drop)
}

fn shown(
    ((id, media_type, kind, bytes, name), (width, height, duration)): Row,
) -> QueryResult<Attachment> {
    let pixels = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    Ok(Attachment {
        id: Id::from_number(id.cast_unsigned()),
        media_type,
        bytes: bytes.unsigned_abs(),
        name,
        kind: read_word(&kind)?,
        width: pixels(width),
        height: pixels(height),
        duration_ms: duration.map(i64::unsigned_abs),
    })
}

fn find(db: &mut Db, id: Id) -> QueryResult<Option<KeptAttachment>> {
    let found = attachments::table
        .filter(attachments::id.eq(id.number()))
        .select((
            (attachments::owner, attachments::hash),
            (attachments::conversation, attachments::seq),
            columns!(),
        ))
        .first::<((i64, Vec<u8>), (Option<i64>, Option<i64>), Row)>(db)
        .optional()?;
    let Some(((owner, hash), place, row)) = found else { return Ok(None) };
    let (mut room, mut hidden) = (None, false);
    if let (Some(key), Some(seq)) = place {
        let named = rooms::table.filter(rooms::key.eq(key)).select(rooms::id);
        room = Some(named.first::<String>(db)?);
        let message = messages::conversation.eq(key).and(messages::seq.eq(seq));
        let message = messages::table.filter(message).select(messages::hidden);
        hidden = message.first::<bool>(db).optional()?.unwrap_or_default();
    }
    Ok(Some(KeptAttachment {
        owner: read_user(owner),
        hash: files::hash(&hash),
        shown: shown(row)?,
        conversation: room.map(|room| RoomId::from(room.as_str())),
        hidden,
    }))
}
