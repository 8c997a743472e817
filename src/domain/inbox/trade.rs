//! What one who trades is told.

use super::InboxRoom;
use crate::{
    domain::Asked,
    protocol::{
        id::RoomId,
        inbox::{
            About, Event, Topic,
            trade::{OfferTold, SaleTold, Told, Trade, WalletTold},
        },
        market::{MARKET, Side},
    },
};

impl InboxRoom {
    /// Something happened in the market. Who did it is told, and needs no notification.
    pub(super) fn trade(&self, asked: &Asked<'_>, told: Told) -> Vec<Event> {
        let Told { trade, own } = told;
        let (topic, title, message) = words(&trade);
        let (link, price, currency) = match &trade {
            Trade::Made(offer)
            | Trade::Countered(offer)
            | Trade::Accepted(offer)
            | Trade::Declined(offer)
            | Trade::Withdrawn(offer)
            | Trade::Expired(offer) => {
                (format!("/market/{}", offer.listing), offer.amount, offer.currency)
            }
            Trade::Sold(sale) | Trade::Bought(sale) => {
                (format!("/sales/{}", sale.sale), sale.amount, sale.currency)
            }
        };
        let about = About {
            room: RoomId::from(MARKET),
            link,
            from: None,
            price: Some(price),
            currency: Some(currency),
        };
        let mut events = vec![Event::Traded { trade: Box::new(trade) }];
        if !own {
            self.raise(asked, topic, title.to_owned(), message, about, &mut events);
        }
        events
    }

    /// What is in the wallet now; what is older than what is known changes nothing.
    pub(super) fn wallet(&self, wallet: WalletTold) -> Vec<Event> {
        let known = self.kept.wallets.get(&wallet.currency).copied();
        let is_new = known.is_none_or(|known| known < wallet.version);
        is_new.then_some(Event::Wallet(wallet)).into_iter().collect()
    }
}

fn words(trade: &Trade) -> (Topic, &'static str, String) {
    let whose = |offer: &OfferTold| match offer.by {
        Side::Buyer => "An offer",
        Side::Seller => "The seller's offer",
    };
    match trade {
        Trade::Made(OfferTold { title, .. }) => {
            (Topic::Offer, "An offer", format!("Somebody made an offer for “{title}”."))
        }
        Trade::Countered(offer) => (
            Topic::Offer,
            "A counter-offer",
            format!("Another offer for “{}” answers yours.", offer.title),
        ),
        Trade::Accepted(offer) => (
            Topic::Offer,
            "Accepted",
            format!("{} for “{}” was accepted.", whose(offer), offer.title),
        ),
        Trade::Declined(offer) => (
            Topic::Offer,
            "Declined",
            format!("{} for “{}” was declined.", whose(offer), offer.title),
        ),
        Trade::Withdrawn(offer) => (
            Topic::Offer,
            "Withdrawn",
            format!("{} for “{}” was withdrawn.", whose(offer), offer.title),
        ),
        Trade::Expired(offer) => (
            Topic::Offer,
            "Expired",
            format!("{} for “{}” has expired.", whose(offer), offer.title),
        ),
        Trade::Sold(SaleTold { title, .. }) => {
            (Topic::Sale, "Sold", format!("You have sold “{title}”."))
        }
        Trade::Bought(SaleTold { title, .. }) => {
            (Topic::Sale, "Bought", format!("“{title}” is yours, and paid."))
        }
    }
}
