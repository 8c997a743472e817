//! One of each, with what the document says of it. Each list matches exhaustively, so that a variant
//! without a line here does not compile.

use rialto::{
    gateway::ws::Close,
    protocol::{
        account::Refusal,
        auction::{
            BidId, Extender, Outcome, Reject, Status,
            money::Settlement,
            terms::AuctionKind,
            view::{
                AwardShown, BidGone, BidShown, Draft, EndMoved, HammerFell, SealedShown, Settling,
                StatusChanged, View,
            },
        },
        fault::{Fault, FieldError},
        id::{Id, RoomId, UserId},
        inbox::{Lot, Note},
        money::{Currency, Money},
        time::Time,
    },
};

/// A function that lists every variant of a type beside a word on it.
macro_rules! every {
    ($list:ident: $of:ty { $($pattern:pat => $sample:expr, $say:literal;)+ }) => {
        pub(super) fn $list() -> Vec<($of, &'static str)> {
            let known = |value: &$of| match value { $($pattern => stringify!($pattern),)+ };
            let all = vec![$(($sample, $say)),+];
            let apart: std::collections::HashSet<_> =
                all.iter().map(|(value, _)| known(value)).collect();
            assert_eq!(apart.len(), all.len(), "one of each");
            all
        }
    };
}

pub(super) use every;

const MS: u64 = 1_000;
const PRICE: Money = Money(6_300_000);
const MINIMUM: Money = Money(6_350_000);
const AT: Time = Time::from_ms(1_795_000_000_000);

fn currency() -> Currency {
    "EUR".parse().unwrap()
}

fn wrong() -> Vec<FieldError> {
    vec![FieldError::new("amount", "missing_field", "missing field `amount`")]
}

every!(faults: Fault {
    Fault::Malformed => Fault::Malformed, "Nothing; mend the client.";
    Fault::UnknownEvent => Fault::UnknownEvent, "Nothing; mend the client.";
    Fault::Invalid { .. } => Fault::Invalid { fields: wrong() }, "Each field's error beside the field.";
    Fault::Unauthenticated => Fault::Unauthenticated, "Refresh the token; if that fails, ask to sign in.";
    Fault::Forbidden => Fault::Forbidden, "That this needs another role.";
    Fault::NotFound => Fault::NotFound, "That it is not there.";
    Fault::KeyReused => Fault::KeyReused, "Nothing; mend the client: another request needs another key.";
    Fault::TooLate => Fault::TooLate, "That it was not carried out.";
    Fault::RateLimited { .. } => Fault::RateLimited { retry_after_ms: MS }, "Nothing; send it again after `retryAfterMs`.";
    Fault::TooLarge => Fault::TooLarge, "What is too large.";
    Fault::Busy { .. } => Fault::Busy { retry_after_ms: MS }, "Nothing at first; send it again after `retryAfterMs`.";
    Fault::Unavailable { .. } => Fault::Unavailable { retry_after_ms: MS }, "That the outcome is open; send it again with the same key.";
    Fault::Internal { .. } => Fault::Internal { request_id: "…".into() }, "`requestId`, to be reported.";
});

every!(rejects: Reject {
    Reject::NotFound => Reject::NotFound, "That it is not there; drafts are for their sellers.";
    Reject::Forbidden => Reject::Forbidden, "That this is for the seller or staff; or `bidder` is somebody else.";
    Reject::BadState { .. } => Reject::BadState { status: Status::Draft }, "What `status` allows.";
    Reject::NotStarted => Reject::NotStarted, "When it starts.";
    Reject::Paused => Reject::Paused, "That the clock stands.";
    Reject::Ended => Reject::Ended, "How it ended.";
    Reject::Cancelled => Reject::Cancelled, "The reason.";
    Reject::Invalid { .. } => Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    Reject::InvalidAmount => Reject::InvalidAmount, "That the amount is none.";
    Reject::CurrencyMismatch { .. } => Reject::CurrencyMismatch { currency: currency() }, "The auction's currency.";
    Reject::SellerCannotBid => Reject::SellerCannotBid, "That it is one's own lot.";
    Reject::PriceChanged { .. } => Reject::PriceChanged { price: Some(PRICE), minimum: MINIMUM }, "The new price; ask again.";
    Reject::BadTick { .. } => Reject::BadTick { tick: Money(100) }, "The nearest amounts on the grid.";
    Reject::NotAboveOwnMax { .. } => Reject::NotAboveOwnMax { max: PRICE }, "The own maximum.";
    Reject::BidTooLow { .. } => Reject::BidTooLow { minimum: MINIMUM }, "The minimum, as the next offer.";
    Reject::BuyNowUnavailable => Reject::BuyNowUnavailable, "That it can only be bid on now.";
    Reject::UnknownBid => Reject::UnknownBid, "Nothing; mend the client.";
    Reject::AlreadyRetracted => Reject::AlreadyRetracted, "That it is done.";
    Reject::NotRetractable => Reject::NotRetractable, "That a lowered maximum stays.";
    Reject::NotLatestBid => Reject::NotLatestBid, "That only the latest can be taken back.";
    Reject::RetractWindowClosed => Reject::RetractWindowClosed, "That it is too late.";
    Reject::RetractLimit => Reject::RetractLimit, "That no other bid can be taken back here.";
    Reject::NotLower => Reject::NotLower, "The reserve of now.";
    Reject::WrongKind { .. } => Reject::WrongKind { kind: AuctionKind::Dutch }, "What this kind of auction has.";
    Reject::PriceAboveLimit { .. } => Reject::PriceAboveLimit { price: PRICE }, "The price of now; with the same key later.";
    Reject::InsufficientFunds { .. } => Reject::InsufficientFunds { short: PRICE }, "How much is missing; with the same key afterwards.";
    Reject::HoldExpired => Reject::HoldExpired, "Nothing; send it again with the same key.";
    Reject::NotEligible => Reject::NotEligible, "Those who have a bid that stands.";
    Reject::ItemListed => Reject::ItemListed, "That it is for sale elsewhere.";
    Reject::BelowCurrentPrice { .. } => Reject::BelowCurrentPrice { price: PRICE }, "The price.";
});

every!(refusals: Refusal {
    Refusal::NameTaken => Refusal::NameTaken, "Beside the name; or sign in, if the reply to a first try was lost.";
    Refusal::EmailTaken => Refusal::EmailTaken, "Beside the address.";
    Refusal::WrongCredentials => Refusal::WrongCredentials, "That, and not which of the two.";
    Refusal::Banned { .. } => Refusal::Banned { until: Some(AT), reason: "…".into() }, "Until when and why; for ever where `until` is `null`.";
    Refusal::OwnAccount => Refusal::OwnAccount, "That somebody else must do it.";
    Refusal::NoPassword => Refusal::NoPassword, "Where to sign in instead.";
    Refusal::NoSuchUser { .. } => Refusal::NoSuchUser { user: UserId(Id::from_number(1)) }, "That there is no such account.";
});

every!(closes: Close {
    Close::Normal => Close::Normal, "Not sent by the server of itself.";
    Close::Away => Close::Away, "It stops or restarts.";
    Close::Protocol => Close::Protocol, "Mend the client.";
    Close::Unsupported => Close::Unsupported, "Mend the client: binary frames are not understood.";
    Close::NotUtf8 => Close::NotUtf8, "Mend the client.";
    Close::TooLarge => Close::TooLarge, "Over `limits.frameBytes` of `welcome`.";
    Close::Internal => Close::Internal, "Please report it; coming back may help.";
    Close::Restart => Close::Restart, "The store cannot say now whose the token is.";
    Close::Slow => Close::Slow, "Come back and resume with `since`.";
    Close::NoPong => Close::NoPong, "Nothing was heard, not even a pong.";
    Close::Malformed => Close::Malformed, "Mend the client.";
    Close::Unauthenticated => Close::Unauthenticated, "Come back with a fresh token.";
    Close::Banned => Close::Banned, "Show that the account is shut out.";
    Close::AuthTimeout => Close::AuthTimeout, "Only where guests are off; come back and send `auth` first.";
    Close::Flooding => Close::Flooding, "Too many requests, control frames, or connections of one user.";
});

every!(views: View {
    View::Created(_) => View::Created(draft()), "A draft was made. Only its seller sees more than the position.";
    View::Updated(_) => View::Updated(draft()), "The draft was changed. Only its seller sees more than the position.";
    View::Status(_) => View::Status(StatusChanged {
        status: Status::Paused, reason: Some("…".into()), starts_at: Some(AT), ends_at: Some(AT), remaining_ms: Some(MS),
    }), "`status` is the state now; the other fields where they apply.";
    View::Bid(_) => View::Bid(BidShown {
        bid: BidId(1), bidder: "Ada".into(), amount: PRICE, max: Some(PRICE), price: PRICE, minimum: MINIMUM, bid_count: 1,
        leader: "Ada".into(), automatic: false, buy_now: false, ends_at: Some(AT),
    }), "A bid was accepted. `max` stands only in what the bidder receives. `automatic`: a hidden maximum answered at once.";
    View::Retracted(_) => View::Retracted(BidGone {
        bid: BidId(1), reason: Some("…".into()), price: None, minimum: MINIMUM, leader: None, leader_changed: true,
        reserve_met: None, bid_count: 0,
    }), "A bid no longer counts; `reason` where staff struck it out.";
    View::Sealed(_) => View::Sealed(SealedShown {
        bid_count: Some(1), bid: Some(BidId(1)), amount: Some(PRICE), quantity: Some(1), retracted: false,
    }), "A sealed bid came in, or went where `retracted`. Others see no more than `bidCount`, where that is not hidden.";
    View::Extended(_) => View::Extended(EndMoved {
        ends_at: Some(AT), remaining_ms: Some(MS), by: Extender::SoftClose,
    }), "The end moved, `by` `soft_close` or `staff`; `remainingMs` instead of `endsAt` while paused.";
    View::ReserveMet {} => View::ReserveMet {}, "The price reached the reserve.";
    View::ReserveLowered { .. } => View::ReserveLowered { reserve: PRICE }, "Only the seller sees more than the position.";
    View::Max { .. } => View::Max { max: PRICE }, "The own maximum changed, and nothing that others may see.";
    View::Watching { .. } => View::Watching { on: true }, "One follows it, or no longer. Only oneself sees it.";
    View::Announcement { .. } => View::Announcement { text: "…".into() }, "A word from the seller or staff.";
    View::Ended(_) => View::Ended(HammerFell {
        outcome: Outcome::Sold, winner: Some("Ada".into()), hammer: Some(PRICE), ended_at: AT, awards: vec![AwardShown { bidder: "Ada".into(), quantity: 1, price: PRICE }],
    }), "The hammer fell, or somebody bought; once more where a struck-out bid or a second chance changed the outcome.";
    View::Settlement(_) => View::Settlement(Settling {
        settlement: Settlement::Offered, amount: Some(PRICE), until: Some(AT),
    }), "What is left to do after the end is something else. Only the two whom it concerns see more than the position.";
    View::Relisted { .. } => View::Relisted { auction: RoomId::of("auction", Id::from_number(1)) }, "It was put up once more, as this one.";
});

every!(notes: Note {
    Note::Outbid(_) => Note::Outbid(lot()), "";
    Note::Won(_) => Note::Won(lot()), "";
    Note::Lost(_) => Note::Lost(lot()), "";
    Note::LostToBuyNow(_) => Note::LostToBuyNow(lot()), "";
    Note::LeadingAgain(_) => Note::LeadingAgain(lot()), "";
    Note::ReserveLoweredRebid(_) => Note::ReserveLoweredRebid(lot()), "";
    Note::Cancelled(_) => Note::Cancelled(lot()), "";
    Note::Ended(_) => Note::Ended(lot()), "";
    Note::Unfunded(_) => Note::Unfunded(lot()), "";
    Note::Paid(_) => Note::Paid(lot()), "";
    Note::Defaulted(_) => Note::Defaulted(lot()), "";
    Note::SecondChance(_) => Note::SecondChance(lot()), "";
    Note::ChancePassed(_) => Note::ChancePassed(lot()), "";
});

fn draft() -> Draft {
    Draft { title: "…".into(), currency: currency(), start_price: PRICE }
}

fn lot() -> Lot {
    let auction = RoomId::of("auction", Id::from_number(1));
    Lot { auction, title: "…".into(), price: Some(PRICE), currency: currency() }
}
