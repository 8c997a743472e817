//! What has become of accounts, numbered: sockets hear of it by reading on from the last number they know,
//! whichever process wrote it. What staff did stays as a record of it.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, dsl::max,
    insert_into,
};

use super::{Store, StoreError, db::Db, schema::account_changes};
use crate::protocol::{
    account::{Change, FamilyId},
    id::{Id, UserId},
    time::Time,
};

/// How long a change stays that is no deed of staff.
pub const CHANGE_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// Something that became of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its number; later ones are greater.
    pub id: i64,
    /// Whose account.
    pub user: UserId,
    /// Which sign-in, where it is about one.
    pub family: Option<FamilyId>,
    /// What.
    pub what: Change,
    /// When.
    pub at: Time,
}

/// A change to be noted.
pub(super) struct NewChange<'a> {
    pub(super) user: UserId,
    pub(super) family: Option<FamilyId>,
    pub(super) what: Change,
    pub(super) by: Option<UserId>,
    pub(super) reason: &'a str,
    pub(super) staff: bool,
    pub(super) at: Time,
}

impl Store {
    /// The number of the last change, 0 where there is none: where a reader begins.
    pub async fn last_change(&self) -> Result<i64, StoreError> {
        self.read(|db| {
            let last = account_changes::table.select(max(account_changes::id)).first(db);
            last.map(|last: Option<i64>| last.unwrap_or_default())
        })
        .await
    }

    /// What changed after the one with this number, in order.
    pub async fn changes_since(&self, id: i64, limit: usize) -> Result<Vec<Changed>, StoreError> {
        self.read(move |db| page(db, id, limit)).await
    }
}

/// Notes a change; its number.
pub(super) fn note(db: &mut Db, new: &NewChange<'_>) -> QueryResult<i64> {
    let values = (
        account_changes::user_id.eq(new.user.0.number()),
        account_changes::family.eq(new.family.map(|family| family.0.number())),
        account_changes::what.eq(new.what.as_str()),
        account_changes::by_user.eq(new.by.map(|by| by.0.number())),
        account_changes::reason.eq(new.reason),
        account_changes::staff.eq(new.staff),
        account_changes::at_ms.eq(new.at.ms()),
    );
    insert_into(account_changes::table).values(values).returning(account_changes::id).get_result(db)
}

/// Forgets what is old and no deed of staff.
pub(super) fn prune(db: &mut Db, now: Time) -> QueryResult<()> {
    let old = account_changes::at_ms.le(now.ms() - CHANGE_LIFE_MS);
    let these = account_changes::table.filter(old.and(account_changes::staff.eq(false)));
    delete(these).execute(db).map(|_| ())
}

fn page(db: &mut Db, after: i64, limit: usize) -> QueryResult<Vec<Changed>> {
    let rows: Vec<(i64, i64, Option<i64>, String, i64)> = account_changes::table
        .filter(account_changes::id.gt(after))
        .order(account_changes::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            account_changes::id,
            account_changes::user_id,
            account_changes::family,
            account_changes::what,
            account_changes::at_ms,
        ))
        .load(db)?;
    let changed = |(id, user, family, what, at): (i64, i64, Option<i64>, String, i64)| Changed {
        id,
        user: UserId(Id::from_number(user.cast_unsigned())),
        family: family.map(|family| FamilyId(Id::from_number(family.cast_unsigned()))),
        // One that this version does not know still makes its reader look again.
        what: Change::named(&what).unwrap_or(Change::SignedOut),
        at: Time::from_ms(at),
    };
    Ok(rows.into_iter().map(changed).collect())
}
