//! Sales and their receipts: `/api/v1/sales`.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::is_staff,
    http::{
        auctions::unlisted,
        body::Params,
        identity::Known,
        offers::{Mine, for_sides},
        problem::{Denial, ErrorBody},
    },
    protocol::{
        id::{RoomId, UserId},
        market::{ListingId, OfferId, SaleId},
        money::{Currency, Money},
        person::Person,
        time::Time,
    },
    store::{SaleRow, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show);
}

/// A page of sales.
#[derive(Debug, Serialize, ToSchema)]
struct SalePage {
    items: Vec<SaleBody>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A sale, as a receipt says it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SaleBody {
    id: SaleId,
    /// What was sold at a price.
    #[schema(required)]
    listing: Option<ListingId>,
    /// Or the room of the auction.
    #[schema(required)]
    auction: Option<RoomId>,
    title: String,
    seller: UserId,
    buyer: UserId,
    quantity: u32,
    currency: Currency,
    /// For all of them.
    amount: Money,
    /// What the buyer paid on top, and all that the buyer paid; only the buyer and staff see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    premium: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// What the seller paid out of it, and what the seller got; only the seller and staff see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    commission: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proceeds: Option<i64>,
    /// The offer that was accepted, where one was.
    #[schema(required)]
    offer: Option<OfferId>,
    at: Time,
}

impl SaleBody {
    fn of(row: SaleRow, viewer: &Person) -> Self {
        let staff = is_staff(viewer.role);
        let (buys, sells) = (staff || viewer.id == row.buyer, staff || viewer.id == row.seller);
        SaleBody {
            id: row.id,
            listing: row.listing,
            auction: row.auction,
            title: row.title,
            seller: row.seller,
            buyer: row.buyer,
            quantity: row.quantity,
            currency: row.currency,
            amount: row.amount,
            premium: buys.then_some(row.premium),
            total: buys.then_some(row.amount.0 + row.premium),
            commission: sells.then_some(row.commission),
            proceeds: sells.then_some(row.amount.0 - row.commission),
            offer: row.offer,
            at: row.at,
        }
    }
}

/// What I have bought or sold, the latest first.
#[utoipa::path(tag = "market", params(Mine), security(("bearer" = [])),
    responses((status = 200, body = SalePage), (status = "default", body = ErrorBody)))]
#[get("/sales")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    Params(mine): Params<Mine>,
) -> Result<HttpResponse, Denial> {
    let (sides, limit, after) = mine.read(known.person.id)?;
    let page = store.sales(sides, limit, after.as_deref()).await.map_err(unlisted)?;
    let items = page.items.into_iter().map(|row| SaleBody::of(row, &known.person)).collect();
    Ok(HttpResponse::Ok().json(SalePage { items, next: page.next }))
}

/// The receipt of a sale, for its two sides and staff.
#[utoipa::path(tag = "market", params(("id" = String, Path, description = "Of the sale.")), security(("bearer" = [])),
    responses((status = 200, body = SaleBody), (status = "default", body = ErrorBody)))]
#[get("/sales/{id}")]
async fn show(
    known: Known,
    store: web::Data<Store>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let found = store.sale(id.parse().unwrap_or_default()).await;
    let row = for_sides(found, |row| [row.buyer, row.seller], &known.person)?;
    Ok(HttpResponse::Ok().json(SaleBody::of(row, &known.person)))
}
