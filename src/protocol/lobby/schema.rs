//! What may be asked of a lobby, and what it and the list of lobbies tell.

use super::{
    Lobby,
    bodies::{Change, Create, Join, Kick, Outcome, Ready, Seat, Whom},
    list::{self, Lobbies},
    page::{DoneReply, OpenedReply, Page},
    view::View,
    words::{CREATE, JOIN},
};
use crate::protocol::schema::Vocabulary;

/// The events by the order of [`View`].
const EVENTS: [&str; 14] = [
    "lobby:update",
    "lobby:member:joined",
    "lobby:member:left",
    "lobby:member:kicked",
    "lobby:member:ready",
    "lobby:member:reconnecting",
    "lobby:member:reconnected",
    "lobby:member:seated",
    "lobby:host:changed",
    "lobby:invited",
    "lobby:starting",
    "lobby:started",
    "lobby:result",
    "lobby:closed",
];

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "invalid",
    "unknown_game",
    "lobby_full",
    "lobby_closed",
    "already_started",
    "not_started",
    "not_ready",
    "banned_from_lobby",
    "wrong_password",
    "too_many_lobbies",
    "searching",
    "seat_taken",
    "blocked",
    "too_many_invitations",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    Vocabulary::of::<Lobby, Page>("lobby:<id>", REFUSALS)
        .events::<View>(&EVENTS)
        .request::<Create, OpenedReply>(CREATE, "Open it.")
        .request::<Join, DoneReply>(JOIN, "Come in.")
        .deed::<DoneReply>("lobby:leave", "Go.")
        .request::<Ready, DoneReply>("lobby:ready", "Ready, or no longer.")
        .request::<Seat, DoneReply>("lobby:seat", "Take another seat.")
        .request::<Whom, DoneReply>("lobby:invite", "Ask somebody in.")
        .request::<Kick, DoneReply>("lobby:kick", "Put somebody out.")
        .request::<Kick, DoneReply>("lobby:ban", "Put somebody out for good.")
        .request::<Whom, DoneReply>("lobby:unban", "Let somebody come back.")
        .request::<Whom, DoneReply>("lobby:host", "Make somebody else the host.")
        .request::<Change, DoneReply>(
            "lobby:settings",
            "Change what is set; everybody has to be ready anew.",
        )
        .deed::<DoneReply>("lobby:start", "Begin the countdown.")
        .deed::<DoneReply>("lobby:close", "End it for all.")
        .request::<Outcome, DoneReply>("lobby:result", "The game's backend says how it ended.")
}

/// The list of lobbies, of which nothing is asked.
pub(in crate::protocol) fn list() -> Vocabulary {
    Vocabulary::of::<Lobbies, list::State>("lobbies", &["forbidden"])
        .events::<list::View>(&["lobby:listed", "lobby:unlisted"])
}
