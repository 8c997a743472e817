//! Offers: `/api/v1/offers`. They are made at their listing; here they are found and answered.

use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::is_staff,
    http::{
        auction_deeds::{ask, request},
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit},
        identity::Known,
        listings::naming,
        problem::{Denial, ErrorBody, answer},
        search::maybe,
    },
    protocol::{
        fault::Fault,
        id::{RoomId, UserId},
        market::{ListingId, MARKET, OfferId, OfferStatus, Side, page::Reply},
        money::{Currency, Money},
        person::Person,
        time::Time,
    },
    rooms::Rooms,
    store::{ListError, OfferRow, Sides, Store, StoreError},
};

/// The deeds by the last part of their path.
const DEEDS: [(&str, &str); 4] = [
    ("accept", "offer:accept"),
    ("decline", "offer:decline"),
    ("counter", "offer:counter"),
    ("withdraw", "offer:withdraw"),
];

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(deed);
}

/// Which offers or sales.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Mine {
    /// `buyer` or `seller`: on which side I am; either where it is missing.
    side: Option<String>,
    /// Of this listing.
    listing: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl Mine {
    /// What the store is asked: whose, how many, from where.
    pub(super) fn read(self, me: UserId) -> Result<(Sides, Option<usize>, Option<String>), Denial> {
        let named = |name: &str| match name {
            "buyer" => Some(Side::Buyer),
            "seller" => Some(Side::Seller),
            _ => None,
        };
        let side = maybe("side", self.side.as_deref(), named)?;
        let sides = Sides {
            buyer: Some(me).filter(|_| side != Some(Side::Seller)),
            seller: Some(me).filter(|_| side != Some(Side::Buyer)),
            listing: self.listing.map(|id| id.parse().unwrap_or_default()),
        };
        Ok((sides, Some(page_limit(self.limit)?), self.after))
    }
}

/// A page of offers.
#[derive(Debug, Serialize, ToSchema)]
struct OfferPage {
    items: Vec<OfferBody>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// An offer: for one, without the buyer's premium.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfferBody {
    id: OfferId,
    listing: ListingId,
    /// What that is, in a line.
    title: String,
    currency: Currency,
    seller: UserId,
    buyer: UserId,
    /// Whose word it is: the other side may answer it.
    by: Side,
    amount: Money,
    status: OfferStatus,
    /// Which offer it answers.
    #[schema(required)]
    answers: Option<OfferId>,
    expires_at: Time,
    created_at: Time,
}

impl From<OfferRow> for OfferBody {
    fn from(row: OfferRow) -> Self {
        let OfferRow {
            id,
            listing,
            title,
            currency,
            seller,
            buyer,
            by,
            amount,
            status,
            answers,
            expires_at,
            created_at,
        } = row;
        OfferBody {
            id,
            listing,
            title,
            currency,
            seller,
            buyer,
            by,
            amount,
            status,
            answers,
            expires_at,
            created_at,
        }
    }
}

/// Offers that I have made or got, the latest first.
#[utoipa::path(tag = "market", params(Mine), security(("bearer" = [])),
    responses((status = 200, body = OfferPage), (status = "default", body = ErrorBody)))]
#[get("/offers")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    Params(mine): Params<Mine>,
) -> Result<HttpResponse, Denial> {
    let (sides, limit, after) = mine.read(known.person.id)?;
    let page = store.offers(sides, limit, after.as_deref()).await.map_err(unlisted)?;
    let items = page.items.into_iter().map(OfferBody::from).collect();
    Ok(HttpResponse::Ok().json(OfferPage { items, next: page.next }))
}

/// What was found, for its two sides and staff; for everybody else it is not there.
pub(super) fn for_sides<T>(
    found: Result<Option<T>, StoreError>,
    sides: impl Fn(&T) -> [UserId; 2],
    viewer: &Person,
) -> Result<T, Denial> {
    let row = found.map_err(|why| unlisted(ListError::Store(why)))?.ok_or(Fault::NotFound)?;
    if sides(&row).contains(&viewer.id) || is_staff(viewer.role) {
        Ok(row)
    } else {
        Err(Fault::NotFound.into())
    }
}

/// One offer, for its two sides and staff.
#[utoipa::path(tag = "market", params(("id" = String, Path, description = "Of the offer.")), security(("bearer" = [])),
    responses((status = 200, body = OfferBody), (status = "default", body = ErrorBody)))]
#[get("/offers/{id}")]
async fn show(
    known: Known,
    store: web::Data<Store>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let found = store.offer(id.parse().unwrap_or_default()).await;
    let row = for_sides(found, |row| [row.buyer, row.seller], &known.person)?;
    Ok(HttpResponse::Ok().json(OfferBody::from(row)))
}

/// Answers it: `accept`, `decline`, `counter {amount}` (201); or takes it back: `withdraw`.
#[utoipa::path(tag = "market", request_body = Object, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the offer."), ("deed" = String, Path, description = "What to do."),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reply), (status = 201, body = Reply), (status = "default", body = ErrorBody)))]
#[post("/offers/{id}/{deed}")]
async fn deed(
    known: Known,
    rooms: web::Data<Rooms>,
    path: web::Path<(String, String)>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let (id, name) = path.into_inner();
    let request = request(&DEEDS, &name)?;
    let makes = request == "offer:counter";
    let asked = ask(&known.person, request, naming(&body, "offer", &id)?, key);
    let status = if makes { StatusCode::CREATED } else { StatusCode::OK };
    answer(&rooms.ask(RoomId::from(MARKET), asked).await, status)
}
