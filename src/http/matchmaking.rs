//! Matchmaking: `/api/v1/matchmaking`, `/api/v1/games`, `/api/v1/ratings`. Searching is the request of the same
//! name on the socket; what is found is told in one's inbox.

use std::str::FromStr;

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::{json, value::RawValue};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access::Deed,
    http::{
        auction_deeds::ask,
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        fault::Fault,
        frame::to_json,
        game::{Game, Games},
        id::{RoomId, UserId},
        matchmaking::{
            TicketId,
            bodies::Find,
            page::{Begun, Page, Rated, Standing},
            queue_of,
            words::FIND,
        },
        read,
    },
    rooms::Rooms,
    store::{ListError, Store, StoreError},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(find).service(show).service(cancel).service(answer_check);
    config.service(list_games).service(ratings).service(my_play).service(queues);
}

/// Searches for a match.
#[utoipa::path(tag = "matchmaking", request_body = Find, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Begun), (status = "default", body = ErrorBody)))]
#[post("/matchmaking")]
async fn find(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let wanted: Find = read::data(&body)?;
    let asked = ask(&known.person, FIND, body, key);
    answer(&rooms.ask(queue_of(&wanted.game), asked).await, StatusCode::CREATED)
}

/// How my search stands.
#[utoipa::path(tag = "matchmaking", security(("bearer" = [])),
    params(("id" = String, Path, description = "The `matchRequestId`.")),
    responses((status = 200, body = Standing), (status = "default", body = ErrorBody)))]
#[get("/matchmaking/{id}")]
async fn show(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    told(&known, &rooms, "matchmaking:subscribe", &id, IdempotencyKey(None)).await
}

/// Searches no more; where it is over already, that is well, too.
#[utoipa::path(tag = "matchmaking", security(("bearer" = [])),
    params(("id" = String, Path, description = "The `matchRequestId`."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[delete("/matchmaking/{id}")]
async fn cancel(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
    key: IdempotencyKey,
) -> Result<HttpResponse, Denial> {
    told(&known, &rooms, "matchmaking:cancel", &id, key).await
}

/// Takes the match (`accept`), or does not (`decline`).
#[utoipa::path(tag = "matchmaking", security(("bearer" = [])),
    params(("id" = String, Path, description = "The `matchRequestId`."), ("deed" = String, Path, description = "`accept` or `decline`."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[post("/matchmaking/{id}/{deed}")]
async fn answer_check(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
) -> Result<HttpResponse, Denial> {
    let (id, deed) = path.into_inner();
    let request = match deed.as_str() {
        "accept" => "matchmaking:accept",
        "decline" => "matchmaking:decline",
        _ => return Err(Fault::NotFound.into()),
    };
    told(&known, &rooms, request, &id, key).await
}

async fn told(
    known: &Known,
    rooms: &Rooms,
    request: &'static str,
    id: &str,
    key: IdempotencyKey,
) -> Result<HttpResponse, Denial> {
    let ticket = TicketId::from_str(id).map_err(|_| Fault::NotFound)?;
    let data = json!({ "matchRequestId": ticket }).to_string();
    let data = RawValue::from_string(data).map_err(|_| Fault::Malformed)?;
    let asked = ask(&known.person, request, data, key);
    answer(&rooms.ask(queue_of(&ticket.game), asked).await, StatusCode::OK)
}

/// The games that are played here.
#[derive(Debug, Serialize, ToSchema)]
struct GameList<'a> {
    items: Vec<&'a Game>,
}

/// The games that are played here: their modes, and what may be set in their lobbies.
#[utoipa::path(tag = "matchmaking",
    responses((status = 200, body = GameList), (status = "default", body = ErrorBody)))]
#[get("/games")]
async fn list_games(_visitor: Visitor, games: web::Data<Games>) -> Result<HttpResponse, Denial> {
    Ok(HttpResponse::Ok().json(GameList { items: games.values().collect() }))
}

/// Whose ratings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Whose {
    /// Of this user; one's own where it is missing.
    #[param(value_type = Option<String>)]
    user: Option<UserId>,
}

/// How well somebody plays.
#[derive(Debug, Serialize, ToSchema)]
struct RatingList {
    items: Vec<Rated>,
}

/// How well I play, or somebody else (Glicko-2). Who has played no rated match has no rating; 1500 is assumed.
#[utoipa::path(tag = "matchmaking", params(Whose), security(("bearer" = [])),
    responses((status = 200, body = RatingList), (status = "default", body = ErrorBody)))]
#[get("/ratings")]
async fn ratings(
    known: Known,
    store: web::Data<Store>,
    Params(whose): Params<Whose>,
) -> Result<HttpResponse, Denial> {
    let user = whose.user.unwrap_or(known.person.id);
    let rated = store.ratings(user).await.map_err(unread)?;
    let items = rated.into_iter().map(|(game, mode, rating)| Rated {
        user,
        game,
        mode,
        rating: rating.points(),
        deviation: i32::try_from(rating.milli_deviation / 1_000).unwrap_or_default(),
        matches: rating.matches,
    });
    Ok(HttpResponse::Ok().json(RatingList { items: items.collect() }))
}

/// Where I am.
#[derive(Debug, Serialize, ToSchema)]
struct MyPlay {
    /// Lobbies that I am in.
    lobbies: Vec<RoomId>,
    /// My party.
    #[schema(required)]
    party: Option<RoomId>,
    /// My searches (`matchRequestId`).
    searches: Vec<String>,
}

/// Lobbies and the party that I am in, and what I search for; for one who comes back.
#[utoipa::path(tag = "matchmaking", security(("bearer" = [])),
    responses((status = 200, body = MyPlay), (status = "default", body = ErrorBody)))]
#[get("/me/play")]
async fn my_play(known: Known, store: web::Data<Store>) -> Result<HttpResponse, Denial> {
    let user = known.person.id;
    Ok(HttpResponse::Ok().json(MyPlay {
        lobbies: store.lobbies_of(user).await.map_err(unread)?,
        party: store.party_of(user).await.map_err(unread)?,
        searches: store.tickets(user).await.map_err(unread)?,
    }))
}

/// The queues, as staff see them.
#[derive(Debug, Serialize, ToSchema)]
struct QueueList {
    #[schema(value_type = Vec<Page>)]
    items: Vec<Box<RawValue>>,
}

/// Who searches in each mode of each game, how long, and how good the latest matches were.
#[utoipa::path(tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = QueueList), (status = "default", body = ErrorBody)))]
#[get("/admin/matchmaking")]
async fn queues(
    known: Known,
    rooms: web::Data<Rooms>,
    games: web::Data<Games>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::Moderate)?;
    let mut items = Vec::new();
    for game in games.keys() {
        let shown = rooms.look(queue_of(game), Some(known.person.clone())).await;
        // An app keeps order in auctions and is told nothing of queues.
        answer(&shown, StatusCode::OK)?;
        items.extend(shown.data);
    }
    Ok(HttpResponse::Ok().content_type("application/json").body(to_json(&QueueList { items })))
}

fn unread(why: StoreError) -> Denial {
    unlisted(ListError::Store(why))
}
