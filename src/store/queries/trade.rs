//! Offers and sales, as the two sides find them.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable,
    RunQueryDsl, Selectable, SelectableHelper,
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    listings::narrow,
    read_user, read_word,
};
use crate::{
    protocol::{
        id::{RoomId, UserId},
        market::{ListingId, OfferId, OfferStatus, SaleId, Side},
        money::{Currency, Money},
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{listings, offers, sales},
    },
};

/// The list that cursors of offers belong to.
const OFFERS: u8 = b'o';
/// The list that cursors of sales belong to.
const SALES: u8 = b's';

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRow {
    /// Its number.
    pub id: OfferId,
    /// For what.
    pub listing: ListingId,
    /// What that is, in a line.
    pub title: String,
    /// Of the amount.
    pub currency: Currency,
    /// Who sells.
    pub seller: UserId,
    /// Who would buy.
    pub buyer: UserId,
    /// Whose word it is.
    pub by: Side,
    /// For one.
    pub amount: Money,
    /// Where it stands.
    pub status: OfferStatus,
    /// Which offer it answers.
    pub answers: Option<OfferId>,
    /// When it is over by itself.
    pub expires_at: Time,
    /// When it was made.
    pub created_at: Time,
}

/// A sale: what a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRow {
    /// Its number.
    pub id: SaleId,
    /// Of which listing, where of one.
    pub listing: Option<ListingId>,
    /// By which auction, where by one.
    pub auction: Option<RoomId>,
    /// What, in a line.
    pub title: String,
    /// Who sold.
    pub seller: UserId,
    /// Who bought.
    pub buyer: UserId,
    /// How many.
    pub quantity: u32,
    /// For all of them, without premium.
    pub amount: Money,
    /// Of the amounts.
    pub currency: Currency,
    /// What the buyer paid on top.
    pub premium: i64,
    /// What the seller paid out of it.
    pub commission: i64,
    /// The offer that was accepted, where one was.
    pub offer: Option<OfferId>,
    /// When.
    pub at: Time,
}

/// Whose offers or sales.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sides {
    /// What this user buys.
    pub buyer: Option<UserId>,
    /// Or what this user sells.
    pub seller: Option<UserId>,
    /// Of this listing.
    pub listing: Option<ListingId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = offers)]
struct OfferLine {
    id: i64,
    listing: i64,
    seller: i64,
    buyer: i64,
    side: String,
    amount: i64,
    status: String,
    answers: Option<i64>,
    expires_at_ms: i64,
    created_at_ms: i64,
}

impl OfferLine {
    fn read(self, title: String, currency: &str) -> QueryResult<OfferRow> {
        Ok(OfferRow {
            id: OfferId(self.id.cast_unsigned()),
            listing: ListingId(self.listing.cast_unsigned()),
            title,
            currency: read_word(currency)?,
            seller: read_user(self.seller),
            buyer: read_user(self.buyer),
            by: read_word(&self.side)?,
            amount: Money(self.amount),
            status: read_word(&self.status)?,
            answers: self.answers.map(|id| OfferId(id.cast_unsigned())),
            expires_at: Time::from_ms(self.expires_at_ms),
            created_at: Time::from_ms(self.created_at_ms),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sales)]
struct SaleLine {
    id: i64,
    listing: Option<i64>,
    auction: Option<String>,
    title: String,
    seller: i64,
    buyer: i64,
    quantity: i64,
    amount: i64,
    currency: String,
    premium: i64,
    commission: i64,
    offer: Option<i64>,
    at_ms: i64,
}

impl SaleLine {
    fn read(self) -> QueryResult<SaleRow> {
        Ok(SaleRow {
            id: SaleId(self.id.cast_unsigned()),
            listing: self.listing.map(|id| ListingId(id.cast_unsigned())),
            auction: self.auction.map(|room| RoomId::from(room.as_str())),
            title: self.title,
            seller: read_user(self.seller),
            buyer: read_user(self.buyer),
            quantity: narrow(self.quantity)?,
            amount: Money(self.amount),
            currency: read_word(&self.currency)?,
            premium: self.premium,
            commission: self.commission,
            offer: self.offer.map(|id| OfferId(id.cast_unsigned())),
            at: Time::from_ms(self.at_ms),
        })
    }
}

impl Store {
    /// One offer.
    pub async fn offer(&self, id: OfferId) -> Result<Option<OfferRow>, StoreError> {
        let one = move |db: &mut Db| {
            let row = offers::table
                .inner_join(listings::table)
                .filter(offers::id.eq(id.number()))
                .select((OfferLine::as_select(), listings::title, listings::currency))
                .first::<(OfferLine, String, String)>(db)
                .optional()?;
            row.map(|(offer, title, currency)| offer.read(title, &currency)).transpose()
        };
        self.read(one).await
    }

    /// A page of the offers of somebody, the latest first.
    pub async fn offers(
        &self,
        whose: Sides,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<OfferRow>, ListError> {
        let after = after.map(|text| Cursor::read(OFFERS, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let rows = page_rows(limit);
        let found = self.read(move |db| offer_page(db, whose, rows, after)).await?;
        let cursor = |last: &OfferRow| Cursor { list: OFFERS, value: 0, key: last.id.number() };
        Ok(Page::cut(found, rows, cursor))
    }

    /// One sale.
    pub async fn sale(&self, id: SaleId) -> Result<Option<SaleRow>, StoreError> {
        let one = move |db: &mut Db| {
            let row = sales::table.find(id.number()).select(SaleLine::as_select());
            row.first(db).optional()?.map(SaleLine::read).transpose()
        };
        self.read(one).await
    }

    /// A page of the sales of somebody, the latest first.
    pub async fn sales(
        &self,
        whose: Sides,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<SaleRow>, ListError> {
        let after = after.map(|text| Cursor::read(SALES, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let rows = page_rows(limit);
        let found = self.read(move |db| sale_page(db, whose, rows, after)).await?;
        let cursor = |last: &SaleRow| Cursor { list: SALES, value: 0, key: last.id.number() };
        Ok(Page::cut(found, rows, cursor))
    }
}

fn offer_page(db: &mut Db, whose: Sides, rows: usize, after: i64) -> QueryResult<Vec<OfferRow>> {
    let mut wanted = offers::table
        .inner_join(listings::table)
        .filter(offers::id.lt(after))
        .order(offers::id.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select((OfferLine::as_select(), listings::title, listings::currency))
        .into_boxed();
    wanted = match (whose.buyer, whose.seller) {
        (Some(buyer), Some(seller)) => wanted
            .filter(offers::buyer.eq(buyer.0.number()).or(offers::seller.eq(seller.0.number()))),
        (Some(buyer), None) => wanted.filter(offers::buyer.eq(buyer.0.number())),
        (None, Some(seller)) => wanted.filter(offers::seller.eq(seller.0.number())),
        (None, None) => wanted,
    };
    if let Some(listing) = whose.listing {
        wanted = wanted.filter(offers::listing.eq(listing.number()));
    }
    let found = wanted.load::<(OfferLine, String, String)>(db)?.into_iter();
    found.map(|(offer, title, currency)| offer.read(title, &currency)).collect()
}

fn sale_page(db: &mut Db, whose: Sides, rows: usize, after: i64) -> QueryResult<Vec<SaleRow>> {
    let mut wanted = sales::table
        .filter(sales::id.lt(after))
        .order(sales::id.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select(SaleLine::as_select())
        .into_boxed();
    wanted = match (whose.buyer, whose.seller) {
        (Some(buyer), Some(seller)) => {
            wanted.filter(sales::buyer.eq(buyer.0.number()).or(sales::seller.eq(seller.0.number())))
        }
        (Some(buyer), None) => wanted.filter(sales::buyer.eq(buyer.0.number())),
        (None, Some(seller)) => wanted.filter(sales::seller.eq(seller.0.number())),
        (None, None) => wanted,
    };
    if let Some(listing) = whose.listing {
        wanted = wanted.filter(sales::listing.eq(listing.number()));
    }
    wanted.load(db)?.into_iter().map(SaleLine::read).collect()
}
