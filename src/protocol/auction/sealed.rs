//! The words of other kinds of auction: a falling price, sealed bids, several units.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    BidId,
    money::{Order, Ticketed},
};
use crate::protocol::{id::UserId, money::Money, time::Time};

/// How a price falls in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceStep {
    /// How often.
    pub every_ms: u64,
    /// By how much.
    pub amount: Money,
}

/// What those pay who get some of several units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pricing {
    /// All of them the lowest price that wins.
    #[default]
    Uniform,
    /// Each the own price.
    PayAsBid,
}

/// A sealed bid was accepted; it takes the place of the bidder's earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its number.
    pub bid: BidId,
    /// Who.
    pub bidder: UserId,
    /// Under which name they are shown here.
    pub shown: ByteString,
    /// For one.
    pub amount: Money,
    /// For how many.
    pub quantity: u32,
    /// For all of those, or none.
    #[serde(default)]
    pub all_or_none: bool,
    /// How many bids stand, this one included.
    pub bid_count: u32,
    /// The money that is set aside for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticketed>,
    /// What becomes of the money that was set aside before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// A sealed bid that no longer counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsealed {
    /// Which.
    pub bid: BidId,
    /// Whose it was.
    pub bidder: UserId,
    /// Why, where staff struck it out; `None` where the bidder took it back.
    pub void: Option<String>,
    /// How many bids stand.
    pub bid_count: u32,
    /// What becomes of the money that was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// A sealed bid, as the auction remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Who.
    pub bidder: UserId,
    /// For one.
    pub amount: Money,
    /// For how many.
    pub quantity: u32,
    /// For all of those, or none.
    pub all_or_none: bool,
    /// When.
    pub at: Time,
    /// When on the auction's clock, which stands while paused.
    pub clock: Time,
    /// It was replaced, taken back or struck out.
    pub removed: bool,
}

/// What somebody gets of several units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Who.
    pub bidder: UserId,
    /// Under which name they are shown here.
    pub shown: ByteString,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Money,
}
