//! What one is told, how, and from whom one wants to hear nothing: `/api/v1/notifications`, `/api/v1/me/blocks`.
//! All of it is done by one's inbox.

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, put, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        auction_deeds::ask,
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit, user_id},
        identity::Known,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        frame,
        id::UserId,
        inbox::{Change, Notification, Which},
        person::Person,
    },
    rooms::{self, Rooms},
    store::{ListError, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(read).service(unlist).service(prefer);
    config.service(blocks).service(block).service(unblock);
}

/// Which notifications.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Older {
    /// Only those that are unread.
    #[serde(default)]
    unread: bool,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of notifications, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NotificationPage {
    items: Vec<Notification>,
    /// How many are unread, on this page or not.
    unread_count: u32,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// My notifications, the latest first.
#[utoipa::path(tag = "notifications", params(Older), security(("bearer" = [])),
    responses((status = 200, body = NotificationPage), (status = "default", body = ErrorBody)))]
#[get("/notifications")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    Params(older): Params<Older>,
) -> Result<HttpResponse, Denial> {
    let limit = Some(page_limit(older.limit)?);
    let (user, after) = (known.person.id, older.after.as_deref());
    let (page, unread_count) =
        store.notifications(user, older.unread, limit, after).await.map_err(unlisted)?;
    Ok(HttpResponse::Ok().json(NotificationPage {
        items: page.items,
        unread_count,
        next: page.next,
    }))
}

/// Notes that I have read `{ids}`, `{all: true}` or those `{upTo}` one.
#[utoipa::path(tag = "notifications", request_body = Which, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[post("/notifications/read")]
async fn read(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    done(&rooms, &known.person, "notification:read", body, key).await
}

/// Takes notifications `{ids}` out of my list.
#[utoipa::path(tag = "notifications", request_body = Object, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[post("/notifications/delete")]
async fn unlist(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    done(&rooms, &known.person, "notification:delete", body, key).await
}

/// Changes how I want to be told; what is missing stays. My inbox shows how it is.
#[utoipa::path(tag = "notifications", request_body = Change, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[put("/notifications/preferences")]
async fn prefer(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    done(&rooms, &known.person, "notification:preferences", body, key).await
}

/// From whom I want to hear nothing.
#[derive(Debug, Serialize, ToSchema)]
struct BlockList {
    items: Vec<Blocked>,
}

/// Somebody whom I have blocked.
#[derive(Debug, Serialize, ToSchema)]
struct Blocked {
    user: UserId,
    name: String,
}

/// From whom I want to hear nothing.
#[utoipa::path(tag = "me", security(("bearer" = [])),
    responses((status = 200, body = BlockList), (status = "default", body = ErrorBody)))]
#[get("/me/blocks")]
async fn blocks(known: Known, store: web::Data<Store>) -> Result<HttpResponse, Denial> {
    let found = store.blocks(known.person.id).await;
    let found = found.map_err(|why| unlisted(ListError::Store(why)))?;
    let items = found.into_iter().map(|(user, name)| Blocked { user, name }).collect();
    Ok(HttpResponse::Ok().json(BlockList { items }))
}

/// The data of `user:block`.
#[derive(Debug, Serialize)]
struct Block {
    user: UserId,
    on: bool,
}

/// I want to hear nothing more from somebody: no direct message, no message or reaction in a group.
#[utoipa::path(tag = "me", security(("bearer" = [])),
    params(("user" = String, Path, description = "Whom."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[put("/me/blocks/{user}")]
async fn block(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    user: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let data = frame::raw(&Block { user: user_id(&user)?, on: true });
    done(&rooms, &known.person, "user:block", data, key).await
}

/// I want to hear from somebody again.
#[utoipa::path(tag = "me", security(("bearer" = [])),
    params(("user" = String, Path, description = "Whom."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[delete("/me/blocks/{user}")]
async fn unblock(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    user: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let data = frame::raw(&Block { user: user_id(&user)?, on: false });
    done(&rooms, &known.person, "user:block", data, key).await
}

/// Asks my inbox.
async fn done(
    rooms: &Rooms,
    person: &Person,
    request: &'static str,
    data: Box<RawValue>,
    key: IdempotencyKey,
) -> Result<HttpResponse, Denial> {
    let asked = ask(person, request, data, key);
    answer(&rooms.ask(rooms::inbox(person.id), asked).await, StatusCode::OK)
}
