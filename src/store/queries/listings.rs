//! Lists of what is and was for sale at a price.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    BoolExpressionMethods, EscapeExpressionMethods, ExpressionMethods, QueryDsl, QueryResult,
    Queryable, RunQueryDsl, Selectable, SelectableHelper, TextExpressionMethods, result::Error,
};
use serde::de::DeserializeOwned;

use super::{
    auctions::pattern,
    cursor::{Cursor, ListError, Page, page_rows},
    read_user, read_word,
};
use crate::{
    protocol::{
        id::UserId,
        market::{ListingId, ListingStatus},
        money::{Currency, Money},
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{baskets, listings},
    },
};

/// Which listings, in which order, and which part of the list.
#[derive(Clone, Debug, Default)]
pub struct ListingList {
    /// In one of these states; in any where there are none.
    pub status: Vec<ListingStatus>,
    /// Sold by whom.
    pub seller: Option<UserId>,
    /// With this in the title, in capitals or not.
    pub q: Option<String>,
    /// Of this name where it comes from.
    pub item: Option<String>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// With at least this price.
    pub price_min: Option<Money>,
    /// With at most this one.
    pub price_max: Option<Money>,
    /// In which order.
    pub sort: ListingSort,
    /// How many; 50 where it is missing, and at most 200.
    pub limit: Option<usize>,
    /// From where: `next` of the page before.
    pub after: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListingSort {
    /// The newest first.
    #[default]
    CreatedAtDown,
    /// The oldest first.
    CreatedAt,
    /// The cheapest first; equal ones by age.
    Price,
    /// The dearest first.
    PriceDown,
}

impl ListingSort {
    /// Every order.
    pub const ALL: [ListingSort; 4] = [
        ListingSort::CreatedAtDown,
        ListingSort::CreatedAt,
        ListingSort::Price,
        ListingSort::PriceDown,
    ];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            ListingSort::CreatedAtDown => "-createdAt",
            ListingSort::CreatedAt => "createdAt",
            ListingSort::Price => "price",
            ListingSort::PriceDown => "-price",
        }
    }

    /// The order that is written so.
    pub fn named(name: &str) -> Option<Self> {
        ListingSort::ALL.into_iter().find(|sort| sort.as_str() == name)
    }

    /// The mark in cursors: those of another order are refused.
    const fn mark(self) -> u8 {
        match self {
            ListingSort::CreatedAtDown => b'y',
            ListingSort::CreatedAt => b'Y',
            ListingSort::Price => b'x',
            ListingSort::PriceDown => b'X',
        }
    }
}

/// A listing, as it is described and stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingRow {
    /// Its number.
    pub id: ListingId,
    /// Who sells.
    pub seller: UserId,
    /// In a line.
    pub title: String,
    /// In plain text.
    pub description: String,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// Whatever else there is to say, by name.
    pub attributes: BTreeMap<String, String>,
    /// What it is called where it comes from.
    pub item: Option<String>,
    /// Of every amount.
    pub currency: Currency,
    /// For one.
    pub price: Money,
    /// How many there were.
    pub stock: u32,
    /// How many are left.
    pub remaining: u32,
    /// Where it stands.
    pub status: ListingStatus,
    /// How many are in baskets, each with when it lapses; it may have.
    pub baskets: Vec<(u32, Time)>,
    /// Whether buyers may offer less.
    pub accept_offers: bool,
    /// An offer of at least this is accepted at once.
    pub auto_accept: Option<Money>,
    /// An offer of less than this is declined at once.
    pub auto_decline: Option<Money>,
    /// What buyers pay on top.
    pub premium_bps: u32,
    /// What the seller pays out of it.
    pub commission_bps: u32,
    /// Why staff took it out.
    pub reason: Option<String>,
    /// When it is for sale no longer.
    pub expires_at: Option<Time>,
    /// When it was put up.
    pub created_at: Time,
    /// When it changed.
    pub updated_at: Time,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = listings)]
struct Row {
    id: i64,
    seller: i64,
    title: String,
    description: String,
    images: String,
    attributes: String,
    item: Option<String>,
    currency: String,
    price: i64,
    stock: i64,
    remaining: i64,
    status: String,
    accept_offers: bool,
    auto_accept: Option<i64>,
    auto_decline: Option<i64>,
    premium_bps: i64,
    commission_bps: i64,
    reason: Option<String>,
    expires_at_ms: Option<i64>,
    created_at_ms: i64,
    updated_at_ms: i64,
}

impl Row {
    fn read(self, baskets: Vec<(u32, Time)>) -> QueryResult<ListingRow> {
        Ok(ListingRow {
            id: ListingId(self.id.cast_unsigned()),
            seller: read_user(self.seller),
            title: self.title,
            description: self.description,
            images: read_json(&self.images)?,
            attributes: read_json(&self.attributes)?,
            item: self.item,
            currency: read_word(&self.currency)?,
            price: Money(self.price),
            stock: narrow(self.stock)?,
            remaining: narrow(self.remaining)?,
            status: read_word(&self.status)?,
            baskets,
            accept_offers: self.accept_offers,
            auto_accept: self.auto_accept.map(Money),
            auto_decline: self.auto_decline.map(Money),
            premium_bps: narrow(self.premium_bps)?,
            commission_bps: narrow(self.commission_bps)?,
            reason: self.reason,
            expires_at: self.expires_at_ms.map(Time::from_ms),
            created_at: Time::from_ms(self.created_at_ms),
            updated_at: Time::from_ms(self.updated_at_ms),
        })
    }
}

/// Listings with what of them is in baskets.
fn read(db: &mut Db, rows: Vec<Row>) -> QueryResult<Vec<ListingRow>> {
    let mut kept: HashMap<i64, Vec<(u32, Time)>> = HashMap::new();
    let those = baskets::table.filter(baskets::listing.eq_any(rows.iter().map(|row| row.id)));
    let columns = (baskets::listing, baskets::quantity, baskets::until_ms);
    for (listing, quantity, until) in those.select(columns).load::<(i64, i64, i64)>(db)? {
        kept.entry(listing).or_default().push((narrow(quantity)?, Time::from_ms(until)));
    }
    let read = |row: Row| {
        let baskets = kept.remove(&row.id).unwrap_or_default();
        row.read(baskets)
    };
    rows.into_iter().map(read).collect()
}

fn read_json<T: DeserializeOwned>(text: &str) -> QueryResult<T> {
    serde_json::from_str(text).map_err(|why| Error::DeserializationError(Box::new(why)))
}

/// A number that the protocol has in 32 bits.
pub(super) fn narrow(number: i64) -> QueryResult<u32> {
    u32::try_from(number).map_err(|why| Error::DeserializationError(Box::new(why)))
}

impl Store {
    /// One listing, open or not.
    pub async fn listing(&self, id: ListingId) -> Result<Option<ListingRow>, StoreError> {
        let one = move |db: &mut Db| {
            let row = listings::table.find(id.number()).select(Row::as_select());
            let row = row.load::<Row>(db)?;
            Ok(read(db, row)?.pop())
        };
        self.read(one).await
    }

    /// A page of listings.
    pub async fn listings(&self, list: ListingList) -> Result<Page<ListingRow>, ListError> {
        let mark = list.sort.mark();
        let after = list.after.as_deref().map(|text| Cursor::read(mark, text)).transpose()?;
        let rows = page_rows(list.limit);
        let found = self.read(move |db| page(db, &list, rows, after)).await?;
        Ok(Page::cut(found, rows, |last| Cursor {
            list: mark,
            value: last.price.0,
            key: last.id.number(),
        }))
    }
}

fn page(
    db: &mut Db,
    list: &ListingList,
    rows: usize,
    after: Option<Cursor>,
) -> QueryResult<Vec<ListingRow>> {
    use listings::{currency, id, item, price, seller, status, title_lower};
    let mut wanted = listings::table.select(Row::as_select()).into_boxed();
    if !list.status.is_empty() {
        wanted = wanted.filter(status.eq_any(list.status.iter().map(|one| one.as_str())));
    }
    if let Some(user) = list.seller {
        wanted = wanted.filter(seller.eq(user.0.number()));
    }
    if let Some(text) = &list.q {
        wanted = wanted.filter(title_lower.like(pattern(text)).escape('\\'));
    }
    if let Some(name) = &list.item {
        wanted = wanted.filter(item.eq(name));
    }
    if let Some(code) = list.currency {
        wanted = wanted.filter(currency.eq(code.to_string()));
    }
    if let Some(least) = list.price_min {
        wanted = wanted.filter(price.ge(least.0));
    }
    if let Some(most) = list.price_max {
        wanted = wanted.filter(price.le(most.0));
    }
    wanted = match list.sort {
        ListingSort::CreatedAtDown => wanted.order(id.desc()),
        ListingSort::CreatedAt => wanted.order(id.asc()),
        ListingSort::Price => wanted.order((price.asc(), id.asc())),
        ListingSort::PriceDown => wanted.order((price.desc(), id.desc())),
    };
    if let Some(Cursor { list: _, value, key }) = after {
        wanted = match list.sort {
            ListingSort::CreatedAtDown => wanted.filter(id.lt(key)),
            ListingSort::CreatedAt => wanted.filter(id.gt(key)),
            ListingSort::Price => {
                wanted.filter(price.gt(value).or(price.eq(value).and(id.gt(key))))
            }
            ListingSort::PriceDown => {
                wanted.filter(price.lt(value).or(price.eq(value).and(id.lt(key))))
            }
        };
    }
    let limit = i64::try_from(rows + 1).unwrap_or(i64::MAX);
    let rows = wanted.limit(limit).load(db)?;
    read(db, rows)
}
