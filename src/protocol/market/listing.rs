//! What is for sale, offers for it, and who has it in the basket.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use super::{ids::OfferId, ledger::TransferId};
use crate::protocol::{
    id::UserId,
    money::{Currency, Money},
    time::Time,
};

/// What is for sale and how: the data of `listing:create` and the body of `POST listings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListingTerms {
    /// What it is, in a line.
    pub title: String,
    /// More about it, in plain text.
    #[serde(default)]
    pub description: String,
    /// Addresses of pictures.
    #[serde(default)]
    pub images: Vec<String>,
    /// Whatever else there is to say, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// What it is called where it comes from. As long as it is for sale nothing else of this name is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Of every amount.
    #[schema(example = "EUR")]
    pub currency: Currency,
    /// For one, without the buyer's premium.
    pub price: Money,
    /// How many there are.
    #[serde(default = "one")]
    pub stock: u32,
    /// When it is for sale no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// Whether buyers may offer less.
    #[serde(default)]
    pub accept_offers: bool,
    /// An offer of at least this is accepted at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_accept: Option<Money>,
    /// An offer of less than this is declined at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_decline: Option<Money>,
}

fn one() -> u32 {
    1
}

/// What a seller changes: only what is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListingChanges {
    /// What it is, in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More about it, in plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Addresses of pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<String>>,
    /// Whatever else there is to say, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, String>>,
    /// The new price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// When it is for sale no longer; `null` for never.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub expires_at: Option<Option<Time>>,
    /// Whether buyers may offer less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_offers: Option<bool>,
    /// An offer of at least this is accepted at once; `null` for none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub auto_accept: Option<Option<Money>>,
    /// An offer of less than this is declined at once; `null` for none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub auto_decline: Option<Option<Money>>,
}

/// A field that is there, be it `null`.
#[expect(
    clippy::option_option,
    reason = "what is not named, what is cleared, and what gets a value"
)]
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// The most that the house takes, in hundredths of a percent: all of it.
pub const BPS_MAX: u32 = 10_000;

/// What the house takes of a sale, in hundredths of a percent. What was agreed on at first stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Fees {
    /// Paid by the buyer on top of the price.
    pub premium_bps: u32,
    /// Paid by the seller out of the price.
    pub commission_bps: u32,
}

/// Where a listing stands (2.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListingStatus {
    /// For sale.
    Listed,
    /// All that is left is in baskets.
    Reserved,
    /// All of it is sold.
    Sold,
    /// The seller took it back.
    Cancelled,
    /// Its time is over.
    Expired,
    /// Staff took it out.
    Removed,
}

impl ListingStatus {
    /// Every state.
    pub const ALL: [ListingStatus; 6] = [
        ListingStatus::Listed,
        ListingStatus::Reserved,
        ListingStatus::Sold,
        ListingStatus::Cancelled,
        ListingStatus::Expired,
        ListingStatus::Removed,
    ];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            ListingStatus::Listed => "listed",
            ListingStatus::Reserved => "reserved",
            ListingStatus::Sold => "sold",
            ListingStatus::Cancelled => "cancelled",
            ListingStatus::Expired => "expired",
            ListingStatus::Removed => "removed",
        }
    }

    /// Whether nothing of it is for sale any more.
    pub const fn is_over(self) -> bool {
        !matches!(self, ListingStatus::Listed | ListingStatus::Reserved)
    }
}

/// What the rules know of a listing. Its description is in the journal and in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Who sells.
    pub seller: UserId,
    /// What it is, in a line.
    pub title: String,
    /// The first picture.
    pub image: Option<String>,
    /// What it is called where it comes from.
    pub item: Option<String>,
    /// Of every amount.
    pub currency: Currency,
    /// For one.
    pub price: Money,
    /// How many are left.
    pub stock: u32,
    /// How many there were.
    pub initial: u32,
    /// When it is for sale no longer.
    pub expires_at: Option<Time>,
    /// Whether buyers may offer less.
    pub accept_offers: bool,
    /// An offer of at least this is accepted at once.
    pub auto_accept: Option<Money>,
    /// An offer of less than this is declined at once.
    pub auto_decline: Option<Money>,
    /// What the house takes.
    pub fees: Fees,
    /// How it ended; `listed` as long as it has not.
    pub status: ListingStatus,
    /// When it was put up.
    pub created_at: Time,
    /// Who has how many in the basket until when; what has lapsed counts no longer.
    pub baskets: BTreeMap<UserId, Basket>,
    /// Offers that are open.
    pub offers: BTreeSet<OfferId>,
    /// Offers that are over.
    pub past_offers: Vec<OfferId>,
    /// How many offers each buyer has made.
    pub offered: BTreeMap<UserId, u32>,
}

/// What somebody is about to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// How many.
    pub quantity: u32,
    /// Until when they are kept.
    pub until: Time,
}

/// Whose word an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferSide)]
pub enum Side {
    /// The buyer would pay this.
    Buyer,
    /// The seller would take this.
    Seller,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    /// The other side has not said anything.
    Open,
    /// There was a sale.
    Accepted,
    /// The other side does not want it, or it is too late.
    Declined,
    /// The other side would have it otherwise.
    Superseded,
    /// Its maker took it back.
    Withdrawn,
    /// Its time is over.
    Expired,
}

impl OfferStatus {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            OfferStatus::Open => "open",
            OfferStatus::Accepted => "accepted",
            OfferStatus::Declined => "declined",
            OfferStatus::Superseded => "superseded",
            OfferStatus::Withdrawn => "withdrawn",
            OfferStatus::Expired => "expired",
        }
    }
}

/// What the rules know of an offer: for one, without the buyer's premium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// For which listing.
    pub listing: super::ids::ListingId,
    /// Who would buy.
    pub buyer: UserId,
    /// At which price.
    pub amount: Money,
    /// Whose word it is.
    pub by: Side,
    /// Where it stands.
    pub status: OfferStatus,
    /// When it is over by itself.
    pub expires_at: Time,
    /// What is reserved for it in the ledger, where offers hold funds.
    pub hold: Option<TransferId>,
}
