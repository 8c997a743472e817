//! Makes events true. Everything that a rule worked out is in the event already.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    limits::{DOUBT_MS, OVER_MAX},
    offers::hold_of,
};
use crate::protocol::{
    id::{RoomId, UserId},
    market::{
        Event, Held, ListingId, OfferId, OfferStatus, Offered, Sold, TicketId,
        ledger::Move,
        listing::{Basket, Fees, Listing, ListingChanges, ListingStatus, ListingTerms, Offer},
        snapshot::{Due, Hold, Market, Ticket},
    },
    money::Money,
    time::Time,
};

impl Market {
    /// Takes note of what happened.
    pub(super) fn apply(&mut self, at: Time, event: &Event) {
        self.seq = self.seq.next();
        self.books.write(lines(event));
        match event {
            Event::Listed { listing, seller, terms, fees, created_at } => {
                self.listed(*listing, listed(*seller, terms, *fees, *created_at));
            }
            Event::Updated { listing, changes, shown: _ } => self.updated(*listing, changes),
            Event::Reserved { listing, by, quantity, until, status: _ } => {
                if let Some(listing) = self.listings.get_mut(listing) {
                    // What has lapsed is of no use to anybody.
                    listing.baskets.retain(|_, basket| at < basket.until);
                    listing.baskets.insert(*by, Basket { quantity: *quantity, until: *until });
                }
            }
            Event::Released { listing, by, status: _ } => {
                if let Some(listing) = self.listings.get_mut(listing) {
                    listing.baskets.remove(by);
                }
            }
            Event::Closed(closed) => {
                let how = match closed.how {
                    ListingStatus::Expired => OfferStatus::Expired,
                    ListingStatus::Listed
                    | ListingStatus::Reserved
                    | ListingStatus::Sold
                    | ListingStatus::Cancelled
                    | ListingStatus::Removed => OfferStatus::Declined,
                };
                for offer in &closed.offers {
                    self.offer_is(*offer, how);
                }
                self.over(closed.listing, closed.how);
            }
            Event::Sold(sold) => self.sold(sold),
            Event::Offered(offered) => self.offered(offered),
            Event::OfferClosed { offer, how, lines: _ } => self.offer_is(*offer, *how),
            Event::Held(held) => self.set_aside(held),
            Event::Freed { room, user, ticket, amount, lines } => {
                self.freed(room, *user, *ticket, *amount, lines);
            }
            Event::Doubted { ticket } => {
                self.doubt(*ticket, Some(at.plus(DOUBT_MS)));
            }
            Event::Kept { ticket } => self.doubt(*ticket, None),
            Event::Settled(settled) => {
                self.last_sale = settled.sale;
                self.spent(settled.of.ticket);
            }
            Event::Forfeited { ticket, .. } => self.spent(*ticket),
            Event::Funded { .. } | Event::Unheld { .. } => (),
        }
    }

    fn listed(&mut self, id: ListingId, listing: Listing) {
        self.last_listing = id;
        *self.open.entry(listing.seller).or_default() += 1;
        self.due.extend(listing.expires_at.map(|end| (end, Due::Listing(id))));
        if let Some(item) = &listing.item {
            self.items.insert(item.clone(), id);
        }
        self.listings.insert(id, listing);
    }

    fn updated(&mut self, id: ListingId, changes: &ListingChanges) {
        let Some(listing) = self.listings.get_mut(&id) else { return };
        let before = listing.expires_at.map(|end| (end, Due::Listing(id)));
        listing.change(changes);
        if let Some(before) = before {
            self.due.remove(&before);
        }
        self.due.extend(listing.expires_at.map(|end| (end, Due::Listing(id))));
    }

    fn sold(&mut self, sold: &Sold) {
        self.last_sale = sold.sale;
        for offer in &sold.declined {
            self.offer_is(*offer, OfferStatus::Declined);
        }
        if let Some(offer) = sold.offer {
            self.offer_is(offer, OfferStatus::Accepted);
        }
        if let Some(listing) = self.listings.get_mut(&sold.listing) {
            listing.stock = sold.remaining;
            listing.baskets.remove(&sold.buyer);
        }
        if sold.remaining == 0 {
            self.over(sold.listing, ListingStatus::Sold);
        }
    }

    /// Nothing of it is for sale any more; of those that are over the oldest is forgotten.
    fn over(&mut self, id: ListingId, status: ListingStatus) {
        let Some(listing) = self.listings.get_mut(&id) else { return };
        listing.status = status;
        listing.baskets.clear();
        if let Some(end) = listing.expires_at {
            self.due.remove(&(end, Due::Listing(id)));
        }
        if let Some(item) = &listing.item {
            self.items.remove(item);
        }
        let seller = listing.seller;
        if let Some(open) = self.open.get_mut(&seller) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                self.open.remove(&seller);
            }
        }
        self.over.push_back(id);
        if OVER_MAX < self.over.len()
            && let Some(oldest) = self.over.pop_front()
            && let Some(oldest) = self.listings.remove(&oldest)
        {
            for offer in &oldest.past_offers {
                self.offers.remove(offer);
            }
        }
    }

    fn offered(&mut self, offered: &Offered) {
        let Offered { offer: id, listing, buyer, amount, by, answers, expires_at, .. } = offered;
        self.last_offer = *id;
        if let Some(offer) = answers {
            self.offer_is(*offer, OfferStatus::Superseded);
        }
        let pends = |line: &Move| matches!(line, Move::Pend { .. });
        let offer = Offer {
            listing: *listing,
            buyer: *buyer,
            amount: *amount,
            by: *by,
            status: OfferStatus::Open,
            expires_at: *expires_at,
            hold: offered.lines.iter().any(pends).then(|| hold_of(*id)),
        };
        if let Some(listing) = self.listings.get_mut(listing) {
            listing.offers.insert(*id);
            *listing.offered.entry(*buyer).or_default() += 1;
        }
        self.due.insert((offer.expires_at, Due::Offer(*id)));
        self.offers.insert(*id, offer);
        if offered.declined {
            self.offer_is(*id, OfferStatus::Declined);
        }
    }

    /// An offer is over.
    fn offer_is(&mut self, id: OfferId, status: OfferStatus) {
        let Some(offer) = self.offers.get_mut(&id) else { return };
        offer.status = status;
        offer.hold = None;
        self.due.remove(&(offer.expires_at, Due::Offer(id)));
        if let Some(listing) = self.listings.get_mut(&offer.listing)
            && listing.offers.remove(&id)
        {
            listing.past_offers.push(id);
        }
    }

    fn set_aside(&mut self, aside: &Held) {
        let Held { ticket: id, room, user, currency, amount, until, bid: _, lines } = aside;
        self.last_ticket = *id;
        let place = (room.clone(), *user);
        let hold = self.holds.entry(place.clone()).or_insert_with(|| Hold {
            currency: *currency,
            pending: bytestring::ByteString::new(),
            reserved: Money(0),
            tickets: Vec::new(),
        });
        hold.tickets.push(Ticket { id: *id, amount: *amount, doubt_at: Some(*until) });
        hold.take(lines);
        self.tickets.insert(*id, place);
        self.due.insert((*until, Due::Ticket(*id)));
    }

    fn freed(
        &mut self,
        room: &RoomId,
        user: UserId,
        id: TicketId,
        amount: Option<Money>,
        lines: &[Move],
    ) {
        let place = (room.clone(), user);
        if amount.is_none() {
            self.doubt(id, None);
            self.tickets.remove(&id);
        }
        let Some(hold) = self.holds.get_mut(&place) else { return };
        match amount {
            Some(amount) => {
                let own = hold.tickets.iter_mut().filter(|ticket| ticket.id == id);
                own.for_each(|ticket| ticket.amount = amount);
            }
            None => hold.tickets.retain(|ticket| ticket.id != id),
        }
        hold.take(lines);
        if hold.tickets.is_empty() {
            self.holds.remove(&place);
        }
    }

    /// What was set aside by this ticket is paid; whatever else the user wanted of the room is too late.
    fn spent(&mut self, ticket: TicketId) {
        let Some(place) = self.tickets.get(&ticket).cloned() else { return };
        let hold = self.holds.remove(&place);
        for Ticket { id, amount: _, doubt_at } in hold.into_iter().flat_map(|hold| hold.tickets) {
            if let Some(at) = doubt_at {
                self.due.remove(&(at, Due::Ticket(id)));
            }
            self.tickets.remove(&id);
        }
    }

    /// When it is asked what became of a ticket; never, where that is known.
    fn doubt(&mut self, id: TicketId, at: Option<Time>) {
        let hold = self.tickets.get(&id).and_then(|place| self.holds.get_mut(place));
        let mut tickets = hold.into_iter().flat_map(|hold| &mut hold.tickets);
        let Some(ticket) = tickets.find(|ticket| ticket.id == id) else { return };
        let before = std::mem::replace(&mut ticket.doubt_at, at);
        if let Some(before) = before {
            self.due.remove(&(before, Due::Ticket(id)));
        }
        self.due.extend(at.map(|at| (at, Due::Ticket(id))));
    }
}

impl Listing {
    /// Changes what is named.
    pub(super) fn change(&mut self, changes: &ListingChanges) {
        let ListingChanges {
            title,
            description: _,
            images,
            attributes: _,
            price,
            expires_at,
            accept_offers,
            auto_accept,
            auto_decline,
        } = changes;
        if let Some(title) = title {
            self.title.clone_from(title);
        }
        if let Some(images) = images {
            self.image = images.first().cloned();
        }
        self.price = price.unwrap_or(self.price);
        self.accept_offers = accept_offers.unwrap_or(self.accept_offers);
        self.auto_accept = auto_accept.unwrap_or(self.auto_accept);
        self.auto_decline = auto_decline.unwrap_or(self.auto_decline);
        self.expires_at = expires_at.unwrap_or(self.expires_at);
    }
}

impl Hold {
    /// What is reserved by these lines, where they reserve.
    fn take(&mut self, lines: &[Move]) {
        for line in lines {
            if let Move::Pend { transfer, until: _ } = line {
                self.pending = transfer.id.clone();
                self.reserved = transfer.amount;
            }
        }
    }
}

/// What has been put up for sale, as the rules know it.
pub(super) fn listed(
    seller: UserId,
    terms: &ListingTerms,
    fees: Fees,
    created_at: Time,
) -> Listing {
    Listing {
        seller,
        title: terms.title.clone(),
        image: terms.images.first().cloned(),
        item: terms.item.clone(),
        currency: terms.currency,
        price: terms.price,
        stock: terms.stock,
        initial: terms.stock,
        expires_at: terms.expires_at,
        accept_offers: terms.accept_offers,
        auto_accept: terms.auto_accept,
        auto_decline: terms.auto_decline,
        fees,
        status: ListingStatus::Listed,
        created_at,
        baskets: BTreeMap::new(),
        offers: BTreeSet::new(),
        past_offers: Vec::new(),
        offered: BTreeMap::new(),
    }
}

/// The lines that an event writes into the books.
pub(super) fn lines(event: &Event) -> &[Move] {
    match event {
        Event::Closed(closed) => &closed.lines,
        Event::Sold(sold) => &sold.lines,
        Event::Offered(offered) => &offered.lines,
        Event::OfferClosed { lines, .. }
        | Event::Funded { lines, .. }
        | Event::Freed { lines, .. }
        | Event::Forfeited { lines, .. } => lines,
        Event::Held(held) => &held.lines,
        Event::Settled(settled) => &settled.lines,
        Event::Listed { .. }
        | Event::Updated { .. }
        | Event::Reserved { .. }
        | Event::Released { .. }
        | Event::Doubted { ticket: _ }
        | Event::Kept { ticket: _ }
        | Event::Unheld { .. } => &[],
    }
}
