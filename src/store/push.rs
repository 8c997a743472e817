//! Who is to be told where: subscriptions of browsers, names of webhooks; and what is to be brought to them.

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into,
    insert_or_ignore_into,
};
use log::warn;

use super::{
    Store, StoreError,
    db::{Db, on_db},
    schema::{deliveries, push_subscriptions as subscriptions, webhooks},
};
use crate::protocol::{
    id::{Id, UserId},
    push::{Channel, DeliveryState, Label},
    time::Time,
};

/// Subscriptions of one user; the oldest goes when there is one more.
pub const SUBSCRIPTIONS_MAX: i64 = 20;
/// Deliveries that wait for one target; more are not taken.
pub const WAITING_MAX: i64 = 10_000;
/// Bytes of a notification: more does not fit into a push message (RFC 8030, 7.2). What is longer is sent as
/// its type and subject alone.
pub const PAYLOAD_BYTES_MAX: usize = 3_800;

/// Something to tell somebody who may not be here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPush {
    /// Whom.
    pub user: UserId,
    /// What it is for; told once, whoever asks again.
    pub cause: String,
    /// By which ways.
    pub channels: Vec<Channel>,
    /// The notification as a JSON object with its `type`; `subject` where a newer one takes its place.
    pub payload: String,
    /// When it was raised.
    pub at: Time,
}

/// A browser's subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSubscription {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub user: UserId,
    /// Where its push service takes messages.
    pub endpoint: String,
    /// The browser's public key.
    pub p256dh: String,
    /// The secret that it shares with us.
    pub auth: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Since when.
    pub created_at: Time,
    /// Until when, where that is known.
    pub expires_at: Option<Time>,
}

type Row = (i64, i64, String, String, String, String, i64, Option<i64>);

impl Store {
    /// Something to tell, beside what rooms raise: for announcements.
    pub async fn enqueue_push(&self, push: NewPush) -> Result<(), StoreError> {
        self.write(move |db| enqueue(db, &push)).await
    }

    /// These webhooks are configured, each with the types that it wants; nothing waits for others any more.
    pub async fn configure_webhooks(
        &self,
        all: Vec<(String, Option<Vec<String>>)>,
    ) -> Result<(), StoreError> {
        self.write(move |db| configure(db, &all)).await
    }

    /// Keeps a subscription; its id, which is the older one's where the endpoint is known.
    pub async fn subscribe_push(&self, new: KeptSubscription) -> Result<Id, StoreError> {
        self.write(move |db| subscribe(db, &new)).await
    }

    /// Somebody's subscriptions, the oldest first.
    pub async fn push_subscriptions(
        &self,
        user: UserId,
    ) -> Result<Vec<KeptSubscription>, StoreError> {
        self.read(move |db| {
            let rows = subscriptions::table
                .filter(subscriptions::user_id.eq(user.0.number()))
                .order(subscriptions::id)
                .load::<Row>(db)?;
            Ok(rows.into_iter().map(kept).collect())
        })
        .await
    }

    /// The subscription with this id.
    pub async fn push_subscription(&self, id: Id) -> Result<Option<KeptSubscription>, StoreError> {
        self.read(move |db| {
            let found = subscriptions::table
                .filter(subscriptions::id.eq(id.number()))
                .first::<Row>(db)
                .optional()?;
            Ok(found.map(kept))
        })
        .await
    }

    /// Forgets a subscription, of this user where one is named, with all that waits for it; whether it was there.
    pub async fn unsubscribe_push(&self, id: Id, user: Option<UserId>) -> Result<bool, StoreError> {
        self.write(move |db| unsubscribe(db, id, user)).await
    }
}

fn kept((id, user, endpoint, p256dh, auth, user_agent, at, until): Row) -> KeptSubscription {
    KeptSubscription {
        id: Id::from_number(id.cast_unsigned()),
        user: UserId(Id::from_number(user.cast_unsigned())),
        endpoint,
        p256dh,
        auth,
        user_agent,
        created_at: Time::from_ms(at),
        expires_at: until.map(Time::from_ms),
    }
}

/// Writes what is to be brought: one row for each subscription of the user and each webhook that wants it.
/// Runs in the transaction of its cause, and never fails for what is asked.
pub(super) fn enqueue(db: &mut Db, push: &NewPush) -> QueryResult<()> {
    let label = Label::of(&push.payload);
    let payload = if push.payload.len() <= PAYLOAD_BYTES_MAX {
        push.payload.clone()
    } else {
        serde_json::to_string(&label).unwrap_or_default()
    };
    for channel in &push.channels {
        let targets = match channel {
            Channel::WebPush => browsers(db, push.user, push.at)?,
            Channel::Webhook => wanting(db, &label.kind)?,
        };
        for target in targets {
            add(db, push, *channel, &target, &payload)?;
        }
    }
    Ok(())
}

/// Forgets where somebody is told, and what waits to be brought.
pub(super) fn erase(db: &mut Db, user: UserId) -> QueryResult<()> {
    let own = subscriptions::table.filter(subscriptions::user_id.eq(user.0.number()));
    on_db!(db, |connection| delete(own).execute(connection))?;
    let waiting = deliveries::table.filter(deliveries::user_id.eq(user.0.number()));
    on_db!(db, |connection| delete(waiting).execute(connection)).map(drop)
}

fn browsers(db: &mut Db, user: UserId, now: Time) -> QueryResult<Vec<String>> {
    let rows = subscriptions::table
        .filter(subscriptions::user_id.eq(user.0.number()))
        .order(subscriptions::id)
        .select((subscriptions::id, subscriptions::expires_at_ms))
        .load::<(i64, Option<i64>)>(db)?;
    let lives = rows.into_iter().filter(|(_, until)| until.is_none_or(|until| now.ms() < until));
    Ok(lives.map(|(id, _)| Id::from_number(id.cast_unsigned()).to_string()).collect())
}

fn wanting(db: &mut Db, kind: &str) -> QueryResult<Vec<String>> {
    let rows = webhooks::table.order(webhooks::name).load::<(String, Option<String>)>(db)?;
    let wants = |types: &str| types.lines().any(|wanted| wanted == kind);
    let rows = rows.into_iter().filter(|(_, types)| types.as_deref().is_none_or(wants));
    Ok(rows.map(|(name, _)| name).collect())
}

fn add(
    db: &mut Db,
    push: &NewPush,
    channel: Channel,
    target: &str,
    payload: &str,
) -> QueryResult<()> {
    let waiting = deliveries::table
        .filter(deliveries::state.eq(DeliveryState::Waiting.as_str()))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::target.eq(target))
        .count()
        .get_result::<i64>(db)?;
    if WAITING_MAX <= waiting {
        warn!("{waiting} deliveries wait for {} {target}; no more are taken", channel.as_str());
        return Ok(());
    }
    let row = (
        deliveries::channel.eq(channel.as_str()),
        deliveries::user_id.eq(push.user.0.number()),
        deliveries::target.eq(target),
        deliveries::cause.eq(&push.cause),
        deliveries::payload.eq(payload),
        deliveries::state.eq(DeliveryState::Waiting.as_str()),
        deliveries::attempts.eq(0),
        deliveries::next_at_ms.eq(push.at.ms()),
        deliveries::created_at_ms.eq(push.at.ms()),
    );
    on_db!(db, |connection| insert_or_ignore_into(deliveries::table)
        .values(row)
        .execute(connection))
    .map(drop)
}

fn configure(db: &mut Db, all: &[(String, Option<Vec<String>>)]) -> QueryResult<()> {
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    on_db!(db, |connection| delete(webhooks::table).execute(connection))?;
    for (name, types) in all {
        let types = types.as_ref().map(|types| types.join("\n"));
        let row = (webhooks::name.eq(name), webhooks::types.eq(types));
        on_db!(db, |connection| insert_into(webhooks::table).values(row).execute(connection))?;
    }
    let strays = deliveries::table
        .filter(deliveries::channel.eq(Channel::Webhook.as_str()))
        .filter(deliveries::target.ne_all(names));
    on_db!(db, |connection| delete(strays).execute(connection)).map(drop)
}

fn subscribe(db: &mut Db, new: &KeptSubscription) -> QueryResult<Id> {
    let mine = subscriptions::table.filter(subscriptions::user_id.eq(new.user.0.number()));
    let older = mine
        .filter(subscriptions::endpoint.eq(&new.endpoint))
        .select(subscriptions::id)
        .first::<i64>(db)
        .optional()?;
    let id = older.unwrap_or_else(|| new.id.number());
    if older.is_some() {
        let same = subscriptions::table.filter(subscriptions::id.eq(id));
        on_db!(db, |connection| delete(same).execute(connection))?;
    }
    let rest = mine
        .order(subscriptions::id.desc())
        .offset(SUBSCRIPTIONS_MAX - 1)
        .limit(i64::MAX)
        .select(subscriptions::id)
        .load::<i64>(db)?;
    for old in rest {
        unsubscribe(db, Id::from_number(old.cast_unsigned()), None)?;
    }
    let row = (
        subscriptions::id.eq(id),
        subscriptions::user_id.eq(new.user.0.number()),
        subscriptions::endpoint.eq(&new.endpoint),
        subscriptions::p256dh.eq(&new.p256dh),
        subscriptions::auth.eq(&new.auth),
        subscriptions::user_agent.eq(&new.user_agent),
        subscriptions::created_at_ms.eq(new.created_at.ms()),
        subscriptions::expires_at_ms.eq(new.expires_at.map(Time::ms)),
    );
    on_db!(db, |connection| insert_into(subscriptions::table).values(row).execute(connection))?;
    Ok(Id::from_number(id.cast_unsigned()))
}

fn unsubscribe(db: &mut Db, id: Id, user: Option<UserId>) -> QueryResult<bool> {
    let found = subscriptions::table
        .filter(subscriptions::id.eq(id.number()))
        .select(subscriptions::user_id)
        .first::<i64>(db)
        .optional()?;
    if found.is_none_or(|own| user.is_some_and(|user| user.0.number() != own)) {
        return Ok(false);
    }
    let waiting = deliveries::table
        .filter(deliveries::channel.eq(Channel::WebPush.as_str()))
        .filter(deliveries::target.eq(id.to_string()));
    on_db!(db, |connection| delete(waiting).execute(connection))?;
    let own = subscriptions::table.filter(subscriptions::id.eq(id.number()));
    on_db!(db, |connection| delete(own).execute(connection))?;
    Ok(true)
}
