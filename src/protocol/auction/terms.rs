//! What is sold and how: the body of `POST auctions`, and what the journal keeps of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    money::{Hold, PaidWhen},
    sealed::{PriceStep, Pricing},
};
use crate::protocol::{
    fault::FieldError,
    money::{Currency, Money},
    read,
    schema::Partly,
    time::Time,
};

/// What is sold and how. Durations are milliseconds. Checked as a whole by `domain/auction/terms.rs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AuctionTerms)]
pub struct Terms {
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
    /// Of every amount in this auction.
    #[schema(example = "EUR")]
    pub currency: Currency,
    /// Which kind of auction.
    #[serde(default)]
    pub kind: AuctionKind,
    /// What a bid says.
    #[serde(default)]
    pub bidding: Bidding,
    /// The least first bid.
    pub start_price: Money,
    /// Below it nothing is sold. Nobody but the seller and staff sees it.
    #[serde(default)]
    pub reserve: Option<Money>,
    /// The price at which anyone may buy at once.
    #[serde(default)]
    pub buy_now: Option<Money>,
    /// Until when.
    #[serde(default)]
    pub buy_now_policy: BuyNowPolicy,
    /// By how much a bid must exceed the price.
    #[serde(default)]
    pub increment: Increment,
    /// Every amount is a multiple of it.
    #[serde(default = "one")]
    pub tick: Money,
    /// When bids are welcome; at publication where it is missing.
    #[serde(default)]
    pub starts_at: Option<Time>,
    /// When the hammer falls. Exactly one of this and the two durations.
    #[serde(default)]
    pub ends_at: Option<Time>,
    /// Or how long after the start.
    #[serde(default)]
    pub duration_ms: Option<u64>,
    /// Or how long after the first bid.
    #[serde(default)]
    pub duration_after_first_bid_ms: Option<u64>,
    /// Late bids move the end.
    #[serde(default)]
    pub soft_close: Option<SoftClose>,
    /// Whether and how long a bid may be taken back; `null` for never.
    #[serde(default = "Retraction::standard")]
    pub retraction: Option<Retraction>,
    /// What is shown below the reserve.
    #[serde(default)]
    pub below_reserve: BelowReserve,
    /// Whether the leader may lower the own maximum.
    #[serde(default)]
    pub allow_lower_max: bool,
    /// How bidders are shown.
    #[serde(default)]
    pub bidders: Bidders,
    /// What it is called where it comes from. From the draft to the end nothing else of this name is for sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What bidders set aside in their wallets.
    #[serde(default)]
    pub hold: Hold,
    /// How much, where `hold` is `deposit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Money>,
    /// When what was won is paid.
    #[serde(default)]
    pub paid: PaidWhen,
    /// How long the winner has to pay.
    #[serde(default = "three_days")]
    pub payment_ms: u64,
    /// Where the price falls: it goes no lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_price: Option<Money>,
    /// Where the price falls: in steps; evenly where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<PriceStep>,
    /// Where there are several units: how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Where there are several units: what those pay who get some.
    #[serde(default)]
    pub pricing: Pricing,
    /// Where bids are sealed: whether it is hidden how many there are.
    #[serde(default)]
    pub hide_count: bool,
    /// The experiment that it takes part in: that says by how much bids must exceed the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// Which rule of the experiment it got; the house says that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    pub arm: Option<String>,
    /// Asks to publish at once; not a term, so the journal does not keep it.
    #[serde(default, skip_serializing_if = "never_kept")]
    pub publish: bool,
}

/// Some of the terms, by their names; `null` clears what may be missing.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(as = AuctionChanges, value_type = PartlyTerms)]
pub struct Changes(pub Map<String, Value>);

impl Terms {
    /// These terms with other values for what `changes` names.
    pub fn amended(&self, changes: &Changes) -> Result<Terms, Vec<FieldError>> {
        let mut all = json!(self);
        for (name, value) in &changes.0 {
            all[name.as_str()] = value.clone();
        }
        read::value(all).map_err(|wrong| vec![wrong])
    }
}

/// Any of the terms.
type PartlyTerms = Partly<Terms>;

/// What is asked for when the terms are read is written nowhere.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn never_kept(_: &bool) -> bool {
    true
}

fn one() -> Money {
    Money(1)
}

fn three_days() -> u64 {
    3 * 24 * 60 * 60 * 1_000
}

/// Which kind of auction (2.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuctionKind {
    /// Ascending, open.
    #[default]
    English,
    /// The price falls until somebody accepts it.
    Dutch,
    /// Sealed bids; the highest wins, and pays it.
    SealedFirst,
    /// Sealed bids; the highest wins, and pays the next highest.
    Vickrey,
    /// Sealed bids for some of several units.
    MultiUnit,
}

impl AuctionKind {
    /// Every kind.
    pub const ALL: [AuctionKind; 5] = [
        AuctionKind::English,
        AuctionKind::Dutch,
        AuctionKind::SealedFirst,
        AuctionKind::Vickrey,
        AuctionKind::MultiUnit,
    ];

    /// The kind that is written so.
    pub fn named(name: &str) -> Option<Self> {
        AuctionKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuctionKind::English => "english",
            AuctionKind::Dutch => "dutch",
            AuctionKind::SealedFirst => "sealed_first",
            AuctionKind::Vickrey => "vickrey",
            AuctionKind::MultiUnit => "multi_unit",
        }
    }
}

/// What a bid says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bidding {
    /// A hidden maximum, bid up to by the house (2.3).
    #[default]
    Proxy,
    /// The new price itself.
    Open,
}

/// Until when one may buy at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuyNowPolicy {
    /// The first bid; with a reserve until the price reaches it (eBay).
    #[default]
    UntilFirstBid,
    /// Until the price reaches the reserve; without one, the buy-now price (`GunBroker`).
    UntilReserveMet,
    /// Until the price exceeds the buy-now price (`ShopGoodwill`).
    UntilPriceExceeds,
}

/// By how much a bid must exceed the visible price (2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Increment {
    /// Always the same.
    Fixed {
        /// It.
        amount: Money,
    },
    /// By price: the last row that begins at or below it. Exactly one of `name` and `rows`.
    Table {
        /// One of the tables that ship: `ebay_us`, `ebay_uk`, `yahoo_jp`, `gunbroker`, `whatnot_usd`, `catawiki_usd`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Or rows of `[from, step]`, ascending.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<Vec<Vec<Money>>>)]
        rows: Option<Vec<(Money, Money)>>,
    },
    /// A share of the price, rounded up.
    Percent {
        /// In hundredths of a percent.
        bps: u32,
        /// At least this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Money>,
    },
    /// A tenth of the price's decade: 1 below 100, 10 below 1,000, 100 below 10,000 ...
    #[default]
    Ladder,
}

/// When and how late bids move the end (2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SoftClose {
    /// How close to the end counts as late.
    pub window_ms: u64,
    /// How much time others get.
    pub extend_ms: u64,
    /// From when that is counted.
    #[serde(default)]
    pub mode: SoftCloseMode,
    /// How far after the planned end it may go at most.
    #[serde(default)]
    pub hard_end_ms: Option<u64>,
    /// How often the end may move at most.
    #[serde(default)]
    pub max: Option<u32>,
    /// Only a risen price counts: a first bid does not extend (Yahoo! Japan).
    #[serde(default)]
    pub price_rise_only: bool,
}

/// From when the extension is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SoftCloseMode {
    /// From the bid: at least `extendMs` are left.
    #[default]
    Reset,
    /// From the end: `extendMs` more.
    Add,
}

/// Whether and how long a bid may be taken back (2.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Retraction {
    /// Up to this age of the bid, on the auction's clock.
    #[serde(default = "Retraction::window")]
    pub window_ms: u64,
    /// How many bids each bidder may take back.
    #[serde(default = "Retraction::limit")]
    pub limit: u32,
}

impl Retraction {
    fn window() -> u64 {
        30_000
    }

    fn limit() -> u32 {
        1
    }

    /// Within 30 s, once.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "serde's default of an `Option`, where `null` means never"
    )]
    fn standard() -> Option<Self> {
        Some(Retraction { window_ms: Retraction::window(), limit: Retraction::limit() })
    }
}

/// What is shown below the reserve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BelowReserve {
    /// The price that bidders have made (eBay).
    #[default]
    Competitive,
    /// The leader's maximum (EPS, Lagom).
    JumpToMax,
}

/// How bidders are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bidders {
    /// By their public names.
    #[default]
    Public,
    /// By an alias, stable in this auction.
    Masked,
}
