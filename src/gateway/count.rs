//! What is counted at the door.

use metrics::{counter, gauge, histogram};

use super::ws::{Close, Gone};
use crate::{clock::Stopwatch, metrics as names, protocol::frame::Answer, rooms::kinds::Kind};

/// The request whose way to the sockets is measured.
const BID: &str = "auction:bid";

/// A connection is open.
pub(super) fn opened() {
    gauge!(names::CONNECTIONS).increment(1);
    counter!(names::CONNECTS, "result" => "open").increment(1);
}

/// A connection is over.
pub(super) fn closed(gone: Gone) {
    gauge!(names::CONNECTIONS).decrement(1);
    if gone == Gone::Closed(Close::Slow) {
        counter!(names::SLOW_CONSUMERS).increment(1);
    }
}

/// A room has answered. Its events were handed to the switchboards just before.
pub(super) fn answered(request: &str, answer: &Answer, watch: Stopwatch) {
    // Names come from clients, labels from us.
    let known =
        Kind::knowing(request).and_then(|kind| kind.requests.iter().find(|name| **name == request));
    let event = known.copied().unwrap_or("unknown");
    let code = answer.error.as_ref().map_or_else(|| "ok".to_owned(), |why| why.code.to_string());
    counter!(names::COMMANDS, "event" => event, "code" => code).increment(1);
    histogram!(names::COMMAND_SECONDS).record(watch.elapsed());
    if event == BID && answer.error.is_none() {
        histogram!(names::BID_TO_BROADCAST_SECONDS).record(watch.elapsed());
    }
}
