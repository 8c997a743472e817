//! What is put up for sale, changed and taken back (2.11).

use super::limits::{BASKETS_MAX, LISTINGS_PER_SELLER_MAX, REASON_CHARS_MAX, STOCK_MAX};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
        goods::{self, DURATION_MS_MAX, Goods, ITEM_CHARS_MAX, Wrong},
        is_staff,
    },
    protocol::{
        id::UserId,
        market::{
            Closed, Event, ListingId, OfferStatus, Reject,
            bodies::{Remove, Reserve, Update},
            listing::{Basket, Listing, ListingChanges, ListingStatus, ListingTerms},
            reject::TooMany,
            snapshot::{Due, Market},
        },
        money::Money,
        time::Time,
    },
};

impl Listing {
    /// How many are in baskets, but for those of one user.
    pub(super) fn in_baskets(&self, now: Time, but: Option<UserId>) -> u32 {
        let kept =
            self.baskets.iter().filter(|(by, basket)| now < basket.until && Some(**by) != but);
        kept.map(|(_, basket)| basket.quantity).sum()
    }

    /// When the first basket of others lapses.
    pub(super) fn kept_until(&self, now: Time, but: UserId) -> Option<Time> {
        let kept = self.baskets.iter().filter(|(by, basket)| now < basket.until && **by != but);
        kept.map(|(_, basket)| basket.until).min()
    }

    /// Where it stands, whether or not a timer has told of it.
    pub(super) fn status_at(&self, now: Time) -> ListingStatus {
        if self.status != ListingStatus::Listed {
            return self.status;
        }
        if self.expires_at.is_some_and(|end| end <= now) {
            return ListingStatus::Expired;
        }
        let free = self.stock.saturating_sub(self.in_baskets(now, None));
        if free == 0 { ListingStatus::Reserved } else { ListingStatus::Listed }
    }

    /// Refuses what is for sale no longer.
    pub(super) fn is_open(&self, now: Time) -> Result<(), Reject> {
        match self.status_at(now) {
            ListingStatus::Listed | ListingStatus::Reserved => Ok(()),
            ListingStatus::Sold => Err(Reject::SoldOut { remaining: 0 }),
            status @ (ListingStatus::Cancelled
            | ListingStatus::Expired
            | ListingStatus::Removed) => Err(Reject::BadState { status }),
        }
    }

    /// Refuses where fewer than these are left that are in nobody else's basket.
    pub(super) fn takes(&self, quantity: u32, by: UserId, now: Time) -> Result<u32, Reject> {
        let mut wrong = Wrong::default();
        wrong.unless((1..=STOCK_MAX).contains(&quantity), "quantity", "out_of_range", || {
            format!("1 to {STOCK_MAX}")
        });
        wrong.found().map_err(|fields| Reject::Invalid { fields })?;
        let free = self.stock.saturating_sub(self.in_baskets(now, Some(by)));
        match self.kept_until(now, by) {
            Some(until) if free == 0 => Err(Reject::Reserved { until }),
            _ if free < quantity => Err(Reject::SoldOut { remaining: free }),
            _ => Ok(free),
        }
    }
}

impl Market {
    /// The listing of this number.
    pub(super) fn listing(&self, id: ListingId) -> Result<&Listing, Reject> {
        self.listings.get(&id).ok_or(Reject::NotFound)
    }

    /// Puts something up for sale.
    pub(super) fn create(
        &self,
        asked: &Asked<'_>,
        terms: &ListingTerms,
    ) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Sell) {
            return Err(Reject::Forbidden);
        }
        check(terms, asked.now)?;
        if let Some(item) = &terms.item {
            let listing = self.items.get(item).copied();
            if listing.is_some() || asked.facts.item_taken {
                return Err(Reject::ItemListed { listing });
            }
        }
        let open = self.open.get(&asked.by.id).copied().unwrap_or_default();
        if LISTINGS_PER_SELLER_MAX <= usize::try_from(open).unwrap_or(usize::MAX) {
            return Err(Reject::TooMany { what: TooMany::Listings, max: LISTINGS_PER_SELLER_MAX });
        }
        Ok(vec![Event::Listed {
            listing: self.last_listing.next(),
            seller: asked.by.id,
            terms: Box::new(terms.clone()),
            fees: asked.settings.market.fees,
            created_at: asked.now,
        }])
    }

    /// Changes it, or its price.
    pub(super) fn update(&self, asked: &Asked<'_>, update: Update) -> Result<Vec<Event>, Reject> {
        let Update { listing: id, changes } = update;
        let listing = self.own(asked, id)?;
        let status = listing.status_at(asked.now);
        if status.is_over() || listing.in_baskets(asked.now, None) != 0 && touches_sale(&changes) {
            let status = if status.is_over() { status } else { ListingStatus::Reserved };
            return Err(Reject::BadState { status });
        }
        check_changes(listing, &changes, asked.now)?;
        let mut changed = listing.clone();
        changed.change(&changes);
        let shown = Box::new(changed.summary(id, asked.now));
        Ok(vec![Event::Updated { listing: id, changes: Box::new(changes), shown }])
    }

    /// The seller takes it back.
    pub(super) fn cancel(&self, asked: &Asked<'_>, id: ListingId) -> Result<Vec<Event>, Reject> {
        let status = self.own(asked, id)?.status_at(asked.now);
        if status != ListingStatus::Listed || self.own(asked, id)?.in_baskets(asked.now, None) != 0
        {
            let status = if status.is_over() { status } else { ListingStatus::Reserved };
            return Err(Reject::BadState { status });
        }
        Ok(vec![self.closed(asked.now, id, ListingStatus::Cancelled, None)])
    }

    /// Staff takes it out, whatever is in baskets.
    pub(super) fn remove(&self, asked: &Asked<'_>, remove: Remove) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Moderate) {
            return Err(Reject::Forbidden);
        }
        let Remove { listing, reason } = remove;
        let length = reason.trim().chars().count();
        let mut wrong = Wrong::default();
        wrong.unless((1..=REASON_CHARS_MAX).contains(&length), "reason", "length", || {
            format!("1 to {REASON_CHARS_MAX} characters")
        });
        wrong.found().map_err(|fields| Reject::Invalid { fields })?;
        let status = self.listing(listing)?.status_at(asked.now);
        if status.is_over() {
            return Err(Reject::BadState { status });
        }
        Ok(vec![self.closed(asked.now, listing, ListingStatus::Removed, Some(reason))])
    }

    /// Keeps some of it for who is about to buy. Who has some already has this many from now on.
    pub(super) fn reserve(&self, asked: &Asked<'_>, wanted: Reserve) -> Result<Vec<Event>, Reject> {
        let Reserve { listing: id, quantity } = wanted;
        let (by, now) = (asked.by.id, asked.now);
        if !may(asked.by.role, Deed::Bid) {
            return Err(Reject::Forbidden);
        }
        let listing = self.listing(id)?;
        listing.is_open(now)?;
        if listing.seller == by {
            return Err(Reject::OwnListing);
        }
        listing.takes(quantity, by, now)?;
        let kept = listing.baskets.values().filter(|basket| now < basket.until).count();
        if BASKETS_MAX <= kept && !listing.baskets.contains_key(&by) {
            return Err(Reject::TooMany { what: TooMany::Reservations, max: BASKETS_MAX });
        }
        // Asked again, it is not kept for longer: or one could keep it from everybody for ever.
        let before = listing.baskets.get(&by).filter(|basket| now < basket.until);
        let fresh = now.plus(asked.settings.market.reservation_ms);
        let until = before.map_or(fresh, |basket| basket.until);
        if before == Some(&(Basket { quantity, until })) {
            return Ok(Vec::new());
        }
        let all = listing.stock <= quantity + listing.in_baskets(now, Some(by));
        let status = if all { ListingStatus::Reserved } else { ListingStatus::Listed };
        Ok(vec![Event::Reserved { listing: id, by, quantity, until, status }])
    }

    /// Gives back what is in the own basket.
    pub(super) fn release(&self, asked: &Asked<'_>, id: ListingId) -> Result<Vec<Event>, Reject> {
        let listing = self.listing(id)?;
        let by = asked.by.id;
        let kept = listing.baskets.get(&by).is_some_and(|basket| asked.now < basket.until);
        let all = listing.stock <= listing.in_baskets(asked.now, Some(by));
        let status = if all { ListingStatus::Reserved } else { ListingStatus::Listed };
        let gone = Event::Released { listing: id, by, status };
        Ok(if kept && !listing.status.is_over() { vec![gone] } else { Vec::new() })
    }

    /// The listing, for its seller and those who keep order.
    fn own(&self, asked: &Asked<'_>, id: ListingId) -> Result<&Listing, Reject> {
        let listing = self.listing(id)?;
        let keeps = listing.seller == asked.by.id || is_staff(asked.by.role);
        if keeps { Ok(listing) } else { Err(Reject::Forbidden) }
    }

    /// It is over, and with it every offer for it.
    pub(super) fn closed(
        &self,
        now: Time,
        listing: ListingId,
        how: ListingStatus,
        reason: Option<String>,
    ) -> Event {
        let offers = self.open_offers(listing, None);
        let lines = self.frees(now, &offers);
        Event::Closed(Box::new(Closed { listing, how, reason, offers, lines }))
    }

    /// What becomes true because time has passed.
    pub(super) fn due(&self, now: Time) -> Vec<Event> {
        let due: Vec<Due> =
            self.due.iter().take_while(|(at, _)| *at <= now).map(|(_, due)| *due).collect();
        // With a listing its offers are over, so they are not to be closed once more.
        let listings = due.iter().filter_map(|due| match due {
            Due::Listing(id) => Some(*id),
            Due::Offer(_) | Due::Ticket(_) => None,
        });
        let listings: Vec<ListingId> = listings.collect();
        let goes = |id: &ListingId| listings.contains(id);
        due.iter()
            .filter_map(|due| match due {
                Due::Listing(id) => Some(self.closed(now, *id, ListingStatus::Expired, None)),
                Due::Offer(id) => {
                    let offer = self.offers.get(id).filter(|offer| !goes(&offer.listing));
                    offer.map(|_| self.offer_closed(now, *id, OfferStatus::Expired))
                }
                Due::Ticket(ticket) => Some(Event::Doubted { ticket: *ticket }),
            })
            .collect()
    }

    /// An account is erased: what it sells is for sale no longer, and what it offers is off.
    pub(super) fn forget(&self, now: Time, user: UserId) -> Vec<Event> {
        let own = self.listings.iter().filter(|(_, listing)| {
            listing.seller == user && listing.status == ListingStatus::Listed
        });
        let closed: Vec<ListingId> = own.map(|(id, _)| *id).collect();
        let offers = self.offers.iter().filter(|(_, offer)| {
            offer.buyer == user
                && offer.status == OfferStatus::Open
                && !closed.contains(&offer.listing)
        });
        let withdrawn = offers.map(|(id, _)| self.offer_closed(now, *id, OfferStatus::Withdrawn));
        let cancelled =
            closed.iter().map(|id| self.closed(now, *id, ListingStatus::Cancelled, None));
        cancelled.chain(withdrawn).collect()
    }
}

/// Whether a change is one that somebody who is about to buy should not meet.
fn touches_sale(changes: &ListingChanges) -> bool {
    changes.price.is_some() || changes.title.is_some() || changes.description.is_some()
}

fn check(terms: &ListingTerms, now: Time) -> Result<(), Reject> {
    let mut wrong = Wrong::default();
    let ListingTerms { title, description, images, attributes, .. } = terms;
    goods::check(&Goods { title, description, images, attributes }, &mut wrong);
    wrong.amount("price", terms.price, Money(1));
    wrong.unless((1..=STOCK_MAX).contains(&terms.stock), "stock", "out_of_range", || {
        format!("1 to {STOCK_MAX}")
    });
    if let Some(item) = &terms.item {
        let length = item.trim().chars().count();
        wrong.unless((1..=ITEM_CHARS_MAX).contains(&length), "item", "length", || {
            format!("1 to {ITEM_CHARS_MAX} characters")
        });
        wrong.unless(terms.stock == 1, "stock", "out_of_range", || {
            "1, where `item` says which one it is".into()
        });
    }
    end(terms.expires_at, now, &mut wrong);
    limits(terms.price, terms.auto_accept, terms.auto_decline, &mut wrong);
    wrong.found().map_err(|fields| Reject::Invalid { fields })
}

fn end(expires_at: Option<Time>, now: Time, wrong: &mut Wrong) {
    if let Some(end) = expires_at {
        let fits = now < end && end <= now.plus(DURATION_MS_MAX);
        wrong.unless(fits, "expiresAt", "out_of_range", || {
            "in the future, at most a year ahead".into()
        });
    }
}

/// The limits by which offers are answered at once.
fn limits(price: Money, accept: Option<Money>, decline: Option<Money>, wrong: &mut Wrong) {
    for (path, limit) in [("autoAccept", accept), ("autoDecline", decline)] {
        let fits = limit.is_none_or(|limit| limit.is_valid() && limit <= price);
        wrong.unless(fits, path, "out_of_range", || "from 1 up to the price".into());
    }
    let ordered = accept.zip(decline).is_none_or(|(accept, decline)| decline <= accept);
    wrong.unless(ordered, "autoDecline", "out_of_range", || "not above `autoAccept`".into());
}

fn check_changes(listing: &Listing, changes: &ListingChanges, now: Time) -> Result<(), Reject> {
    let mut wrong = Wrong::default();
    let (nothing, none) = (Vec::new(), std::collections::BTreeMap::new());
    let goods = Goods {
        title: changes.title.as_deref().unwrap_or(&listing.title),
        description: changes.description.as_deref().unwrap_or_default(),
        images: changes.images.as_ref().unwrap_or(&nothing),
        attributes: changes.attributes.as_ref().unwrap_or(&none),
    };
    goods::check(&goods, &mut wrong);
    let price = changes.price.unwrap_or(listing.price);
    wrong.amount("price", price, Money(1));
    end(changes.expires_at.flatten(), now, &mut wrong);
    let accept = changes.auto_accept.unwrap_or(listing.auto_accept);
    let decline = changes.auto_decline.unwrap_or(listing.auto_decline);
    limits(price, accept, decline, &mut wrong);
    wrong.found().map_err(|fields| Reject::Invalid { fields })
}
