//! What is done in an auction: `/api/v1/auctions/{id}/bids` and `/api/v1/auctions/{id}/{deed}`.
//! Every deed is the request of the same name on the socket.

use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::limiter::Limiter,
    http::{
        auctions::{KIND, unlisted},
        body::{Body, IdempotencyKey, Params, page_limit},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        auction::{
            Bid, BidId,
            statement::Statement,
            words::{BidReply, Reply},
        },
        fault::Fault,
        id::RoomId,
        money::Money,
        person::Person,
        time::Time,
    },
    rooms::{Rooms, core::Ask},
    store::{BidRow, ListError, Store},
};

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 20] = [
    ("publish", "auction:publish"),
    ("retract", "auction:retract"),
    ("buy", "auction:buy"),
    ("accept", "auction:accept"),
    ("watch", "auction:watch"),
    ("pause", "auction:pause"),
    ("resume", "auction:resume"),
    ("extend", "auction:extend"),
    ("end", "auction:end"),
    ("cancel", "auction:cancel"),
    ("lower_reserve", "auction:lower_reserve"),
    ("void", "auction:void"),
    ("announce", "auction:announce"),
    ("pay", "auction:pay"),
    ("paid", "auction:paid"),
    ("default", "auction:default"),
    ("second_chance", "auction:second_chance"),
    ("second_chance_accept", "auction:second_chance_accept"),
    ("second_chance_decline", "auction:second_chance_decline"),
    ("relist", "auction:relist"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(bids).service(statement).service(bid).service(deed);
}

/// A request to a room with the body as its data, as it was sent: the room reads it as it reads a frame's.
pub(super) fn ask(
    by: &Person,
    request: &'static str,
    data: Box<RawValue>,
    key: IdempotencyKey,
) -> Ask {
    Ask { key: key.0, ..Ask::new(by.clone(), request, data) }
}

/// The request that the last part of a path stands for; what is none is not there.
pub(super) fn request(
    deeds: &[(&'static str, &'static str)],
    name: &str,
) -> Result<&'static str, Denial> {
    let found = deeds.iter().find(|(part, _)| *part == name);
    found.map(|(_, request)| *request).ok_or_else(|| Fault::NotFound.into())
}

/// Which bids.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Older {
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of bids, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct BidPage {
    items: Vec<BidLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A bid as everybody may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BidHistoryLine)]
struct BidLine {
    bid: BidId,
    /// The bidder's name here.
    bidder: String,
    /// Never above the visible price.
    amount: Money,
    /// A hidden maximum answered it at once.
    automatic: bool,
    at: Time,
    /// It was taken back, or struck out.
    retracted: bool,
    /// Why, where staff struck it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<BidRow> for BidLine {
    fn from(row: BidRow) -> Self {
        BidLine {
            bid: row.bid,
            bidder: row.shown,
            amount: row.amount,
            automatic: row.automatic,
            at: row.at,
            retracted: row.removed_at.is_some(),
            reason: row.void_reason,
        }
    }
}

/// The bids of an auction, newest first.
#[utoipa::path(tag = "auctions", params(("id" = String, Path, description = "Of the auction."), Older),
    responses((status = 200, body = BidPage), (status = "default", body = ErrorBody)))]
#[get("/auctions/{id}/bids")]
async fn bids(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    store: web::Data<Store>,
    id: web::Path<String>,
    older: Params<Older>,
) -> Result<HttpResponse, Denial> {
    let room = RoomId::of(KIND, &id);
    let viewer = visitor.person.as_ref().map(|person| person.id);
    // The room says whether this viewer may know of it.
    let look = rooms.look(room.clone(), visitor.person).await;
    answer(&look, StatusCode::OK)?;
    let limit = Some(page_limit(older.0.limit)?);
    let page =
        store.bids(&room, viewer, limit, older.0.after.as_deref()).await.map_err(unlisted)?;
    let items = page.items.into_iter().map(BidLine::from).collect();
    Ok(HttpResponse::Ok().json(BidPage { items, next: page.next }))
}

/// What was stated at the end: outcome, and the head of the chain over the journal up to there. Keep it to show later
/// what was said.
#[utoipa::path(tag = "auctions", params(("id" = String, Path, description = "Of the auction.")),
    responses((status = 200, body = Statement), (status = "default", body = ErrorBody)))]
#[get("/auctions/{id}/statement")]
async fn statement(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    store: web::Data<Store>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let room = RoomId::of(KIND, &id);
    // The room says whether this viewer may know of it.
    answer(&rooms.look(room.clone(), visitor.person).await, StatusCode::OK)?;
    let kept = store.chain(&room).await.map_err(|why| unlisted(ListError::Store(why)))?;
    let stated = kept.and_then(|kept| kept.statement).ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok().json(stated))
}

/// Places a bid.
#[utoipa::path(tag = "auctions", request_body = Bid, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the auction."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = BidReply), (status = "default", body = ErrorBody)))]
#[post("/auctions/{id}/bids")]
async fn bid(
    known: Known,
    rooms: web::Data<Rooms>,
    limiter: web::Data<Limiter>,
    id: web::Path<String>,
    key: IdempotencyKey,
    body: Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let room = RoomId::of(KIND, &id);
    limiter.bid(known.person.id, &room)?;
    let asked = ask(&known.person, "auction:bid", body.0, key);
    answer(&rooms.ask(room, asked).await, StatusCode::CREATED)
}

/// Does something else: `publish`, `retract {bid}`, `buy`, `accept {limit}`, `watch {on}`, `pause {reason}`, `resume`,
/// `extend {seconds}`, `end`, `cancel {reason}`, `lower_reserve {reserve}`, `void {bid, reason}`,
/// `announce {text}`; after the end `pay`, `paid {reference}`, `default`, `second_chance {to}`,
/// `second_chance_accept`, `second_chance_decline`, `relist {…}`.
#[utoipa::path(tag = "auctions", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the auction."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = "default", body = ErrorBody)))]
#[post("/auctions/{id}/{deed}")]
async fn deed(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    body: Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let (id, name) = path.into_inner();
    let request = request(&DEEDS, &name)?;
    let asked = ask(&known.person, request, body.0, key);
    answer(&rooms.ask(RoomId::of(KIND, &id), asked).await, StatusCode::OK)
}
