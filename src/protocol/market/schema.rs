//! What may be asked of the market, and what it tells.

use super::{
    MarketWords,
    bodies::{Buy, Counter, Funding, MakeOffer, Remove, Reserve, Update, Which, WhichOffer},
    listing::ListingTerms,
    page::{ListingReply, OfferReply, SaleReply, State, WalletReply},
    view::View,
    words::{BUY, CREATE, DEPOSIT, WITHDRAW},
};
use crate::protocol::{
    connection::Nothing,
    schema::{Either, Vocabulary},
};

/// The events by the order of [`View`].
const EVENTS: [&str; 8] = [
    "listing:created",
    "listing:updated",
    "listing:reserved",
    "listing:released",
    "listing:sold",
    "listing:cancelled",
    "listing:expired",
    "listing:removed",
];

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "invalid",
    "bad_state",
    "own_listing",
    "price_changed",
    "sold_out",
    "reserved",
    "insufficient_funds",
    "invalid_amount",
    "balance_too_large",
    "item_listed",
    "offers_not_accepted",
    "offer_already_open",
    "offer_expired",
    "offer_declined",
    "offer_superseded",
    "offer_withdrawn",
    "offer_accepted",
    "not_below_price",
    "above_list_price",
    "reference_used",
    "too_many_listings",
    "too_many_offers",
    "too_many_reservations",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    Vocabulary::of::<MarketWords, State>("market", REFUSALS)
        .events::<View>(&EVENTS)
        .request::<ListingTerms, ListingReply>(CREATE, "Put something up for sale.")
        .request::<Update, ListingReply>("listing:update", "Change it, or its price.")
        .request::<Which, ListingReply>("listing:cancel", "Take it back.")
        .request::<Remove, ListingReply>("listing:remove", "Staff takes it out.")
        .request::<Reserve, ListingReply>("listing:reserve", "Keep it for me while I check out.")
        .request::<Which, Either<ListingReply, Nothing>>(
            "listing:release",
            "I do not want it after all.",
        )
        .request::<Buy, SaleReply>(BUY, "I take it.")
        .request::<MakeOffer, Either<OfferReply, SaleReply>>(
            "offer:make",
            "I would take it for less.",
        )
        .request::<WhichOffer, SaleReply>("offer:accept", "Agreed.")
        .request::<WhichOffer, OfferReply>("offer:decline", "No.")
        .request::<Counter, OfferReply>("offer:counter", "Not for that, but for this.")
        .request::<WhichOffer, OfferReply>("offer:withdraw", "I would not any more.")
        .request::<Funding, Either<WalletReply, Nothing>>(
            DEPOSIT,
            "Money has come in from outside.",
        )
        .request::<Funding, Either<WalletReply, Nothing>>(WITHDRAW, "Money goes outside.")
}
