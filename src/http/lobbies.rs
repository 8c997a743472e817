//! Lobbies: `/api/v1/lobbies`. What is done in them is the request of the same name on the socket.

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    post, web,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::limiter::Limiter,
    http::{
        auction_deeds::{ask, request},
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        fault::Fault,
        id::RoomId,
        lobby::{
            Status,
            bodies::Create,
            list::Summary,
            page::{Page, Reply},
            words::{CREATE, JOIN, KIND},
        },
        person::Person,
    },
    rooms::Rooms,
    store::{ListError, LobbyFilter, Store},
};

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 13] = [
    ("join", JOIN),
    ("leave", "lobby:leave"),
    ("ready", "lobby:ready"),
    ("seat", "lobby:seat"),
    ("invite", "lobby:invite"),
    ("kick", "lobby:kick"),
    ("ban", "lobby:ban"),
    ("unban", "lobby:unban"),
    ("host", "lobby:host"),
    ("settings", "lobby:settings"),
    ("start", "lobby:start"),
    ("close", "lobby:close"),
    ("result", "lobby:result"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(by_code).service(show).service(deed);
}

/// Which lobbies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of which game.
    game: Option<String>,
    /// `forming`, `ready`, `starting` or `active`.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// Where they are played.
    region: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of lobbies, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LobbyListPage)]
struct LobbyPage {
    items: Vec<LobbyLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A lobby of the list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LobbyLine {
    #[serde(flatten)]
    summary: Summary,
    /// What the host is called.
    host_name: String,
}

/// Open lobbies that everybody may find, the latest first; as the room `lobbies` tells them live.
#[utoipa::path(tag = "lobbies", params(Wanted),
    responses((status = 200, body = LobbyPage), (status = "default", body = ErrorBody)))]
#[get("/lobbies")]
async fn list(
    _visitor: Visitor,
    store: web::Data<Store>,
    Params(wanted): Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    let limit = Some(page_limit(wanted.limit)?);
    let Wanted { game, status, region, after, .. } = wanted;
    let filter = LobbyFilter { game, status, region };
    let page = store.lobbies(filter, limit, after.as_deref()).await.map_err(unlisted)?;
    let line = |(summary, host_name)| LobbyLine { summary, host_name };
    let items = page.items.into_iter().map(line).collect();
    Ok(HttpResponse::Ok().json(LobbyPage { items, next: page.next }))
}

/// Opens a lobby; I am its host.
#[utoipa::path(tag = "lobbies", request_body = Create, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Page), (status = "default", body = ErrorBody)))]
#[post("/lobbies")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, CREATE, body, key);
    made(&rooms, known.person, KIND, "lobbies", asked).await
}

/// A room that was made, with where it is.
pub(super) async fn made(
    rooms: &Rooms,
    person: Person,
    kind: &'static str,
    resource: &str,
    asked: crate::rooms::core::Ask,
) -> Result<HttpResponse, Denial> {
    let (room, made) = rooms.create(kind, asked).await;
    let mut response = answer(&made, StatusCode::CREATED)?;
    let location = format!("/api/v1/{resource}/{}", room.key());
    let page = rooms.look(room, Some(person)).await;
    let shown = answer(&page, StatusCode::CREATED)?;
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response.set_body(shown.into_body()))
}

/// The room of a lobby.
#[derive(Debug, Serialize, ToSchema)]
struct FoundLobby {
    /// It.
    lobby: RoomId,
}

/// The open lobby with this code. To come in takes `join {code}`.
#[utoipa::path(tag = "lobbies", security(("bearer" = [])),
    params(("code" = String, Path, description = "As a member sees it.")),
    responses((status = 200, body = FoundLobby), (status = "default", body = ErrorBody)))]
#[get("/lobbies/code/{code}")]
async fn by_code(
    _known: Known,
    store: web::Data<Store>,
    code: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let code = code.into_inner().to_ascii_lowercase();
    let found = store.lobby_with(code).await.map_err(|why| unlisted(ListError::Store(why)))?;
    let lobby = found.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok().json(FoundLobby { lobby }))
}

/// One lobby, as I find it.
#[utoipa::path(tag = "lobbies", params(("id" = String, Path, description = "Of the lobby.")),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[get("/lobbies/{id}")]
async fn show(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    answer(&rooms.look(RoomId::of(KIND, &id), visitor.person).await, StatusCode::OK)
}

/// Does something in it: `join {code?, password?}`, `leave`, `ready {ready}`, `seat {seat}`, `invite {user}`,
/// `kick {user, reason?}`, `ban {user, reason?}`, `unban {user}`, `host {user}`,
/// `settings {settings?, title?, capacity?, privacy?, password?, region?}`, `start`, `close`, and for the game's
/// backend `result {teams: [{members, place}]}`.
#[utoipa::path(tag = "lobbies", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the lobby."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[post("/lobbies/{id}/{deed}")]
async fn deed(
    known: Known,
    rooms: web::Data<Rooms>,
    limiter: web::Data<Limiter>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let (id, name) = path.into_inner();
    let request = request(&DEEDS, &name)?;
    let room = RoomId::of(KIND, &id);
    if request == JOIN {
        limiter.join(known.person.id, &room)?;
    }
    let asked = ask(&known.person, request, body, key);
    answer(&rooms.ask(room, asked).await, StatusCode::OK)
}
