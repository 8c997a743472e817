//! What may be asked of an auction, and what it tells.

use super::{
    Auction, Bid, Changes, Terms,
    bodies::{
        Accept, Announce, Extend, LowerReserve, Paid, Retract, SecondChance, Void, Watch, Why,
    },
    page::Page,
    view::View,
    words::{BidReply, BoughtReply, RemovedReply, SealedReply, SettledReply, StandingReply},
};
use crate::protocol::{
    Words,
    connection::Nothing,
    frame::Watchers,
    schema::{Either, Vocabulary},
};

/// The events by the order of [`View`].
const EVENTS: [&str; 15] = [
    "auction:created",
    "auction:updated",
    "auction:status",
    "auction:bid",
    "auction:retracted",
    "auction:sealed",
    "auction:extended",
    "auction:reserve_met",
    "auction:reserve_lowered",
    "auction:max",
    "auction:watching",
    "auction:announcement",
    "auction:ended",
    "auction:settlement",
    "auction:relisted",
];

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "bad_state",
    "not_started",
    "paused",
    "ended",
    "cancelled",
    "invalid",
    "invalid_amount",
    "currency_mismatch",
    "seller_cannot_bid",
    "price_changed",
    "bad_tick",
    "not_above_own_max",
    "bid_too_low",
    "buy_now_unavailable",
    "unknown_bid",
    "already_retracted",
    "not_retractable",
    "not_latest_bid",
    "retract_window_closed",
    "retract_limit",
    "not_lower",
    "wrong_kind",
    "price_above_limit",
    "insufficient_funds",
    "hold_expired",
    "not_eligible",
    "item_listed",
    "below_current_price",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    let auction = Vocabulary::of::<Auction, Page>("auction:<id>", REFUSALS)
        .events::<View>(&EVENTS)
        .signal::<Watchers>(Auction::WATCHERS.unwrap_or_default(), "How many look at it now.");
    after_the_end(kept_by_staff(auction))
        .request::<Terms, StandingReply>(
            "auction:create",
            "Make a draft of it, or publish it at once.",
        )
        .request::<Changes, StandingReply>("auction:edit", "Change the draft: only what is named.")
        .deed::<StandingReply>(
            "auction:publish",
            "Let it begin at its start, or now where it has none.",
        )
        .request::<Bid, Either<BidReply, SealedReply>>("auction:bid", "Offer to pay.")
        .request::<Retract, Either<RemovedReply, Nothing>>(
            "auction:retract",
            "Take back your latest bid.",
        )
        .deed::<BoughtReply>("auction:buy", "Buy at the buy-now price.")
        .request::<Accept, BoughtReply>("auction:accept", "Have it at the price that falls.")
        .request::<Watch, Nothing>("auction:watch", "Follow it, or no longer.")
}

/// What its seller and staff may do while it runs.
fn kept_by_staff(auction: Vocabulary) -> Vocabulary {
    auction
        .request::<Why, StandingReply>("auction:pause", "Stop the clock.")
        .deed::<StandingReply>("auction:resume", "Let the clock run on.")
        .request::<Extend, StandingReply>("auction:extend", "Move the end.")
        .deed::<StandingReply>("auction:end", "Bring down the hammer now.")
        .request::<Why, StandingReply>("auction:cancel", "Call it off.")
        .request::<LowerReserve, StandingReply>("auction:lower_reserve", "Lower the reserve.")
        .request::<Void, Either<RemovedReply, Nothing>>("auction:void", "Strike a bid out.")
        .request::<Announce, Nothing>("auction:announce", "Say something to everyone in the room.")
}

fn after_the_end(auction: Vocabulary) -> Vocabulary {
    auction
        .deed::<SettledReply>("auction:pay", "Pay what you have won.")
        .request::<Paid, SettledReply>("auction:paid", "It was paid elsewhere.")
        .deed::<SettledReply>("auction:default", "The winner does not pay.")
        .request::<SecondChance, SettledReply>(
            "auction:second_chance",
            "Offer it to somebody who was beaten.",
        )
        .deed::<SettledReply>("auction:second_chance_accept", "Take that offer.")
        .deed::<SettledReply>("auction:second_chance_decline", "Do not take that offer.")
        .request::<Changes, SettledReply>(
            "auction:relist",
            "Put it up once more, with some other terms.",
        )
}
