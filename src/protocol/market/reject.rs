//! Why the market refuses, and how clients read it.

use serde_json::{Value, json};

use super::{ListingId, ListingStatus, OfferId};
use crate::protocol::{
    fault::{FieldError, Refused},
    money::Money,
    time::Time,
};

/// Why the market refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// No such listing or offer, or not for this person to know of.
    NotFound,
    /// Not for this person.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// Not as it stands.
    BadState {
        /// How it stands.
        status: ListingStatus,
    },
    /// Nobody buys from oneself.
    OwnListing,
    /// The price is another one by now.
    PriceChanged {
        /// It.
        price: Money,
    },
    /// Fewer are left than were asked for.
    SoldOut {
        /// How many.
        remaining: u32,
    },
    /// What is left is in somebody's basket.
    Reserved {
        /// Until when.
        until: Time,
    },
    /// The one who pays has too little.
    InsufficientFunds {
        /// By how much; only who pays is told.
        short: Option<Money>,
    },
    /// An amount is none.
    InvalidAmount,
    /// A wallet would hold more than an amount may say.
    BalanceTooLarge,
    /// Something of this name is for sale.
    ItemListed {
        /// Which listing; `None` where it is an auction.
        listing: Option<ListingId>,
    },
    /// The seller wants the price.
    OffersNotAccepted,
    /// One at a time.
    OfferAlreadyOpen {
        /// This one.
        offer: OfferId,
    },
    /// Too late.
    OfferExpired,
    /// It was declined, or there was a sale.
    OfferDeclined,
    /// It was answered by another one.
    OfferSuperseded,
    /// Its maker took it back.
    OfferWithdrawn,
    /// It was accepted.
    OfferAccepted,
    /// The price is there for everybody.
    NotBelowPrice {
        /// It.
        price: Money,
    },
    /// A seller asks for no more than the price.
    AboveListPrice {
        /// It.
        price: Money,
    },
    /// Another payment has this reference.
    ReferenceUsed,
    /// As many as there may be.
    TooMany {
        /// Of what.
        what: TooMany,
        /// How many.
        max: usize,
    },
}

/// Of what there are as many as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMany {
    /// Listings of one seller.
    Listings,
    /// Offers of one buyer, or for one listing.
    Offers,
    /// Baskets of one listing.
    Reservations,
}

impl Refused for Reject {
    fn fields(&self) -> &[FieldError] {
        if let Reject::Invalid { fields } = self { fields } else { &[] }
    }

    fn code(&self) -> &'static str {
        match self {
            Reject::NotFound => "not_found",
            Reject::Forbidden => "forbidden",
            Reject::Invalid { fields: _ } => "invalid",
            Reject::BadState { status: _ } => "bad_state",
            Reject::OwnListing => "own_listing",
            Reject::PriceChanged { price: _ } => "price_changed",
            Reject::SoldOut { remaining: _ } => "sold_out",
            Reject::Reserved { until: _ } => "reserved",
            Reject::InsufficientFunds { short: _ } => "insufficient_funds",
            Reject::InvalidAmount => "invalid_amount",
            Reject::BalanceTooLarge => "balance_too_large",
            Reject::ItemListed { listing: _ } => "item_listed",
            Reject::OffersNotAccepted => "offers_not_accepted",
            Reject::OfferAlreadyOpen { offer: _ } => "offer_already_open",
            Reject::OfferExpired => "offer_expired",
            Reject::OfferDeclined => "offer_declined",
            Reject::OfferSuperseded => "offer_superseded",
            Reject::OfferWithdrawn => "offer_withdrawn",
            Reject::OfferAccepted => "offer_accepted",
            Reject::NotBelowPrice { price: _ } => "not_below_price",
            Reject::AboveListPrice { price: _ } => "above_list_price",
            Reject::ReferenceUsed => "reference_used",
            Reject::TooMany { what: TooMany::Listings, max: _ } => "too_many_listings",
            Reject::TooMany { what: TooMany::Offers, max: _ } => "too_many_offers",
            Reject::TooMany { what: TooMany::Reservations, max: _ } => "too_many_reservations",
        }
    }

    fn passes(&self) -> bool {
        matches!(
            self,
            Reject::Reserved { until: _ }
                | Reject::InsufficientFunds { short: _ }
                | Reject::BalanceTooLarge
                | Reject::ItemListed { listing: _ }
                | Reject::OfferAlreadyOpen { offer: _ }
                | Reject::TooMany { .. }
        )
    }

    fn message(&self) -> String {
        match self {
            // Said by the faults of the same name.
            Reject::NotFound | Reject::Forbidden | Reject::Invalid { fields: _ } => String::new(),
            Reject::BadState { status } => {
                format!("It is {}; that cannot be done now.", status.as_str())
            }
            Reject::OwnListing => "It is your own; somebody else has to buy it.".into(),
            Reject::PriceChanged { price } => format!("The price is {} now.", price.0),
            Reject::SoldOut { remaining: 0 } => "It is sold.".into(),
            Reject::SoldOut { remaining } => {
                format!("Only {remaining} are left; say `allowPartial` to take those.")
            }
            Reject::Reserved { until: _ } => {
                "Somebody else is about to buy it; try again when that time is over.".into()
            }
            Reject::InsufficientFunds { short: Some(short) } => {
                format!("The wallet is short of {}.", short.0)
            }
            Reject::InsufficientFunds { short: None } => {
                "The buyer's wallet does not hold as much.".into()
            }
            Reject::InvalidAmount => "The amount must be from 1 to 2^53 - 1.".into(),
            Reject::BalanceTooLarge => "A wallet holds at most 2^53 - 1.".into(),
            Reject::ItemListed { listing: _ } => "This item is for sale already.".into(),
            Reject::OffersNotAccepted => "The seller takes no offers.".into(),
            Reject::OfferAlreadyOpen { offer: _ } => {
                "You have an open offer for it; withdraw that first.".into()
            }
            Reject::OfferExpired => "The offer has expired.".into(),
            Reject::OfferDeclined => "The offer was declined, or it was sold.".into(),
            Reject::OfferSuperseded => "The offer was answered by another one.".into(),
            Reject::OfferWithdrawn => "The offer was withdrawn.".into(),
            Reject::OfferAccepted => "The offer was accepted.".into(),
            Reject::NotBelowPrice { price } => {
                format!("An offer is below the price, {}; you may buy at that.", price.0)
            }
            Reject::AboveListPrice { price } => format!("No more than the price, {}.", price.0),
            Reject::ReferenceUsed => {
                "Another payment has this reference; each payment needs its own.".into()
            }
            Reject::TooMany { what, max } => {
                let what = match what {
                    TooMany::Listings => "open listings",
                    TooMany::Offers => "offers",
                    TooMany::Reservations => "reservations",
                };
                format!("No more than {max} {what} are possible.")
            }
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::BadState { status } => Some(json!({ "status": status })),
            Reject::PriceChanged { price }
            | Reject::NotBelowPrice { price }
            | Reject::AboveListPrice { price } => Some(json!({ "price": price })),
            Reject::SoldOut { remaining } => Some(json!({ "remaining": remaining })),
            Reject::Reserved { until } => Some(json!({ "until": until })),
            Reject::InsufficientFunds { short: Some(short) } => Some(json!({ "short": short })),
            Reject::ItemListed { listing: Some(listing) } => Some(json!({ "listing": listing })),
            Reject::OfferAlreadyOpen { offer } => Some(json!({ "offer": offer })),
            Reject::TooMany { what: _, max } => Some(json!({ "max": max })),
            Reject::NotFound
            | Reject::Forbidden
            | Reject::Invalid { fields: _ }
            | Reject::OwnListing
            | Reject::InsufficientFunds { short: None }
            | Reject::InvalidAmount
            | Reject::BalanceTooLarge
            | Reject::ItemListed { listing: None }
            | Reject::OffersNotAccepted
            | Reject::OfferExpired
            | Reject::OfferDeclined
            | Reject::OfferSuperseded
            | Reject::OfferWithdrawn
            | Reject::OfferAccepted
            | Reject::ReferenceUsed => None,
        }
    }
}
