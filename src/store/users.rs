//! Accounts: found by whatever they are known by, made, and changed together with the note of it.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension,
    QueryDsl, QueryResult, RunQueryDsl,
    dsl::{exists, select},
    insert_into, update,
};

use super::{
    Store, StoreError,
    changes::{self, NewChange},
    db::Db,
    schema::users,
    sessions,
};
use crate::protocol::{
    account::Change,
    id::{Id, UserId},
    person::Role,
    secret::Secret,
    time::Time,
};

/// Somebody's account.
#[derive(Clone, Debug)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The public name.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The password's PHC string; without one they sign in elsewhere, if at all.
    pub password: Option<Secret>,
    /// What they are.
    pub role: Role,
    /// Whether they are shut out; it may be over.
    pub ban: Option<Ban>,
    /// Another issuer and who they are there.
    pub subject: Option<(String, String)>,
    /// Tokens issued at this moment or earlier are over.
    pub valid_from: Time,
    /// Since when there is the account.
    pub created_at: Time,
}

/// Shut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Until when; for ever where it is missing.
    pub until: Option<Time>,
    /// Why.
    pub reason: String,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who.
    pub id: UserId,
    /// The public name.
    pub name: String,
    /// As names are compared.
    pub name_folded: String,
    /// The address as it is compared, and as it was written.
    pub email: Option<(String, String)>,
    /// The password's PHC string.
    pub password: Option<Secret>,
    /// What they are.
    pub role: Role,
    /// Another issuer and who they are there.
    pub subject: Option<(String, String)>,
    /// When.
    pub at: Time,
}

/// By what an account is known.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Its id.
    Id(UserId),
    /// Its folded name.
    Name(String),
    /// Its folded address.
    Email(String),
    /// Another issuer and who it is there.
    Subject((String, String)),
}

/// What is to become of an account.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Another role.
    Role(Role),
    /// Another password, by its PHC string; every sign-in ends.
    Password(Secret),
    /// Shut out; every sign-in ends.
    Ban {
        /// Until when; for ever where it is missing.
        until: Option<Time>,
        /// Told to them.
        reason: String,
    },
    /// Let in again.
    Unban,
    /// Every sign-in ends.
    SignOut,
}

/// Who changed an account, why and when.
#[derive(Clone, Debug)]
pub struct Reason {
    /// Who; nobody where it was done on the command line.
    pub by: Option<UserId>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Time,
}

impl Store {
    /// Makes an account; `Duplicate` where its name, address or subject is taken.
    pub async fn add_user(&self, new: NewUser) -> Result<(), StoreError> {
        self.write(move |db| insert(db, &new)).await
    }

    /// Whether there is an admin.
    pub async fn has_admin(&self) -> Result<bool, StoreError> {
        self.read(has_admin).await
    }

    /// Makes the first admin; false where there is one. `Duplicate` as for [`Store::add_user`].
    pub async fn add_first_admin(&self, new: NewUser) -> Result<bool, StoreError> {
        self.write(move |db| {
            if has_admin(db)? {
                return Ok(false);
            }
            insert(db, &new).map(|()| true)
        })
        .await
    }

    /// Finds an account.
    pub async fn user(&self, whose: Whose) -> Result<Option<User>, StoreError> {
        self.read(move |db| find(db, &whose)).await
    }

    /// A page of accounts in the order of their ids, of those whose folded name or address begins with `search`.
    pub async fn users(
        &self,
        search: Option<String>,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        self.read(move |db| page(db, search.as_deref(), after, limit)).await
    }

    /// Changes an account and notes it. The number of the note; nothing where there is no such account.
    pub async fn edit_user(
        &self,
        user: UserId,
        edit: Edit,
        reason: Reason,
    ) -> Result<Option<i64>, StoreError> {
        self.write(move |db| apply(db, user, &edit, &reason)).await
    }
}

type Row = (
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    (bool, Option<i64>, Option<String>),
    (Option<String>, Option<String>),
    i64,
    i64,
);

/// What a [`Row`] is made of; a macro, for the type of it has no name.
macro_rules! columns {
    () => {
        (
            users::id,
            users::name,
            users::email,
            users::password,
            users::role,
            (users::banned, users::banned_until_ms, users::ban_reason),
            (users::issuer, users::subject),
            users::valid_from_ms,
            users::created_at_ms,
        )
    };
}
pub(super) use columns;

/// The account of a row.
pub(super) fn user(row: Row) -> User {
    let (id, name, email, password, role, ban, subject, valid_from, created_at) = row;
    let (banned, until, reason) = ban;
    User {
        id: UserId(Id::from_number(id.cast_unsigned())),
        name,
        email,
        password: password.map(Secret::new),
        // A role that this version does not know may do the least.
        role: Role::named(&role).unwrap_or_default(),
        ban: banned
            .then(|| Ban { until: until.map(Time::from_ms), reason: reason.unwrap_or_default() }),
        subject: subject.0.zip(subject.1),
        valid_from: Time::from_ms(valid_from),
        created_at: Time::from_ms(created_at),
    }
}

fn insert(db: &mut Db, new: &NewUser) -> QueryResult<()> {
    let (email_folded, email) = new.email.clone().unzip();
    let (issuer, subject) = new.subject.clone().unzip();
    let values = (
        users::id.eq(new.id.0.number()),
        users::name.eq(&new.name),
        users::name_folded.eq(&new.name_folded),
        users::email.eq(email),
        users::email_folded.eq(email_folded),
        users::password.eq(new.password.as_ref().map(Secret::expose)),
        users::role.eq(new.role.as_str()),
        users::banned.eq(false),
        users::issuer.eq(issuer),
        users::subject.eq(subject),
        users::valid_from_ms.eq(0),
        users::created_at_ms.eq(new.at.ms()),
    );
    insert_into(users::table).values(values).execute(db).map(|_| ())
}

fn has_admin(db: &mut Db) -> QueryResult<bool> {
    let there = users::table.filter(users::erased_at_ms.is_null());
    let admins = there.filter(users::role.eq(Role::Admin.as_str()));
    select(exists(admins)).get_result(db)
}

fn find(db: &mut Db, whose: &Whose) -> QueryResult<Option<User>> {
    // One that is erased is nobody's.
    let all = users::table.filter(users::erased_at_ms.is_null()).select(columns!());
    let row = match whose {
        Whose::Id(id) => all.filter(users::id.eq(id.0.number())).first::<Row>(db),
        Whose::Name(folded) => all.filter(users::name_folded.eq(folded)).first(db),
        Whose::Email(folded) => all.filter(users::email_folded.eq(folded)).first(db),
        Whose::Subject((issuer, subject)) => {
            all.filter(users::issuer.eq(issuer).and(users::subject.eq(subject))).first(db)
        }
    };
    Ok(row.optional()?.map(user))
}

fn page(
    db: &mut Db,
    search: Option<&str>,
    after: Option<UserId>,
    limit: usize,
) -> QueryResult<Vec<User>> {
    let there = users::table.filter(users::erased_at_ms.is_null());
    let mut all = there.select(columns!()).order(users::id).into_boxed();
    if let Some(after) = after {
        all = all.filter(users::id.gt(after.0.number()));
    }
    if let Some(search) = search {
        // A range and not LIKE: it uses the index, and nothing in it needs to be escaped.
        let end = format!("{search}\u{10ffff}");
        let name = users::name_folded.ge(search.to_owned()).and(users::name_folded.lt(end.clone()));
        let email = users::email_folded.ge(search.to_owned()).and(users::email_folded.lt(end));
        all = all.filter(name.or(email.assume_not_null()));
    }
    let rows = all.limit(i64::try_from(limit).unwrap_or(i64::MAX)).load::<Row>(db)?;
    Ok(rows.into_iter().map(user).collect())
}

fn apply(db: &mut Db, id: UserId, edit: &Edit, reason: &Reason) -> QueryResult<Option<i64>> {
    let this = users::table.filter(users::id.eq(id.0.number()));
    let now = reason.at.ms();
    let (rows, what) = match edit {
        Edit::Role(role) => {
            (update(this).set(users::role.eq(role.as_str())).execute(db)?, Change::Role)
        }
        Edit::Password(hash) => {
            let values = (users::password.eq(hash.expose()), users::valid_from_ms.eq(now));
            (update(this).set(values).execute(db)?, Change::Password)
        }
        Edit::Ban { until, reason } => {
            let values = (
                users::banned.eq(true),
                users::banned_until_ms.eq(until.map(Time::ms)),
                users::ban_reason.eq(reason),
                users::valid_from_ms.eq(now),
            );
            (update(this).set(values).execute(db)?, Change::Banned)
        }
        Edit::Unban => {
            let values = (
                users::banned.eq(false),
                users::banned_until_ms.eq(None::<i64>),
                users::ban_reason.eq(None::<String>),
            );
            (update(this).set(values).execute(db)?, Change::Unbanned)
        }
        Edit::SignOut => {
            (update(this).set(users::valid_from_ms.eq(now)).execute(db)?, Change::SignedOut)
        }
    };
    if rows == 0 {
        return Ok(None);
    }
    match what {
        Change::Password | Change::Banned | Change::SignedOut | Change::Reused | Change::Erased => {
            sessions::end_all(db, id, reason.at)?;
        }
        Change::Role | Change::Unbanned => (),
    }
    let note = NewChange {
        user: id,
        family: None,
        what,
        by: reason.by,
        reason: &reason.reason,
        // What people do to their own account is no deed of staff.
        staff: reason.by != Some(id),
        at: reason.at,
    };
    changes::note(db, &note).map(Some)
}
