//! What is said: `/api/v1/conversations/{id}/messages`, and what is found by its words in `/api/v1/messages`.

use actix_web::{HttpResponse, delete, get, http::StatusCode, patch, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        auction_deeds::ask,
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit},
        conversations::KIND,
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        conversation::{
            bodies::Post,
            page::{Reply, SentReply},
            view::Message,
        },
        fault::Fault,
        frame,
        id::{Place, RoomId, Seq},
    },
    rooms::Rooms,
    store::{Found, ListError, Part, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(page).service(send).service(edit).service(unsay).service(search);
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Those before this position, the nearest to it; the latest where neither is given.
    before: Option<u64>,
    /// Those after this position.
    after: Option<u64>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
}

/// A page of a conversation, in order. What is gone has no content.
#[derive(Debug, Serialize, ToSchema)]
struct MessagePage {
    items: Vec<Message>,
    /// Goes into `before` for the page before this one; `null` where there is none.
    #[schema(required)]
    previous: Option<Seq>,
    /// Goes into `after` for the page behind this one; `null` where there is none yet.
    #[schema(required)]
    next: Option<Seq>,
}

/// A page of what was said, both ways.
#[utoipa::path(tag = "conversations", params(("id" = String, Path, description = "Of the conversation."), Wanted),
    responses((status = 200, body = MessagePage), (status = "default", body = ErrorBody)))]
#[get("/conversations/{id}/messages")]
async fn page(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    store: web::Data<Store>,
    id: web::Path<String>,
    Params(wanted): Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    let (room, limit) = (RoomId::of(KIND, &id), page_limit(wanted.limit)?);
    let part = match (wanted.before, wanted.after) {
        (None, None) => Part::Latest,
        (Some(before), None) => Part::Before(Seq(before.min(i64::MAX.unsigned_abs()))),
        (None, Some(after)) => Part::After(Seq(after.min(i64::MAX.unsigned_abs()))),
        (Some(_), Some(_)) => {
            return Err(Denial::field("before", "wrong_value", "not both of `before` and `after`"));
        }
    };
    let viewer = visitor.person.as_ref().map(|person| person.id);
    // The room says whether this viewer may know of it.
    answer(&rooms.knock(room.clone(), visitor.person).await, StatusCode::OK)?;
    let found = store.messages(&room, viewer, part, limit + 1).await;
    let mut items = found.map_err(|why| unlisted(ListError::Store(why)))?;
    // One more than asked for shows whether there is a page beyond this one.
    let more = limit < items.len();
    if let Part::After(_) = part {
        items.truncate(limit);
    } else if more {
        items.remove(0);
    }
    let (first, last) = (items.first().map(|one| one.seq), items.last().map(|one| one.seq));
    let (previous, next) = match part {
        Part::Latest => (first.filter(|_| more), None),
        Part::Before(_) => (first.filter(|_| more), last),
        Part::After(_) => (first, last.filter(|_| more)),
    };
    Ok(HttpResponse::Ok().json(MessagePage { items, previous, next }))
}

/// Says something.
#[utoipa::path(tag = "conversations", request_body = Post, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the conversation."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SentReply), (status = "default", body = ErrorBody)))]
#[post("/conversations/{id}/messages")]
async fn send(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, "chat:message", body, key);
    answer(&rooms.ask(RoomId::of(KIND, &id), asked).await, StatusCode::CREATED)
}

/// Another content.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Content {
    /// What it says from now on.
    content: String,
}

/// The data of `chat:edit` and `chat:delete`.
#[derive(Debug, Serialize)]
struct Meant {
    message: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

/// Says it otherwise.
#[utoipa::path(tag = "conversations", request_body = Content, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the conversation."), ("message" = String, Path, description = "Which."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[patch("/conversations/{id}/messages/{message}")]
async fn edit(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    Body(Content { content }): Body<Content>,
) -> Result<HttpResponse, Denial> {
    let (id, message) = meant(&path)?;
    let data = frame::raw(&Meant { message, content: Some(content) });
    let asked = ask(&known.person, "chat:edit", data, key);
    answer(&rooms.ask(id, asked).await, StatusCode::OK)
}

/// Takes it back, for all and for good.
#[utoipa::path(tag = "conversations", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the conversation."), ("message" = String, Path, description = "Which."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[delete("/conversations/{id}/messages/{message}")]
async fn unsay(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
) -> Result<HttpResponse, Denial> {
    let (id, message) = meant(&path)?;
    let data = frame::raw(&Meant { message, content: None });
    let asked = ask(&known.person, "chat:delete", data, key);
    answer(&rooms.ask(id, asked).await, StatusCode::OK)
}

fn meant((id, message): &(String, String)) -> Result<(RoomId, Place), Denial> {
    let message = message.parse().map_err(|_| Fault::NotFound)?;
    Ok((RoomId::of(KIND, id), message))
}

/// What to find.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Search {
    /// Words that are all in it; the last one may be the beginning of one.
    q: String,
    /// The id of the only conversation to look in.
    conversation: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Messages that were found, the latest first.
#[derive(Debug, Serialize, ToSchema)]
struct FoundPage {
    items: Vec<FoundLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundLine {
    /// The room in which it was said.
    conversation: RoomId,
    message: Message,
}

impl From<Found> for FoundLine {
    fn from(Found { conversation, message }: Found) -> Self {
        FoundLine { conversation, message }
    }
}

/// Messages in my conversations by their words.
#[utoipa::path(tag = "conversations", params(Search), security(("bearer" = [])),
    responses((status = 200, body = FoundPage), (status = "default", body = ErrorBody)))]
#[get("/messages")]
async fn search(
    known: Known,
    store: web::Data<Store>,
    Params(wanted): Params<Search>,
) -> Result<HttpResponse, Denial> {
    let limit = Some(page_limit(wanted.limit)?);
    let room = wanted.conversation.map(|id| RoomId::of(KIND, id));
    let after = wanted.after.as_deref();
    let found = store.search_messages(known.person.id, room, &wanted.q, limit, after).await;
    let found = found.map_err(unlisted)?;
    let items = found.items.into_iter().map(FoundLine::from).collect();
    Ok(HttpResponse::Ok().json(FoundPage { items, next: found.next }))
}
