//! Wallets: `/api/v1/wallet`. What is in one, how it came there, and payments from and to the world outside.

use actix_web::{HttpResponse, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access::{Deed, may},
    http::{
        auction_deeds::ask,
        auctions::unlisted,
        body::{Body, IdempotencyKey, Params, page_limit, user_id},
        identity::Known,
        problem::{Denial, ErrorBody, answer},
        search::currency,
    },
    protocol::{
        fault::Fault,
        id::{RoomId, UserId},
        market::{
            MARKET,
            bodies::Funding,
            page::{Wallet, WalletReply},
            words::{DEPOSIT, WITHDRAW},
        },
        money::{Currency, Money},
        person::Person,
        time::Time,
    },
    rooms::Rooms,
    store::{EntryRow, ListError, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show).service(entries).service(deposit).service(withdraw);
}

/// Whose wallet.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Whose {
    /// Somebody else's; for the shop's backend and admins.
    user: Option<String>,
}

/// The user whose wallet is meant: oneself, or for those who may anybody.
fn whose(by: &Person, user: Option<&str>) -> Result<UserId, Denial> {
    let Some(user) = user else { return Ok(by.id) };
    let user = user_id(user)?;
    if user != by.id && !may(by.role, Deed::Bank) {
        return Err(Fault::Forbidden.into());
    }
    Ok(user)
}

/// What is in a wallet.
#[derive(Debug, Serialize, ToSchema)]
struct WalletBody {
    /// By currency; what was never there is not in it.
    items: Vec<Wallet>,
}

/// What is in my wallet: `available` may be spent, `held` is set aside for bids and offers.
#[utoipa::path(tag = "wallet", params(Whose), security(("bearer" = [])),
    responses((status = 200, body = WalletBody), (status = "default", body = ErrorBody)))]
#[get("/wallet")]
async fn show(
    known: Known,
    store: web::Data<Store>,
    Params(wanted): Params<Whose>,
) -> Result<HttpResponse, Denial> {
    let user = whose(&known.person, wanted.user.as_deref())?;
    let items = store.wallet(user).await.map_err(|why| unlisted(ListError::Store(why)))?;
    Ok(HttpResponse::Ok().json(WalletBody { items }))
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Somebody else's; for the shop's backend and admins.
    user: Option<String>,
    /// Three letters of ISO 4217.
    currency: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
struct EntryPage {
    items: Vec<EntryBody>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A line of the books.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EntryBody {
    id: String,
    at: Time,
    /// `pay`: it was paid. `pend`: it was set aside. `post`: what was set aside was paid, this much of it. `void` and
    /// `expire`: it is free again.
    kind: String,
    /// What for: `deposit`, `withdrawal`, `sale`, `offer`, `bid` or `default`.
    cause: String,
    /// `in` or `out`.
    direction: &'static str,
    currency: Currency,
    amount: Money,
    /// The id of the transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer: Option<String>,
    /// The transfer that set it aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<String>,
}

impl From<EntryRow> for EntryBody {
    fn from(row: EntryRow) -> Self {
        EntryBody {
            id: row.id.to_string(),
            at: row.at,
            kind: row.kind,
            cause: row.cause,
            direction: if row.out { "out" } else { "in" },
            currency: row.currency,
            amount: row.amount,
            transfer: row.transfer,
            pending: row.pending,
        }
    }
}

/// How it came there: every line of the books that concerns my wallet, the latest first.
#[utoipa::path(tag = "wallet", params(Wanted), security(("bearer" = [])),
    responses((status = 200, body = EntryPage), (status = "default", body = ErrorBody)))]
#[get("/wallet/entries")]
async fn entries(
    known: Known,
    store: web::Data<Store>,
    Params(wanted): Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    let user = whose(&known.person, wanted.user.as_deref())?;
    let code = currency(wanted.currency.as_deref())?;
    let limit = Some(page_limit(wanted.limit)?);
    let page = store.wallet_entries(user, code, limit, wanted.after.as_deref()).await;
    let page = page.map_err(unlisted)?;
    let items = page.items.into_iter().map(EntryBody::from).collect();
    Ok(HttpResponse::Ok().json(EntryPage { items, next: page.next }))
}

/// Books money that has come in from outside; for the shop's backend and admins. The same reference is booked once.
#[utoipa::path(tag = "wallet", request_body = Funding, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = WalletReply), (status = "default", body = ErrorBody)))]
#[post("/wallet/deposits")]
async fn deposit(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, DEPOSIT, body, key);
    answer(&rooms.ask(RoomId::from(MARKET), asked).await, StatusCode::CREATED)
}

/// Books money that goes outside; for the shop's backend and admins. The same reference is booked once.
#[utoipa::path(tag = "wallet", request_body = Funding, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = WalletReply), (status = "default", body = ErrorBody)))]
#[post("/wallet/withdrawals")]
async fn withdraw(
    known: Known,
    rooms: web::Data<Rooms>,
    key: IdempotencyKey,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    let asked = ask(&known.person, WITHDRAW, body, key);
    answer(&rooms.ask(RoomId::from(MARKET), asked).await, StatusCode::CREATED)
}
