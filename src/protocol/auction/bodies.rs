//! The data of requests that is not worth a file of its own.

use serde::Deserialize;

use super::BidId;
use crate::protocol::money::Money;

/// `auction:retract`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetractBid)]
pub struct Retract {
    /// Which.
    pub bid: BidId,
}

/// `auction:accept`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AcceptPrice)]
pub struct Accept {
    /// At most at this price.
    pub limit: Money,
}

/// `auction:watch`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WatchAuction)]
pub struct Watch {
    /// Whether to follow.
    pub on: bool,
}

/// `auction:pause` and `auction:cancel`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuctionReason)]
pub struct Why {
    /// Told to everyone.
    pub reason: String,
}

/// `auction:extend`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExtendAuction)]
pub struct Extend {
    /// By how much, in seconds.
    pub seconds: u32,
}

/// `auction:lower_reserve`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LowerReserve {
    /// The new one.
    pub reserve: Money,
}

/// `auction:void`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VoidBid)]
pub struct Void {
    /// Which.
    pub bid: BidId,
    /// Told to everyone, and kept.
    pub reason: String,
}

/// `auction:announce`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// What.
    pub text: String,
}

/// `auction:paid`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaidOutside)]
pub struct Paid {
    /// What the payment is called elsewhere.
    pub reference: String,
}

/// `auction:second_chance`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferSecondChance)]
pub struct SecondChance {
    /// To whom, by the name that is shown here, or by id.
    pub to: String,
}
