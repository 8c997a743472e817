//! What auctions tell inboxes.

use serde::{Deserialize, Serialize};

use crate::protocol::{
    id::RoomId,
    money::{Currency, Money},
};

/// Something that happened elsewhere and concerns one person; the data of `inbox:note`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum Note {
    /// Somebody else leads now (I-80: once per displacement).
    #[serde(rename = "auction:outbid")]
    Outbid(Lot),
    /// The hammer fell for you, or you bought it.
    #[serde(rename = "auction:won")]
    Won(Lot),
    /// It went to somebody else, or to nobody.
    #[serde(rename = "auction:lost")]
    Lost(Lot),
    /// Somebody bought it at the buy-now price.
    #[serde(rename = "auction:lost_to_buy_now")]
    LostToBuyNow(Lot),
    /// A bid above yours no longer counts: you lead again.
    #[serde(rename = "auction:leading_again")]
    LeadingAgain(Lot),
    /// The reserve came down to your maximum, which was cut to stay below it: bid again to reach it.
    #[serde(rename = "auction:reserve_lowered_rebid")]
    ReserveLoweredRebid(Lot),
    /// It was called off.
    #[serde(rename = "auction:cancelled")]
    Cancelled(Lot),
    /// It is over: for its seller, and for who follows it without a bid.
    #[serde(rename = "auction:ended")]
    Ended(Lot),
    /// There is no money for your bid, which would lead again: it was struck out.
    #[serde(rename = "auction:unfunded")]
    Unfunded(Lot),
    /// The winner has paid: for the seller.
    #[serde(rename = "auction:paid")]
    Paid(Lot),
    /// The winner has not paid in time: for both.
    #[serde(rename = "auction:defaulted")]
    Defaulted(Lot),
    /// You may have it at your own highest bid.
    #[serde(rename = "auction:second_chance")]
    SecondChance(Lot),
    /// It was not taken: for the seller.
    #[serde(rename = "auction:chance_passed")]
    ChancePassed(Lot),
}

impl Note {
    /// The event as clients see it.
    pub const fn name(&self) -> &'static str {
        match self {
            Note::Outbid(_) => "auction:outbid",
            Note::Won(_) => "auction:won",
            Note::Lost(_) => "auction:lost",
            Note::LostToBuyNow(_) => "auction:lost_to_buy_now",
            Note::LeadingAgain(_) => "auction:leading_again",
            Note::ReserveLoweredRebid(_) => "auction:reserve_lowered_rebid",
            Note::Cancelled(_) => "auction:cancelled",
            Note::Ended(_) => "auction:ended",
            Note::Unfunded(_) => "auction:unfunded",
            Note::Paid(_) => "auction:paid",
            Note::Defaulted(_) => "auction:defaulted",
            Note::SecondChance(_) => "auction:second_chance",
            Note::ChancePassed(_) => "auction:chance_passed",
        }
    }

    /// Which lot it is about.
    pub const fn lot(&self) -> &Lot {
        match self {
            Note::Outbid(lot)
            | Note::Won(lot)
            | Note::Lost(lot)
            | Note::LostToBuyNow(lot)
            | Note::LeadingAgain(lot)
            | Note::ReserveLoweredRebid(lot)
            | Note::Cancelled(lot)
            | Note::Ended(lot)
            | Note::Unfunded(lot)
            | Note::Paid(lot)
            | Note::Defaulted(lot)
            | Note::SecondChance(lot)
            | Note::ChancePassed(lot) => lot,
        }
    }
}

/// Which lot, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NotedLot)]
pub struct Lot {
    /// Its room.
    pub auction: RoomId,
    /// What it is.
    pub title: String,
    /// The visible price, or the hammer price.
    #[schema(required)]
    pub price: Option<Money>,
    /// Of the price.
    pub currency: Currency,
}
