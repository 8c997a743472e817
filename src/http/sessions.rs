//! Sessions of lots: `/api/v1/sessions`.

use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde_json::value::RawValue;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        auction_deeds::ask,
        body::{Body, IdempotencyKey},
        identity::{Known, Visitor},
        lobbies::made,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        id::RoomId,
        session::{KIND, Page, Plan, words::CREATE},
    },
    rooms::Rooms,
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create).service(show);
}

/// Makes a session and its lots, which are auctions like any other: their hammers fall one after the other.
#[utoipa::path(tag = "auctions", request_body = Plan, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Page), (status = "default", body = ErrorBody)))]
#[post("/sessions")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, CREATE, body, key);
    made(&rooms, known.person, KIND, "sessions", asked).await
}

/// A session and its lots.
#[utoipa::path(tag = "auctions", params(("id" = String, Path, description = "Of the session.")),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[get("/sessions/{id}")]
async fn show(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    answer(&rooms.look(RoomId::of(KIND, &id), visitor.person).await, StatusCode::OK)
}
