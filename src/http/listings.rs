//! What is for sale at a price: `/api/v1/listings`. What is done with it is the request of the same name on the socket.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    patch, post, web,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::is_staff,
    http::{
        auction_deeds::{ask, request},
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
        search::{currency, maybe, seller, several},
    },
    protocol::{
        fault::Fault,
        id::{RoomId, UserId},
        market::{
            ListingId, ListingStatus, MARKET,
            listing::{ListingChanges, ListingTerms},
            page::{ListingReply, Reply, SaleReply},
            words::{BUY, CREATE},
        },
        money::{Currency, Money},
        person::Person,
        time::Time,
    },
    rooms::Rooms,
    store::{ListError, ListingList, ListingRow, ListingSort, Store},
};

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 6] = [
    ("purchase", BUY),
    ("reserve", "listing:reserve"),
    ("release", "listing:release"),
    ("cancel", "listing:cancel"),
    ("remove", "listing:remove"),
    ("offers", "offer:make"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(show).service(edit).service(deed);
}

/// Which listings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Search {
    /// One or more, with commas: `listed`, `sold`, `cancelled`, `expired`, `removed`.
    status: Option<String>,
    /// The seller's id.
    seller: Option<String>,
    /// What the title contains, without regard to case.
    q: Option<String>,
    /// What it is called where it comes from.
    item: Option<String>,
    /// Three letters of ISO 4217.
    currency: Option<String>,
    /// At least this price.
    price_min: Option<i64>,
    /// At most.
    price_max: Option<i64>,
    /// `createdAt` or `price`; with `-` in front the other way round. The newest first where it is missing.
    sort: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl Search {
    fn read(self) -> Result<ListingList, Denial> {
        let known = |name: &str| {
            ListingStatus::ALL
                .into_iter()
                .find(|status| status.as_str() == name && *status != ListingStatus::Reserved)
        };
        let sort = maybe("sort", self.sort.as_deref(), ListingSort::named)?;
        Ok(ListingList {
            status: several("status", self.status.as_deref(), known)?,
            seller: seller(self.seller.as_deref())?,
            q: self.q,
            item: self.item,
            currency: currency(self.currency.as_deref())?,
            price_min: self.price_min.map(Money),
            price_max: self.price_max.map(Money),
            sort: sort.unwrap_or_default(),
            limit: Some(page_limit(self.limit)?),
            after: self.after,
        })
    }
}

/// A page of listings.
#[derive(Debug, Serialize, ToSchema)]
struct ListingPage {
    items: Vec<ListingBody>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A listing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListingBody {
    id: ListingId,
    /// To subscribe to.
    room: RoomId,
    seller: UserId,
    title: String,
    description: String,
    images: Vec<String>,
    attributes: BTreeMap<String, String>,
    /// What it is called where it comes from.
    #[schema(required)]
    item: Option<String>,
    currency: Currency,
    /// For one, without the buyer's premium.
    price: Money,
    /// What a buyer pays on top, in hundredths of a percent.
    premium_bps: u32,
    /// How many there were.
    stock: u32,
    /// How many are left.
    remaining: u32,
    /// How many of those are in baskets.
    reserved: u32,
    status: ListingStatus,
    /// Until when all that is left is in baskets.
    #[serde(skip_serializing_if = "Option::is_none")]
    reserved_until: Option<Time>,
    accept_offers: bool,
    /// Only the seller and staff see how offers are answered at once, and what the house takes of the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_accept: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_decline: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commission_bps: Option<u32>,
    /// Why staff took it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[schema(required)]
    expires_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

impl ListingBody {
    fn of(row: ListingRow, viewer: Option<&Person>, now: Time) -> Self {
        let keeps = viewer.is_some_and(|viewer| viewer.id == row.seller || is_staff(viewer.role));
        let live = row.baskets.iter().filter(|(_, until)| now < *until);
        let reserved = live.clone().map(|(quantity, _)| quantity).sum();
        let is_kept = row.status == ListingStatus::Listed && row.remaining <= reserved;
        let first_lapses = live.map(|(_, until)| *until).min();
        ListingBody {
            id: row.id,
            room: RoomId::from(MARKET),
            seller: row.seller,
            title: row.title,
            description: row.description,
            images: row.images,
            attributes: row.attributes,
            item: row.item,
            currency: row.currency,
            price: row.price,
            premium_bps: row.premium_bps,
            stock: row.stock,
            remaining: row.remaining,
            status: if is_kept { ListingStatus::Reserved } else { row.status },
            reserved,
            reserved_until: first_lapses.filter(|_| is_kept),
            accept_offers: row.accept_offers,
            auto_accept: row.auto_accept.filter(|_| keeps),
            auto_decline: row.auto_decline.filter(|_| keeps),
            commission_bps: keeps.then_some(row.commission_bps),
            reason: row.reason,
            expires_at: row.expires_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The number of a listing in a path; what is none is not there.
fn number(text: &str) -> ListingId {
    text.parse().unwrap_or_default()
}

async fn found(
    store: &Store,
    id: ListingId,
    viewer: Option<&Person>,
    now: Time,
) -> Result<ListingBody, Denial> {
    let row = store.listing(id).await.map_err(|why| unlisted(ListError::Store(why)))?;
    Ok(ListingBody::of(row.ok_or(Fault::NotFound)?, viewer, now))
}

/// The body of a request, with what its path names.
pub(super) fn naming(body: &RawValue, name: &str, id: &str) -> Result<Box<RawValue>, Denial> {
    let mut all: Map<String, Value> =
        serde_json::from_str(body.get()).map_err(|_| Denial::from(Fault::Malformed))?;
    all.insert(name.to_owned(), Value::String(id.to_owned()));
    RawValue::from_string(Value::Object(all).to_string())
        .map_err(|_| Denial::from(Fault::Malformed))
}

/// What is for sale, or was: all states where none is named. The room `market` tells changes live.
#[utoipa::path(tag = "market", params(Search),
    responses((status = 200, body = ListingPage), (status = "default", body = ErrorBody)))]
#[get("/listings")]
async fn list(
    visitor: Visitor,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    Params(search): Params<Search>,
) -> Result<HttpResponse, Denial> {
    let page = store.listings(search.read()?).await.map_err(unlisted)?;
    let (viewer, now) = (visitor.person.as_ref(), rooms.now());
    let items = page.items.into_iter().map(|row| ListingBody::of(row, viewer, now)).collect();
    Ok(HttpResponse::Ok().json(ListingPage { items, next: page.next }))
}

/// Puts something up for sale.
#[utoipa::path(tag = "market", request_body = ListingTerms, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = ListingBody), (status = "default", body = ErrorBody)))]
#[post("/listings")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    store: web::Data<Store>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, CREATE, body, key);
    let made = rooms.ask(RoomId::from(MARKET), asked).await;
    let mut response = answer(&made, StatusCode::CREATED)?;
    let reply = made.data.as_ref().map(|data| data.get()).unwrap_or_default();
    let Ok(Made { listing }) = serde_json::from_str(reply) else { return Ok(response) };
    let shown = found(&store, listing, Some(&known.person), rooms.now()).await?;
    let location = format!("/api/v1/listings/{listing}");
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    let body = HttpResponse::Created().json(shown).into_body();
    Ok(response.set_body(body))
}

/// What was made.
#[derive(Deserialize)]
struct Made {
    listing: ListingId,
}

/// One listing, open or not.
#[utoipa::path(tag = "market", params(("id" = String, Path, description = "Of the listing.")),
    responses((status = 200, body = ListingBody), (status = "default", body = ErrorBody)))]
#[get("/listings/{id}")]
async fn show(
    visitor: Visitor,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let shown = found(&store, number(&id), visitor.person.as_ref(), rooms.now()).await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Changes what is named, the price above all; as long as nobody is about to buy it.
#[utoipa::path(tag = "market", request_body = ListingChanges, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the listing."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ListingReply), (status = "default", body = ErrorBody)))]
#[patch("/listings/{id}")]
async fn edit(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, "listing:update", naming(&body, "listing", &id)?, key);
    answer(&rooms.ask(RoomId::from(MARKET), asked).await, StatusCode::OK)
}

/// Does something with it: `purchase {expectedPrice, quantity?, allowPartial?}` (201), `reserve {quantity?}`, `release`,
/// `cancel`, `offers {amount}` (201), and for staff `remove {reason}`.
#[utoipa::path(tag = "market", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the listing."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = 201, body = SaleReply),
        (status = "default", body = ErrorBody)))]
#[post("/listings/{id}/{deed}")]
async fn deed(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let (id, name) = path.into_inner();
    let request = request(&DEEDS, &name)?;
    let makes = matches!(request, BUY | "offer:make");
    let asked = ask(&known.person, request, naming(&body, "listing", &id)?, key);
    let status = if makes { StatusCode::CREATED } else { StatusCode::OK };
    answer(&rooms.ask(RoomId::from(MARKET), asked).await, status)
}
