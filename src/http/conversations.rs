//! Conversations: `/api/v1/conversations`. What is done in them is the request of the same name on the socket.

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    post, web,
};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        auction_deeds::{ask, request},
        auctions::unlisted,
        body::{Body, IdempotencyKey},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        conversation::{
            self, Kind,
            bodies::Create,
            page::{Listed, OpenedReply, Page, Reply},
            words::CREATE,
        },
        frame::Answer,
        id::RoomId,
        person::Person,
        read,
    },
    rooms::Rooms,
    store::{ListError, Store},
};

/// The kind of their rooms.
pub(super) const KIND: &str = "conversation";

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 17] = [
    ("edit", "chat:edit"),
    ("delete_message", "chat:delete"),
    ("react", "chat:react"),
    ("typing", "chat:typing"),
    ("delivered", "chat:delivered"),
    ("read", "chat:read"),
    ("hide", "chat:hide"),
    ("report", "chat:report"),
    ("rename", "conversation:rename"),
    ("add", "conversation:add"),
    ("remove", "conversation:remove"),
    ("leave", "conversation:leave"),
    ("mute", "conversation:mute"),
    ("delete", "conversation:delete"),
    ("slow", "conversation:slow"),
    ("words", "conversation:words"),
    ("silence", "conversation:silence"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(show).service(deed);
}

/// My conversations.
#[derive(Debug, Serialize, ToSchema)]
struct ConversationList {
    items: Vec<Listed>,
}

/// My conversations, the one with the latest message first, as the inbox shows them.
#[utoipa::path(tag = "conversations", security(("bearer" = [])),
    responses((status = 200, body = ConversationList), (status = "default", body = ErrorBody)))]
#[get("/conversations")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
) -> Result<HttpResponse, Denial> {
    let items = store.conversations(known.person.id, rooms.now()).await;
    let items = items.map_err(|why| unlisted(ListError::Store(why)))?;
    Ok(HttpResponse::Ok().json(ConversationList { items }))
}

/// Opens a conversation; 200 with the one that two have already, or that is beside the auction.
#[utoipa::path(tag = "conversations", request_body = Create, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Page), (status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[post("/conversations")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let wanted: Create = read::data(&body)?;
    let bound = bound(&known.person, &wanted);
    let asked = ask(&known.person, CREATE, body, key);
    let (room, made) = match bound {
        Some(room) => (room.clone(), rooms.ask(room, asked).await),
        None => rooms.create(KIND, asked).await,
    };
    let status = if is_new(&made) { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer(&made, status)?;
    let location = format!("/api/v1/conversations/{}", room.key());
    let page = rooms.look(room, Some(known.person)).await;
    let shown = answer(&page, status)?;
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response.set_body(shown.into_body()))
}

/// The room of a conversation that follows from whom or what it is for.
fn bound(by: &Person, wanted: &Create) -> Option<RoomId> {
    match (wanted.kind, wanted.members.as_slice(), &wanted.auction) {
        (Kind::Direct, [other], _) => Some(conversation::direct(by.id, *other)),
        (Kind::Auction, _, Some(auction)) => Some(conversation::beside(auction)),
        // Refused by the rules, which need a room of the right sort for it.
        (Kind::Direct, _, _) => Some(conversation::direct(by.id, by.id)),
        (Kind::Auction, _, None) => Some(conversation::beside(&RoomId::from(""))),
        (Kind::Group | Kind::Lobby | Kind::Support, _, _) => None,
    }
}

/// Whether a conversation was opened by this, or had been before.
fn is_new(made: &Answer) -> bool {
    let opened = made.data.as_ref().map(|data| serde_json::from_str::<OpenedReply>(data.get()));
    opened.is_some_and(|opened| opened.is_ok_and(|opened| !opened.existing))
}

/// One conversation, as I find it.
#[utoipa::path(tag = "conversations", params(("id" = String, Path, description = "Of the conversation.")),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[get("/conversations/{id}")]
async fn show(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    answer(&rooms.look(RoomId::of(KIND, &id), visitor.person).await, StatusCode::OK)
}

/// Does something in it: `edit {message, content}`, `delete_message {message}`, `react {message, emoji, on}`,
/// `typing {typing}`, `delivered {upTo}`, `read {upTo}`, `hide {message, on, reason}`, `report {message, reason}`,
/// `rename {title}`, `add {user|users}`, `remove {user}`, `leave`, `mute {on, until?}`, `delete`, `slow {seconds}`,
/// `words {words, action}`, `silence {user, seconds, reason}`.
#[utoipa::path(tag = "conversations", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the conversation."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[post("/conversations/{id}/{deed}")]
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
