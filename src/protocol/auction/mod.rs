//! The words of an auction. What is hidden from whom is `domain/auction/sight.rs`; the rules are `domain/auction/`.

use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    id::UserId,
    money::{Currency, Money},
    time::Time,
};

pub mod page;
pub mod reject;
pub mod snapshot;
pub mod terms;
pub mod view;
pub mod words;

pub use reject::Reject;
pub use terms::{Changes, Terms};
pub use words::Auction;

/// A bid's number in its auction, from 1; opaque text on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BidId(pub u32);

impl Serialize for BidId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BidId {
    /// Text that is no bid's number reads as 0, which no bid has: an id is opaque, so it is unknown and not invalid.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(BidId(String::deserialize(from)?.parse().unwrap_or(0)))
    }
}

/// What one may ask of an auction.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make a draft of it, or at once more where `terms.publish` says so.
    Create(Box<Terms>),
    /// Change the draft: only what is named.
    Edit(Changes),
    /// Let it begin at its start, or now where it has none.
    Publish,
    /// Offer to pay.
    Bid(Bid),
    /// Take back one's latest bid, within the window.
    Retract {
        /// Which.
        bid: BidId,
    },
    /// Buy at the buy-now price.
    Buy,
    /// Follow it, or no longer.
    Watch {
        /// Whether to follow.
        on: bool,
    },
    /// Stop the clock.
    Pause {
        /// Told to everyone.
        reason: String,
    },
    /// Let the clock run on.
    Resume,
    /// Move the end.
    Extend {
        /// By how much, in seconds.
        seconds: u32,
    },
    /// Bring down the hammer now.
    End,
    /// Call it off.
    Cancel {
        /// Told to everyone.
        reason: String,
    },
    /// Lower the reserve.
    LowerReserve {
        /// The new one.
        reserve: Money,
    },
    /// Strike a bid out.
    Void {
        /// Which.
        bid: BidId,
        /// Told to everyone, and kept.
        reason: String,
    },
    /// Say something to everyone in the room.
    Announce {
        /// What.
        text: String,
    },
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bid {
    /// In `open` bidding the new price; in `proxy` bidding the maximum where `max` is missing.
    pub amount: Money,
    /// In `proxy` bidding the most that the house may bid in one's name. Nobody else sees it.
    #[serde(default)]
    pub max: Option<Money>,
    /// The price that the bidder looks at: another one refuses the bid (`price_changed`).
    #[serde(default)]
    pub expected_price: Option<Money>,
    /// The currency that the bidder thinks in; another one refuses the bid.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
    /// Whom the client takes itself for, by name or id. Checked against the token, never trusted.
    #[serde(default)]
    pub bidder: Option<String>,
}

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
    /// The end moved.
    Extended {
        /// The new end.
        ends_at: Time,
        /// What moved it.
        by: Extender,
        /// While the clock stands: what is left until the end, in milliseconds.
        remaining_ms: Option<u64>,
    },
    /// The price reached the reserve.
    ReserveMet,
    /// The seller asks for less.
    ReserveLowered {
        /// The new reserve.
        reserve: Money,
        /// The leader's maximum was cut to this, so that the seller cannot feel for it.
        capped: Option<Capped>,
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
}

/// What moved the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extender {
    /// The soft close.
    SoftClose,
    /// Staff or the seller.
    Staff,
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
}

/// Sold or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// To the winner, at the hammer price.
    Sold,
    /// Nobody bid.
    UnsoldNoBids,
    /// The price did not reach the reserve.
    UnsoldReserveNotMet,
}

/// Where an auction stands (2.1). Which of the refusals applies is read off this first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; only seller and staff see it.
    Draft,
    /// Begins by itself.
    Scheduled,
    /// Bids are welcome.
    Active,
    /// The clock stands.
    Paused,
    /// Over.
    Ended,
    /// Called off.
    Cancelled,
}

impl Status {
    /// Every state.
    pub const ALL: [Status; 6] = [
        Status::Draft,
        Status::Scheduled,
        Status::Active,
        Status::Paused,
        Status::Ended,
        Status::Cancelled,
    ];

    /// The state that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Status::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Scheduled => "scheduled",
            Status::Active => "active",
            Status::Paused => "paused",
            Status::Ended => "ended",
            Status::Cancelled => "cancelled",
        }
    }
}
