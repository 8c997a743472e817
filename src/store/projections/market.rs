//! The market's lists: listings, sales, offers; and the books, line by line.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into, update};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        frame::{to_json, word},
        id::{RoomId, UserId},
        market::{
            Closed, Event, Fees, ListingId, ListingStatus, MARKET, MarketWords, OfferId,
            OfferStatus, Offered, Settled, Sold,
            listing::{ListingChanges, ListingTerms},
        },
        time::Time,
    },
    store::{
        books::Booking,
        db::{Db, on_db},
        pictures,
        schema::{baskets, listings, offers, open_items, sales},
        update::update_kept,
    },
};

impl Project for MarketWords {
    fn project(db: &mut Db, _: RoomKey, _: &RoomId, records: &[Record<Event>]) -> QueryResult<()> {
        let mut booking = Booking::default();
        for record in records {
            let (at, event) = (record.at, &record.event);
            booking.take(db, record.seq, at, event)?;
            take(db, at, event)?;
        }
        booking.finish(db)
    }
}

fn take(db: &mut Db, at: Time, event: &Event) -> QueryResult<()> {
    match event {
        Event::Listed { listing, seller, terms, fees, created_at: _ } => {
            list(db, at, *listing, *seller, terms, *fees)
        }
        Event::Updated { listing, changes, shown: _ } => change(db, at, *listing, changes),
        Event::Reserved { listing, by, quantity, until, status: _ } => {
            reserve(db, at, *listing, *by, *quantity, *until)
        }
        Event::Released { listing, by, status: _ } => release(db, *listing, Some(*by)),
        Event::Closed(closed) => close(db, at, closed),
        Event::Sold(sold) => sell(db, at, sold),
        Event::Offered(offered) => offer(db, at, offered),
        Event::OfferClosed { offer, how, lines: _ } => offer_is(db, *offer, *how),
        Event::Settled(settled) => settle(db, at, settled),
        // Whose money is where is in the books.
        Event::Funded { .. }
        | Event::Held(_)
        | Event::Freed { .. }
        | Event::Doubted { ticket: _ }
        | Event::Kept { ticket: _ }
        | Event::Unheld { .. }
        | Event::Forfeited { .. } => Ok(()),
    }
}

fn list(
    db: &mut Db,
    at: Time,
    id: ListingId,
    seller: UserId,
    terms: &ListingTerms,
    fees: Fees,
) -> QueryResult<()> {
    if let Some(item) = &terms.item {
        let row = (
            open_items::item.eq(item),
            open_items::room.eq(MARKET),
            open_items::listing.eq(id.number()),
        );
        insert_into(open_items::table).values(row).execute(db)?;
    }
    let described = (
        listings::title.eq(&terms.title),
        listings::title_lower.eq(terms.title.to_lowercase()),
        listings::description.eq(&terms.description),
        listings::images.eq(to_json(&terms.images)),
        listings::attributes.eq(to_json(&terms.attributes)),
        listings::item.eq(&terms.item),
    );
    let priced = (
        listings::currency.eq(terms.currency.as_str()),
        listings::price.eq(terms.price.0),
        listings::stock.eq(i64::from(terms.stock)),
        listings::remaining.eq(i64::from(terms.stock)),
        listings::accept_offers.eq(terms.accept_offers),
        listings::auto_accept.eq(terms.auto_accept.map(|limit| limit.0)),
        listings::auto_decline.eq(terms.auto_decline.map(|limit| limit.0)),
        listings::premium_bps.eq(i64::from(fees.premium_bps)),
        listings::commission_bps.eq(i64::from(fees.commission_bps)),
    );
    let stands = (
        listings::id.eq(id.number()),
        listings::seller.eq(seller.0.number()),
        listings::status.eq(ListingStatus::Listed.as_str()),
        listings::expires_at_ms.eq(terms.expires_at.map(Time::ms)),
        listings::created_at_ms.eq(at.ms()),
        listings::updated_at_ms.eq(at.ms()),
    );
    insert_into(listings::table).values((described, priced, stands)).execute(db)?;
    pictures::shown(db, &lot(id), &terms.images, at)
}

/// What a listing is called where pictures say which lots show them.
fn lot(id: ListingId) -> String {
    format!("listing:{id}")
}

fn change(db: &mut Db, at: Time, id: ListingId, changes: &ListingChanges) -> QueryResult<()> {
    let ListingChanges {
        title,
        description,
        images,
        attributes,
        price,
        expires_at,
        accept_offers,
        auto_accept,
        auto_decline,
    } = changes;
    let described = (
        title.as_ref().map(|title| listings::title.eq(title)),
        title.as_ref().map(|title| listings::title_lower.eq(title.to_lowercase())),
        description.as_ref().map(|text| listings::description.eq(text)),
        images.as_ref().map(|images| listings::images.eq(to_json(images))),
        attributes.as_ref().map(|attributes| listings::attributes.eq(to_json(attributes))),
    );
    let priced = (
        price.map(|price| listings::price.eq(price.0)),
        expires_at.map(|end| listings::expires_at_ms.eq(end.map(Time::ms))),
        accept_offers.map(|accept| listings::accept_offers.eq(accept)),
        auto_accept.map(|limit| listings::auto_accept.eq(limit.map(|limit| limit.0))),
        auto_decline.map(|limit| listings::auto_decline.eq(limit.map(|limit| limit.0))),
        listings::updated_at_ms.eq(at.ms()),
    );
    if let Some(images) = images {
        pictures::shown(db, &lot(id), images, at)?;
    }
    let row = listings::table.filter(listings::id.eq(id.number()));
    update(row).set((described, priced)).execute(db).map(drop)
}

fn reserve(
    db: &mut Db,
    at: Time,
    id: ListingId,
    by: UserId,
    quantity: u32,
    until: Time,
) -> QueryResult<()> {
    let lapsed = baskets::table.filter(baskets::listing.eq(id.number()));
    delete(lapsed.filter(baskets::until_ms.le(at.ms()))).execute(db)?;
    let kept = (baskets::quantity.eq(i64::from(quantity)), baskets::until_ms.eq(until.ms()));
    let whose = (baskets::listing.eq(id.number()), baskets::user_id.eq(by.0.number()));
    on_db!(db, |connection| insert_into(baskets::table)
        .values((whose, kept))
        .on_conflict((baskets::listing, baskets::user_id))
        .do_update()
        .set(kept)
        .execute(connection))?;
    Ok(())
}

/// Somebody's basket is empty, or everybody's.
fn release(db: &mut Db, id: ListingId, by: Option<UserId>) -> QueryResult<()> {
    let all = baskets::table.filter(baskets::listing.eq(id.number()));
    match by {
        Some(by) => delete(all.filter(baskets::user_id.eq(by.0.number()))).execute(db),
        None => delete(all).execute(db),
    }
    .map(drop)
}

/// Nothing of it is for sale any more.
fn free_item(db: &mut Db, id: ListingId) -> QueryResult<()> {
    delete(open_items::table.filter(open_items::listing.eq(id.number()))).execute(db).map(drop)
}

fn close(db: &mut Db, at: Time, closed: &Closed) -> QueryResult<()> {
    let how = if closed.how == ListingStatus::Expired {
        OfferStatus::Expired
    } else {
        OfferStatus::Declined
    };
    closed.offers.iter().try_for_each(|offer| offer_is(db, *offer, how))?;
    free_item(db, closed.listing)?;
    release(db, closed.listing, None)?;
    let row = listings::table.filter(listings::id.eq(closed.listing.number()));
    let stands = (
        listings::status.eq(closed.how.as_str()),
        listings::reason.eq(&closed.reason),
        listings::updated_at_ms.eq(at.ms()),
    );
    update(row).set(stands).execute(db).map(drop)
}

fn sell(db: &mut Db, at: Time, sold: &Sold) -> QueryResult<()> {
    let over = [(&sold.declined[..], OfferStatus::Declined)];
    let over = over.into_iter().chain([(sold.offer.as_slice(), OfferStatus::Accepted)]);
    for (these, how) in over {
        these.iter().try_for_each(|offer| offer_is(db, *offer, how))?;
    }
    let is_over = sold.remaining == 0;
    release(db, sold.listing, Some(sold.buyer).filter(|_| !is_over))?;
    if is_over {
        free_item(db, sold.listing)?;
    }
    let status = if is_over { ListingStatus::Sold } else { ListingStatus::Listed };
    let stands = (
        listings::remaining.eq(i64::from(sold.remaining)),
        listings::status.eq(status.as_str()),
        listings::updated_at_ms.eq(at.ms()),
    );
    let row = update_kept(&listings::table, listings::id.eq(sold.listing.number()), stands);
    on_db!(db, |connection| row.execute(connection))?;
    let title: String =
        listings::table.find(sold.listing.number()).select(listings::title).first(db)?;
    let row = (
        (
            sales::id.eq(sold.sale.number()),
            sales::listing.eq(sold.listing.number()),
            // Counted from the end, as long as there are fewer: each unit has its number.
            sales::first_unit.eq(i64::from(sold.remaining)),
            sales::title.eq(title),
            sales::seller.eq(sold.seller.0.number()),
            sales::buyer.eq(sold.buyer.0.number()),
        ),
        (
            sales::quantity.eq(i64::from(sold.quantity)),
            sales::amount.eq(sold.price.0 * i64::from(sold.quantity)),
            sales::currency.eq(sold.currency.as_str()),
            sales::premium.eq(sold.premium),
            sales::commission.eq(sold.commission),
            sales::offer.eq(sold.offer.map(OfferId::number)),
            sales::at_ms.eq(at.ms()),
        ),
    );
    insert_into(sales::table).values(row).execute(db).map(drop)
}

fn settle(db: &mut Db, at: Time, settled: &Settled) -> QueryResult<()> {
    let of = &settled.of;
    let row = (
        (
            sales::id.eq(settled.sale.number()),
            sales::auction.eq(of.room.as_str()),
            sales::title.eq(&of.title),
            sales::seller.eq(of.seller.0.number()),
            sales::buyer.eq(of.buyer.0.number()),
            sales::quantity.eq(i64::from(of.quantity)),
        ),
        (
            sales::amount.eq(of.amount.0),
            sales::currency.eq(of.currency.as_str()),
            sales::premium.eq(settled.premium),
            sales::commission.eq(settled.commission),
            sales::at_ms.eq(at.ms()),
        ),
    );
    insert_into(sales::table).values(row).execute(db).map(drop)
}

fn offer(db: &mut Db, at: Time, offered: &Offered) -> QueryResult<()> {
    if let Some(answered) = offered.answers {
        offer_is(db, answered, OfferStatus::Superseded)?;
    }
    let status = if offered.declined { OfferStatus::Declined } else { OfferStatus::Open };
    let listing = offered.listing.number();
    let seller: i64 = listings::table.find(listing).select(listings::seller).first(db)?;
    let row = (
        offers::id.eq(offered.offer.number()),
        offers::listing.eq(listing),
        offers::seller.eq(seller),
        offers::buyer.eq(offered.buyer.0.number()),
        offers::side.eq(word(&offered.by)),
        offers::amount.eq(offered.amount.0),
        offers::status.eq(status.as_str()),
        offers::answers.eq(offered.answers.map(OfferId::number)),
        offers::expires_at_ms.eq(offered.expires_at.ms()),
        offers::created_at_ms.eq(at.ms()),
    );
    insert_into(offers::table).values(row).execute(db).map(drop)
}

fn offer_is(db: &mut Db, id: OfferId, how: OfferStatus) -> QueryResult<()> {
    let row = offers::table.filter(offers::id.eq(id.number()));
    update(row).set(offers::status.eq(how.as_str())).execute(db).map(drop)
}
