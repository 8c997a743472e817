//! What an audit reads: every room, the books as they are kept in tables, and what was sold.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};

use super::read_word;
use crate::{
    protocol::{
        id::{RoomId, Seq},
        market::ledger::Balance,
        money::Currency,
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{
            accounts, auction_tiles, auctions, events, ledger, listings, rooms, sales, snapshots,
        },
    },
};

/// A line of the books: account, currency, and what it adds.
pub type Sums = BTreeMap<(String, Currency), Balance>;

/// An event with who caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its position.
    pub seq: Seq,
    /// When it happened.
    pub at: Time,
    /// Who caused it, as a number.
    pub by: Option<i64>,
    /// It as JSON.
    pub body: String,
}

/// An auction, as lists have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAuction {
    /// Where it stands.
    pub status: String,
    /// Its visible price.
    pub price: Option<i64>,
    /// How many bids stand.
    pub bid_count: i64,
    /// Who has won.
    pub winner: Option<i64>,
    /// At which price.
    pub hammer: Option<i64>,
    /// Who leads, or led at the end.
    pub leader: Option<i64>,
    /// How many follow it.
    pub watchers: i64,
}

impl Store {
    /// A page of all rooms in the order in which they came to be: key, id, last position.
    pub async fn every_room(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, RoomId, Seq)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let page = move |db: &mut Db| {
            rooms::table
                .filter(rooms::key.gt(after))
                .order(rooms::key)
                .limit(limit)
                .select((rooms::key, rooms::id, rooms::seq))
                .load::<(i64, String, i64)>(db)
        };
        let rows = self.read(page).await?.into_iter();
        let room = |(key, id, seq): (i64, String, i64)| {
            (key, RoomId::from(id.as_str()), Seq(seq.cast_unsigned()))
        };
        Ok(rows.map(room).collect())
    }

    /// A page of what happened in a room.
    pub async fn written(
        &self,
        key: i64,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Written>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let page = move |db: &mut Db| {
            events::table
                .filter(events::room.eq(key))
                .filter(events::seq.gt(after.number()))
                .order(events::seq)
                .limit(limit)
                .select((events::seq, events::at_ms, events::by_user, events::body))
                .load::<(i64, i64, Option<i64>, String)>(db)
        };
        let rows = self.read(page).await?.into_iter();
        let written = |(seq, at, by, body): (i64, i64, Option<i64>, String)| Written {
            seq: Seq(seq.cast_unsigned()),
            at: Time::from_ms(at),
            by,
            body,
        };
        Ok(rows.map(written).collect())
    }

    /// The snapshot of a room: its position and the state.
    pub async fn frozen(&self, key: i64) -> Result<Option<(Seq, String)>, StoreError> {
        let row = move |db: &mut Db| {
            snapshots::table
                .filter(snapshots::room.eq(key))
                .select((snapshots::seq, snapshots::body))
                .load::<(i64, String)>(db)
        };
        let found = self.read(row).await?.into_iter().next();
        Ok(found.map(|(seq, body)| (Seq(seq.cast_unsigned()), body)))
    }

    /// What each account has, as it is kept.
    pub async fn accounts(&self) -> Result<Sums, StoreError> {
        self.read(|db| {
            let rows = accounts::table
                .select((
                    accounts::account,
                    accounts::currency,
                    accounts::debits,
                    accounts::credits,
                    accounts::debits_pending,
                    accounts::credits_pending,
                ))
                .load::<(String, String, i64, i64, i64, i64)>(db)?;
            let mut sums = Sums::new();
            for (account, currency, debits, credits, debits_pending, credits_pending) in rows {
                let balance = Balance { debits, credits, debits_pending, credits_pending };
                sums.insert((account, read_word(&currency)?), balance);
            }
            Ok(sums)
        })
        .await
    }

    /// What each account has, as every line of the books says.
    pub async fn lines_summed(&self) -> Result<Sums, StoreError> {
        self.read(sum_lines).await
    }

    /// Listings of which more or fewer are gone than were sold: `(listing, stock - remaining, sold)`.
    pub async fn missold(&self) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        self.read(|db| {
            let all = listings::table
                .select((listings::id, listings::stock, listings::remaining))
                .load::<(i64, i64, i64)>(db)?;
            let sold = sales::table
                .select((sales::listing, sales::quantity))
                .load::<(Option<i64>, i64)>(db)?;
            let mut by_listing: BTreeMap<i64, i64> = BTreeMap::new();
            for (listing, quantity) in sold {
                *by_listing.entry(listing.unwrap_or(0)).or_default() += quantity;
            }
            let gone = all.into_iter().map(|(id, stock, remaining)| {
                (id, stock - remaining, by_listing.get(&id).copied().unwrap_or(0))
            });
            Ok(gone.filter(|(_, gone, sold)| gone != sold).collect())
        })
        .await
    }

    /// An auction, as lists have it.
    pub async fn listed_auction(&self, key: i64) -> Result<Option<ListedAuction>, StoreError> {
        let row = move |db: &mut Db| {
            auctions::table
                .inner_join(auction_tiles::table)
                .filter(auctions::room.eq(key))
                .select((
                    (auctions::status, auctions::price, auctions::bid_count),
                    (auctions::winner, auctions::hammer),
                    (auction_tiles::leader, auction_tiles::watchers),
                ))
                .load::<((String, Option<i64>, i64), (Option<i64>, Option<i64>), (Option<i64>, i64))>(db)
        };
        let found = self.read(row).await?.into_iter().next();
        let listed = |((status, price, bid_count), (winner, hammer), (leader, watchers))| {
            ListedAuction { status, price, bid_count, winner, hammer, leader, watchers }
        };
        Ok(found.map(listed))
    }
}

/// A line: id, transfer, kind, debit, credit, currency, amount, pending.
type Line = (Option<String>, String, String, String, String, i64, Option<String>);

fn sum_lines(db: &mut Db) -> QueryResult<Sums> {
    let lines = ledger::table
        .order(ledger::id)
        .select((
            ledger::transfer,
            ledger::kind,
            ledger::debit,
            ledger::credit,
            ledger::currency,
            ledger::amount,
            ledger::pending,
        ))
        .load::<Line>(db)?;
    let mut sums = Sums::new();
    let mut reserved: BTreeMap<String, i64> = BTreeMap::new();
    for (transfer, kind, debit, credit, currency, amount, pending) in lines {
        let currency: Currency = read_word(&currency)?;
        let (paid, kept) = match kind.as_str() {
            "pay" => (amount, 0),
            "pend" => {
                reserved.insert(transfer.unwrap_or_default(), amount);
                (0, amount)
            }
            // A second resolution of the same reservation finds nothing, and the sums are off.
            _ => {
                let freed = reserved.remove(&pending.unwrap_or_default()).unwrap_or(0);
                (if kind == "post" { amount } else { 0 }, -freed)
            }
        };
        let from = sums.entry((debit, currency)).or_default();
        from.debits += paid;
        from.debits_pending += kept;
        let to = sums.entry((credit, currency)).or_default();
        to.credits += paid;
        to.credits_pending += kept;
    }
    Ok(sums)
}
