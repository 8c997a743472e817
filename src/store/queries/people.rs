//! People by how their names begin.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl,
    dsl::{exists, not},
};

use super::read_user;
use crate::{
    protocol::{
        id::UserId,
        person::{Person, Role},
        time::Time,
    },
    store::{
        Store, StoreError,
        schema::{blocks, users},
    },
};

impl Store {
    /// People whose folded name begins so, by name: not `asker`, whom that one has blocked, or who is shut out.
    pub async fn people(
        &self,
        beginning: String,
        asker: UserId,
        now: Time,
        limit: usize,
    ) -> Result<Vec<Person>, StoreError> {
        let (asker, limit) = (asker.0.number(), i64::try_from(limit).unwrap_or(i64::MAX));
        let found = self.read(move |db| {
            // A range and not LIKE: it uses the index, and nothing in it needs to be escaped.
            let end = format!("{beginning}\u{10ffff}");
            let is_over = users::banned_until_ms.le(now.ms());
            let blocked = blocks::user_id.eq(asker).and(blocks::blocked.eq(users::id));
            users::table
                .filter(users::name_folded.ge(beginning).and(users::name_folded.lt(end)))
                .filter(users::id.ne(asker))
                .filter(users::erased_at_ms.is_null())
                .filter(users::banned.eq(false).or(is_over.assume_not_null()))
                .filter(not(exists(blocks::table.filter(blocked))))
                .order(users::name_folded)
                .limit(limit)
                .select((users::id, users::name, users::role))
                .load::<(i64, String, String)>(db)
        });
        let person = |(id, name, role): (i64, String, String)| Person {
            id: read_user(id),
            name: name.into(),
            role: Role::named(&role).unwrap_or_default(),
        };
        Ok(found.await?.into_iter().map(person).collect())
    }
}
