//! What is to be brought to people who are not here: which is due, what became of it, and what was given up.

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper,
    delete, dsl::min, update,
};

use super::{
    Store, StoreError,
    db::{Db, on_db},
    queries::{read_user, read_word},
    schema::deliveries,
};
use crate::protocol::{
    id::UserId,
    push::{Channel, DeliveryState},
    time::Time,
};

/// Something to be brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number; a receiver knows a repeat by it.
    pub id: i64,
    /// By which way.
    pub channel: Channel,
    /// Whom it concerns.
    pub user: UserId,
    /// The id of a subscription, or the name of a webhook.
    pub target: String,
    /// What it says, as JSON.
    pub payload: String,
    /// What becomes of it.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: Time,
    /// What was answered last.
    pub last_status: Option<i32>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// Since when.
    pub created_at: Time,
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It arrived, or need not: the row goes.
    Done,
    /// It did not.
    Failed {
        /// What was answered.
        status: Option<u16>,
        /// What went wrong.
        error: String,
        /// When it is tried next; given up where it is not.
        again: Option<Time>,
    },
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
struct Row {
    id: i64,
    channel: String,
    user_id: i64,
    target: String,
    payload: String,
    state: String,
    attempts: i32,
    next_at_ms: i64,
    last_status: Option<i32>,
    last_error: Option<String>,
    created_at_ms: i64,
}

impl Store {
    /// What is due: of each target at most the oldest that waits, so that none overtakes another.
    pub async fn due_deliveries(
        &self,
        now: Time,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.read(move |db| due(db, now, limit)).await
    }

    /// What became of an attempt.
    pub async fn settle_delivery(&self, id: i64, attempt: Attempt) -> Result<(), StoreError> {
        self.write(move |db| settle(db, id, &attempt)).await
    }

    /// A page of deliveries in a state, in order.
    pub async fn deliveries(
        &self,
        state: DeliveryState,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.read(move |db| {
            deliveries::table
                .filter(deliveries::state.eq(state.as_str()))
                .filter(deliveries::id.gt(after))
                .order(deliveries::id)
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .select(Row::as_select())
                .load(db)?
                .into_iter()
                .map(delivery)
                .collect()
        })
        .await
    }

    /// How many are in a state.
    pub async fn count_deliveries(&self, state: DeliveryState) -> Result<i64, StoreError> {
        self.read(move |db| {
            deliveries::table.filter(deliveries::state.eq(state.as_str())).count().get_result(db)
        })
        .await
    }

    /// Tries given-up deliveries anew: one, those of a target, or all; how many.
    pub async fn replay_deliveries(
        &self,
        id: Option<i64>,
        target: Option<String>,
        now: Time,
    ) -> Result<usize, StoreError> {
        self.write(move |db| replay(db, id, target.as_deref(), now)).await
    }

    /// Takes one away; whether it was there.
    pub async fn remove_delivery(&self, id: i64) -> Result<bool, StoreError> {
        self.write(move |db| {
            let row = deliveries::table.filter(deliveries::id.eq(id));
            on_db!(db, |connection| delete(row).execute(connection)).map(|gone| gone == 1)
        })
        .await
    }
}

fn delivery(row: Row) -> QueryResult<Delivery> {
    Ok(Delivery {
        id: row.id,
        channel: read_word(&row.channel)?,
        user: read_user(row.user_id),
        target: row.target,
        payload: row.payload,
        state: read_word(&row.state)?,
        attempts: row.attempts,
        next_at: Time::from_ms(row.next_at_ms),
        last_status: row.last_status,
        last_error: row.last_error,
        created_at: Time::from_ms(row.created_at_ms),
    })
}

fn due(db: &mut Db, now: Time, limit: usize) -> QueryResult<Vec<Delivery>> {
    let heads = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Waiting.as_str()))
        .group_by((deliveries::channel, deliveries::target))
        .select(min(deliveries::id))
        .load::<Option<i64>>(db)?;
    deliveries::table
        .filter(deliveries::id.eq_any(heads.into_iter().flatten()))
        .filter(deliveries::next_at_ms.le(now.ms()))
        .order((deliveries::next_at_ms, deliveries::id))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Row::as_select())
        .load(db)?
        .into_iter()
        .map(delivery)
        .collect()
}

fn settle(db: &mut Db, id: i64, attempt: &Attempt) -> QueryResult<()> {
    let row = deliveries::table.filter(deliveries::id.eq(id));
    match attempt {
        Attempt::Done => on_db!(db, |connection| delete(row).execute(connection)),
        Attempt::Failed { status, error, again } => {
            let state = if again.is_some() { DeliveryState::Waiting } else { DeliveryState::Dead };
            let values = (
                deliveries::attempts.eq(deliveries::attempts + 1),
                deliveries::last_status.eq(status.map(i32::from)),
                deliveries::last_error.eq(error),
                deliveries::state.eq(state.as_str()),
                again.map(|at| deliveries::next_at_ms.eq(at.ms())),
            );
            on_db!(db, |connection| update(row).set(values).execute(connection))
        }
    }
    .map(drop)
}

fn replay(db: &mut Db, id: Option<i64>, target: Option<&str>, now: Time) -> QueryResult<usize> {
    let ids = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Dead.as_str()))
        .select((deliveries::id, deliveries::target))
        .load::<(i64, String)>(db)?;
    let wanted = |(own, of): &(i64, String)| {
        id.is_none_or(|id| id == *own) && target.is_none_or(|target| target == of)
    };
    let mut count = 0;
    for (own, _) in ids.into_iter().filter(wanted) {
        let values = (
            deliveries::state.eq(DeliveryState::Waiting.as_str()),
            deliveries::attempts.eq(0),
            deliveries::next_at_ms.eq(now.ms()),
        );
        let row = deliveries::table.filter(deliveries::id.eq(own));
        count += on_db!(db, |connection| update(row).set(values).execute(connection))?;
    }
    Ok(count)
}
