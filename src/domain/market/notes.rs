//! What other rooms are told: inboxes of offers, sales and wallets, and rooms of what is held for them.

use std::collections::BTreeSet;

use super::apply::lines;
use crate::{
    domain::Reaction,
    protocol::{
        auction::words::{FUNDED, TICKET, UNFUNDED},
        conversation::{bodies::Introduce, words::INTRODUCE},
        frame::to_json,
        id::{RoomId, UserId},
        inbox::{
            self,
            trade::{OfferTold, SaleTold, TRADE, Told, Trade, WALLET, WalletTold},
        },
        market::{
            Event, ListingStatus, OfferId, OfferStatus, Offered, Settled, Side, Sold, TicketId,
            bodies::{AskTicket, Funded, Unfunded},
            ledger::{Account, Known, Move, Transfer, TransferId},
            snapshot::Market,
        },
        money::{Currency, Money},
    },
};

impl Market {
    /// What an event that has been applied asks of other rooms.
    pub(super) fn notes(&self, event: &Event) -> Vec<Reaction> {
        let mut notes = match event {
            Event::Offered(offered) => self.offered_notes(offered),
            Event::OfferClosed { offer, how, lines: _ } => self.offer_notes(*offer, *how),
            Event::Closed(closed) => {
                let how = if closed.how == ListingStatus::Expired {
                    OfferStatus::Expired
                } else {
                    OfferStatus::Declined
                };
                closed.offers.iter().flat_map(|offer| self.offer_notes(*offer, how)).collect()
            }
            Event::Sold(sold) => self.sold_notes(sold),
            Event::Settled(settled) => settled_notes(settled),
            Event::Held(held) => held
                .bid
                .iter()
                .map(|bid| {
                    let (bid, user, ticket) = (bid.clone(), held.user, held.ticket);
                    let data = to_json(&Funded { bid, user, ticket, amount: held.amount });
                    Reaction { room: held.room.clone(), request: FUNDED, data }
                })
                .collect(),
            Event::Unheld { room, user, bid } => {
                let data = to_json(&Unfunded { bid: bid.clone(), user: *user });
                vec![Reaction { room: room.clone(), request: UNFUNDED, data }]
            }
            Event::Doubted { ticket } => self.doubts(*ticket).into_iter().collect(),
            Event::Listed { .. }
            | Event::Updated { .. }
            | Event::Reserved { .. }
            | Event::Released { .. }
            | Event::Funded { .. }
            | Event::Freed { .. }
            | Event::Kept { ticket: _ }
            | Event::Forfeited { .. } => Vec::new(),
        };
        let wallets = self.touched(lines(event)).into_iter();
        notes.extend(wallets.map(|(user, currency)| self.wallet_note(user, currency)));
        notes
    }

    /// Whose wallets these lines have changed.
    fn touched(&self, lines: &[Move]) -> BTreeSet<(UserId, Currency)> {
        let mut touched = BTreeSet::new();
        let mut take = |transfer: &Transfer| {
            for account in [&transfer.debit, &transfer.credit] {
                if let Account::User(user) = account {
                    touched.insert((*user, transfer.currency));
                }
            }
        };
        let pending = |id: &TransferId| match self.books.known.get(id) {
            Some(Known { line: Move::Pend { transfer, until: _ }, fate: _ }) => Some(transfer),
            Some(_) | None => None,
        };
        for line in lines {
            match line {
                Move::Pay(transfer) | Move::Pend { transfer, until: _ } => take(transfer),
                Move::Post { pending: id, .. }
                | Move::Void { pending: id, .. }
                | Move::Expire { pending: id } => pending(id).into_iter().for_each(&mut take),
            }
        }
        touched
    }

    fn wallet_note(&self, user: UserId, currency: Currency) -> Reaction {
        let wallet = self.wallet(user, currency);
        let (available, held) = (wallet.available, wallet.held);
        let data = to_json(&WalletTold { currency, available, held, version: self.seq });
        Reaction { room: RoomId::of(inbox::KIND, user), request: WALLET, data }
    }

    fn told(&self, id: OfferId) -> Option<(UserId, OfferTold)> {
        let offer = self.offers.get(&id)?;
        let listing = self.listings.get(&offer.listing)?;
        let told = OfferTold {
            offer: id,
            listing: offer.listing,
            title: listing.title.clone(),
            buyer: offer.buyer,
            by: offer.by,
            amount: offer.amount,
            currency: listing.currency,
        };
        Some((listing.seller, told))
    }

    fn offered_notes(&self, offered: &Offered) -> Vec<Reaction> {
        let Some((seller, told)) = self.told(offered.offer) else { return Vec::new() };
        if offered.declined {
            // Too low to be looked at.
            return vec![note(told.buyer, Trade::Declined(told), true)];
        }
        let what = if offered.answers.is_some() { Trade::Countered } else { Trade::Made };
        let (maker, other) = match offered.by {
            Side::Buyer => (offered.buyer, seller),
            Side::Seller => (seller, offered.buyer),
        };
        vec![note(other, what(told.clone()), false), note(maker, what(told), true)]
    }

    /// Both sides hear how an offer ended.
    fn offer_notes(&self, id: OfferId, how: OfferStatus) -> Vec<Reaction> {
        let Some((seller, told)) = self.told(id) else { return Vec::new() };
        let (maker, other) = match told.by {
            Side::Buyer => (told.buyer, seller),
            Side::Seller => (seller, told.buyer),
        };
        // Who is told of the own deed: the maker who withdraws, the other one who answers.
        let (what, own): (fn(OfferTold) -> Trade, UserId) = match how {
            OfferStatus::Withdrawn => (Trade::Withdrawn, maker),
            OfferStatus::Expired => (Trade::Expired, other),
            OfferStatus::Accepted => (Trade::Accepted, other),
            OfferStatus::Declined | OfferStatus::Open | OfferStatus::Superseded => {
                (Trade::Declined, other)
            }
        };
        [maker, other].map(|user| note(user, what(told.clone()), user == own)).into()
    }

    fn sold_notes(&self, sold: &Sold) -> Vec<Reaction> {
        let listing = self.listings.get(&sold.listing);
        let told = SaleTold {
            sale: sold.sale,
            listing: Some(sold.listing),
            title: listing.map(|listing| listing.title.clone()).unwrap_or_default(),
            buyer: sold.buyer,
            seller: sold.seller,
            quantity: sold.quantity,
            amount: Money(sold.price.0 * i64::from(sold.quantity)),
            currency: sold.currency,
            premium: sold.premium,
            commission: sold.commission,
        };
        let declined = sold.declined.iter();
        let mut notes: Vec<Reaction> =
            declined.flat_map(|offer| self.offer_notes(*offer, OfferStatus::Declined)).collect();
        let accepted = sold.offer.iter();
        notes.extend(accepted.flat_map(|offer| self.offer_notes(*offer, OfferStatus::Accepted)));
        notes.extend(sale_notes(told));
        notes
    }

    /// Asks the other room what became of a ticket.
    fn doubts(&self, ticket: TicketId) -> Option<Reaction> {
        let (room, user) = self.tickets.get(&ticket)?;
        let data = to_json(&AskTicket { ticket, user: *user });
        Some(Reaction { room: room.clone(), request: TICKET, data })
    }
}

fn settled_notes(settled: &Settled) -> Vec<Reaction> {
    let of = &settled.of;
    sale_notes(SaleTold {
        sale: settled.sale,
        listing: None,
        title: of.title.clone(),
        buyer: of.buyer,
        seller: of.seller,
        quantity: of.quantity,
        amount: of.amount,
        currency: of.currency,
        premium: settled.premium,
        commission: settled.commission,
    })
}

/// Both sides hear of a sale, and may talk about it.
fn sale_notes(told: SaleTold) -> Vec<Reaction> {
    let (buyer, seller) = (told.buyer, told.seller);
    let introduced = introduce(buyer, seller);
    vec![
        note(seller, Trade::Sold(told.clone()), false),
        note(buyer, Trade::Bought(told), true),
        introduced,
    ]
}

/// Opens the conversation of two who have dealt with each other.
pub fn introduce(one: UserId, other: UserId) -> Reaction {
    let room = crate::protocol::conversation::direct(one, other);
    let data = to_json(&Introduce { members: [one, other] });
    Reaction { room, request: INTRODUCE, data }
}

fn note(user: UserId, trade: Trade, own: bool) -> Reaction {
    let data = to_json(&Told { trade, own });
    Reaction { room: RoomId::of(inbox::KIND, user), request: TRADE, data }
}
