//! Pictures of what is sold: whose they are, which lots show them, and which of them none does any more.

use std::{collections::BTreeSet, io};

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, delete,
    dsl::{exists, not},
    insert_into, update,
};

use super::{
    Added, FileHash, Store, StoreError,
    db::{Db, on_db},
    files::{self, SWEPT_MAX, doom},
    queries::read_user,
    schema::{picture_lots, pictures},
};
use crate::protocol::{
    id::{Id, UserId},
    picture,
    time::Time,
};

/// What pictures are called whose owner's account is erased.
const NAMELESS: &str = "picture";

/// A picture that has come in.
#[derive(Clone, Debug)]
pub struct NewPicture {
    /// By which it is shown.
    pub id: Id,
    /// It.
    pub kept: KeptPicture,
    /// When.
    pub at: Time,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPicture {
    /// Whose.
    pub owner: UserId,
    /// By which it is kept.
    pub hash: FileHash,
    /// By its content.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
    /// What its owner calls it.
    pub name: String,
    /// Its width and height.
    pub size: (u32, u32),
}

impl Store {
    /// Keeps a picture: `place` puts it where it belongs, in the transaction, before it is named. Nothing is kept where
    /// its owner has had `count_max` since `since`. `Duplicate` where its id is taken.
    /// One that was placed and is not kept after all is to be told of with [`Self::doom_unnamed`].
    pub async fn add_picture(
        &self,
        new: NewPicture,
        since: Time,
        count_max: usize,
        place: impl FnMut() -> io::Result<()> + Send + 'static,
    ) -> Result<Added, StoreError> {
        let owner = new.kept.owner;
        let may = move |db: &mut Db| Ok(times(db, owner, since)?.len() < count_max);
        self.keep_file(may, place, move |db| insert(db, &new)).await
    }

    /// A picture.
    pub async fn picture(&self, id: Id) -> Result<Option<KeptPicture>, StoreError> {
        self.read(move |db| {
            let row = pictures::table
                .find(id.number())
                .select((
                    (pictures::owner, pictures::hash, pictures::media_type, pictures::bytes),
                    (pictures::name, pictures::width, pictures::height),
                ))
                .first::<((i64, Vec<u8>, String, i64), (String, i64, i64))>(db)
                .optional()?;
            let pixels = |number: i64| u32::try_from(number).unwrap_or_default();
            Ok(row.map(|((owner, hash, media_type, bytes), (name, width, height))| KeptPicture {
                owner: read_user(owner),
                hash: files::hash(&hash),
                media_type,
                bytes: bytes.unsigned_abs(),
                name,
                size: (pixels(width), pixels(height)),
            }))
        })
        .await
    }

    /// When a user uploaded pictures since then, the first first.
    pub async fn picture_times(&self, owner: UserId, since: Time) -> Result<Vec<Time>, StoreError> {
        self.read(move |db| times(db, owner, since)).await
    }

    /// Takes away pictures that no lot has shown since `before`; whether there may be more of them.
    pub async fn drop_unnamed_pictures(&self, before: Time) -> Result<bool, StoreError> {
        self.wipe(move |db| {
            let old = pictures::table
                .filter(pictures::unnamed_since_ms.le(before.ms()))
                .limit(SWEPT_MAX)
                .select((pictures::id, pictures::hash))
                .load::<(i64, Vec<u8>)>(db)?;
            let ids = old.iter().map(|(id, _)| *id);
            delete(pictures::table.filter(pictures::id.eq_any(ids))).execute(db)?;
            let hashes: Vec<_> = old.into_iter().map(|(_, hash)| hash).collect();
            doom(db, &hashes)?;
            Ok(files::may_be_more(hashes.len()))
        })
        .await
    }
}

/// A lot shows these pictures now, and none of those that it showed before.
pub(super) fn shown(db: &mut Db, lot: &str, images: &[String], at: Time) -> QueryResult<()> {
    let now: BTreeSet<i64> =
        images.iter().filter_map(|image| picture::named(image)).map(Id::number).collect();
    let of_lot = picture_lots::table.filter(picture_lots::lot.eq(lot));
    let before = of_lot.select(picture_lots::picture).load::<i64>(db)?;
    let gone: Vec<i64> = before.iter().filter(|id| !now.contains(id)).copied().collect();
    for id in now.iter().filter(|id| !before.contains(id)) {
        let row = (picture_lots::picture.eq(id), picture_lots::lot.eq(lot));
        insert_into(picture_lots::table).values(row).execute(db)?;
        update(pictures::table.find(id))
            .set(pictures::unnamed_since_ms.eq(None::<i64>))
            .execute(db)?;
    }
    if !gone.is_empty() {
        delete(of_lot.filter(picture_lots::picture.eq_any(&gone))).execute(db)?;
        let elsewhere = picture_lots::table.filter(picture_lots::picture.eq(pictures::id));
        let free =
            pictures::table.filter(pictures::id.eq_any(&gone)).filter(not(exists(elsewhere)));
        let since = pictures::unnamed_since_ms.eq(at.ms());
        on_db!(db, |connection| update(free).set(since).execute(connection))?;
    }
    Ok(())
}

/// An account is erased: what no lot shows goes, and the rest forgets what its owner called it.
pub(super) fn release(db: &mut Db, owner: UserId) -> QueryResult<()> {
    let own = pictures::owner.eq(owner.0.number());
    let unnamed = pictures::table.filter(own.and(pictures::unnamed_since_ms.is_not_null()));
    let hashes = unnamed.select(pictures::hash).load::<Vec<u8>>(db)?;
    delete(unnamed).execute(db)?;
    doom(db, &hashes)?;
    update(pictures::table.filter(own)).set(pictures::name.eq(NAMELESS)).execute(db).map(drop)
}

fn times(db: &mut Db, owner: UserId, since: Time) -> QueryResult<Vec<Time>> {
    let times = pictures::table
        .filter(pictures::owner.eq(owner.0.number()))
        .filter(pictures::created_at_ms.gt(since.ms()))
        .order(pictures::created_at_ms)
        .select(pictures::created_at_ms)
        .load::<i64>(db)?;
    Ok(times.into_iter().map(Time::from_ms).collect())
}

fn insert(db: &mut Db, new: &NewPicture) -> QueryResult<()> {
    let NewPicture { id, kept, at } = new;
    let lots = picture_lots::table.filter(picture_lots::picture.eq(id.number()));
    let is_shown = lots.count().get_result::<i64>(db)? != 0;
    let row = (
        pictures::id.eq(id.number()),
        pictures::owner.eq(kept.owner.0.number()),
        pictures::hash.eq(&kept.hash[..]),
        pictures::media_type.eq(&kept.media_type),
        pictures::bytes.eq(i64::try_from(kept.bytes).unwrap_or(i64::MAX)),
        pictures::name.eq(&kept.name),
        pictures::width.eq(i64::from(kept.size.0)),
        pictures::height.eq(i64::from(kept.size.1)),
        pictures::created_at_ms.eq(at.ms()),
        pictures::unnamed_since_ms.eq((!is_shown).then_some(at.ms())),
    );
    insert_into(pictures::table).values(row).execute(db).map(drop)
}
