//! Names the vocabulary, and reads requests. The market is one room, so requests need not name it.

use serde_json::value::RawValue;

use super::{
    Command, Event, MARKET, Reject,
    bodies::Funding,
    listing::ListingTerms,
    page::{Reply, State},
    snapshot::Market,
    view::View,
};
use crate::protocol::{
    Words,
    facts::Needs,
    fault::{Fault, Problem, Refused},
    id::RoomId,
    read::data as body,
};

/// Puts something up for sale.
pub const CREATE: &str = "listing:create";
/// Buys it.
pub const BUY: &str = "listing:buy";
/// The request by which money comes in.
pub const DEPOSIT: &str = "wallet:deposit";
/// The request by which money goes out.
pub const WITHDRAW: &str = "wallet:withdraw";
/// Sets money aside; for the house alone.
pub const TAKE_HOLD: &str = "hold:take";
/// Sets money aside again; for the house alone.
pub const RETAKE: &str = "hold:retake";
/// Less money is needed; for the house alone.
pub const SHRINK: &str = "hold:shrink";
/// Money is needed still; for the house alone.
pub const KEEP: &str = "hold:keep";
/// Pays for a sale; for the house alone.
pub const SETTLE: &str = "hold:settle";
/// Pays whom one has let down; for the house alone.
pub const FORFEIT: &str = "hold:forfeit";
/// An account is erased; for the house alone.
pub const FORGET: &str = "market:forget";

/// The vocabulary of the market.
pub enum MarketWords {}

impl Words for MarketWords {
    const KIND: &'static str = MARKET;
    const REQUESTS: &'static [&'static str] = &[
        CREATE,
        "listing:update",
        "listing:cancel",
        "listing:remove",
        "listing:reserve",
        "listing:release",
        BUY,
        "offer:make",
        "offer:accept",
        "offer:decline",
        "offer:counter",
        "offer:withdraw",
        DEPOSIT,
        WITHDRAW,
        TAKE_HOLD,
        RETAKE,
        SHRINK,
        KEEP,
        SETTLE,
        FORFEIT,
        FORGET,
    ];
    const HOUSE: &'static [&'static str] =
        &[TAKE_HOLD, RETAKE, SHRINK, KEEP, SETTLE, FORFEIT, FORGET];

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = View;
    type State = State;
    type Snapshot = Market;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            CREATE => Command::Create(Box::new(body(data)?)),
            "listing:update" => Command::Update(Box::new(body(data)?)),
            "listing:cancel" => Command::Cancel(body(data)?),
            "listing:remove" => Command::Remove(body(data)?),
            "listing:reserve" => Command::Reserve(body(data)?),
            "listing:release" => Command::Release(body(data)?),
            BUY => Command::Buy(body(data)?),
            "offer:make" => Command::MakeOffer(body(data)?),
            "offer:accept" => Command::Accept(body(data)?),
            "offer:decline" => Command::Decline(body(data)?),
            "offer:counter" => Command::Counter(body(data)?),
            "offer:withdraw" => Command::Withdraw(body(data)?),
            DEPOSIT => Command::Deposit(body(data)?),
            WITHDRAW => Command::Payout(body(data)?),
            TAKE_HOLD => Command::TakeHold(body(data)?),
            RETAKE => Command::Retake(body(data)?),
            SHRINK => Command::Shrink(body(data)?),
            KEEP => Command::Keep(body(data)?),
            SETTLE => Command::Settle(Box::new(body(data)?)),
            FORFEIT => Command::Forfeit(body(data)?),
            FORGET => Command::Forget(body(data)?),
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        match name {
            CREATE => {
                let item = body::<ListingTerms>(data).ok().and_then(|terms| terms.item);
                Needs { item, ..Needs::default() }
            }
            DEPOSIT | WITHDRAW => {
                let Ok(funding) = body::<Funding>(data) else { return Needs::default() };
                let reference = Some(super::reference(&funding, name == WITHDRAW));
                Needs { users: vec![funding.user], reference, ..Needs::default() }
            }
            _ => Needs::default(),
        }
    }

    fn address(_: &str, _: &RawValue) -> Option<Result<RoomId, Fault>> {
        Some(Ok(RoomId::from(MARKET)))
    }

    fn name(view: &View) -> &'static str {
        view.name()
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(reject: &Reject) -> bool {
        !reject.passes()
    }
}
