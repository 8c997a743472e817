//! What clients are shown of the market as it stands, and what they are answered.

use serde::Serialize;

use super::{
    ListingId, ListingStatus, OfferId, OfferStatus, SaleId, TicketId, ledger::Balance,
    view::Summary,
};
use crate::protocol::{
    id::UserId,
    money::{Currency, Money},
    time::Time,
};

/// The market as one finds it who comes.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MarketState)]
pub struct State {
    /// The latest listings that are open, newest first.
    pub listings: Vec<Summary>,
    /// How many there are.
    pub count: usize,
    /// What concerns the viewer, where somebody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub you: Option<You>,
    /// Server time.
    pub server_now: Time,
}

/// What concerns the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MarketYou)]
pub struct You {
    /// What there is in the wallet, by currency.
    pub wallet: Vec<Wallet>,
}

/// What there is of a currency in a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Wallet {
    /// Of the amounts.
    pub currency: Currency,
    /// What may be spent.
    pub available: i64,
    /// What is set aside for bids and offers.
    pub held: i64,
}

impl Wallet {
    /// The wallet with these sums.
    pub const fn of(currency: Currency, sums: &Balance) -> Self {
        Wallet { currency, available: sums.available(), held: sums.debits_pending }
    }
}

/// What a caller is told when the request was carried out.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = MarketReply)]
pub enum Reply {
    /// To buying, and to accepting an offer.
    Sale(SaleReply),
    /// To what is done with an offer.
    Offer(OfferReply),
    /// To what is done with a wallet.
    Wallet(WalletReply),
    /// To the house, which sets money aside.
    Hold(HoldReply),
    /// To what is done with a listing.
    Listing(ListingReply),
    /// To what needs no more words.
    Done {},
}

/// It is yours, or it is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaleReply {
    /// The sale's number.
    pub sale: SaleId,
    /// What.
    pub listing: ListingId,
    /// The offer that was accepted, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// Where that offer stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OfferStatus>,
    /// Who bought.
    pub buyer: UserId,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Money,
    /// Of the amounts.
    pub currency: Currency,
    /// What the buyer pays on top.
    pub premium: i64,
    /// All that the buyer pays.
    pub total: i64,
    /// How many are left.
    pub remaining: u32,
}

/// How an offer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferReply {
    /// Its number.
    pub offer: OfferId,
    /// Where it stands.
    pub status: OfferStatus,
    /// When it is over by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// What is in the wallet now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WalletReply {
    /// Whose.
    pub user: UserId,
    /// What is in it.
    #[serde(flatten)]
    pub wallet: Wallet,
}

/// Money that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HoldReply {
    /// By which number it is known.
    pub ticket: TicketId,
    /// How much.
    pub amount: Money,
    /// From when on no request that carries it is taken.
    pub until: Time,
}

/// Where a listing stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingReply {
    /// Which.
    pub listing: ListingId,
    /// Where it stands.
    pub status: ListingStatus,
    /// For one.
    pub price: Money,
    /// How many are left.
    pub remaining: u32,
    /// Until when what is in your basket is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_until: Option<Time>,
}
