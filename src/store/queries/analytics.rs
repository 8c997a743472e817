//! How auctions went: asked of the journal and of what is made of it, when somebody wants to know.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Nullable, Text},
};

use super::read_user;
use crate::{
    protocol::{id::UserId, time::Time},
    store::{
        Store, StoreError,
        db::{Db, on_db},
    },
};

/// The most auctions of a report.
const AUCTIONS_MAX: usize = 10_000;
/// The most moments of a series.
const MOMENTS_MAX: usize = 10_000;

/// Which auctions: those that were made in this time.
#[derive(Clone, Debug)]
pub struct Range {
    /// From then on.
    pub from: Time,
    /// Until before then.
    pub to: Time,
    /// Only this seller's.
    pub seller: Option<UserId>,
    /// Only this one, by its id.
    pub auction: Option<String>,
}

/// How one auction went. Drafts are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuctionFigures {
    /// Its id.
    pub id: String,
    /// What was sold, in a line.
    pub title: String,
    /// Who sells.
    pub seller: UserId,
    /// Of the amounts.
    pub currency: String,
    /// Which kind.
    pub kind: String,
    /// Where it stands.
    pub status: String,
    /// How it ended, if it has.
    pub outcome: Option<String>,
    /// The least first bid.
    pub start_price: i64,
    /// Below it nothing is sold.
    pub reserve: Option<i64>,
    /// The hammer price.
    pub hammer: Option<i64>,
    /// Accepted bids, those that were taken back included.
    pub bids: i64,
    /// How many of them were taken back or struck out.
    pub retracted: i64,
    /// How many people bid.
    pub bidders: i64,
    /// How many people followed it.
    pub watchers: i64,
    /// How often a late bid moved the end.
    pub extensions: i64,
    /// In which experiment it took part, and with which rule.
    pub experiment: Option<(String, String)>,
}

/// How much was bid in some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When it begins.
    pub at: Time,
    /// Bids.
    pub bids: i64,
    /// People who bid.
    pub bidders: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = BigInt)]
    seller: i64,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = BigInt)]
    start_price: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    reserve: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    hammer: Option<i64>,
    #[diesel(sql_type = BigInt)]
    bids: i64,
    #[diesel(sql_type = BigInt)]
    retracted: i64,
    #[diesel(sql_type = BigInt)]
    bidders: i64,
    #[diesel(sql_type = BigInt)]
    watchers: i64,
    #[diesel(sql_type = BigInt)]
    extensions: i64,
    #[diesel(sql_type = Nullable<Text>)]
    experiment: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    arm: Option<String>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    at_ms: i64,
    #[diesel(sql_type = BigInt)]
    bids: i64,
    #[diesel(sql_type = BigInt)]
    bidders: i64,
}

/// What the terms said in the end is in the last event that has them.
const FIGURES: &str = "\
WITH chosen AS (
    SELECT * FROM auctions
    WHERE ? <= created_at_ms AND created_at_ms < ? AND status <> 'draft'
        AND (? = 0 OR seller = ?) AND (? = '' OR id = ?)
    ORDER BY bid_count DESC, room
    LIMIT ?
)
SELECT a.id, a.title, a.seller, a.currency, a.kind, a.status, a.outcome, a.start_price,
    json_extract(t.body, '$.terms.reserve') AS reserve, a.hammer,
    (SELECT count(*) FROM bids b WHERE b.auction = a.room) AS bids,
    (SELECT count(*) FROM bids b WHERE b.auction = a.room AND b.removed_at_ms IS NOT NULL) AS retracted,
    (SELECT count(DISTINCT b.bidder) FROM bids b WHERE b.auction = a.room) AS bidders,
    (SELECT count(DISTINCT json_extract(e.body, '$.user')) FROM events e
        WHERE e.room = a.room AND json_extract(e.body, '$.type') = 'watched') AS watchers,
    (SELECT count(*) FROM events e WHERE e.room = a.room AND json_extract(e.body, '$.type') = 'extended'
        AND json_extract(e.body, '$.by') = 'soft_close') AS extensions,
    json_extract(t.body, '$.terms.experiment') AS experiment,
    json_extract(t.body, '$.terms.arm') AS arm
FROM chosen a LEFT JOIN events t ON t.room = a.room AND t.seq = (
    SELECT max(e.seq) FROM events e
    WHERE e.room = a.room AND json_extract(e.body, '$.type') IN ('created', 'edited'))
ORDER BY a.bid_count DESC, a.room";

const SERIES: &str = "\
SELECT (b.at_ms / ?) * ? AS at_ms, count(*) AS bids, count(DISTINCT b.bidder) AS bidders
FROM bids b JOIN auctions a ON a.room = b.auction
WHERE ? <= b.at_ms AND b.at_ms < ? AND (? = 0 OR a.seller = ?) AND (? = '' OR a.id = ?)
GROUP BY 1 ORDER BY 1 LIMIT ?";

impl Store {
    /// How auctions went, those with the most bids first.
    pub async fn auction_figures(&self, range: Range) -> Result<Vec<AuctionFigures>, StoreError> {
        self.read(move |db| figures(db, &range)).await
    }

    /// Bids over time, by so many milliseconds.
    pub async fn bid_series(&self, range: Range, every_ms: i64) -> Result<Vec<Moment>, StoreError> {
        self.read(move |db| series(db, &range, every_ms.max(1))).await
    }
}

fn figures(db: &mut Db, range: &Range) -> QueryResult<Vec<AuctionFigures>> {
    let seller = range.seller.map_or(0, |seller| seller.0.number());
    let id = range.auction.as_deref().unwrap_or_default();
    let rows: Vec<Row> = on_db!(db, |connection| sql_query(FIGURES)
        .bind::<BigInt, _>(range.from.ms())
        .bind::<BigInt, _>(range.to.ms())
        .bind::<BigInt, _>(seller)
        .bind::<BigInt, _>(seller)
        .bind::<Text, _>(id)
        .bind::<Text, _>(id)
        .bind::<BigInt, _>(i64::try_from(AUCTIONS_MAX).unwrap_or(i64::MAX))
        .load(connection))?;
    let figures = |row: Row| AuctionFigures {
        id: row.id,
        title: row.title,
        seller: read_user(row.seller),
        currency: row.currency,
        kind: row.kind,
        status: row.status,
        outcome: row.outcome,
        start_price: row.start_price,
        reserve: row.reserve,
        hammer: row.hammer,
        bids: row.bids,
        retracted: row.retracted,
        bidders: row.bidders,
        watchers: row.watchers,
        extensions: row.extensions,
        experiment: row.experiment.zip(row.arm),
    };
    Ok(rows.into_iter().map(figures).collect())
}

fn series(db: &mut Db, range: &Range, every_ms: i64) -> QueryResult<Vec<Moment>> {
    let seller = range.seller.map_or(0, |seller| seller.0.number());
    let id = range.auction.as_deref().unwrap_or_default();
    let rows: Vec<Line> = on_db!(db, |connection| sql_query(SERIES)
        .bind::<BigInt, _>(every_ms)
        .bind::<BigInt, _>(every_ms)
        .bind::<BigInt, _>(range.from.ms())
        .bind::<BigInt, _>(range.to.ms())
        .bind::<BigInt, _>(seller)
        .bind::<BigInt, _>(seller)
        .bind::<Text, _>(id)
        .bind::<Text, _>(id)
        .bind::<BigInt, _>(i64::try_from(MOMENTS_MAX).unwrap_or(i64::MAX))
        .load(connection))?;
    let moment = |line: Line| Moment {
        at: Time::from_ms(line.at_ms),
        bids: line.bids,
        bidders: line.bidders,
    };
    Ok(rows.into_iter().map(moment).collect())
}
