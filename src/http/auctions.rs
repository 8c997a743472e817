//! Auctions: `/api/v1/auctions`. What is read comes from the tables; what is done is done by the rooms,
//! exactly as over the socket.

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    patch, post, web,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access::{self, Deed},
    http::{
        auction_deeds::ask,
        body::{Body, IdempotencyKey, Params, page_limit},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
        search::{currency, maybe, seller, several},
    },
    protocol::{
        auction::{
            Changes, Outcome, Status, Terms,
            page::{Page, Seller},
            terms::{AuctionKind, Bidding},
        },
        fault::Fault,
        id::{RoomId, UserId},
        money::Money,
        person::Person,
        time::Time,
    },
    rooms::Rooms,
    store::{AuctionList, AuctionRow, AuctionSort, Drafts, ListError, Mine, Store},
};

/// What stands before the colon in the id of an auction's room.
pub(super) const KIND: &str = "auction";

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(show).service(edit);
}

/// Which auctions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Search {
    /// One or more, with commas: `draft`, `scheduled`, `active`, `paused`, `ended`, `cancelled`.
    status: Option<String>,
    /// One or more, with commas: `english`, `dutch`, `sealed_first`, `vickrey`, `multi_unit`.
    kind: Option<String>,
    /// The seller's id.
    seller: Option<String>,
    /// Where somebody is signed in, those that one follows (`watching`), in which a bid of one's own stands (`bidding`),
    /// that go on and in which one leads (`leading`), of which one has won something (`won`), or that one sells (`selling`).
    mine: Option<String>,
    /// Whose hammer falls, or fell, before that: with `status=active` those that end soon.
    ends_before: Option<Time>,
    /// What the title contains, without regard to case.
    q: Option<String>,
    /// Three letters of ISO 4217.
    currency: Option<String>,
    /// At least this price, or start price before the first bid.
    price_min: Option<i64>,
    /// At most.
    price_max: Option<i64>,
    /// `endsAt`, `price`, `bids` or `createdAt`; with `-` in front the other way round.
    sort: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl Search {
    fn read(self, viewer: Option<&Person>) -> Result<AuctionList, Denial> {
        let mine = maybe("mine", self.mine.as_deref(), Mine::named)?;
        if mine.is_some() && viewer.is_none() {
            return Err(Fault::Unauthenticated.into());
        }
        let sort = maybe("sort", self.sort.as_deref(), AuctionSort::named)?;
        Ok(AuctionList {
            status: several("status", self.status.as_deref(), Status::named)?,
            kind: several("kind", self.kind.as_deref(), AuctionKind::named)?,
            seller: seller(self.seller.as_deref())?,
            mine,
            ends_before: self.ends_before,
            q: self.q,
            currency: currency(self.currency.as_deref())?,
            price_min: self.price_min.map(Money),
            price_max: self.price_max.map(Money),
            drafts: drafts(viewer),
            sort: sort.unwrap_or_default(),
            limit: Some(page_limit(self.limit)?),
            after: self.after,
            viewer: viewer.map(|person| person.id),
        })
    }
}

/// Whose drafts are listed.
fn drafts(viewer: Option<&Person>) -> Drafts {
    match viewer {
        Some(person) if access::may(person.role, Deed::Moderate) => Drafts::All,
        Some(person) => Drafts::Of(person.id),
        None => Drafts::None,
    }
}

/// A page of auctions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionListPage)]
struct AuctionPage {
    items: Vec<AuctionLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// An auction as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuctionLine {
    id: String,
    /// To subscribe to.
    room: RoomId,
    title: String,
    /// The first picture.
    #[schema(required)]
    image: Option<String>,
    seller: Seller,
    currency: crate::protocol::money::Currency,
    status: Status,
    kind: AuctionKind,
    bidding: Bidding,
    start_price: Money,
    /// The visible price, once there is a bid.
    #[schema(required)]
    price: Option<Money>,
    /// The least that the next bid must offer.
    minimum: Money,
    bid_count: u32,
    /// The leader's name here.
    #[schema(required)]
    leader: Option<String>,
    /// `null` without a reserve.
    #[schema(required)]
    reserve_met: Option<bool>,
    /// The price at which one may buy at once, while that is possible.
    #[schema(required)]
    buy_now: Option<Money>,
    #[schema(required)]
    starts_at: Option<Time>,
    #[schema(required)]
    ends_at: Option<Time>,
    /// While the clock stands: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_ms: Option<u64>,
    created_at: Time,
    updated_at: Time,
    #[schema(required)]
    outcome: Option<Outcome>,
    #[schema(required)]
    hammer: Option<Money>,
    /// The winner's name here.
    #[schema(required)]
    winner: Option<String>,
    /// How many follow it.
    watchers: u32,
    /// What concerns the viewer, where somebody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    you: Option<YoursInList>,
}

/// What an auction in a list is to the viewer.
#[derive(Debug, Serialize, ToSchema)]
struct YoursInList {
    /// They lead, or led at the end.
    leading: bool,
    /// They follow it.
    watching: bool,
}

impl AuctionLine {
    fn of(row: AuctionRow, viewer: Option<UserId>) -> Self {
        AuctionLine {
            room: RoomId::of(KIND, &row.id),
            id: row.id,
            title: row.title,
            image: row.image,
            seller: Seller { id: row.seller, name: row.seller_name.into() },
            currency: row.currency,
            status: row.status,
            kind: row.kind,
            bidding: row.bidding,
            start_price: row.start_price,
            price: row.price,
            minimum: row.minimum,
            bid_count: row.bid_count,
            leader: row.leader,
            reserve_met: row.reserve_met,
            buy_now: row.buy_now,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            remaining_ms: row.tile.remaining_ms,
            created_at: row.created_at,
            updated_at: row.updated_at,
            outcome: row.outcome,
            hammer: row.hammer,
            winner: row.winner_name,
            watchers: row.tile.watchers,
            you: viewer.map(|viewer| YoursInList {
                leading: row.tile.leader == Some(viewer),
                watching: row.tile.watching,
            }),
        }
    }
}

/// What went wrong with a list.
pub(super) fn unlisted(why: ListError) -> Denial {
    match why {
        ListError::BadCursor => Denial::field("after", "wrong_value", "not a cursor of this list"),
        ListError::Store(_) => Fault::Unavailable { retry_after_ms: 1_000 }.into(),
    }
}

/// Auctions, filtered and sorted.
#[utoipa::path(tag = "auctions", params(Search),
    responses((status = 200, body = AuctionPage), (status = "default", body = ErrorBody)))]
#[get("/auctions")]
async fn list(
    visitor: Visitor,
    store: web::Data<Store>,
    search: Params<Search>,
) -> Result<HttpResponse, Denial> {
    let wanted = search.0.read(visitor.person.as_ref())?;
    let page = store.auctions(wanted).await.map_err(unlisted)?;
    let viewer = visitor.person.map(|person| person.id);
    let items = page.items.into_iter().map(|row| AuctionLine::of(row, viewer)).collect();
    Ok(HttpResponse::Ok().json(AuctionPage { items, next: page.next }))
}

/// Makes an auction: a draft, or at once more where `publish` says so.
#[utoipa::path(tag = "auctions", request_body = Terms, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Page), (status = "default", body = ErrorBody)))]
#[post("/auctions")]
async fn create(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    body: Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, "auction:create", body.0, key);
    let (room, made) = rooms.create(KIND, asked).await;
    let mut response = answer(&made, StatusCode::CREATED)?;
    let location = format!("/api/v1/auctions/{}", room.key());
    // The reply to a request is short; a resource that was made is shown as a whole.
    let page = rooms.look(room, Some(known.person)).await;
    let shown = answer(&page, StatusCode::CREATED)?;
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response.set_body(shown.into_body()))
}

/// One auction, as the viewer may see it.
#[utoipa::path(tag = "auctions", params(("id" = String, Path, description = "Of the auction.")),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[get("/auctions/{id}")]
async fn show(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    answer(&rooms.look(RoomId::of(KIND, &id), visitor.person).await, StatusCode::OK)
}

/// Changes a draft: only what is named changes.
#[utoipa::path(tag = "auctions", request_body = Changes, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the auction."), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Page), (status = "default", body = ErrorBody)))]
#[patch("/auctions/{id}")]
async fn edit(
    known: Known,
    rooms: web::Data<Rooms>,
    id: web::Path<String>,
    key: IdempotencyKey,
    body: Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let room = RoomId::of(KIND, &id);
    let asked = ask(&known.person, "auction:edit", body.0, key);
    let response = answer(&rooms.ask(room.clone(), asked).await, StatusCode::OK)?;
    let page = rooms.look(room, Some(known.person)).await;
    Ok(response.set_body(answer(&page, StatusCode::OK)?.into_body()))
}
