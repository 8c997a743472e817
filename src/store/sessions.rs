//! Sign-ins: families of refresh tokens. Only hashes are kept, and a token is spent by being used.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, delete, insert_into, update,
};

use super::{
    Store, StoreError,
    changes::{self, NewChange},
    db::Db,
    schema::{sessions, users},
    users::{User, columns, user},
};
use crate::protocol::{
    account::{Change, FamilyId},
    id::{Id, UserId},
    time::Time,
};

/// The most sign-ins that a user has at once; a new one ends the oldest.
pub const FAMILIES_MAX: i64 = 50;
/// The most ended sign-ins that are forgotten at a time.
const PRUNED_MAX: i64 = 1_000;

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Which.
    pub family: FamilyId,
    /// Since when.
    pub created_at: Time,
    /// When it was last renewed.
    pub used_at: Time,
    /// When it ends unless it is renewed.
    pub expires_at: Time,
    /// What program it said to be.
    pub user_agent: String,
    /// From where it began.
    pub address: String,
}

/// A sign-in to be kept.
#[derive(Clone, Debug)]
pub struct NewFamily {
    /// Which.
    pub family: FamilyId,
    /// Whose.
    pub user: UserId,
    /// Of the handle, which stays.
    pub handle_hash: [u8; 32],
    /// Of the first secret.
    pub secret_hash: [u8; 32],
    /// From which the next secrets follow.
    pub salt: Vec<u8>,
    /// When it ends unless it is renewed.
    pub expires_at: Time,
    /// When.
    pub at: Time,
    /// What program it says to be.
    pub user_agent: String,
    /// From where.
    pub address: String,
}

/// Hashes the successor of a refresh token, from its family's salt.
pub type NextHash = Box<dyn Fn(&[u8]) -> [u8; 32] + Send>;

/// A refresh token is shown.
pub struct Rotation {
    /// By what its family is found.
    pub handle_hash: [u8; 32],
    /// By what it is known.
    pub secret_hash: [u8; 32],
    /// The hash of its successor, from the family's salt.
    pub next_hash: NextHash,
    /// When.
    pub now: Time,
    /// For how long the token before the current one is taken again.
    pub grace_ms: u64,
    /// When the family ends unless it is renewed again.
    pub expires_at: Time,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// It was the current one, or the one before it in its time of grace: its successor is the current one.
    Renewed {
        /// Whose.
        user: UserId,
        /// Which family.
        family: FamilyId,
        /// From which the successor follows.
        salt: Vec<u8>,
    },
    /// It was spent: somebody has it who should not. The family has been ended.
    Reused {
        /// Which family.
        family: FamilyId,
    },
    /// No such family, or it has ended.
    Unknown,
}

impl Store {
    /// Keeps a sign-in.
    pub async fn add_family(&self, new: NewFamily) -> Result<(), StoreError> {
        self.write(move |db| insert(db, &new)).await
    }

    /// Spends a refresh token, or ends its family.
    pub async fn rotate(&self, rotation: Rotation) -> Result<Rotated, StoreError> {
        self.write(move |db| rotate(db, &rotation)).await
    }

    /// Where a user is signed in, the latest first.
    pub async fn families(&self, user: UserId, now: Time) -> Result<Vec<Family>, StoreError> {
        self.read(move |db| list(db, user, now)).await
    }

    /// Ends a sign-in of a user. Whether there was one.
    pub async fn end_family(
        &self,
        user: UserId,
        family: FamilyId,
        now: Time,
    ) -> Result<bool, StoreError> {
        self.write(move |db| end(db, user, family, Change::SignedOut, now)).await
    }

    /// The user of a sign-in that has not ended.
    pub async fn standing(
        &self,
        of: UserId,
        family: FamilyId,
        now: Time,
    ) -> Result<Option<User>, StoreError> {
        self.read(move |db| {
            let row = users::table
                .inner_join(sessions::table.on(sessions::user_id.eq(users::id)))
                .filter(sessions::family.eq(family.0.number()).and(users::id.eq(of.0.number())))
                .filter(sessions::ended_at_ms.is_null().and(sessions::expires_at_ms.gt(now.ms())))
                .select(columns!())
                .first(db)
                .optional()?;
            Ok(row.map(user))
        })
        .await
    }

    /// Forgets sign-ins that have expired and changes that everybody has heard of. To be called now and then.
    pub async fn prune_accounts(&self, now: Time) -> Result<(), StoreError> {
        self.write(move |db| {
            prune(db, now)?;
            changes::prune(db, now)
        })
        .await
    }
}

fn insert(db: &mut Db, new: &NewFamily) -> QueryResult<()> {
    let values = (
        sessions::family.eq(new.family.0.number()),
        sessions::user_id.eq(new.user.0.number()),
        sessions::handle_hash.eq(&new.handle_hash[..]),
        sessions::secret_hash.eq(&new.secret_hash[..]),
        sessions::salt.eq(&new.salt[..]),
        sessions::created_at_ms.eq(new.at.ms()),
        sessions::rotated_at_ms.eq(new.at.ms()),
        sessions::expires_at_ms.eq(new.expires_at.ms()),
        sessions::user_agent.eq(&new.user_agent),
        sessions::address.eq(&new.address),
    );
    insert_into(sessions::table).values(values).execute(db)?;
    let too_many: Vec<i64> = sessions::table
        .filter(sessions::user_id.eq(new.user.0.number()).and(sessions::ended_at_ms.is_null()))
        .order((sessions::rotated_at_ms.desc(), sessions::family.desc()))
        .offset(FAMILIES_MAX)
        .limit(FAMILIES_MAX)
        .select(sessions::family)
        .load(db)?;
    for family in too_many {
        end(db, new.user, family_id(family), Change::SignedOut, new.at)?;
    }
    Ok(())
}

type Held = (i64, i64, Vec<u8>, Option<Vec<u8>>, Vec<u8>, i64);

fn rotate(db: &mut Db, shown: &Rotation) -> QueryResult<Rotated> {
    let held: Option<Held> = sessions::table
        .filter(sessions::handle_hash.eq(&shown.handle_hash[..]))
        .filter(sessions::ended_at_ms.is_null().and(sessions::expires_at_ms.gt(shown.now.ms())))
        .select((
            sessions::family,
            sessions::user_id,
            sessions::secret_hash,
            sessions::previous_hash,
            sessions::salt,
            sessions::rotated_at_ms,
        ))
        .first(db)
        .optional()?;
    let Some((family, user, current, previous, salt, rotated_at)) = held else {
        return Ok(Rotated::Unknown);
    };
    let (family, user) = (family_id(family), user_id(user));
    if current == shown.secret_hash {
        let next = (shown.next_hash)(&salt);
        let values = (
            sessions::secret_hash.eq(&next[..]),
            sessions::previous_hash.eq(&current[..]),
            sessions::rotated_at_ms.eq(shown.now.ms()),
            sessions::expires_at_ms.eq(shown.expires_at.ms()),
        );
        let this = sessions::table.filter(sessions::family.eq(family.0.number()));
        update(this).set(values).execute(db)?;
        return Ok(Rotated::Renewed { user, family, salt });
    }
    // The successor has not been used: else this one would no longer be the one before the current.
    let is_previous = previous.is_some_and(|previous| previous == shown.secret_hash);
    if is_previous && shown.now.since(Time::from_ms(rotated_at)) <= shown.grace_ms {
        return Ok(Rotated::Renewed { user, family, salt });
    }
    end(db, user, family, Change::Reused, shown.now)?;
    Ok(Rotated::Reused { family })
}

fn end(db: &mut Db, user: UserId, family: FamilyId, what: Change, now: Time) -> QueryResult<bool> {
    let this = sessions::table
        .filter(sessions::family.eq(family.0.number()))
        .filter(sessions::user_id.eq(user.0.number()).and(sessions::ended_at_ms.is_null()));
    let rows = update(this).set(sessions::ended_at_ms.eq(now.ms())).execute(db)?;
    if rows == 0 {
        return Ok(false);
    }
    let note =
        NewChange { user, family: Some(family), what, by: None, reason: "", staff: false, at: now };
    changes::note(db, &note)?;
    Ok(true)
}

/// Ends every sign-in of a user; the caller notes why.
pub(super) fn end_all(db: &mut Db, user: UserId, now: Time) -> QueryResult<()> {
    let these = sessions::table
        .filter(sessions::user_id.eq(user.0.number()).and(sessions::ended_at_ms.is_null()));
    update(these).set(sessions::ended_at_ms.eq(now.ms())).execute(db).map(|_| ())
}

fn list(db: &mut Db, user: UserId, now: Time) -> QueryResult<Vec<Family>> {
    let rows: Vec<(i64, i64, i64, i64, String, String)> = sessions::table
        .filter(sessions::user_id.eq(user.0.number()))
        .filter(sessions::ended_at_ms.is_null().and(sessions::expires_at_ms.gt(now.ms())))
        .order((sessions::rotated_at_ms.desc(), sessions::family.desc()))
        .select((
            sessions::family,
            sessions::created_at_ms,
            sessions::rotated_at_ms,
            sessions::expires_at_ms,
            sessions::user_agent,
            sessions::address,
        ))
        .limit(FAMILIES_MAX)
        .load(db)?;
    let family = |(family, created_at, used_at, expires_at, user_agent, address)| Family {
        family: family_id(family),
        created_at: Time::from_ms(created_at),
        used_at: Time::from_ms(used_at),
        expires_at: Time::from_ms(expires_at),
        user_agent,
        address,
    };
    Ok(rows.into_iter().map(family).collect())
}

fn prune(db: &mut Db, now: Time) -> QueryResult<()> {
    let over: Vec<i64> = sessions::table
        .filter(sessions::expires_at_ms.le(now.ms()))
        .select(sessions::family)
        .limit(PRUNED_MAX)
        .load(db)?;
    delete(sessions::table.filter(sessions::family.eq_any(over))).execute(db).map(|_| ())
}

fn family_id(number: i64) -> FamilyId {
    FamilyId(Id::from_number(number.cast_unsigned()))
}

fn user_id(number: i64) -> UserId {
    UserId(Id::from_number(number.cast_unsigned()))
}
