//! What clients are shown of an auction as it stands: its page.

use std::collections::BTreeMap;

use bytestring::ByteString;
use serde::Serialize;

use super::{
    BidId, Status,
    money::{Hold, PaidWhen, Settlement},
    sealed::{PriceStep, Pricing},
    terms::{
        AuctionKind, BelowReserve, Bidders, Bidding, BuyNowPolicy, Increment, Retraction, SoftClose,
    },
    view::HammerFell,
};
use crate::protocol::{
    id::{RoomId, UserId},
    money::{Currency, Money},
    schema::Partly,
    session::PartOf,
    time::Time,
};

/// An auction's page, as a viewer finds it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionPage)]
pub struct Page {
    /// The auction's id: what stands after the colon of its room.
    pub id: String,
    /// Its room.
    pub room: RoomId,
    /// In a line.
    pub title: String,
    /// Of every amount.
    pub currency: Currency,
    /// Which kind of auction.
    pub kind: AuctionKind,
    /// What a bid says.
    pub bidding: Bidding,
    /// What is sold.
    pub item: Item,
    /// By whom.
    pub seller: Seller,
    /// How.
    pub rules: Rules,
    /// Where it stands.
    pub status: Status,
    /// Why it is paused, or was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The visible price, once there is a bid.
    #[schema(required)]
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// Accepted bids that stand.
    pub bid_count: u32,
    /// The leader's name here.
    #[schema(value_type = Option<String>, required)]
    pub leader: Option<ByteString>,
    /// Whether the price reaches the reserve; `null` without one.
    #[schema(required)]
    pub reserve_met: Option<bool>,
    /// Buying at once is possible, as far as bids go.
    pub buy_now: bool,
    /// From when bids are welcome.
    #[schema(required)]
    pub starts_at: Option<Time>,
    /// When the hammer falls; `null` where that is not known yet, and while the clock stands.
    #[schema(required)]
    pub ends_at: Option<Time>,
    /// While the clock stands: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_ms: Option<u64>,
    /// How often late bids moved the end.
    pub extensions: u32,
    /// The last bids, newest first.
    pub bids: Vec<BidLine>,
    /// How many look at it now.
    pub watchers: u32,
    /// How it ended, if it has.
    #[serde(flatten)]
    #[schema(value_type = PartlyFell)]
    pub ended: Option<HammerFell>,
    /// What is left to do after the end; only seller, winner and staff see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Until when the winner has to pay; for the same viewers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<Time>,
    /// As which auction it was put up once more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relisted_as: Option<RoomId>,
    /// Which auction was put up once more as this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relists: Option<RoomId>,
    /// Of which session it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<PartOf>,
    /// The server's time, for countdowns.
    pub server_now: Time,
    /// What concerns the viewer, where somebody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub you: Option<You>,
}

/// Nothing of it before the end.
type PartlyFell = Partly<HammerFell>;

/// What is sold.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionItem)]
pub struct Item {
    /// In a line.
    pub title: String,
    /// In plain text.
    pub description: String,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// Whatever else there is to say, by name.
    pub attributes: BTreeMap<String, String>,
    /// What it is called where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// By whom.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    /// The account.
    pub id: UserId,
    /// The public name.
    #[schema(value_type = String)]
    pub name: ByteString,
}

/// How it is sold.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionRules)]
pub struct Rules {
    /// The least first bid.
    pub start_price: Money,
    /// By how much a bid must exceed the price.
    pub increment: Increment,
    /// Every amount is a multiple of it.
    pub tick: Money,
    /// Whether nothing is sold below some price.
    pub has_reserve: bool,
    /// That price; only seller and staff see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve: Option<Money>,
    /// What is shown below it.
    pub below_reserve: BelowReserve,
    /// The price at which it may be bought at once.
    #[schema(required)]
    pub buy_now: Option<Money>,
    /// Until when.
    pub buy_now_policy: BuyNowPolicy,
    /// How long it runs once it has begun, where that was said instead of an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// How long it runs after the first bid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_after_first_bid_ms: Option<u64>,
    /// When and how late bids move the end.
    #[schema(required)]
    pub soft_close: Option<SoftClose>,
    /// Whether and how long a bid may be taken back.
    #[schema(required)]
    pub retraction: Option<Retraction>,
    /// Whether the leader may lower the own maximum.
    pub allow_lower_max: bool,
    /// How bidders are shown.
    pub bidders: Bidders,
    /// Where the price falls: it goes no lower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_price: Option<Money>,
    /// Where it falls in steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<PriceStep>,
    /// Where there are several units: how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// What those pay who get some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// What bidders set aside in their wallets.
    pub hold: Hold,
    /// How much, where that is a deposit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Money>,
    /// What the winner pays on top, in hundredths of a percent.
    pub premium_bps: u32,
    /// When what was won is paid.
    pub paid: PaidWhen,
    /// How long the winner has to pay.
    pub payment_ms: u64,
}

/// A bid in the history.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidLine {
    /// Its number.
    pub bid: BidId,
    /// The bidder's name here.
    #[schema(value_type = String)]
    pub bidder: ByteString,
    /// What is shown of it.
    pub amount: Money,
    /// When.
    pub at: Time,
    /// A hidden maximum answered it at once.
    pub automatic: bool,
    /// It no longer counts.
    pub retracted: bool,
}

/// What concerns the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuctionYou)]
pub struct You {
    /// Whether you lead.
    pub leading: bool,
    /// Your maximum; nobody else sees it.
    #[schema(required)]
    pub max: Option<Money>,
    /// What you have set aside for it, premium included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Money>,
    /// What it was offered to you for, after the end, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered: Option<ChanceShown>,
    /// Whether a bid of yours would be welcome.
    pub can_bid: bool,
    /// The code of the refusal, if not.
    #[schema(value_type = Option<String>, required)]
    pub why_not: Option<&'static str>,
    /// Under which name you are shown here, once you have bid.
    #[schema(value_type = Option<String>, required)]
    pub alias: Option<ByteString>,
    /// Whether you follow it.
    pub watching: bool,
    /// Your last bids, newest first.
    pub bids: Vec<OwnBid>,
    /// Until when your latest bid may be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retractable_until: Option<Time>,
}

/// What it is offered to somebody for who was beaten.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ChanceShown {
    /// Their own highest bid.
    pub amount: Money,
    /// Until when.
    pub until: Time,
}

/// A bid as its bidder sees it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnBid {
    /// Its number.
    pub bid: BidId,
    /// The most it offered.
    pub max: Money,
    /// When.
    pub at: Time,
    /// It no longer counts.
    pub retracted: bool,
}
