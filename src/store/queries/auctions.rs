//! Lists of auctions: filtered, sorted, in pages.

use diesel::{
    BoolExpressionMethods, Connection, EscapeExpressionMethods, ExpressionMethods, QueryDsl,
    QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper, TextExpressionMethods,
    result::Error,
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    read_user, read_word,
    tiles::{self, Mine, Tile},
};
use crate::{
    protocol::{
        auction::{
            Outcome, Status,
            terms::{AuctionKind, Bidding},
        },
        id::UserId,
        money::{Currency, Money},
        time::Time,
    },
    store::{Store, db::Db, schema::auctions},
};

/// Which auctions, in which order, and which part of the list.
#[derive(Clone, Debug, Default)]
pub struct AuctionList {
    /// In one of these states; in any where there are none.
    pub status: Vec<Status>,
    /// Of one of these kinds; of any where there are none.
    pub kind: Vec<AuctionKind>,
    /// Sold by whom.
    pub seller: Option<UserId>,
    /// That concern the viewer so; none where nobody is known.
    pub mine: Option<Mine>,
    /// Whose hammer falls, or fell, before.
    pub ends_before: Option<Time>,
    /// With this in the title, in capitals or not.
    pub q: Option<String>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// With at least this price, or start price before the first bid.
    pub price_min: Option<Money>,
    /// With at most this one.
    pub price_max: Option<Money>,
    /// In which order.
    pub sort: AuctionSort,
    /// How many; 50 where it is missing, and at most 200.
    pub limit: Option<usize>,
    /// From where: `next` of the page before.
    pub after: Option<String>,
    /// Which drafts are among them.
    pub drafts: Drafts,
    /// Who looks, where somebody is known.
    pub viewer: Option<UserId>,
}

/// Which drafts somebody may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// None: nobody known.
    #[default]
    None,
    /// Their own.
    Of(UserId),
    /// All: staff.
    All,
}

/// The order of a list; equal ones by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuctionSort {
    /// The next to end first; without an end last.
    #[default]
    EndsAt,
    /// The last to end first; without an end before them.
    EndsAtDown,
    /// The cheapest first, by price, or by start price before the first bid.
    Price,
    /// The dearest first.
    PriceDown,
    /// The one with the fewest bids first.
    Bids,
    /// The one with the most bids first.
    BidsDown,
    /// The oldest first.
    CreatedAt,
    /// The newest first.
    CreatedAtDown,
}

impl AuctionSort {
    /// Every order.
    pub const ALL: [AuctionSort; 8] = [
        AuctionSort::EndsAt,
        AuctionSort::EndsAtDown,
        AuctionSort::Price,
        AuctionSort::PriceDown,
        AuctionSort::Bids,
        AuctionSort::BidsDown,
        AuctionSort::CreatedAt,
        AuctionSort::CreatedAtDown,
    ];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuctionSort::EndsAt => "endsAt",
            AuctionSort::EndsAtDown => "-endsAt",
            AuctionSort::Price => "price",
            AuctionSort::PriceDown => "-price",
            AuctionSort::Bids => "bids",
            AuctionSort::BidsDown => "-bids",
            AuctionSort::CreatedAt => "createdAt",
            AuctionSort::CreatedAtDown => "-createdAt",
        }
    }

    /// The order that is written so.
    pub fn named(name: &str) -> Option<Self> {
        AuctionSort::ALL.into_iter().find(|sort| sort.as_str() == name)
    }

    /// The mark in cursors: those of another order are refused.
    const fn mark(self) -> u8 {
        match self {
            AuctionSort::EndsAt => b'e',
            AuctionSort::EndsAtDown => b'E',
            AuctionSort::Price => b'p',
            AuctionSort::PriceDown => b'P',
            AuctionSort::Bids => b'n',
            AuctionSort::BidsDown => b'N',
            AuctionSort::CreatedAt => b'c',
            AuctionSort::CreatedAtDown => b'C',
        }
    }
}

/// An auction as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuctionRow {
    /// What stands after the colon of its room.
    pub id: String,
    /// In a line.
    pub title: String,
    /// The first picture.
    pub image: Option<String>,
    /// By whom.
    pub seller: UserId,
    /// The seller's public name.
    pub seller_name: String,
    /// Of every amount.
    pub currency: Currency,
    /// Where it stands.
    pub status: Status,
    /// Which kind of auction.
    pub kind: AuctionKind,
    /// What a bid says.
    pub bidding: Bidding,
    /// The least first bid.
    pub start_price: Money,
    /// The visible price, once there is a bid.
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// Accepted bids that stand.
    pub bid_count: u32,
    /// The leader's name here.
    pub leader: Option<String>,
    /// Whether the price reaches the reserve; `None` without one.
    pub reserve_met: Option<bool>,
    /// The price at which one may buy at once, while that is possible.
    pub buy_now: Option<Money>,
    /// From when bids are welcome.
    pub starts_at: Option<Time>,
    /// When the hammer falls or fell; `None` where it is not known, and while the clock stands.
    pub ends_at: Option<Time>,
    /// Since when there is this auction.
    pub created_at: Time,
    /// When something in it changed last.
    pub updated_at: Time,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The hammer price.
    pub hammer: Option<Money>,
    /// Who won; not for everybody where bidders are masked.
    pub winner: Option<UserId>,
    /// The winner's name here.
    pub winner_name: Option<String>,
    /// What tiles show besides.
    pub tile: Tile,
}

impl Store {
    /// A page of auctions.
    pub async fn auctions(&self, list: AuctionList) -> Result<Page<AuctionRow>, ListError> {
        let after = list.after.as_deref().map(|text| Cursor::read(list.sort.mark(), text));
        let after = after.transpose()?;
        Ok(self.read(move |db| page(db, &list, after)).await?)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = auctions)]
struct Row {
    room: i64,
    id: String,
    title: String,
    image: Option<String>,
    seller: i64,
    seller_name: String,
    currency: String,
    status: String,
    kind: String,
    bidding: String,
    start_price: i64,
    price: Option<i64>,
    asking: i64,
    minimum: i64,
    bid_count: i64,
    leader_name: Option<String>,
    reserve_met: Option<bool>,
    buy_now: Option<i64>,
    starts_at_ms: Option<i64>,
    ends_at_ms: Option<i64>,
    ends_order: i64,
    created_at_ms: i64,
    updated_at_ms: i64,
    outcome: Option<String>,
    hammer: Option<i64>,
    winner: Option<i64>,
    winner_name: Option<String>,
}

/// Behind a row in a list that goes up or down by a column, and by key where that is equal.
/// The first condition alone says too much; it is what an index can be searched with.
macro_rules! sorted {
    ($query:expr, $after:expr, up $column:path) => {{
        let query = match $after {
            Some(Cursor { list: _, value, key }) => $query
                .filter($column.ge(value))
                .filter($column.gt(value).or(auctions::room.gt(key))),
            None => $query,
        };
        query.order(($column.asc(), auctions::room.asc()))
    }};
    ($query:expr, $after:expr, down $column:path) => {{
        let query = match $after {
            Some(Cursor { list: _, value, key }) => $query
                .filter($column.le(value))
                .filter($column.lt(value).or(auctions::room.lt(key))),
            None => $query,
        };
        query.order(($column.desc(), auctions::room.desc()))
    }};
}

pub(super) type Boxed = auctions::BoxedQuery<'static, <Db as Connection>::Backend>;

fn page(db: &mut Db, list: &AuctionList, after: Option<Cursor>) -> QueryResult<Page<AuctionRow>> {
    let rows = page_rows(list.limit);
    let query = filtered(list);
    let query = match list.sort {
        AuctionSort::EndsAt => sorted!(query, after, up auctions::ends_order),
        AuctionSort::EndsAtDown => sorted!(query, after, down auctions::ends_order),
        AuctionSort::Price => sorted!(query, after, up auctions::asking),
        AuctionSort::PriceDown => sorted!(query, after, down auctions::asking),
        AuctionSort::Bids => sorted!(query, after, up auctions::bid_count),
        AuctionSort::BidsDown => sorted!(query, after, down auctions::bid_count),
        AuctionSort::CreatedAt => sorted!(query, after, up auctions::created_at_ms),
        AuctionSort::CreatedAtDown => sorted!(query, after, down auctions::created_at_ms),
    };
    let found = query
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select(Row::as_select())
        .load::<Row>(db)?;
    let page = Page::cut(found, rows, |last| cursor(list.sort, last));
    let rooms: Vec<i64> = page.items.iter().map(|row| row.room).collect();
    let tiles = tiles::of(db, &rooms, list.viewer)?;
    let tile = |row: &Row| tiles.get(&row.room).copied().unwrap_or_default();
    let items = page.items.into_iter().map(|row| read(tile(&row), row));
    let items = items.collect::<QueryResult<_>>()?;
    Ok(Page { items, next: page.next })
}

fn filtered(list: &AuctionList) -> Boxed {
    let mut query = auctions::table.into_boxed();
    query = match list.drafts {
        Drafts::All => query,
        Drafts::Of(user) => query.filter(
            auctions::status.ne(Status::Draft.as_str()).or(auctions::seller.eq(user.0.number())),
        ),
        Drafts::None => query.filter(auctions::status.ne(Status::Draft.as_str())),
    };
    if !list.status.is_empty() {
        let status: Vec<&str> = list.status.iter().map(|status| status.as_str()).collect();
        query = query.filter(auctions::status.eq_any(status));
    }
    if !list.kind.is_empty() {
        let kind: Vec<&str> = list.kind.iter().map(|kind| kind.as_str()).collect();
        query = query.filter(auctions::kind.eq_any(kind));
    }
    query = match (list.mine, list.viewer) {
        (None, _) => query,
        (Some(mine), Some(viewer)) => mine.of(query, viewer),
        (Some(_), None) => query.filter(auctions::room.lt(0)),
    };
    if let Some(before) = list.ends_before {
        query = query.filter(auctions::ends_order.lt(before.ms()));
    }
    if let Some(seller) = list.seller {
        query = query.filter(auctions::seller.eq(seller.0.number()));
    }
    if let Some(q) = &list.q {
        query = query.filter(auctions::title_lower.like(pattern(q)).escape('\\'));
    }
    if let Some(currency) = list.currency {
        query = query.filter(auctions::currency.eq(currency.to_string()));
    }
    if let Some(least) = list.price_min {
        query = query.filter(auctions::asking.ge(least.0));
    }
    if let Some(most) = list.price_max {
        query = query.filter(auctions::asking.le(most.0));
    }
    query
}

/// The pattern of text with `q` in it, whatever `q` is made of.
pub(super) fn pattern(q: &str) -> String {
    let mut pattern = String::from("%");
    for letter in q.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn cursor(sort: AuctionSort, row: &Row) -> Cursor {
    let value = match sort {
        AuctionSort::EndsAt | AuctionSort::EndsAtDown => row.ends_order,
        AuctionSort::Price | AuctionSort::PriceDown => row.asking,
        AuctionSort::Bids | AuctionSort::BidsDown => row.bid_count,
        AuctionSort::CreatedAt | AuctionSort::CreatedAtDown => row.created_at_ms,
    };
    Cursor { list: sort.mark(), value, key: row.room }
}

fn read(tile: Tile, row: Row) -> QueryResult<AuctionRow> {
    Ok(AuctionRow {
        id: row.id,
        title: row.title,
        image: row.image,
        seller: read_user(row.seller),
        seller_name: row.seller_name,
        currency: row.currency.parse().map_err(|_| unreadable("a currency"))?,
        status: read_word(&row.status)?,
        kind: read_word(&row.kind)?,
        bidding: read_word(&row.bidding)?,
        start_price: Money(row.start_price),
        price: row.price.map(Money),
        minimum: Money(row.minimum),
        bid_count: u32::try_from(row.bid_count).map_err(|_| unreadable("a count"))?,
        leader: row.leader_name,
        reserve_met: row.reserve_met,
        buy_now: row.buy_now.map(Money),
        starts_at: row.starts_at_ms.map(Time::from_ms),
        ends_at: row.ends_at_ms.map(Time::from_ms),
        created_at: Time::from_ms(row.created_at_ms),
        updated_at: Time::from_ms(row.updated_at_ms),
        outcome: row.outcome.as_deref().map(read_word).transpose()?,
        hammer: row.hammer.map(Money),
        winner: row.winner.map(read_user),
        winner_name: row.winner_name,
        tile,
    })
}

fn unreadable(what: &str) -> Error {
    Error::DeserializationError(format!("this is not {what}").into())
}
