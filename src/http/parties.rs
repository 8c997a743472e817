//! Parties: `/api/v1/parties`. What is done in them is the request of the same name on the socket.

use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde_json::value::RawValue;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        auction_deeds::{ask, request},
        body::{Body, IdempotencyKey},
        identity::Known,
        lobbies::made,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        id::RoomId,
        party::{
            page::{Page, Reply},
            words::{CREATE, KIND},
        },
    },
    rooms::Rooms,
};

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 6] = [
    ("invite", "party:invite"),
    ("accept", "party:accept"),
    ("decline", "party:decline"),
    ("leader", "party:leader"),
    ("kick", "party:kick"),
    ("leave", "party:leave"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create).service(show).service(deed);
}

/// Opens a party; I lead it.
#[utoipa::path(tag = "matchmaking", request_body = Object, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Page), (status = "default", body = ErrorBody)))]
#[post("/parties")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, CREATE, body, key);
    made(&rooms, known.person, KIND, "parties", asked).await
}

/// One party, as a member finds it.
#[utoipa::path(tag = "matchmaking", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the party.")),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[get("/parties/{id}")]
async fn show(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    answer(&rooms.look(RoomId::of(KIND, &id), Some(known.person)).await, StatusCode::OK)
}

/// Does something in it: `invite {user}`, `accept`, `decline`, `leader {user}`, `kick {user}`, `leave`.
#[utoipa::path(tag = "matchmaking", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the party."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[post("/parties/{id}/{deed}")]
async fn deed(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let (id, name) = path.into_inner();
    let request = request(&DEEDS, &name)?;
    let asked = ask(&known.person, request, body, key);
    answer(&rooms.ask(RoomId::of(KIND, &id), asked).await, StatusCode::OK)
}
