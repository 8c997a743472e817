//! What clients are shown of what happens in the market.

use serde::{Deserialize, Serialize};

use super::{ListingId, ListingStatus, SaleId};
use crate::protocol::{
    id::UserId,
    money::{Currency, Money},
    time::Time,
};

/// An event as everybody sees it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = MarketView)]
pub enum View {
    /// Something is for sale.
    Created(Summary),
    /// It stands otherwise.
    Updated(Summary),
    /// Some of it is in somebody's basket.
    Reserved(ReservedView),
    /// It is in nobody's basket any more.
    Released(Stand),
    /// It was sold, or some of it.
    Sold(SoldView),
    /// The seller took it back.
    Cancelled(Gone),
    /// Its time is over.
    Expired(Gone),
    /// Staff took it out.
    Removed(Gone),
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Created(_) => "listing:created",
            View::Updated(_) => "listing:updated",
            View::Reserved(_) => "listing:reserved",
            View::Released(_) => "listing:released",
            View::Sold(_) => "listing:sold",
            View::Cancelled(_) => "listing:cancelled",
            View::Expired(_) => "listing:expired",
            View::Removed(_) => "listing:removed",
        }
    }
}

/// A listing, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListingSummary)]
pub struct Summary {
    /// Its id.
    pub listing: ListingId,
    /// Who sells.
    pub seller: UserId,
    /// What it is, in a line.
    pub title: String,
    /// The first picture.
    #[schema(required)]
    pub image: Option<String>,
    /// What it is called where it comes from.
    #[schema(required)]
    pub item: Option<String>,
    /// Of the price.
    pub currency: Currency,
    /// For one, without the buyer's premium.
    pub price: Money,
    /// What a buyer pays on top, in hundredths of a percent.
    pub premium_bps: u32,
    /// How many are left, those in baskets included.
    pub remaining: u32,
    /// Where it stands.
    pub status: ListingStatus,
    /// Whether buyers may offer less.
    pub accept_offers: bool,
    /// When it is for sale no longer.
    #[schema(required)]
    pub expires_at: Option<Time>,
    /// When it was put up.
    pub created_at: Time,
}

/// Some of it is in somebody's basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListingReserved)]
pub struct ReservedView {
    /// Which.
    pub listing: ListingId,
    /// Where it stands.
    pub status: ListingStatus,
    /// How many.
    pub quantity: u32,
    /// Until when they are kept.
    pub until: Time,
}

/// Where a listing stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ListingStand)]
pub struct Stand {
    /// Which.
    pub listing: ListingId,
    /// Where it stands.
    pub status: ListingStatus,
}

/// It was sold, or some of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ListingSold)]
pub struct SoldView {
    /// What.
    pub listing: ListingId,
    /// The sale's number.
    pub sale: SaleId,
    /// Who bought.
    pub buyer: UserId,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Money,
    /// Of the price.
    pub currency: Currency,
    /// How many are left.
    pub remaining: u32,
    /// Where it stands.
    pub status: ListingStatus,
}

/// It is for sale no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ListingGone)]
pub struct Gone {
    /// Which.
    pub listing: ListingId,
    /// Why, where staff said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
