//! What is to be brought to people who are not here, for admins: `/api/v1/admin/deliveries`. Never what it says.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    clock::Clock,
    domain::access::Deed,
    http::{
        body::{Body, Params, page_limit},
        identity::Known,
        problem::{Denial, ErrorBody},
        push::unkept,
    },
    protocol::{
        fault::Fault,
        id::UserId,
        push::{Channel, DeliveryState},
        time::Time,
    },
    store::{Store, deliveries::Delivery},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(replay_all).service(replay).service(remove);
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// `waiting` or `dead`; `dead` where it is missing.
    #[param(value_type = Option<String>)]
    state: Option<DeliveryState>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<i64>,
}

/// A page of deliveries, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct DeliveryPage {
    items: Vec<DeliveryLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<i64>,
}

/// A delivery, without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeliveryLine {
    id: i64,
    channel: Channel,
    user: UserId,
    /// The name of a webhook, or the id of a subscription.
    target: String,
    state: DeliveryState,
    attempts: i32,
    next_at: Time,
    #[schema(required)]
    last_status: Option<i32>,
    #[schema(required)]
    last_error: Option<String>,
    created_at: Time,
}

impl From<Delivery> for DeliveryLine {
    fn from(delivery: Delivery) -> Self {
        DeliveryLine {
            id: delivery.id,
            channel: delivery.channel,
            user: delivery.user,
            target: delivery.target,
            state: delivery.state,
            attempts: delivery.attempts,
            next_at: delivery.next_at,
            last_status: delivery.last_status,
            last_error: delivery.last_error,
            created_at: delivery.created_at,
        }
    }
}

/// Which of those that were given up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Those for this target; all where it is missing.
    #[serde(default)]
    target: Option<String>,
}

/// How many are tried anew.
#[derive(Debug, Serialize, ToSchema)]
struct Replayed {
    replayed: usize,
}

/// Deliveries that wait or were given up.
#[utoipa::path(tag = "admin", params(Wanted), security(("bearer" = [])),
    responses((status = 200, body = DeliveryPage), (status = "default", body = ErrorBody)))]
#[get("/admin/deliveries")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    Params(wanted): Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::ManageUsers)?;
    let limit = page_limit(wanted.limit)?;
    let state = wanted.state.unwrap_or(DeliveryState::Dead);
    let found = store.deliveries(state, wanted.after.unwrap_or_default(), limit).await;
    let items: Vec<_> = found.map_err(unkept)?.into_iter().map(DeliveryLine::from).collect();
    let next = (items.len() == limit).then(|| items.last().map(|line| line.id)).flatten();
    Ok(HttpResponse::Ok().json(DeliveryPage { items, next }))
}

/// Tries all that were given up anew, or those for one target.
#[utoipa::path(tag = "admin", request_body = Which, security(("bearer" = [])),
    responses((status = 200, body = Replayed), (status = "default", body = ErrorBody)))]
#[post("/admin/deliveries/replay")]
async fn replay_all(
    known: Known,
    store: web::Data<Store>,
    clock: web::Data<Clock>,
    Body(which): Body<Which>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::ManageUsers)?;
    let replayed = store.replay_deliveries(None, which.target, clock.now()).await;
    Ok(HttpResponse::Ok().json(Replayed { replayed: replayed.map_err(unkept)? }))
}

/// Tries one that was given up anew.
#[utoipa::path(tag = "admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the delivery.")),
    responses((status = 200, body = Replayed), (status = "default", body = ErrorBody)))]
#[post("/admin/deliveries/{id}/replay")]
async fn replay(
    known: Known,
    store: web::Data<Store>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::ManageUsers)?;
    let replayed = store.replay_deliveries(Some(number(&id)?), None, clock.now()).await;
    match replayed.map_err(unkept)? {
        0 => Err(Fault::NotFound.into()),
        replayed => Ok(HttpResponse::Ok().json(Replayed { replayed })),
    }
}

/// Takes one away.
#[utoipa::path(tag = "admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the delivery.")),
    responses((status = 204, description = "It is gone."), (status = "default", body = ErrorBody)))]
#[delete("/admin/deliveries/{id}")]
async fn remove(
    known: Known,
    store: web::Data<Store>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::ManageUsers)?;
    let gone = store.remove_delivery(number(&id)?).await.map_err(unkept)?;
    if gone { Ok(HttpResponse::NoContent().finish()) } else { Err(Fault::NotFound.into()) }
}

fn number(id: &str) -> Result<i64, Denial> {
    id.parse().map_err(|_| Fault::NotFound.into())
}
