//! Why an auction refuses, and how clients read it.

use serde_json::{Value, json};

use super::{Status, terms::AuctionKind};
use crate::protocol::{
    fault::{FieldError, Refused},
    money::{Currency, Money},
};

/// Why an auction refuses. The order is the order of precedence: of several reasons the first is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Reject {
    /// No such auction (yet), or a draft of somebody else's.
    NotFound,
    /// Not for this person; or the bid names another bidder than the one who sent it.
    Forbidden,
    /// Not in this state.
    BadState {
        /// The state it is in.
        status: Status,
    },
    /// Before the start; may be tried again.
    NotStarted,
    /// The clock stands; may be tried again.
    Paused,
    /// Over.
    Ended,
    /// Called off.
    Cancelled,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// Not 1 to 2^53 - 1.
    InvalidAmount,
    /// The auction is in another currency.
    CurrencyMismatch {
        /// Which.
        currency: Currency,
    },
    /// One's own lot.
    SellerCannotBid,
    /// The price is not the one that the bidder looked at.
    PriceChanged {
        /// The price now.
        price: Option<Money>,
        /// The least that would be accepted now.
        minimum: Money,
    },
    /// Not a multiple of the tick.
    BadTick {
        /// The tick.
        tick: Money,
    },
    /// Not above the own maximum, which leads.
    NotAboveOwnMax {
        /// It.
        max: Money,
    },
    /// Too little.
    BidTooLow {
        /// The least that would be accepted now.
        minimum: Money,
    },
    /// Buying at once is not possible (any more).
    BuyNowUnavailable,
    /// Not one of one's own bids.
    UnknownBid,
    /// Taken back or struck out already.
    AlreadyRetracted,
    /// A lowered maximum cannot be taken back.
    NotRetractable,
    /// Only the latest own bid may be taken back.
    NotLatestBid,
    /// The window is over.
    RetractWindowClosed,
    /// Taken back too often, or this auction does not allow it.
    RetractLimit,
    /// The reserve can only be lowered.
    NotLower,
    /// This kind of auction has no such thing.
    WrongKind {
        /// Which kind it is.
        kind: AuctionKind,
    },
    /// The price has not fallen as far as the limit.
    PriceAboveLimit {
        /// The price now.
        price: Money,
    },
    /// The bidder's wallet holds too little.
    InsufficientFunds {
        /// By how much.
        short: Money,
    },
    /// Setting the money aside took too long.
    HoldExpired,
    /// Not somebody to whom it may be offered.
    NotEligible,
    /// Something of this name is for sale.
    ItemListed,
    /// The visible price is already there.
    BelowCurrentPrice {
        /// It.
        price: Money,
    },
}

impl Refused for Reject {
    fn fields(&self) -> &[FieldError] {
        if let Reject::Invalid { fields } = self { fields } else { &[] }
    }

    fn code(&self) -> &'static str {
        match self {
            Reject::NotFound => "not_found",
            Reject::Forbidden => "forbidden",
            Reject::BadState { status: _ } => "bad_state",
            Reject::NotStarted => "not_started",
            Reject::Paused => "paused",
            Reject::Ended => "ended",
            Reject::Cancelled => "cancelled",
            Reject::Invalid { fields: _ } => "invalid",
            Reject::InvalidAmount => "invalid_amount",
            Reject::CurrencyMismatch { currency: _ } => "currency_mismatch",
            Reject::SellerCannotBid => "seller_cannot_bid",
            Reject::PriceChanged { price: _, minimum: _ } => "price_changed",
            Reject::BadTick { tick: _ } => "bad_tick",
            Reject::NotAboveOwnMax { max: _ } => "not_above_own_max",
            Reject::BidTooLow { minimum: _ } => "bid_too_low",
            Reject::BuyNowUnavailable => "buy_now_unavailable",
            Reject::UnknownBid => "unknown_bid",
            Reject::AlreadyRetracted => "already_retracted",
            Reject::NotRetractable => "not_retractable",
            Reject::NotLatestBid => "not_latest_bid",
            Reject::RetractWindowClosed => "retract_window_closed",
            Reject::RetractLimit => "retract_limit",
            Reject::NotLower => "not_lower",
            Reject::WrongKind { kind: _ } => "wrong_kind",
            Reject::PriceAboveLimit { price: _ } => "price_above_limit",
            Reject::InsufficientFunds { short: _ } => "insufficient_funds",
            Reject::HoldExpired => "hold_expired",
            Reject::NotEligible => "not_eligible",
            Reject::ItemListed => "item_listed",
            Reject::BelowCurrentPrice { price: _ } => "below_current_price",
        }
    }

    fn passes(&self) -> bool {
        matches!(
            self,
            Reject::NotStarted
                | Reject::Paused
                | Reject::PriceAboveLimit { price: _ }
                | Reject::InsufficientFunds { short: _ }
                | Reject::HoldExpired
                | Reject::ItemListed
        )
    }

    fn message(&self) -> String {
        match self {
            // Said by the faults of the same name.
            Reject::NotFound | Reject::Forbidden | Reject::Invalid { fields: _ } => String::new(),
            Reject::BadState { status } => {
                format!("Not while the auction is {}.", status.as_str())
            }
            Reject::NotStarted => "Bids are not welcome yet.".into(),
            Reject::Paused => "The auction is paused.".into(),
            Reject::Ended => "The auction is over.".into(),
            Reject::Cancelled => "The auction was called off.".into(),
            Reject::InvalidAmount => "An amount is 1 to 2^53 - 1 minor units.".into(),
            Reject::CurrencyMismatch { currency } => format!("The auction is in {currency}."),
            Reject::SellerCannotBid => "Sellers cannot bid on their own lots.".into(),
            Reject::PriceChanged { price: Some(price), minimum: _ } => {
                format!("The price is {} now.", price.0)
            }
            Reject::PriceChanged { price: None, minimum: _ } => "There is no bid now.".into(),
            Reject::BadTick { tick } => format!("Amounts are multiples of {}.", tick.0),
            Reject::NotAboveOwnMax { max } => format!("Your maximum is {} already.", max.0),
            Reject::BidTooLow { minimum } => format!("The minimum is {}.", minimum.0),
            Reject::BuyNowUnavailable => "It cannot be bought at once (any more).".into(),
            Reject::UnknownBid => "You have no such bid.".into(),
            Reject::AlreadyRetracted => "That bid no longer counts.".into(),
            Reject::NotRetractable => "A lowered maximum cannot be taken back.".into(),
            Reject::NotLatestBid => "Only your latest bid can be taken back.".into(),
            Reject::RetractWindowClosed => "It is too late to take the bid back.".into(),
            Reject::RetractLimit => "You cannot take back another bid here.".into(),
            Reject::NotLower => "The reserve can only be lowered.".into(),
            Reject::WrongKind { kind } => {
                format!("An auction of kind {} has no such thing.", kind.as_str())
            }
            Reject::PriceAboveLimit { price } => {
                format!("The price is {} now, above your limit.", price.0)
            }
            Reject::InsufficientFunds { short } => {
                format!("The wallet is short of {}.", short.0)
            }
            Reject::HoldExpired => {
                "The price moved, or too much time passed, while the money was set aside; ask again.".into()
            }
            Reject::NotEligible => {
                "It can be offered to who has a bid that stands and has not failed to pay.".into()
            }
            Reject::ItemListed => "This item is for sale already.".into(),
            Reject::BelowCurrentPrice { price } => format!("It must stay above {}.", price.0),
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::BadState { status } => Some(json!({ "status": status })),
            Reject::CurrencyMismatch { currency } => Some(json!({ "currency": currency })),
            Reject::PriceChanged { price, minimum } => {
                Some(json!({ "price": price, "minimum": minimum }))
            }
            Reject::BadTick { tick } => Some(json!({ "tick": tick })),
            Reject::NotAboveOwnMax { max } => Some(json!({ "max": max })),
            Reject::BidTooLow { minimum } => Some(json!({ "minimum": minimum })),
            Reject::WrongKind { kind } => Some(json!({ "kind": kind })),
            Reject::InsufficientFunds { short } => Some(json!({ "short": short })),
            Reject::BelowCurrentPrice { price } | Reject::PriceAboveLimit { price } => {
                Some(json!({ "price": price }))
            }
            Reject::NotFound
            | Reject::Forbidden
            | Reject::NotStarted
            | Reject::Paused
            | Reject::Ended
            | Reject::Cancelled
            | Reject::Invalid { fields: _ }
            | Reject::InvalidAmount
            | Reject::SellerCannotBid
            | Reject::BuyNowUnavailable
            | Reject::UnknownBid
            | Reject::AlreadyRetracted
            | Reject::NotRetractable
            | Reject::NotLatestBid
            | Reject::RetractWindowClosed
            | Reject::RetractLimit
            | Reject::NotLower
            | Reject::HoldExpired
            | Reject::NotEligible
            | Reject::ItemListed => None,
        }
    }
}
