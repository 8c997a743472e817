//! What the market tells inboxes.

use serde::{Deserialize, Serialize, Serializer};

use crate::protocol::{
    id::{Seq, UserId},
    market::{ListingId, OfferId, SaleId, Side},
    money::{Currency, Money},
};

/// The request by which the market tells what concerns one who trades. Nobody else may.
pub const TRADE: &str = "inbox:trade";
/// The request by which the market tells what is in a wallet. Nobody else may.
pub const WALLET: &str = "inbox:wallet";

/// The data of [`TRADE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What happened.
    pub trade: Trade,
    /// Whether the one who is told did it.
    #[serde(default)]
    pub own: bool,
}

/// Something that happened in the market and concerns one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "event", content = "data")]
#[schema(as = TradeNote)]
pub enum Trade {
    /// Somebody would take it for less.
    #[serde(rename = "offer:made")]
    Made(OfferTold),
    /// The other side would have it otherwise: this is the new offer.
    #[serde(rename = "offer:countered")]
    Countered(OfferTold),
    /// There was a sale.
    #[serde(rename = "offer:accepted")]
    Accepted(OfferTold),
    /// The other side does not want it, or it was sold.
    #[serde(rename = "offer:declined")]
    Declined(OfferTold),
    /// Its maker took it back.
    #[serde(rename = "offer:withdrawn")]
    Withdrawn(OfferTold),
    /// Nobody answered it in time.
    #[serde(rename = "offer:expired")]
    Expired(OfferTold),
    /// One has sold something.
    #[serde(rename = "sale:sold")]
    Sold(SaleTold),
    /// One has bought something.
    #[serde(rename = "sale:bought")]
    Bought(SaleTold),
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferTold {
    /// Which.
    pub offer: OfferId,
    /// For which listing.
    pub listing: ListingId,
    /// What that is, in a line.
    pub title: String,
    /// Who would buy.
    pub buyer: UserId,
    /// Whose word it is.
    pub by: Side,
    /// For one.
    pub amount: Money,
    /// Of the amount.
    pub currency: Currency,
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleTold {
    /// Its number.
    pub sale: SaleId,
    /// Of which listing; `null` where it was an auction.
    #[schema(required)]
    pub listing: Option<ListingId>,
    /// What that is, in a line.
    pub title: String,
    /// Who bought.
    pub buyer: UserId,
    /// Who sold.
    pub seller: UserId,
    /// How many.
    pub quantity: u32,
    /// For all of them, without premium.
    pub amount: Money,
    /// Of the amounts.
    pub currency: Currency,
    /// What the buyer paid on top.
    pub premium: i64,
    /// What the seller paid out of it.
    pub commission: i64,
}

/// What is in a wallet now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalletTold {
    /// Of the amounts.
    pub currency: Currency,
    /// What may be spent.
    pub available: i64,
    /// What is set aside.
    pub held: i64,
    /// The position in the market as of which this is true: an older one changes nothing.
    pub version: Seq,
}

impl Trade {
    /// The event as clients see it.
    pub const fn name(&self) -> &'static str {
        match self {
            Trade::Made(_) => "offer:made",
            Trade::Countered(_) => "offer:countered",
            Trade::Accepted(_) => "offer:accepted",
            Trade::Declined(_) => "offer:declined",
            Trade::Withdrawn(_) => "offer:withdrawn",
            Trade::Expired(_) => "offer:expired",
            Trade::Sold(_) => "sale:sold",
            Trade::Bought(_) => "sale:bought",
        }
    }

    /// The data of the event as clients see it.
    pub fn data<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Trade::Made(offer)
            | Trade::Countered(offer)
            | Trade::Accepted(offer)
            | Trade::Declined(offer)
            | Trade::Withdrawn(offer)
            | Trade::Expired(offer) => offer.serialize(to),
            Trade::Sold(sale) | Trade::Bought(sale) => sale.serialize(to),
        }
    }
}
