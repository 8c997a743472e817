//! How people want to be seen, and when they were last seen.

use std::collections::HashMap;

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, insert_into,
    query_dsl::methods::FilterDsl, upsert::excluded,
};

use super::{
    Store, StoreError,
    db::{Db, on_db},
    queries::{read_user, read_word},
    schema::presence,
};
use crate::protocol::{id::UserId, presence::Chosen, time::Time};

/// What is kept of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptPresence {
    /// How they want to be seen.
    pub chosen: Chosen,
    /// When they were last seen.
    pub last_seen: Option<Time>,
}

impl Store {
    /// What is kept of these users.
    pub async fn presence(
        &self,
        users: Vec<UserId>,
    ) -> Result<HashMap<UserId, KeptPresence>, StoreError> {
        self.read(move |db| find(db, &users)).await
    }

    /// Somebody wants to be seen so. Who becomes invisible was last seen now.
    pub async fn choose_presence(
        &self,
        user: UserId,
        chosen: Chosen,
        now: Time,
    ) -> Result<(), StoreError> {
        self.write(move |db| choose(db, user, chosen, now)).await
    }

    /// These were last seen then; of those who want to be invisible nothing is noted.
    pub async fn seen(&self, all: Vec<(UserId, Time)>) -> Result<(), StoreError> {
        self.write(move |db| all.iter().try_for_each(|(user, at)| seen(db, *user, *at))).await
    }
}

fn find(db: &mut Db, users: &[UserId]) -> QueryResult<HashMap<UserId, KeptPresence>> {
    let ids = users.iter().map(|user| user.0.number());
    let rows = QueryDsl::filter(presence::table, presence::user_id.eq_any(ids)).load::<(
        i64,
        String,
        Option<i64>,
    )>(db)?;
    rows.into_iter()
        .map(|(user, chosen, last_seen)| {
            let chosen = read_word(&chosen)?;
            let kept = KeptPresence { chosen, last_seen: last_seen.map(Time::from_ms) };
            Ok((read_user(user), kept))
        })
        .collect()
}

fn choose(db: &mut Db, user: UserId, chosen: Chosen, now: Time) -> QueryResult<()> {
    let is_gone = chosen == Chosen::Invisible;
    let row = (
        presence::user_id.eq(user.0.number()),
        presence::chosen.eq(chosen.as_str()),
        presence::last_seen_ms.eq(is_gone.then_some(now.ms())),
    );
    on_db!(db, |connection| {
        let row = insert_into(presence::table).values(row).on_conflict(presence::user_id);
        if is_gone {
            let both = (
                presence::chosen.eq(excluded(presence::chosen)),
                presence::last_seen_ms.eq(excluded(presence::last_seen_ms)),
            );
            row.do_update().set(both).execute(connection)
        } else {
            row.do_update().set(presence::chosen.eq(excluded(presence::chosen))).execute(connection)
        }
    })
    .map(drop)
}

fn seen(db: &mut Db, user: UserId, at: Time) -> QueryResult<()> {
    let row = (
        presence::user_id.eq(user.0.number()),
        presence::chosen.eq(Chosen::Online.as_str()),
        presence::last_seen_ms.eq(at.ms()),
    );
    on_db!(db, |connection| insert_into(presence::table)
        .values(row)
        .on_conflict(presence::user_id)
        .do_update()
        .set(presence::last_seen_ms.eq(excluded(presence::last_seen_ms)))
        .filter(presence::chosen.ne(Chosen::Invisible.as_str()))
        .execute(connection))
    .map(drop)
}
