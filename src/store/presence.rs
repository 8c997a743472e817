//! How people want to be seen, and when they were last seen.

use std::collections::{HashMap, HashSet};

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, insert_into,
    query_dsl::methods::FilterDsl, upsert::excluded,
};

use super::{
    Store, StoreError,
    db::{Db, on_db},
    queries::{read_user, read_word},
    schema::{presence, users},
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

    /// Somebody wants to be seen so. Who becomes invisible while they are there was last seen at `hidden_at`;
    /// for who is invisible already that does not move.
    pub async fn choose_presence(
        &self,
        user: UserId,
        chosen: Chosen,
        hidden_at: Option<Time>,
    ) -> Result<(), StoreError> {
        self.write(move |db| choose(db, user, chosen, hidden_at)).await
    }

    /// These were last seen then; of those who want to be invisible, or are erased, nothing is noted.
    pub async fn seen(&self, all: Vec<(UserId, Time)>) -> Result<(), StoreError> {
        self.write(move |db| seen_all(db, &all)).await
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

fn choose(db: &mut Db, user: UserId, chosen: Chosen, hidden_at: Option<Time>) -> QueryResult<()> {
    if let Some(at) = hidden_at {
        seen(db, user, at)?;
    }
    let row = (presence::user_id.eq(user.0.number()), presence::chosen.eq(chosen.as_str()));
    on_db!(db, |connection| insert_into(presence::table)
        .values(row)
        .on_conflict(presence::user_id)
        .do_update()
        .set(presence::chosen.eq(excluded(presence::chosen)))
        .execute(connection))
    .map(drop)
}

fn seen_all(db: &mut Db, all: &[(UserId, Time)]) -> QueryResult<()> {
    let ids = all.iter().map(|(user, _)| user.0.number());
    let there = QueryDsl::filter(users::table, users::id.eq_any(ids));
    let there = QueryDsl::filter(there, users::erased_at_ms.is_null());
    let there: HashSet<i64> = there.select(users::id).load(db)?.into_iter().collect();
    let mut known = all.iter().filter(|(user, _)| there.contains(&user.0.number()));
    known.try_for_each(|(user, at)| seen(db, *user, *at))
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
