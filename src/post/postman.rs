//! Takes what is due out of the store, brings it, and writes down what became of it: one at a time for each
//! target, in order, so many at once over all.

use std::{collections::HashSet, sync::Arc, time::Duration};

use actix::prelude::*;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use log::{info, warn};
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    Office,
    call::{self, Answer, Silence},
    reach::Reach,
    seal::seal,
};
use crate::{
    clock::Clock,
    metrics,
    protocol::{
        id::Id,
        push::{Channel, Label},
        time::Time,
    },
    store::{
        Store, StoreError,
        deliveries::{Attempt, Delivery},
    },
};

/// How often it looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long it waits after each failure, in milliseconds; after the last it gives up.
pub const SCHEDULE_MS: [u64; 8] =
    [5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, 43_200_000, 86_400_000];
/// What is added to that at the most, as a part of it: so that not all come back at once.
const JITTER_PART: u64 = 5;
/// How long a push service keeps a message for a browser that is not there, in seconds.
const TTL_S: u32 = 86_400;

/// One per house.
pub struct Postman {
    office: Arc<Office>,
    store: Store,
    clock: Clock,
    busy: HashSet<(Channel, String)>,
    looking: bool,
    again: bool,
    /// What was settled while the store was read: what was read may still have it.
    settled: HashSet<i64>,
}

/// Something may be due.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Look;

/// What came of an attempt.
enum Outcome {
    Answered(Answer),
    Silent(Silence),
    /// Nobody is there any more.
    Gone,
}

impl Postman {
    /// A postman of this office.
    pub fn new(office: Arc<Office>, store: Store, clock: Clock) -> Self {
        let (busy, settled) = (HashSet::new(), HashSet::new());
        Postman { office, store, clock, busy, looking: false, again: false, settled }
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        if self.looking {
            self.again = true;
            return;
        }
        if self.office.at_once <= self.busy.len() {
            return;
        }
        self.looking = true;
        self.again = false;
        self.settled.clear();
        // Those that are under way are among them.
        let (store, now, limit) = (self.store.clone(), self.clock.now(), 2 * self.office.at_once);
        let due = async move { store.due_deliveries(now, limit).await }.into_actor(self);
        ctx.spawn(due.map(|due, postman, ctx| {
            postman.looking = false;
            match due {
                Ok(due) => due.into_iter().for_each(|delivery| postman.take(delivery, ctx)),
                Err(why) => warn!("deliveries cannot be read: {why}"),
            }
            if postman.again {
                postman.look(ctx);
            }
        }));
    }

    fn take(&mut self, delivery: Delivery, ctx: &mut Context<Self>) {
        let target = (delivery.channel, delivery.target.clone());
        let full = self.office.at_once <= self.busy.len();
        if full || self.settled.contains(&delivery.id) || !self.busy.insert(target.clone()) {
            return;
        }
        let (office, store, clock) = (self.office.clone(), self.store.clone(), self.clock.clone());
        let id = delivery.id;
        let brought = async move { bring(&office, &store, &clock, delivery).await };
        ctx.spawn(brought.into_actor(self).map(move |written, postman, ctx| {
            postman.busy.remove(&target);
            postman.settled.insert(id);
            match written {
                Ok(()) => postman.look(ctx),
                // It is looked at again in a while, and then perhaps brought twice.
                Err(why) => warn!("what became of a delivery is not written: {why}"),
            }
        }));
    }
}

/// Brings one, and writes down what became of it.
async fn bring(
    office: &Office,
    store: &Store,
    clock: &Clock,
    delivery: Delivery,
) -> Result<(), StoreError> {
    let now = clock.now();
    let outcome = match delivery.channel {
        Channel::Webhook => webhook(office, &delivery, now).await,
        Channel::WebPush => web_push(office, store, &delivery, now).await?,
    };
    let channel = delivery.channel.as_str();
    let attempt = match outcome {
        Outcome::Answered(Answer { status: 200..=299, retry_after_ms: _ }) => Attempt::Done,
        Outcome::Gone => {
            info!("{channel}: nobody is there any more; it is forgotten");
            metrics::delivered(channel, "gone");
            if let Ok(id) = delivery.target.parse::<Id>() {
                store.unsubscribe_push(id, None).await?;
            }
            return store.settle_delivery(delivery.id, Attempt::Done).await;
        }
        Outcome::Answered(Answer { status, retry_after_ms }) => {
            let again = again(delivery.attempts, retry_after_ms, clock.now());
            Attempt::Failed { status: Some(status), error: format!("answered {status}"), again }
        }
        Outcome::Silent(why) => {
            let again = again(delivery.attempts, None, clock.now());
            Attempt::Failed { status: None, error: why.to_owned(), again }
        }
    };
    match &attempt {
        Attempt::Done => metrics::delivered(channel, "done"),
        Attempt::Failed { error, again, status: _ } => {
            let what = if again.is_some() { "is tried again" } else { "is given up" };
            warn!("{channel} {}: {error}; delivery {} {what}", delivery.target, delivery.id);
            metrics::delivered(channel, if again.is_some() { "failed" } else { "dead" });
        }
    }
    store.settle_delivery(delivery.id, attempt).await
}

/// When it is tried next, after so many failures before this one.
fn again(before: i32, asked_ms: Option<u64>, now: Time) -> Option<Time> {
    let wait = *SCHEDULE_MS.get(usize::try_from(before).unwrap_or(usize::MAX))?;
    let random = getrandom::u64().unwrap_or_default() % (wait / JITTER_PART);
    Some(now.plus((wait + random).max(asked_ms.unwrap_or_default())))
}

async fn webhook(office: &Office, delivery: &Delivery, now: Time) -> Outcome {
    let Some(hook) = office.hooks.get(&delivery.target) else { return Outcome::Gone };
    let id = format!("msg_{}", delivery.id);
    let Some((headers, body)) = hook.letter(&id, delivery, now) else {
        return Outcome::Silent("it is no JSON");
    };
    post(office, &hook.url, &headers, body, Reach::ALL).await
}

async fn web_push(
    office: &Office,
    store: &Store,
    delivery: &Delivery,
    now: Time,
) -> Result<Outcome, StoreError> {
    let Ok(id) = delivery.target.parse::<Id>() else { return Ok(Outcome::Gone) };
    let Some(browser) = store.push_subscription(id).await? else { return Ok(Outcome::Gone) };
    let letter = || {
        let url = Url::parse(&browser.endpoint).ok()?;
        let theirs = URL_SAFE_NO_PAD.decode(&browser.p256dh).ok()?;
        let auth = URL_SAFE_NO_PAD.decode(&browser.auth).ok()?;
        let body = seal(delivery.payload.as_bytes(), &theirs, &auth).ok()?;
        let authorization = office.vapid.authorization(&url, &office.contact, now)?;
        Some((url, body, authorization))
    };
    let Some((url, body, authorization)) = letter() else {
        return Ok(Outcome::Silent("its keys cannot be used"));
    };
    let mut headers = vec![
        ("authorization", authorization),
        ("content-encoding", "aes128gcm".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
        ("ttl", TTL_S.to_string()),
        ("urgency", "high".to_owned()),
    ];
    if let Some(subject) = Label::of(&delivery.payload).subject {
        // 24 bytes are 32 characters, the most that a topic has.
        let topic = &Sha256::digest(subject)[..24];
        headers.push(("topic", URL_SAFE_NO_PAD.encode(topic)));
    }
    Ok(match post(office, &url, &headers, body, office.reach).await {
        Outcome::Answered(Answer { status: 404 | 410, retry_after_ms: _ }) => Outcome::Gone,
        other @ (Outcome::Answered(_) | Outcome::Silent(_) | Outcome::Gone) => other,
    })
}

async fn post(
    office: &Office,
    url: &Url,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
    reach: Reach,
) -> Outcome {
    match call::post(url, headers, body, reach, &office.tls, office.timeout).await {
        Ok(answer) => Outcome::Answered(answer),
        Err(why) => Outcome::Silent(why),
    }
}

impl Actor for Postman {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(LOOK_EVERY, Self::look);
        self.look(ctx);
    }
}

impl Handler<Look> for Postman {
    type Result = ();

    fn handle(&mut self, _: Look, ctx: &mut Self::Context) {
        self.look(ctx);
    }
}
