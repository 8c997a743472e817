//! What clients are shown of what happens in an auction: its events.

use bytestring::ByteString;
use serde::Serialize;

use super::{BidId, Extender, Outcome, Status, money::Settlement};
use crate::protocol::{
    id::RoomId,
    money::{Currency, Money},
    time::Time,
};

/// An event as a viewer may see it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = AuctionView)]
pub enum View {
    /// A draft was made.
    Created(Draft),
    /// The draft was changed.
    Updated(Draft),
    /// It stands elsewhere now.
    Status(StatusChanged),
    /// A bid was accepted.
    Bid(BidShown),
    /// A bid no longer counts.
    Retracted(BidGone),
    /// A sealed bid came in, or went.
    Sealed(SealedShown),
    /// The end moved.
    Extended(EndMoved),
    /// The price reached the reserve.
    ReserveMet {},
    /// The seller asks for less. Only the seller sees it.
    ReserveLowered {
        /// The new reserve.
        reserve: Money,
    },
    /// The own maximum changed. Only its owner sees it.
    Max {
        /// It.
        max: Money,
    },
    /// Follows it, or no longer. Only oneself sees it.
    Watching {
        /// Whether.
        on: bool,
    },
    /// Staff or the seller said something.
    Announcement {
        /// What.
        text: String,
    },
    /// The hammer fell, or somebody bought; or the outcome was corrected.
    Ended(HammerFell),
    /// What is left to do after the end is something else. Only whom it concerns sees it.
    Settlement(Settling),
    /// It was put up once more.
    Relisted {
        /// As this one.
        auction: RoomId,
    },
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Created(_) => "auction:created",
            View::Updated(_) => "auction:updated",
            View::Status(_) => "auction:status",
            View::Bid(_) => "auction:bid",
            View::Retracted(_) => "auction:retracted",
            View::Sealed(_) => "auction:sealed",
            View::Extended(_) => "auction:extended",
            View::ReserveMet {} => "auction:reserve_met",
            View::ReserveLowered { reserve: _ } => "auction:reserve_lowered",
            View::Max { max: _ } => "auction:max",
            View::Watching { on: _ } => "auction:watching",
            View::Announcement { text: _ } => "auction:announcement",
            View::Ended(_) => "auction:ended",
            View::Settlement(_) => "auction:settlement",
            View::Relisted { auction: _ } => "auction:relisted",
        }
    }
}

/// A draft, as its seller sees it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionDraft)]
pub struct Draft {
    /// In a line.
    pub title: String,
    /// Of every amount.
    pub currency: Currency,
    /// The least first bid.
    pub start_price: Money,
}

/// Where the auction stands now.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionStatusChanged)]
pub struct StatusChanged {
    /// It.
    pub status: Status,
    /// Why, where somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When bids will be welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Time>,
    /// When the hammer falls, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Time>,
    /// While the clock stands: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_ms: Option<u64>,
}

/// An accepted bid and where it leaves the auction.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidShown {
    /// Its number.
    pub bid: BidId,
    /// The bidder's name here.
    #[schema(value_type = String)]
    pub bidder: ByteString,
    /// What is shown of it: never above the price.
    pub amount: Money,
    /// The bidder's hidden maximum; only the bidder sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Money>,
    /// The price after it.
    pub price: Money,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// Accepted bids that stand.
    pub bid_count: u32,
    /// The leader's name here.
    #[schema(value_type = String)]
    pub leader: ByteString,
    /// A hidden maximum answered it at once.
    pub automatic: bool,
    /// Buying at once is still possible.
    pub buy_now: bool,
    /// The end after it.
    #[schema(required)]
    pub ends_at: Option<Time>,
}

/// A bid that no longer counts, and where that leaves the auction.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidGone {
    /// Its number.
    pub bid: BidId,
    /// Why, where staff struck it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The price now, if any bid is left.
    #[schema(required)]
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// The leader's name here, if any bid is left.
    #[schema(value_type = Option<String>, required)]
    pub leader: Option<ByteString>,
    /// Whether the lead went to somebody else.
    pub leader_changed: bool,
    /// Whether the price (still) reaches the reserve; `null` without one.
    #[schema(required)]
    pub reserve_met: Option<bool>,
    /// Accepted bids that stand.
    pub bid_count: u32,
}

/// The end moved.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndMoved {
    /// To when; `null` while the clock stands.
    #[schema(required)]
    pub ends_at: Option<Time>,
    /// While the clock stands: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_ms: Option<u64>,
    /// By what.
    pub by: Extender,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HammerFell {
    /// Sold or not.
    pub outcome: Outcome,
    /// The winner's name here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub winner: Option<ByteString>,
    /// The price to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hammer: Option<Money>,
    /// When it was over.
    pub ended_at: Time,
    /// Where there were several units: who gets how many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<AwardShown>,
}

/// What somebody gets of several units.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AwardShown {
    /// Who, by the name here.
    #[schema(value_type = String)]
    pub bidder: ByteString,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Money,
}

/// A sealed bid came in, or went: how many there are now. The bidder sees which.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SealedShown {
    /// How many stand; not where that is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bid_count: Option<u32>,
    /// The own bid; only its bidder sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bid: Option<BidId>,
    /// For one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// For how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// It no longer counts.
    pub retracted: bool,
}

/// What is left to do after the end.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = AuctionSettling)]
pub struct Settling {
    /// That.
    pub settlement: Settlement,
    /// The price, without premium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Until when the offer stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}
