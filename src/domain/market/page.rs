//! What is shown of the market, and what those who asked are told.

use super::{apply, limits::SHOWN_MAX};
use crate::{
    domain::{Asked, Sight, Viewer},
    protocol::{
        id::UserId,
        market::{
            Event, ListingId, ListingStatus, OfferStatus, Sold,
            ledger::Account,
            listing::Listing,
            page::{
                HoldReply, ListingReply, OfferReply, Reply, SaleReply, State, Wallet, WalletReply,
                You,
            },
            snapshot::Market,
            view::{Gone, ReservedView, SoldView, Stand, Summary, View},
        },
        money::Currency,
        time::Time,
    },
};

impl Listing {
    /// As lists show it.
    pub(super) fn summary(&self, listing: ListingId, now: Time) -> Summary {
        Summary {
            listing,
            seller: self.seller,
            title: self.title.clone(),
            image: self.image.clone(),
            item: self.item.clone(),
            currency: self.currency,
            price: self.price,
            premium_bps: self.fees.premium_bps,
            remaining: self.stock,
            status: self.status_at(now),
            accept_offers: self.accept_offers,
            expires_at: self.expires_at,
            created_at: self.created_at,
        }
    }
}

impl Market {
    /// What there is of a currency in somebody's wallet.
    pub(super) fn wallet(&self, user: UserId, currency: Currency) -> Wallet {
        Wallet::of(currency, &self.books.balance(&Account::User(user), currency))
    }

    /// The market as one finds it who comes.
    pub(super) fn state(&self, viewer: Viewer<'_>, now: Time) -> State {
        let open = self.listings.iter().filter(|(_, listing)| !listing.status_at(now).is_over());
        let count = open.clone().count();
        let latest = open.rev().take(SHOWN_MAX);
        let you = viewer.map(|viewer| {
            let of = Account::User(viewer.id);
            let own = self.books.accounts.iter().filter(|((account, _), _)| *account == of);
            You { wallet: own.map(|((_, currency), sums)| Wallet::of(*currency, sums)).collect() }
        });
        let listings = latest.map(|(id, listing)| listing.summary(*id, now)).collect();
        State { listings, count, you, server_now: now }
    }
}

/// Who sees what of an event. A function of the event alone, so that it is shown the same at any time. Whose money is
/// where is for nobody here: their inboxes tell them.
pub(super) fn sight(event: &Event) -> Sight<View> {
    match event {
        Event::Listed { listing, seller, terms, fees, created_at } => {
            let listed = apply::listed(*seller, terms, *fees, *created_at);
            Sight::everyone(View::Created(listed.summary(*listing, *created_at)))
        }
        Event::Updated { listing: _, changes: _, shown } => {
            Sight::everyone(View::Updated(shown.as_ref().clone()))
        }
        Event::Reserved { listing, by: _, quantity, until, status } => {
            Sight::everyone(View::Reserved(ReservedView {
                listing: *listing,
                status: *status,
                quantity: *quantity,
                until: *until,
            }))
        }
        Event::Released { listing, by: _, status } => {
            Sight::everyone(View::Released(Stand { listing: *listing, status: *status }))
        }
        Event::Closed(closed) => {
            let gone = Gone { listing: closed.listing, reason: closed.reason.clone() };
            Sight::everyone(match closed.how {
                ListingStatus::Expired => View::Expired(gone),
                ListingStatus::Removed => View::Removed(gone),
                ListingStatus::Listed
                | ListingStatus::Reserved
                | ListingStatus::Sold
                | ListingStatus::Cancelled => View::Cancelled(gone),
            })
        }
        Event::Sold(sold) => Sight::everyone(View::Sold(SoldView {
            listing: sold.listing,
            sale: sold.sale,
            buyer: sold.buyer,
            quantity: sold.quantity,
            price: sold.price,
            currency: sold.currency,
            remaining: sold.remaining,
            status: left(sold),
        })),
        Event::Offered(_)
        | Event::OfferClosed { .. }
        | Event::Funded { .. }
        | Event::Held(_)
        | Event::Freed { .. }
        | Event::Doubted { ticket: _ }
        | Event::Kept { ticket: _ }
        | Event::Unheld { .. }
        | Event::Settled(_)
        | Event::Forfeited { .. } => Sight::nobody(),
    }
}

impl Market {
    /// What the one who asked is told.
    pub(super) fn reply(&self, asked: &Asked<'_>, events: &[Event]) -> Reply {
        let sold = events.iter().find_map(|event| {
            let Event::Sold(sold) = event else { return None };
            Some(sold_reply(sold))
        });
        sold.or_else(|| events.first().map(|event| self.replied(asked, event)))
            .or_else(|| self.paid_before(asked))
            .unwrap_or(Reply::Done {})
    }

    fn replied(&self, asked: &Asked<'_>, event: &Event) -> Reply {
        let listing = |id: ListingId| self.listing_reply(asked, id);
        match event {
            Event::Listed { listing: id, .. }
            | Event::Updated { listing: id, .. }
            | Event::Reserved { listing: id, .. }
            | Event::Released { listing: id, .. } => listing(*id),
            Event::Closed(closed) => listing(closed.listing),
            Event::Sold(sold) => sold_reply(sold),
            Event::Offered(offered) => {
                let status =
                    if offered.declined { OfferStatus::Declined } else { OfferStatus::Open };
                let expires_at = (!offered.declined).then_some(offered.expires_at);
                Reply::Offer(OfferReply { offer: offered.offer, status, expires_at })
            }
            Event::OfferClosed { offer, how, lines: _ } => {
                Reply::Offer(OfferReply { offer: *offer, status: *how, expires_at: None })
            }
            Event::Funded { user, funding, .. } => Reply::Wallet(WalletReply {
                user: *user,
                wallet: self.wallet(*user, funding.currency),
            }),
            Event::Held(held) => Reply::Hold(HoldReply {
                ticket: held.ticket,
                amount: held.amount,
                until: held.until,
            }),
            Event::Freed { .. }
            | Event::Doubted { ticket: _ }
            | Event::Kept { ticket: _ }
            | Event::Unheld { .. }
            | Event::Settled(_)
            | Event::Forfeited { .. } => Reply::Done {},
        }
    }

    fn listing_reply(&self, asked: &Asked<'_>, id: ListingId) -> Reply {
        let Some(listing) = self.listings.get(&id) else { return Reply::Done {} };
        let own = listing.baskets.get(&asked.by.id).filter(|basket| asked.now < basket.until);
        Reply::Listing(ListingReply {
            listing: id,
            status: listing.status_at(asked.now),
            price: listing.price,
            remaining: listing.stock,
            reserved_until: own.map(|basket| basket.until),
        })
    }
}

fn left(sold: &Sold) -> ListingStatus {
    if sold.remaining == 0 { ListingStatus::Sold } else { ListingStatus::Listed }
}

fn sold_reply(sold: &Sold) -> Reply {
    let quantity = i64::from(sold.quantity);
    Reply::Sale(SaleReply {
        sale: sold.sale,
        listing: sold.listing,
        offer: sold.offer,
        status: sold.offer.map(|_| OfferStatus::Accepted),
        buyer: sold.buyer,
        quantity: sold.quantity,
        price: sold.price,
        currency: sold.currency,
        premium: sold.premium,
        total: sold.price.0 * quantity + sold.premium,
        remaining: sold.remaining,
    })
}
