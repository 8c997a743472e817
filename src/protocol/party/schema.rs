//! What may be asked of a party, and what it tells.

use super::{
    Party,
    page::{OpenedReply, Page},
    view::View,
    words::CREATE,
};
use crate::protocol::{connection::Nothing, lobby::bodies::Whom, schema::Vocabulary};

/// The events by the order of [`View`].
const EVENTS: [&str; 10] = [
    "party:member:joined",
    "party:member:left",
    "party:leader:changed",
    "party:invited",
    "party:declined",
    "party:member:reconnecting",
    "party:member:reconnected",
    "party:searching",
    "party:stopped",
    "party:closed",
];

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "invalid",
    "already_in_party",
    "party_full",
    "blocked",
    "not_invited",
    "too_many_invitations",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    Vocabulary::of::<Party, Page>("party:<id>", REFUSALS)
        .events::<View>(&EVENTS)
        .deed::<OpenedReply>(CREATE, "Open it.")
        .request::<Whom, Nothing>("party:invite", "Ask somebody in.")
        .deed::<Nothing>("party:accept", "Come in.")
        .deed::<Nothing>("party:decline", "Do not come in.")
        .request::<Whom, Nothing>("party:leader", "Make somebody else the leader.")
        .request::<Whom, Nothing>("party:kick", "Put somebody out, or ask them no longer.")
        .deed::<Nothing>("party:leave", "Go.")
}
