//! Being told when one is not here: `/api/v1/push/key`, `/api/v1/me/push-subscriptions`.

use actix_web::{HttpResponse, delete, get, post, web};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    clock::Clock,
    gateway::limiter::Limiter,
    http::{
        auctions::unlisted,
        body::{Body, id},
        identity::{Client, Known},
        problem::{Denial, ErrorBody},
    },
    post::{
        Office,
        seal::{AUTH_BYTES, PUBLIC_BYTES, seal},
    },
    protocol::{fault::Fault, id::Id, push::Subscription, time::Time},
    rooms::Rooms,
    store::{ListError, Store, StoreError, push::KeptSubscription},
};

/// Bytes of an endpoint; those of push services have a few hundred.
const ENDPOINT_BYTES_MAX: usize = 2_000;
/// Characters that are kept of what a browser calls itself.
const AGENT_CHARS_MAX: usize = 200;

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(key).service(list).service(add).service(remove);
}

/// What browsers subscribe with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PushKey {
    /// The `applicationServerKey`, in base64url.
    public_key: String,
}

/// A subscription that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Made {
    id: Id,
}

/// My subscriptions.
#[derive(Debug, Serialize, ToSchema)]
struct Subscriptions {
    items: Vec<Line>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Line {
    id: Id,
    /// The host of its push service.
    host: String,
    user_agent: String,
    created_at: Time,
    #[schema(required)]
    expires_at: Option<Time>,
}

/// The key that browsers subscribe with.
#[utoipa::path(tag = "push", security(("bearer" = [])),
    responses((status = 200, body = PushKey), (status = "default", body = ErrorBody)))]
#[get("/push/key")]
async fn key(_known: Known, office: web::Data<Office>) -> Result<HttpResponse, Denial> {
    Ok(HttpResponse::Ok().json(PushKey { public_key: office.public_key() }))
}

/// My subscriptions, the oldest first.
#[utoipa::path(tag = "push", security(("bearer" = [])),
    responses((status = 200, body = Subscriptions), (status = "default", body = ErrorBody)))]
#[get("/me/push-subscriptions")]
async fn list(known: Known, store: web::Data<Store>) -> Result<HttpResponse, Denial> {
    let found = store.push_subscriptions(known.person.id).await.map_err(unkept)?;
    let items = found.into_iter().map(|kept| Line {
        id: kept.id,
        host: host(&kept.endpoint),
        user_agent: kept.user_agent,
        created_at: kept.created_at,
        expires_at: kept.expires_at,
    });
    Ok(HttpResponse::Ok().json(Subscriptions { items: items.collect() }))
}

/// Subscribes a browser: the body is its `PushSubscription`. The same endpoint again keeps its id.
#[utoipa::path(tag = "push", request_body = Subscription, security(("bearer" = [])),
    responses((status = 201, body = Made), (status = "default", body = ErrorBody)))]
#[post("/me/push-subscriptions")]
#[expect(clippy::too_many_arguments, reason = "each is a part of the server")]
async fn add(
    known: Known,
    store: web::Data<Store>,
    office: web::Data<Office>,
    rooms: web::Data<Rooms>,
    clock: web::Data<Clock>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    Body(wanted): Body<Subscription>,
) -> Result<HttpResponse, Denial> {
    limiter.write(known.person.id)?;
    let url = Url::parse(&wanted.endpoint).ok().filter(|url| office.reach().takes(url));
    if url.is_none() || ENDPOINT_BYTES_MAX < wanted.endpoint.len() {
        return Err(Denial::field("endpoint", "wrong_value", "an https address in public"));
    }
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
    let (theirs, auth) = (bytes(&wanted.keys.p256dh), bytes(&wanted.keys.auth));
    // A point that is not on the curve is found by using it.
    if theirs.len() != PUBLIC_BYTES || seal(b"", &theirs, &[0; AUTH_BYTES]).is_err() {
        return Err(Denial::field("keys.p256dh", "wrong_value", "a public key on P-256"));
    }
    if auth.len() != AUTH_BYTES {
        return Err(Denial::field("keys.auth", "wrong_value", "16 bytes"));
    }
    let new = KeptSubscription {
        id: rooms.mint(),
        user: known.person.id,
        endpoint: wanted.endpoint,
        p256dh: URL_SAFE_NO_PAD.encode(theirs),
        auth: URL_SAFE_NO_PAD.encode(auth),
        user_agent: device.user_agent.chars().take(AGENT_CHARS_MAX).collect(),
        created_at: clock.now(),
        expires_at: wanted.expiration_time.map(Time::from_ms),
    };
    let id = store.subscribe_push(new).await.map_err(unkept)?;
    Ok(HttpResponse::Created().json(Made { id }))
}

/// Ends a subscription of mine.
#[utoipa::path(tag = "push", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the subscription.")),
    responses((status = 204, description = "It is gone."), (status = "default", body = ErrorBody)))]
#[delete("/me/push-subscriptions/{id}")]
async fn remove(
    known: Known,
    store: web::Data<Store>,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let gone = store.unsubscribe_push(id(&path)?, Some(known.person.id)).await.map_err(unkept)?;
    if gone { Ok(HttpResponse::NoContent().finish()) } else { Err(Fault::NotFound.into()) }
}

/// The host of an endpoint; the rest of it is a secret of the browser.
pub(super) fn host(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn unkept(why: StoreError) -> Denial {
    unlisted(ListError::Store(why))
}
