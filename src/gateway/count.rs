//! What is counted at the door.

use metrics::{counter, gauge, histogram};

use super::ws::{Close, Gone};
use crate::{
    metrics as names,
    rooms::{kinds::Kind, reply::Answered},
};

/// The request whose way to the sockets is measured.
const BID: &str = "auction:bid";

/// A connection is open.
pub(super) fn opened() {
    gauge!(names::CONNECTIONS).increment(1);
    counter!(names::CONNECTS, "result" => "open").increment(1);
}

/// A connection was asked for and did not come to be.
pub fn refused(why: &'static str) {
    counter!(names::CONNECTS, "result" => why).increment(1);
}

/// A connection is over.
pub(super) fn closed(gone: Gone) {
    gauge!(names::CONNECTIONS).decrement(1);
    if gone == Gone::Closed(Close::Slow) {
        counter!(names::SLOW_CONSUMERS).increment(1);
    }
}

/// A room has answered, and its events are being handed to the sockets.
pub(super) fn answered(answered: &Answered) {
    let Answered { session: _, id: _, request, since, answer } = answered;
    // Names come from clients, labels from us.
    let known =
        Kind::knowing(request).and_then(|kind| kind.requests.iter().find(|name| request == *name));
    let event = known.copied().unwrap_or("unknown");
    let code = answer.error.as_ref().map_or_else(|| "ok".into(), |why| why.code.clone());
    counter!(names::COMMANDS, "event" => event, "code" => code).increment(1);
    histogram!(names::COMMAND_SECONDS).record(since.elapsed());
    if event == BID && answer.error.is_none() {
        histogram!(names::BID_TO_BROADCAST_SECONDS).record(since.elapsed());
    }
}
