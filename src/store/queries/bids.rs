//! The bids of an auction, newest first.

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    read_user,
};
use crate::{
    protocol::{
        auction::BidId,
        id::{RoomId, UserId},
        money::Money,
        time::Time,
    },
    store::{
        Store,
        db::Db,
        schema::{bids, rooms},
    },
};

/// The list that cursors of bids belong to.
const LIST: u8 = b'b';

/// An accepted bid as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidRow {
    /// Its number.
    pub bid: BidId,
    /// Who; shown to nobody where bidders are masked.
    pub bidder: UserId,
    /// The bidder's name here.
    pub shown: String,
    /// What is shown of it.
    pub amount: Money,
    /// A hidden maximum answered it at once.
    pub automatic: bool,
    /// When.
    pub at: Time,
    /// When it was taken back or struck out.
    pub removed_at: Option<Time>,
    /// Why, where staff struck it out.
    pub void_reason: Option<String>,
}

impl Store {
    /// A page of the bids that `viewer` may see: a leader's hidden raise is for nobody else.
    pub async fn bids(
        &self,
        room: &RoomId,
        viewer: Option<UserId>,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<BidRow>, ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let (room, rows) = (room.clone(), page_rows(limit));
        Ok(self.read(move |db| page(db, &room, viewer, rows, after)).await?)
    }
}

type Row = (i64, i64, String, i64, bool, i64, Option<i64>, Option<String>);

fn page(
    db: &mut Db,
    room: &RoomId,
    viewer: Option<UserId>,
    rows: usize,
    after: i64,
) -> QueryResult<Page<BidRow>> {
    // Nobody has this number: ids are positive.
    let viewer = viewer.map_or(-1, |viewer| viewer.0.number());
    let key = rooms::table.filter(rooms::id.eq(room.as_str())).select(rooms::key);
    let found = bids::table
        .filter(bids::auction.eq_any(key))
        .filter(bids::number.lt(after))
        .filter(bids::hidden.eq(false).or(bids::bidder.eq(viewer)))
        .order(bids::number.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select((
            bids::number,
            bids::bidder,
            bids::shown,
            bids::amount,
            bids::automatic,
            bids::at_ms,
            bids::removed_at_ms,
            bids::void_reason,
        ))
        .load::<Row>(db)?;
    let items = found.into_iter().map(read).collect();
    let cursor = |last: &BidRow| Cursor { list: LIST, value: 0, key: i64::from(last.bid.0) };
    Ok(Page::cut(items, rows, cursor))
}

fn read((number, bidder, shown, amount, automatic, at, removed_at, void_reason): Row) -> BidRow {
    BidRow {
        bid: BidId(u32::try_from(number).unwrap_or_default()),
        bidder: read_user(bidder),
        shown,
        amount: Money(amount),
        automatic,
        at: Time::from_ms(at),
        removed_at: removed_at.map(Time::from_ms),
        void_reason,
    }
}
