//! Auctions and bids, as lists show them.

use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl,
    delete, insert_into, update,
};

use super::{NO_END_MS, Project, Record, RoomKey, tile::Tile};
use crate::{
    protocol::{
        auction::{Auction, BidId, Ended, Event, Placed, Removed, Status, Terms, sealed::Sealed},
        frame::word,
        id::{RoomId, UserId},
        time::Time,
    },
    store::{
        chain,
        db::{Db, on_db},
        pictures,
        schema::{auctions, bids, open_items},
        update::update_kept,
    },
};

impl Project for Auction {
    fn project(
        db: &mut Db,
        key: RoomKey,
        room: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        // However many events: one change to the auction's row.
        let (mut changes, mut tile) = (Changes::default(), Tile::default());
        for record in records {
            take(db, key, room, record, &mut changes)?;
            tile.take(db, key, &record.event)?;
        }
        tile.keep(db, key)?;
        if changes != Changes::default() {
            changes.updated_at_ms = records.last().map(|last| last.at.ms());
        }
        changes.chained(chain::grow(db, key, room, records)?);
        let row = update_kept(&auctions::table, auctions::room.eq(key.0), changes);
        on_db!(db, |connection| row.execute(connection))?;
        Ok(())
    }
}

/// What changes in an auction's row; `None` leaves a column as it is.
#[derive(AsChangeset, Default, PartialEq, Eq)]
#[diesel(table_name = auctions)]
#[expect(clippy::option_option, reason = "a column stays, becomes NULL, or gets a value")]
struct Changes {
    title: Option<String>,
    title_lower: Option<String>,
    image: Option<Option<String>>,
    currency: Option<String>,
    status: Option<&'static str>,
    kind: Option<String>,
    bidding: Option<String>,
    start_price: Option<i64>,
    price: Option<Option<i64>>,
    asking: Option<i64>,
    minimum: Option<i64>,
    bid_count: Option<i64>,
    leader_name: Option<Option<String>>,
    reserve_met: Option<Option<bool>>,
    buy_now: Option<Option<i64>>,
    starts_at_ms: Option<Option<i64>>,
    ends_at_ms: Option<Option<i64>>,
    ends_order: Option<i64>,
    updated_at_ms: Option<i64>,
    outcome: Option<String>,
    hammer: Option<Option<i64>>,
    winner: Option<Option<i64>>,
    winner_name: Option<Option<String>>,
    chain_salt: Option<Option<Vec<u8>>>,
    chain_from: Option<Option<i64>>,
    chain_head: Option<Option<Vec<u8>>>,
    statement: Option<Option<String>>,
}

impl Changes {
    fn terms(&mut self, terms: &Terms) {
        self.title = Some(terms.title.clone());
        self.title_lower = Some(terms.title.to_lowercase());
        self.image = Some(terms.images.first().cloned());
        self.currency = Some(terms.currency.to_string());
        self.kind = Some(word(&terms.kind));
        self.bidding = Some(word(&terms.bidding));
        self.start_price = Some(terms.start_price.0);
        self.asking = Some(terms.start_price.0);
        self.minimum = Some(terms.start_price.0);
        self.reserve_met = Some(terms.reserve.map(|_| false));
        self.buy_now = Some(terms.buy_now.map(|price| price.0));
        self.starts_at_ms = Some(terms.starts_at.map(Time::ms));
        self.end(terms.ends_at);
    }

    fn chained(&mut self, grown: chain::Grown) {
        if let Some((salt, from)) = grown.begun {
            self.chain_salt = Some(Some(salt));
            self.chain_from = Some(Some(from.number()));
        }
        self.chain_head = Some(Some(grown.head.to_vec()));
        self.statement = grown.statement.map(|statement| Some(chain::written(&statement)));
    }

    fn end(&mut self, end: Option<Time>) {
        self.ends_at_ms = Some(end.map(Time::ms));
        self.ends_order = Some(end.map_or(NO_END_MS, Time::ms));
    }

    fn placed(&mut self, placed: &Placed) {
        self.price = Some(Some(placed.price.0));
        self.asking = Some(placed.price.0);
        self.minimum = Some(placed.minimum.0);
        self.bid_count = Some(placed.bid_count.into());
        self.leader_name = Some(Some(placed.leader_shown.to_string()));
        // Once off, it stays off.
        if !placed.buy_now {
            self.buy_now = Some(None);
        }
        self.end(placed.ends_at);
    }

    fn removed(&mut self, removed: &Removed) {
        self.price = Some(removed.price.map(|price| price.0));
        // Without a bid the minimum is the start price.
        self.asking = Some(removed.price.unwrap_or(removed.minimum).0);
        self.minimum = Some(removed.minimum.0);
        self.bid_count = Some(removed.bid_count.into());
        self.leader_name = Some(removed.leader_shown.as_ref().map(ToString::to_string));
        self.reserve_met = Some(removed.reserve_met);
        self.end(removed.ends_at);
    }

    fn ended(&mut self, ended: &Ended) {
        self.status = Some(Status::Ended.as_str());
        self.outcome = Some(word(&ended.outcome));
        self.hammer = Some(ended.hammer.map(|hammer| hammer.0));
        self.winner = Some(ended.winner.map(|winner| winner.0.number()));
        self.winner_name = Some(ended.winner_shown.as_ref().map(ToString::to_string));
        self.end(Some(ended.ended_at));
    }
}

/// Takes one event into `changes`, and into the tables what is not the auction's row.
fn take(
    db: &mut Db,
    key: RoomKey,
    room: &RoomId,
    record: &Record<Event>,
    changes: &mut Changes,
) -> QueryResult<()> {
    match &record.event {
        Event::Created { seller, seller_name, terms, .. } => {
            create(db, key, room, record.at, *seller, seller_name, terms)?;
            claim(db, room, terms.item.as_deref())?;
            pictures::shown(db, room.as_str(), &terms.images, record.at)?;
        }
        Event::Edited { terms } => {
            changes.terms(terms);
            pictures::shown(db, room.as_str(), &terms.images, record.at)?;
        }
        Event::Scheduled { starts_at, ends_at } => {
            changes.status = Some(Status::Scheduled.as_str());
            changes.starts_at_ms = Some(Some(starts_at.ms()));
            changes.end(*ends_at);
        }
        Event::Started { ends_at } => {
            started(db, key, record.at, changes)?;
            changes.end(*ends_at);
        }
        Event::Paused { reason: _, remaining_ms: _ } => {
            changes.status = Some(Status::Paused.as_str());
            changes.end(None);
        }
        Event::Resumed { ends_at } => {
            changes.status = Some(Status::Active.as_str());
            changes.end(*ends_at);
        }
        Event::BidPlaced(placed) => {
            changes.placed(placed);
            add_bid(db, key, record.at, placed)?;
        }
        Event::BidRemoved(removed) => {
            changes.removed(removed);
            strike_bid(db, key, record.at, removed.bid, removed.void.as_deref())?;
        }
        Event::Sealed(sealed) => {
            changes.bid_count = Some(sealed.bid_count.into());
            add_sealed(db, key, record.at, sealed)?;
        }
        Event::Unsealed(unsealed) => {
            changes.bid_count = Some(unsealed.bid_count.into());
            strike_bid(db, key, record.at, unsealed.bid, unsealed.void.as_deref())?;
        }
        Event::Extended { ends_at, remaining_ms, .. } => {
            // While the clock stands there is no end.
            changes.end(remaining_ms.is_none().then_some(*ends_at));
        }
        Event::ReserveMet => changes.reserve_met = Some(Some(true)),
        Event::Ended(ended) => {
            changes.ended(ended);
            free(db, room)?;
        }
        Event::Cancelled { reason: _, orders: _ } => {
            changes.status = Some(Status::Cancelled.as_str());
            free(db, room)?;
        }
        // Nothing of these is in the lists.
        Event::ReserveLowered { .. }
        | Event::Watched { user: _, on: _ }
        | Event::Announced { text: _ }
        | Event::Paid(_)
        | Event::Defaulted { .. }
        | Event::Offered { .. }
        | Event::ChancePassed { .. }
        | Event::Relisted { .. }
        | Event::Funded { .. }
        | Event::Checked { orders: _ } => (),
    }
    Ok(())
}

fn create(
    db: &mut Db,
    key: RoomKey,
    room: &RoomId,
    at: Time,
    seller: UserId,
    seller_name: &str,
    terms: &Terms,
) -> QueryResult<()> {
    let ends_at = terms.ends_at.map(Time::ms);
    let whose = (
        auctions::room.eq(key.0),
        auctions::id.eq(room.key()),
        auctions::seller.eq(seller.0.number()),
        auctions::seller_name.eq(seller_name),
        auctions::created_at_ms.eq(at.ms()),
        auctions::updated_at_ms.eq(at.ms()),
        auctions::status.eq(Status::Draft.as_str()),
    );
    let what = (
        auctions::title.eq(&terms.title),
        auctions::title_lower.eq(terms.title.to_lowercase()),
        auctions::image.eq(terms.images.first()),
        auctions::currency.eq(terms.currency.as_str()),
        auctions::kind.eq(word(&terms.kind)),
        auctions::bidding.eq(word(&terms.bidding)),
    );
    let how = (
        auctions::start_price.eq(terms.start_price.0),
        auctions::asking.eq(terms.start_price.0),
        auctions::minimum.eq(terms.start_price.0),
        auctions::bid_count.eq(0),
        auctions::reserve_met.eq(terms.reserve.map(|_| false)),
        auctions::buy_now.eq(terms.buy_now.map(|price| price.0)),
        auctions::starts_at_ms.eq(terms.starts_at.map(Time::ms)),
        auctions::ends_at_ms.eq(ends_at),
        auctions::ends_order.eq(ends_at.unwrap_or(NO_END_MS)),
    );
    on_db!(db, |connection| insert_into(auctions::table)
        .values((whose, what, how))
        .execute(connection))?;
    Ok(())
}

/// Nothing else of this name is for sale, whatever the rules say.
fn claim(db: &mut Db, room: &RoomId, item: Option<&str>) -> QueryResult<()> {
    let Some(item) = item else { return Ok(()) };
    let row = (open_items::item.eq(item), open_items::room.eq(room.as_str()));
    insert_into(open_items::table).values(row).execute(db).map(drop)
}

/// It is for sale no longer.
fn free(db: &mut Db, room: &RoomId) -> QueryResult<()> {
    delete(open_items::table.filter(open_items::room.eq(room.as_str()))).execute(db).map(drop)
}

/// It begins, at this moment where no other had been set.
fn started(db: &mut Db, key: RoomKey, at: Time, changes: &mut Changes) -> QueryResult<()> {
    changes.status = Some(Status::Active.as_str());
    if changes.starts_at_ms.is_none() {
        let open = auctions::room.eq(key.0).and(auctions::starts_at_ms.is_null());
        on_db!(db, |connection| update(auctions::table.filter(open))
            .set(auctions::starts_at_ms.eq(at.ms()))
            .execute(connection))?;
    }
    Ok(())
}

fn add_bid(db: &mut Db, key: RoomKey, at: Time, placed: &Placed) -> QueryResult<()> {
    let row = (
        bids::auction.eq(key.0),
        bids::number.eq(i64::from(placed.bid.0)),
        bids::bidder.eq(placed.bidder.0.number()),
        bids::shown.eq(&*placed.shown),
        bids::amount.eq(placed.amount.0),
        bids::automatic.eq(placed.automatic),
        bids::hidden.eq(placed.hidden),
        bids::at_ms.eq(at.ms()),
    );
    on_db!(db, |connection| insert_into(bids::table).values(row).execute(connection))?;
    Ok(())
}

/// Others are not shown it.
fn add_sealed(db: &mut Db, key: RoomKey, at: Time, sealed: &Sealed) -> QueryResult<()> {
    let row = (
        bids::auction.eq(key.0),
        bids::number.eq(i64::from(sealed.bid.0)),
        bids::bidder.eq(sealed.bidder.0.number()),
        bids::shown.eq(&*sealed.shown),
        bids::amount.eq(sealed.amount.0),
        bids::automatic.eq(false),
        bids::hidden.eq(true),
        bids::at_ms.eq(at.ms()),
    );
    on_db!(db, |connection| insert_into(bids::table).values(row).execute(connection))?;
    Ok(())
}

fn strike_bid(
    db: &mut Db,
    key: RoomKey,
    at: Time,
    bid: BidId,
    void: Option<&str>,
) -> QueryResult<()> {
    let row = bids::table.filter(bids::auction.eq(key.0).and(bids::number.eq(i64::from(bid.0))));
    let struck = (bids::removed_at_ms.eq(at.ms()), bids::void_reason.eq(void));
    on_db!(db, |connection| update(row).set(struck).execute(connection))?;
    Ok(())
}
