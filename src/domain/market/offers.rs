//! What is haggled over.

use super::{
    limits::{OFFERS_PER_BUYER_MAX, OFFERS_PER_LISTING_MAX},
    purchase::{Bill, Deal, short_of},
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        id::{RoomId, UserId},
        market::{
            Event, ListingId, MARKET, OfferId, OfferStatus, Offered, Reject, Side,
            bodies::{Counter, MakeOffer},
            ledger::{Account, Move, Transfer},
            listing::{Listing, Offer},
            reject::TooMany,
            snapshot::Market,
        },
        money::Money,
        time::Time,
    },
};

impl Market {
    /// The open offers for a listing, but for one.
    pub(super) fn open_offers(&self, listing: ListingId, but: Option<OfferId>) -> Vec<OfferId> {
        let open = self.listings.get(&listing).into_iter().flat_map(|listing| &listing.offers);
        open.copied().filter(|offer| Some(*offer) != but).collect()
    }

    /// The lines that free what these offers hold.
    pub(super) fn frees(&self, now: Time, offers: &[OfferId]) -> Vec<Move> {
        let held = offers.iter().filter_map(|id| {
            let offer = self.offers.get(id)?;
            let pending = offer.hold.clone()?;
            let lapsed = offer.expires_at <= now;
            let void = |pending| Move::Void { id: format!("o{id}v").into(), pending };
            Some(if lapsed { Move::Expire { pending } } else { void(pending) })
        });
        held.collect()
    }

    /// I would take it for less.
    pub(super) fn make_offer(
        &self,
        asked: &Asked<'_>,
        wanted: MakeOffer,
    ) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Bid) {
            return Err(Reject::Forbidden);
        }
        let (buyer, now) = (asked.by.id, asked.now);
        let listing = self.listing(wanted.listing)?;
        listing.is_open(now)?;
        if listing.seller == buyer {
            return Err(Reject::OwnListing);
        }
        if !listing.accept_offers {
            return Err(Reject::OffersNotAccepted);
        }
        if !wanted.amount.is_valid() {
            return Err(Reject::InvalidAmount);
        }
        if listing.price <= wanted.amount {
            return Err(Reject::NotBelowPrice { price: listing.price });
        }
        if let Some(offer) = self.open_between(listing, buyer, now) {
            return Err(Reject::OfferAlreadyOpen { offer });
        }
        self.place(asked, wanted.listing, buyer, wanted.amount, Side::Buyer, None)
    }

    /// Not for that, but for this.
    pub(super) fn counter(
        &self,
        asked: &Asked<'_>,
        counter: Counter,
    ) -> Result<Vec<Event>, Reject> {
        let (offer, listing) = self.to_answer(asked, counter.offer)?;
        if !counter.amount.is_valid() {
            return Err(Reject::InvalidAmount);
        }
        let by = if asked.by.id == offer.buyer { Side::Buyer } else { Side::Seller };
        match by {
            Side::Seller if listing.price < counter.amount => {
                return Err(Reject::AboveListPrice { price: listing.price });
            }
            Side::Buyer if listing.price <= counter.amount => {
                return Err(Reject::NotBelowPrice { price: listing.price });
            }
            Side::Seller | Side::Buyer => (),
        }
        self.place(asked, offer.listing, offer.buyer, counter.amount, by, Some(counter.offer))
    }

    /// Makes an offer, and answers it at once where the seller has said how.
    fn place(
        &self,
        asked: &Asked<'_>,
        id: ListingId,
        buyer: UserId,
        amount: Money,
        by: Side,
        answers: Option<OfferId>,
    ) -> Result<Vec<Event>, Reject> {
        let listing = self.listing(id)?;
        let made = listing.offered.get(&buyer).copied().unwrap_or_default();
        if OFFERS_PER_BUYER_MAX <= made && by == Side::Buyer {
            let max = usize::try_from(OFFERS_PER_BUYER_MAX).unwrap_or(usize::MAX);
            return Err(Reject::TooMany { what: TooMany::Offers, max });
        }
        if OFFERS_PER_LISTING_MAX <= listing.offers.len() && answers.is_none() {
            return Err(Reject::TooMany { what: TooMany::Offers, max: OFFERS_PER_LISTING_MAX });
        }
        let is_buyers = by == Side::Buyer;
        let declined = is_buyers && listing.auto_decline.is_some_and(|limit| amount < limit);
        let accepted =
            is_buyers && !declined && listing.auto_accept.is_some_and(|limit| limit <= amount);
        let offer = self.last_offer.next();
        let mut expires_at = asked.now.plus(asked.settings.market.offer_ms);
        if let Some(end) = listing.expires_at {
            expires_at = expires_at.min(end);
        }
        let mut lines = self.frees(asked.now, answers.as_slice());
        let is_held = asked.settings.market.offer_hold && is_buyers && !declined && !accepted;
        if is_held {
            let bill = Bill::of(amount, 1, listing.fees).ok_or(Reject::InvalidAmount)?;
            let transfer = Transfer {
                id: hold_of(offer),
                debit: Account::User(buyer),
                credit: Account::Escrow(RoomId::from(MARKET)),
                currency: listing.currency,
                amount: Money(bill.total()),
            };
            lines.push(Move::Pend { transfer, until: Some(expires_at) });
        }
        self.books.check(asked.now, &lines).map_err(|why| short_of(&why, true))?;
        let offered = Event::Offered(Box::new(Offered {
            offer,
            listing: id,
            buyer,
            amount,
            by,
            answers,
            expires_at,
            declined,
            lines,
        }));
        let mut events = vec![offered];
        if accepted {
            let (price, offer) = (amount, Some(offer));
            let deal = Deal { listing: id, buyer, quantity: 1, price, offer };
            listing.takes(1, buyer, asked.now)?;
            let sold = self.sell(asked.now, listing, &deal).map_err(|why| short_of(&why, true))?;
            events.extend(sold);
        }
        Ok(events)
    }

    /// Agreed.
    pub(super) fn accept(&self, asked: &Asked<'_>, id: OfferId) -> Result<Vec<Event>, Reject> {
        let (offer, listing) = self.to_answer(asked, id)?;
        let (buyer, price) = (offer.buyer, offer.amount);
        listing.takes(1, buyer, asked.now)?;
        let deal = Deal { listing: offer.listing, buyer, quantity: 1, price, offer: Some(id) };
        let tells = asked.by.id == buyer;
        self.sell(asked.now, listing, &deal).map_err(|why| short_of(&why, tells))
    }

    /// No.
    pub(super) fn decline(&self, asked: &Asked<'_>, id: OfferId) -> Result<Vec<Event>, Reject> {
        self.to_answer(asked, id)?;
        Ok(vec![self.offer_closed(asked.now, id, OfferStatus::Declined)])
    }

    /// I would not any more.
    pub(super) fn withdraw(&self, asked: &Asked<'_>, id: OfferId) -> Result<Vec<Event>, Reject> {
        let (offer, listing) = self.between(asked, id)?;
        if asked.by.id != maker(offer, listing) {
            return Err(Reject::Forbidden);
        }
        stands(offer, asked.now)?;
        Ok(vec![self.offer_closed(asked.now, id, OfferStatus::Withdrawn)])
    }

    /// An offer that is over, without a sale.
    pub(super) fn offer_closed(&self, now: Time, offer: OfferId, how: OfferStatus) -> Event {
        Event::OfferClosed { offer, how, lines: self.frees(now, &[offer]) }
    }

    /// The offer and its listing, for the two whom it concerns; nobody else knows of it.
    fn between(&self, asked: &Asked<'_>, id: OfferId) -> Result<(&Offer, &Listing), Reject> {
        let offer = self.offers.get(&id).ok_or(Reject::NotFound)?;
        let listing = self.listing(offer.listing)?;
        let concerns = [offer.buyer, listing.seller].contains(&asked.by.id);
        if concerns { Ok((offer, listing)) } else { Err(Reject::NotFound) }
    }

    /// The same, for the one who is to answer it.
    fn to_answer(&self, asked: &Asked<'_>, id: OfferId) -> Result<(&Offer, &Listing), Reject> {
        let (offer, listing) = self.between(asked, id)?;
        if asked.by.id == maker(offer, listing) {
            return Err(Reject::Forbidden);
        }
        stands(offer, asked.now)?;
        listing.is_open(asked.now)?;
        Ok((offer, listing))
    }

    /// The offer that is open between a buyer and the seller; one that is over does not count.
    fn open_between(&self, listing: &Listing, buyer: UserId, now: Time) -> Option<OfferId> {
        let mut open = listing.offers.iter().copied();
        open.find(|id| {
            let offer = self.offers.get(id);
            offer.is_some_and(|offer| offer.buyer == buyer && stands(offer, now).is_ok())
        })
    }
}

/// What an offer holds, in the books.
pub(super) fn hold_of(offer: OfferId) -> bytestring::ByteString {
    format!("o{offer}").into()
}

/// Whose word it is.
fn maker(offer: &Offer, listing: &Listing) -> UserId {
    match offer.by {
        Side::Buyer => offer.buyer,
        Side::Seller => listing.seller,
    }
}

/// Refuses what cannot be answered any more.
fn stands(offer: &Offer, now: Time) -> Result<(), Reject> {
    match offer.status {
        OfferStatus::Open if now < offer.expires_at => Ok(()),
        OfferStatus::Open | OfferStatus::Expired => Err(Reject::OfferExpired),
        OfferStatus::Accepted => Err(Reject::OfferAccepted),
        OfferStatus::Declined => Err(Reject::OfferDeclined),
        OfferStatus::Superseded => Err(Reject::OfferSuperseded),
        OfferStatus::Withdrawn => Err(Reject::OfferWithdrawn),
    }
}
