//! The words of the market: what is for sale, what was sold, and whose money is where. The rules are `domain/market/`.

use serde::{Deserialize, Serialize};

use super::{
    id::{RoomId, UserId},
    money::{Currency, Money},
    time::Time,
};

pub mod bodies;
pub mod ids;
pub mod ledger;
pub mod listing;
pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod snapshot;
pub mod view;
pub mod words;

pub use ids::{ListingId, OfferId, SaleId, TicketId};
pub use listing::{Fees, ListingStatus, OfferStatus, Side};
pub use reject::Reject;
pub use words::MarketWords;

use bodies::{
    Buy, Counter, Forfeit, Funding, MakeOffer, Remove, Reserve, Retake, Settle, TakeHold, Update,
    Which, WhichOffer, WhichTicket, Whom,
};
use ledger::Move;
use listing::{ListingChanges, ListingTerms};
use view::Summary;

/// The market's room; there is one.
pub const MARKET: &str = "market";

/// What one may ask of the market.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Put something up for sale.
    Create(Box<ListingTerms>),
    /// Change it, or its price.
    Update(Box<Update>),
    /// Take it back.
    Cancel(Which),
    /// Staff takes it out.
    Remove(Remove),
    /// Keep it for me while I check out.
    Reserve(Reserve),
    /// I do not want it after all.
    Release(Which),
    /// I take it.
    Buy(Buy),
    /// I would take it for less.
    MakeOffer(MakeOffer),
    /// Agreed.
    Accept(WhichOffer),
    /// No.
    Decline(WhichOffer),
    /// Not for that, but for this.
    Counter(Counter),
    /// I would not any more.
    Withdraw(WhichOffer),
    /// Money has come in from outside.
    Deposit(Funding),
    /// Money goes outside.
    Payout(Funding),
    /// Set money aside for a request to another room.
    TakeHold(TakeHold),
    /// The same for somebody who leads again there.
    Retake(Retake),
    /// Less of it is needed, or nothing.
    Shrink(WhichTicket),
    /// The other room still needs it.
    Keep(WhichTicket),
    /// The other room has sold something.
    Settle(Box<Settle>),
    /// Whoever let another down pays for it.
    Forfeit(Forfeit),
    /// An account is erased.
    Forget(Whom),
}

/// What happened in the market, with everything that is hidden from some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Something is for sale.
    Listed {
        /// It.
        listing: ListingId,
        /// Who sells.
        seller: UserId,
        /// What and how.
        terms: Box<ListingTerms>,
        /// What the house takes.
        fees: Fees,
        /// When.
        created_at: Time,
    },
    /// It is described otherwise, or has another price.
    Updated {
        /// Which.
        listing: ListingId,
        /// What changed.
        changes: Box<ListingChanges>,
        /// How it is shown now.
        shown: Box<Summary>,
    },
    /// Somebody is about to buy.
    Reserved {
        /// Which.
        listing: ListingId,
        /// Who.
        by: UserId,
        /// How many.
        quantity: u32,
        /// Until when they are kept.
        until: Time,
        /// Where the listing stands with it.
        status: ListingStatus,
    },
    /// Somebody is not.
    Released {
        /// Which.
        listing: ListingId,
        /// Who.
        by: UserId,
        /// Where the listing stands with it.
        status: ListingStatus,
    },
    /// It is for sale no longer, and was not sold.
    Closed(Box<Closed>),
    /// It was sold, or some of it.
    Sold(Box<Sold>),
    /// Somebody made an offer.
    Offered(Box<Offered>),
    /// An offer is over; what it held is free.
    OfferClosed {
        /// Which.
        offer: OfferId,
        /// How.
        how: OfferStatus,
        /// What becomes of what it held.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<Move>,
    },
    /// Money came in, or went out.
    Funded {
        /// Whose.
        user: UserId,
        /// Whose word it is.
        by: UserId,
        /// The amount, and what it is called outside.
        funding: Funding,
        /// It went out.
        out: bool,
        /// What is booked.
        lines: Vec<Move>,
    },
    /// Money was set aside for a request to another room.
    Held(Box<Held>),
    /// Less money is set aside, or none.
    Freed {
        /// For a request to which room.
        room: RoomId,
        /// Whose.
        user: UserId,
        /// Which.
        ticket: TicketId,
        /// How much it still asks for; nothing where it is over.
        amount: Option<Money>,
        /// What is booked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<Move>,
    },
    /// Nobody has said what became of a ticket; the other room is asked.
    Doubted {
        /// Which.
        ticket: TicketId,
    },
    /// The other room needs it.
    Kept {
        /// Which.
        ticket: TicketId,
    },
    /// There is no money for somebody who leads again.
    Unheld {
        /// Where.
        room: RoomId,
        /// Who.
        user: UserId,
        /// What the room calls the bid.
        bid: String,
    },
    /// What another room has sold is paid.
    Settled(Box<Settled>),
    /// Somebody let another down, and pays for it.
    Forfeited {
        /// In which room.
        room: RoomId,
        /// Who.
        user: UserId,
        /// By what.
        ticket: TicketId,
        /// Who gets it.
        to: UserId,
        /// What is booked.
        lines: Vec<Move>,
    },
}

/// A listing that is over, and was not sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Which.
    pub listing: ListingId,
    /// How.
    pub how: ListingStatus,
    /// Why, where staff took it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The offers that are over with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<OfferId>,
    /// What becomes of what they held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Move>,
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// Its number.
    pub sale: SaleId,
    /// Of what.
    pub listing: ListingId,
    /// Who sold.
    pub seller: UserId,
    /// Who bought.
    pub buyer: UserId,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Money,
    /// Of the amounts.
    pub currency: Currency,
    /// What the buyer paid on top.
    pub premium: i64,
    /// What the seller paid out of it.
    pub commission: i64,
    /// How many are left.
    pub remaining: u32,
    /// The offer that was accepted, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The offers that are over with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<OfferId>,
    /// What is booked.
    pub lines: Vec<Move>,
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its number.
    pub offer: OfferId,
    /// For what.
    pub listing: ListingId,
    /// Who would buy.
    pub buyer: UserId,
    /// For one.
    pub amount: Money,
    /// Whose word it is.
    pub by: Side,
    /// Which offer it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<OfferId>,
    /// When it is over by itself.
    pub expires_at: Time,
    /// Too low to be looked at.
    #[serde(default)]
    pub declined: bool,
    /// What is booked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Move>,
}

/// Money that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its number.
    pub ticket: TicketId,
    /// For a request to which room.
    pub room: RoomId,
    /// Whose.
    pub user: UserId,
    /// Of the amount.
    pub currency: Currency,
    /// How much the request takes at most.
    pub amount: Money,
    /// From when on no request that carries it is taken.
    pub until: Time,
    /// For somebody who leads again: what the room calls the bid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bid: Option<String>,
    /// What is booked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Move>,
}

/// What another room has sold is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Its number.
    pub sale: SaleId,
    /// What.
    pub of: Settle,
    /// What the buyer paid on top.
    pub premium: i64,
    /// What the seller paid out of it.
    pub commission: i64,
    /// What is booked.
    pub lines: Vec<Move>,
}

/// The id of the transfer that a payment is booked by.
pub fn reference(funding: &bodies::Funding, out: bool) -> ledger::TransferId {
    let way = if out { "out" } else { "in" };
    format!("{way}:{}", funding.reference).into()
}
