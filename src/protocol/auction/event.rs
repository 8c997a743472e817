//! What happens in an auction, as the journal has it: with everything that is hidden from some.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    BidId, Terms,
    money::{Order, Ticketed},
    sealed::{Award, Sealed, Unsealed},
};
use crate::protocol::{
    id::{RoomId, UserId},
    market::Fees,
    money::Money,
    session::PartOf,
    time::Time,
};

/// What happened, with everything that is hidden from some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A draft was made.
    Created {
        /// Who sells.
        seller: UserId,
        /// By this public name.
        seller_name: ByteString,
        /// What and how.
        terms: Box<Terms>,
        /// What the house takes of the sale.
        #[serde(default)]
        fees: Fees,
        /// Which auction was put up once more as this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relists: Option<RoomId>,
        /// Of which session it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part_of: Option<PartOf>,
    },
    /// The draft was changed.
    Edited {
        /// What and how now.
        terms: Box<Terms>,
    },
    /// It will begin by itself.
    Scheduled {
        /// When.
        starts_at: Time,
        /// When it is planned to end, where that is known yet.
        ends_at: Option<Time>,
    },
    /// Bids are welcome.
    Started {
        /// When it ends, where that is known yet.
        ends_at: Option<Time>,
    },
    /// The clock stands.
    Paused {
        /// Why.
        reason: String,
        /// What was left until the end, in milliseconds.
        remaining_ms: Option<u64>,
    },
    /// The clock runs on.
    Resumed {
        /// The new end.
        ends_at: Option<Time>,
    },
    /// A bid was accepted; whether it leads is in it.
    BidPlaced(Placed),
    /// A bidder took a bid back, or staff struck it out.
    BidRemoved(Removed),
    /// A sealed bid was accepted.
    Sealed(Box<Sealed>),
    /// A sealed bid was taken back, or struck out.
    Unsealed(Box<Unsealed>),
    /// The end moved.
    Extended {
        /// The new end.
        ends_at: Time,
        /// What moved it.
        by: Extender,
        /// While the clock stands: what is left until the end, in milliseconds.
        remaining_ms: Option<u64>,
        /// By how much it moved, in milliseconds, where a session is to know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_ms: Option<u64>,
    },
    /// The price reached the reserve.
    ReserveMet,
    /// The seller asks for less.
    ReserveLowered {
        /// The new reserve.
        reserve: Money,
        /// The leader's maximum was cut to this, so that the seller cannot feel for it.
        capped: Option<Capped>,
        /// What becomes of the money that was set aside.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        orders: Vec<Order>,
    },
    /// Somebody follows it, or no longer.
    Watched {
        /// Who.
        user: UserId,
        /// Whether they follow.
        on: bool,
    },
    /// Staff or the seller said something.
    Announced {
        /// What.
        text: String,
    },
    /// The hammer fell, or somebody bought.
    Ended(Ended),
    /// It was called off.
    Cancelled {
        /// Why.
        reason: String,
        /// What becomes of the money that was set aside.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        orders: Vec<Order>,
    },
    /// What was won is paid.
    Paid(Paid),
    /// The winner does not pay.
    Defaulted {
        /// Who.
        buyer: UserId,
        /// What becomes of the money that was set aside.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        orders: Vec<Order>,
    },
    /// It is offered to somebody who was beaten.
    Offered {
        /// To whom.
        to: UserId,
        /// Their own highest bid.
        amount: Money,
        /// Until when.
        until: Time,
    },
    /// They do not want it, or have not said anything.
    ChancePassed {
        /// Who.
        to: UserId,
    },
    /// It was put up once more.
    Relisted {
        /// As which auction.
        to: RoomId,
        /// What and how.
        terms: Box<Terms>,
        /// Whether it begins at once, or by itself.
        publish: bool,
    },
    /// There is money again for who leads again.
    Funded {
        /// Who.
        user: UserId,
        /// What holds it.
        ticket: Ticketed,
        /// What becomes of it where it is not needed any more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        orders: Vec<Order>,
    },
    /// The market asked what became of a ticket.
    Checked {
        /// What it is told.
        orders: Vec<Order>,
    },
}

/// An accepted bid and where it leaves the auction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its number.
    pub bid: BidId,
    /// Who.
    pub bidder: UserId,
    /// Under which name they are shown here.
    pub shown: ByteString,
    /// What it did.
    pub standing: Standing,
    /// The hidden maximum; in open bidding the amount.
    pub max: Money,
    /// What is shown of it: never above the visible price.
    pub amount: Money,
    /// The visible price after it.
    pub price: Money,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// Accepted bids that stand, this one included.
    pub bid_count: u32,
    /// Who leads after it.
    pub leader: UserId,
    /// Under which name.
    pub leader_shown: ByteString,
    /// A hidden maximum answered it at once.
    pub automatic: bool,
    /// The end after it, an extension included.
    pub ends_at: Option<Time>,
    /// Buying at once is still possible.
    pub buy_now: bool,
    /// Who led before, where the lead went to somebody else.
    pub displaced: Option<UserId>,
    /// Nothing changed that anyone but the bidder may see: the leader moved the own maximum.
    pub hidden: bool,
    /// The money that is set aside for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticketed>,
    /// What becomes of the money that was set aside before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// A maximum that was cut because the reserve came down to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped {
    /// Whose.
    pub bidder: UserId,
    /// What it is now.
    pub max: Money,
}

/// What an accepted bid did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BidStanding)]
pub enum Standing {
    /// It leads.
    Leading,
    /// Valid, but a hidden maximum answered at once.
    Outbid,
    /// The leader raised the own maximum.
    Raised,
    /// The leader lowered the own maximum.
    Lowered,
}

/// A bid that no longer counts, and where that leaves the auction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which.
    pub bid: BidId,
    /// Whose it was.
    pub bidder: UserId,
    /// Why, where staff struck it out; `None` where the bidder took it back.
    pub void: Option<String>,
    /// The visible price now, if any bid is left.
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// Accepted bids that stand.
    pub bid_count: u32,
    /// The hidden maximum that leads now.
    pub max: Option<Money>,
    /// Who leads now.
    pub leader: Option<UserId>,
    /// Under which name.
    pub leader_shown: Option<ByteString>,
    /// Whether the lead went to somebody else.
    pub leader_changed: bool,
    /// Whether the price (still) reaches the reserve; `None` without one.
    pub reserve_met: Option<bool>,
    /// The end after it, an extension included.
    pub ends_at: Option<Time>,
    /// Others had not seen the bid, and nothing changed that they may see.
    pub hidden: bool,
    /// What becomes of the money that was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// What moved the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extender {
    /// The soft close.
    SoftClose,
    /// Staff or the seller.
    Staff,
    /// The soft close of another lot of the session.
    Session,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Sold or not.
    pub outcome: Outcome,
    /// To whom.
    pub winner: Option<UserId>,
    /// Under which name.
    pub winner_shown: Option<ByteString>,
    /// The hammer price.
    pub hammer: Option<Money>,
    /// When it was over; a timer may have told of it later.
    pub ended_at: Time,
    /// The winner bought at the buy-now price.
    pub bought: bool,
    /// Corrects an earlier outcome, after a bid was struck out.
    pub corrects: bool,
    /// Who had won by the corrected outcome.
    pub former: Option<UserId>,
    /// Where there were several units: who gets how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<Award>,
    /// Until when the winner has to pay, where that is not done already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<Time>,
    /// Somebody who was beaten took it at the own highest bid.
    #[serde(default)]
    pub second_chance: bool,
    /// The money that the winner has set aside, where it was not there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticketed>,
    /// What becomes of the money that was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

impl Ended {
    /// Everybody who has won something.
    pub fn winners(&self) -> impl Iterator<Item = UserId> {
        self.winner.into_iter().chain(self.awards.iter().map(|award| award.bidder))
    }

    /// An end with this outcome, of which nothing more is known.
    pub fn of(outcome: Outcome, ended_at: Time) -> Self {
        Ended {
            outcome,
            winner: None,
            winner_shown: None,
            hammer: None,
            ended_at,
            bought: false,
            corrects: false,
            former: None,
            awards: Vec::new(),
            pay_by: None,
            second_chance: false,
            ticket: None,
            orders: Vec::new(),
        }
    }
}

/// What was won is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Who.
    pub buyer: UserId,
    /// The price, without premium.
    pub amount: Money,
    /// What the payment is called, where it was made elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What becomes of the money that was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// Sold or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuctionOutcome)]
pub enum Outcome {
    /// To the winner, at the hammer price.
    Sold,
    /// Nobody bid.
    UnsoldNoBids,
    /// The price did not reach the reserve.
    UnsoldReserveNotMet,
}
