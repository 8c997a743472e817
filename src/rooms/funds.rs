//! Money for requests: where a machine wants something set aside before it decides, the market is asked first, and the
//! request is heard once more with the ticket. What does not need it after all is given back.
//!
//! Nobody waits for anybody: an auction that has asked goes on with its queue. The market takes such requests in the
//! order in which the auction has sent them, and so they come back.

use actix::Addr;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Reply, ToRoom,
    core::Ask,
    directory::{Directory, Forward},
};
use crate::protocol::{
    auction::money::Ticketed,
    fault::Fault,
    frame::{Answer, to_json},
    id::RoomId,
    market::{
        MARKET, TicketId,
        bodies::{TakeHold, WhichTicket},
        words::{SHRINK, TAKE_HOLD},
    },
    money::Money,
    person::Person,
    time::Time,
};

/// What the market answers, as far as it matters here.
#[derive(Deserialize)]
struct Taken {
    ticket: TicketId,
    amount: Money,
    until: Time,
}

/// Asks the market to set money aside, and then the room again; or answers as the market does, where it refuses.
pub(super) fn take(
    directory: &Addr<Directory>,
    take: &TakeHold,
    mut ask: Box<Ask>,
    reply: Reply,
    outbox: Option<i64>,
) {
    let room = take.room.clone();
    let data = to_json(take);
    let to = directory.clone();
    let back = Reply::to(move |answer: Answer| {
        let data = answer.data.as_ref().map(|data| data.get()).unwrap_or_default();
        match (answer.error, serde_json::from_str::<Taken>(data)) {
            (None, Ok(Taken { ticket, amount, until })) => {
                ask.facts.ticket = Some((Ticketed { ticket, amount }, until));
                to.do_send(Forward { room, message: ToRoom::Ask { ask, reply, outbox } });
            }
            (Some(problem), _) => reply.send(Answer::refused(None, problem)),
            (None, Err(_)) => {
                let request_id = format!("hold-{}", room.key());
                reply.refuse(Fault::Internal { request_id });
            }
        }
    });
    directory.do_send(asks(TAKE_HOLD, data, back));
}

/// Gives back what was set aside for a request that was refused, or had been carried out before. Where nobody knows
/// what became of it, or this does not arrive, the market asks (`holds.rs`).
pub(super) fn give_back(directory: &Addr<Directory>, ask: &Ask, answer: &Answer) {
    let Some((Ticketed { ticket, amount: _ }, _)) = ask.facts.ticket else { return };
    if answer.error.is_some() || answer.replayed {
        let data = to_json(&WhichTicket { ticket, amount: None });
        directory.do_send(asks(SHRINK, data, Reply::to(drop)));
    }
}

/// A request of the house to the market.
fn asks(request: &'static str, data: String, reply: Reply) -> Forward {
    let data = RawValue::from_string(data).unwrap_or_default();
    let by = Person::house();
    let ask = Box::new(Ask::new(by, request, data));
    let message = ToRoom::Ask { ask, reply, outbox: None };
    Forward { room: RoomId::from(MARKET), message }
}
