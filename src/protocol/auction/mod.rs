//! The words of an auction. What is hidden from whom is `domain/auction/sight.rs`; the rules are `domain/auction/`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    id::{RoomId, UserId},
    money::{Currency, Money},
};

pub mod bodies;
pub mod event;
pub mod experiment;
pub mod money;
pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod sealed;
pub mod snapshot;
pub mod statement;
pub mod terms;
pub mod view;
pub mod words;

pub use event::{Capped, Ended, Event, Extender, Outcome, Placed, Removed, Standing};
pub use reject::Reject;
pub use terms::{Changes, Terms};

use super::{
    market::bodies::{AskTicket, Funded, Unfunded},
    session::{PartOf, Prolong},
};
pub use words::Auction;

/// A bid's number in its auction, from 1; opaque text on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, utoipa::ToSchema)]
#[schema(value_type = String)]
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
    /// Have it at the price that falls.
    Accept {
        /// At most at this.
        limit: Money,
    },
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
    /// Pay what one has won.
    Pay,
    /// It was paid elsewhere.
    PaidOutside {
        /// What the payment is called there.
        reference: String,
    },
    /// The winner does not pay.
    Default,
    /// Offer it to somebody who was beaten.
    SecondChance {
        /// By the name that is shown here, or by id.
        to: String,
    },
    /// Take that offer, or not.
    AnswerChance {
        /// Whether.
        accept: bool,
    },
    /// Put it up once more.
    Relist(Changes),
    /// What the house alone says.
    Told(Told),
}

/// What the house alone says.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// An auction was put up once more, as this one.
    Relisted(Box<Relisted>),
    /// There is money for who leads again.
    Funded(Funded),
    /// There is none.
    Unfunded(Unfunded),
    /// What became of this ticket?
    Ticket(AskTicket),
    /// Another lot of the session was extended, and all wait.
    Prolong(Prolong),
}

/// An auction that was put up once more, as another one, or by a session; said by the house alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relisted {
    /// Which it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RoomId>,
    /// Of which session it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<PartOf>,
    /// Who sells.
    pub seller: UserId,
    /// By this public name.
    pub seller_name: bytestring::ByteString,
    /// What and how.
    pub terms: Terms,
    /// Whether it begins at once, or by itself.
    pub publish: bool,
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
    pub currency: Option<Currency>,
    /// Where there are several units: for how many; 1 where it is missing.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// Where there are several units: for all of those, or none.
    #[serde(default)]
    pub all_or_none: Option<bool>,
    /// Whom the client takes itself for, by name or id. Checked against the token, never trusted.
    #[serde(default)]
    pub bidder: Option<String>,
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
#[schema(as = AuctionStatus)]
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
