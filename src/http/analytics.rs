//! How auctions went: `/api/v1/analytics`. Sellers see their own, staff and the shop's backend all; as JSON, or as CSV
//! with `format=csv`.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, get, http::header, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access::{Deed, may},
    http::{
        auctions::unlisted,
        body::{Params, user_id},
        identity::Known,
        problem::{Denial, ErrorBody},
        search::maybe,
    },
    protocol::{fault::Fault, id::UserId, person::Person, time::Time},
    rooms::Rooms,
    store::{AuctionFigures, ListError, Range, Store},
};

/// Where nobody says since when, in milliseconds: thirty days.
const USUAL_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(auctions).service(summary).service(bids).service(experiment);
}

/// Which auctions, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Made since then (RFC 3339); thirty days ago where it is missing.
    #[param(value_type = Option<String>)]
    from: Option<Time>,
    /// Made before then; now where it is missing.
    #[param(value_type = Option<String>)]
    to: Option<Time>,
    /// Of this seller; sellers see their own alone.
    seller: Option<String>,
    /// Only this auction, by its id.
    auction: Option<String>,
    /// `minute`, `hour` or `day`: how bids are put together over time; by hours where it is missing.
    every: Option<String>,
    /// `json` or `csv`.
    format: Option<String>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
}

impl Asked {
    fn range(&self, by: &Person, now: Time) -> Result<Range, Denial> {
        let seller = self.seller.as_deref().map(user_id).transpose();
        let seller = seller.map_err(|_| Denial::field("seller", "wrong_value", "not an id"))?;
        let to = self.to.unwrap_or(now.plus(1));
        let usual = Time::from_ms(to.ms().saturating_sub_unsigned(USUAL_MS));
        let seller = visible(by, seller)?;
        Ok(Range { from: self.from.unwrap_or(usual), to, seller, auction: self.auction.clone() })
    }

    fn format(&self) -> Result<Format, Denial> {
        let known = |name: &str| match name {
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            _ => None,
        };
        Ok(maybe("format", self.format.as_deref(), known)?.unwrap_or(Format::Json))
    }

    fn every_ms(&self) -> Result<i64, Denial> {
        let known = |name: &str| match name {
            "minute" => Some(60_000),
            "hour" => Some(3_600_000),
            "day" => Some(86_400_000),
            _ => None,
        };
        Ok(maybe("every", self.every.as_deref(), known)?.unwrap_or(3_600_000))
    }
}

/// Whose auctions somebody may see the figures of.
fn visible(by: &Person, seller: Option<UserId>) -> Result<Option<UserId>, Denial> {
    if may(by.role, Deed::Moderate) {
        return Ok(seller);
    }
    if may(by.role, Deed::Sell) && seller.is_none_or(|seller| seller == by.id) {
        return Ok(Some(by.id));
    }
    Err(Fault::Forbidden.into())
}

/// Rows, as they were asked for. Text that a spreadsheet would take for a formula is no formula.
fn written<T: Serialize>(format: Format, rows: &[T]) -> Result<HttpResponse, Denial> {
    if format == Format::Json {
        return Ok(HttpResponse::Ok().json(Items { items: rows }));
    }
    let broken = |_| Denial::from(Fault::Internal { request_id: "csv".into() });
    let mut csv = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| csv.serialize(row)).map_err(broken)?;
    let text = csv.into_inner().map_err(|_| Fault::Internal { request_id: "csv".into() })?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"rialto.csv\""))
        .body(text))
}

#[derive(Serialize)]
struct Items<'a, T> {
    items: &'a [T],
}

/// How auctions went.
#[derive(Debug, Serialize, ToSchema)]
struct AuctionReport {
    /// Those with the most bids first.
    items: Vec<AuctionBody>,
}

/// How one auction went.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuctionBody {
    auction: String,
    title: String,
    seller: UserId,
    currency: String,
    kind: String,
    status: String,
    #[schema(required)]
    outcome: Option<String>,
    start_price: i64,
    #[schema(required)]
    reserve: Option<i64>,
    #[schema(required)]
    hammer: Option<i64>,
    /// The hammer price in hundredths of a percent of the start price, and of the reserve.
    #[schema(required)]
    hammer_to_start_bps: Option<i64>,
    #[schema(required)]
    hammer_to_reserve_bps: Option<i64>,
    bids: i64,
    retracted: i64,
    bidders: i64,
    watchers: i64,
    extensions: i64,
    #[schema(required)]
    experiment: Option<String>,
    #[schema(required)]
    arm: Option<String>,
}

/// One amount in hundredths of a percent of another.
fn share(part: i64, whole: i64) -> Option<i64> {
    let share = i128::from(part) * 10_000 / i128::from(whole.max(1));
    i64::try_from(share).ok().filter(|_| 0 < whole)
}

/// What a spreadsheet would take for a formula begins with an apostrophe.
fn plain(text: String, format: Format) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if format == Format::Csv && is_formula { format!("'{text}") } else { text }
}

fn line(row: AuctionFigures, format: Format) -> AuctionBody {
    let (of, arm) = row.experiment.unzip();
    AuctionBody {
        auction: row.id,
        title: plain(row.title, format),
        seller: row.seller,
        currency: row.currency,
        kind: row.kind,
        status: row.status,
        outcome: row.outcome,
        start_price: row.start_price,
        reserve: row.reserve,
        hammer: row.hammer,
        hammer_to_start_bps: row.hammer.and_then(|hammer| share(hammer, row.start_price)),
        hammer_to_reserve_bps: row.hammer.zip(row.reserve).and_then(|(part, all)| share(part, all)),
        bids: row.bids,
        retracted: row.retracted,
        bidders: row.bidders,
        watchers: row.watchers,
        extensions: row.extensions,
        experiment: of,
        arm,
    }
}

async fn found(store: &Store, range: Range) -> Result<Vec<AuctionFigures>, Denial> {
    store.auction_figures(range).await.map_err(|why| unlisted(ListError::Store(why)))
}

/// How auctions went, the popular ones first: bids, bidders, watchers, price against start and reserve. At most 10,000.
#[utoipa::path(tag = "analytics", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = AuctionReport), (status = "default", body = ErrorBody)))]
#[get("/analytics/auctions")]
async fn auctions(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    Params(asked): Params<Asked>,
) -> Result<HttpResponse, Denial> {
    let format = asked.format()?;
    let rows = found(&store, asked.range(&known.person, rooms.now())?).await?;
    let rows: Vec<AuctionBody> = rows.into_iter().map(|row| line(row, format)).collect();
    written(format, &rows)
}

/// Figures of many auctions, by currency.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Figures {
    /// What they have in common: a currency, or a rule of an experiment with its currency.
    group: String,
    /// How many there are, how many have ended, and how many of those were sold.
    auctions: i64,
    ended: i64,
    sold: i64,
    /// Sold of ended, in hundredths of a percent.
    #[schema(required)]
    sell_through_bps: Option<i64>,
    /// Reserve met of those that ended with bids and a reserve.
    #[schema(required)]
    reserve_met_bps: Option<i64>,
    bids: i64,
    /// The way from following to winning: how many followed, bid and won, each auction by itself.
    watchers: i64,
    bidders: i64,
    winners: i64,
    #[schema(required)]
    watchers_to_bidders_bps: Option<i64>,
    #[schema(required)]
    bidders_to_winners_bps: Option<i64>,
    /// All hammer prices.
    hammer_total: i64,
    /// The mean of hammer to start price, and to reserve.
    #[schema(required)]
    hammer_to_start_bps: Option<i64>,
    #[schema(required)]
    hammer_to_reserve_bps: Option<i64>,
    /// Bids in hundredths for each auction that has ended.
    #[schema(required)]
    bids_per_auction_hundredths: Option<i64>,
}

/// Several groups.
#[derive(Debug, Serialize, ToSchema)]
struct FiguresReport {
    items: Vec<Figures>,
}

fn mean(values: &[i64]) -> Option<i64> {
    let sum: i128 = values.iter().copied().map(i128::from).sum();
    let count = i128::try_from(values.len()).ok().filter(|count| 0 < *count)?;
    i64::try_from(sum / count).ok()
}

fn grouped(rows: &[AuctionFigures], group: impl Fn(&AuctionFigures) -> String) -> Vec<Figures> {
    let names: BTreeSet<String> = rows.iter().map(&group).collect();
    let mut groups: BTreeMap<String, Vec<&AuctionFigures>> =
        names.into_iter().map(|name| (name, Vec::new())).collect();
    for row in rows {
        groups.entry(group(row)).or_default().push(row);
    }
    groups.into_iter().map(|(name, rows)| summed(name, &rows)).collect()
}

fn summed(group: String, rows: &[&AuctionFigures]) -> Figures {
    let count = |fits: &dyn Fn(&AuctionFigures) -> bool| {
        i64::try_from(rows.iter().filter(|row| fits(row)).count()).unwrap_or(i64::MAX)
    };
    let sum = |of: &dyn Fn(&AuctionFigures) -> i64| rows.iter().map(|row| of(row)).sum::<i64>();
    let ended = count(&|row| row.status == "ended");
    let sold = count(&|row| row.outcome.as_deref() == Some("sold"));
    let judged =
        |row: &AuctionFigures| row.status == "ended" && row.reserve.is_some() && 0 < row.bids;
    let met = |row: &AuctionFigures| judged(row) && row.outcome.as_deref() == Some("sold");
    let (watchers, bidders) = (sum(&|row| row.watchers), sum(&|row| row.bidders));
    let to_start: Vec<i64> = rows
        .iter()
        .filter_map(|row| row.hammer.and_then(|hammer| share(hammer, row.start_price)))
        .collect();
    let to_reserve: Vec<i64> = rows
        .iter()
        .filter_map(|row| row.hammer.zip(row.reserve).and_then(|(part, all)| share(part, all)))
        .collect();
    let bids_of_ended = sum(&|row| if row.status == "ended" { row.bids } else { 0 });
    Figures {
        group,
        auctions: count(&|_| true),
        ended,
        sold,
        sell_through_bps: share(sold, ended),
        reserve_met_bps: share(count(&met), count(&judged)),
        bids: sum(&|row| row.bids),
        watchers,
        bidders,
        winners: sold,
        watchers_to_bidders_bps: share(bidders, watchers),
        bidders_to_winners_bps: share(sold, bidders),
        hammer_total: sum(&|row| row.hammer.unwrap_or(0)),
        hammer_to_start_bps: mean(&to_start),
        hammer_to_reserve_bps: mean(&to_reserve),
        bids_per_auction_hundredths: (0 < ended).then(|| bids_of_ended * 100 / ended.max(1)),
    }
}

/// How auctions went together, by currency: sell-through, the way from watchers to bidders to winners, prices against
/// start and reserve.
#[utoipa::path(tag = "analytics", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = FiguresReport), (status = "default", body = ErrorBody)))]
#[get("/analytics/summary")]
async fn summary(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    Params(asked): Params<Asked>,
) -> Result<HttpResponse, Denial> {
    let format = asked.format()?;
    let rows = found(&store, asked.range(&known.person, rooms.now())?).await?;
    written(format, &grouped(&rows, |row| row.currency.clone()))
}

/// How an experiment goes: what came of each of its rules, by currency, side by side.
#[utoipa::path(tag = "analytics", params(Asked, ("name" = String, Path, description = "Of the experiment.")),
    security(("bearer" = [])),
    responses((status = 200, body = FiguresReport), (status = "default", body = ErrorBody)))]
#[get("/analytics/experiments/{name}")]
async fn experiment(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    name: web::Path<String>,
    Params(asked): Params<Asked>,
) -> Result<HttpResponse, Denial> {
    let format = asked.format()?;
    let mut rows = found(&store, asked.range(&known.person, rooms.now())?).await?;
    rows.retain(|row| row.experiment.as_ref().is_some_and(|(one, _)| *one == *name));
    let arm = |row: &AuctionFigures| {
        let arm = row.experiment.as_ref().map(|(_, arm)| arm.as_str()).unwrap_or_default();
        format!("{arm} {}", row.currency)
    };
    written(format, &grouped(&rows, arm))
}

/// How much was bid in some time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MomentBody {
    /// When it begins.
    at: Time,
    bids: i64,
    bidders: i64,
}

/// Bids over time.
#[derive(Debug, Serialize, ToSchema)]
struct SeriesReport {
    /// The earliest first; times without bids are not in it.
    items: Vec<MomentBody>,
}

/// Bids over time, by minute, hour or day; of all auctions, or of one.
#[utoipa::path(tag = "analytics", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = SeriesReport), (status = "default", body = ErrorBody)))]
#[get("/analytics/bids")]
async fn bids(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    Params(asked): Params<Asked>,
) -> Result<HttpResponse, Denial> {
    let format = asked.format()?;
    let range = asked.range(&known.person, rooms.now())?;
    let moments = store.bid_series(range, asked.every_ms()?).await;
    let moments = moments.map_err(|why| unlisted(ListError::Store(why)))?;
    let body = |moment: crate::store::Moment| MomentBody {
        at: moment.at,
        bids: moment.bids,
        bidders: moment.bidders,
    };
    let rows: Vec<MomentBody> = moments.into_iter().map(body).collect();
    written(format, &rows)
}
