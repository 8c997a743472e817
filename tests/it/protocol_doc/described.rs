//! What the samples say is as `/asyncapi.json` describes it.

use std::collections::{BTreeMap, BTreeSet};

use rialto::protocol::{
    Words,
    auction::Auction,
    conversation::Conversation,
    fault::{Fault, Problem},
    inbox::{self, Inbox},
    lobby::{Lobby, list::Lobbies},
    market::MarketWords,
    matchmaking::Matchmaking,
    party::Party,
    session::{self, Sessions},
};
use serde_json::{Value, json};

use super::{play, samples, talk, trade};
use crate::described::{glance, misfit};

/// Events of a kind, by name, as clients are told of them.
fn shown<W: Words>(
    views: impl IntoIterator<Item = W::View>,
) -> Vec<(&'static str, &'static str, Value)> {
    views.into_iter().map(|view| (W::KIND, W::name(&view), json!(view))).collect()
}

fn first<T>(all: Vec<(T, &'static str)>) -> impl Iterator<Item = T> {
    all.into_iter().map(|(one, _)| one)
}

/// Everything that an inbox tells: also each thing that it was told elsewhere.
fn inbox_views() -> impl Iterator<Item = inbox::View> {
    first(samples::notes())
        .map(inbox::View::Note)
        .chain(first(play::plays()).map(inbox::View::Play))
        .chain(first(trade::trades()).map(inbox::View::Trade))
        .chain(first(talk::inbox_views()))
}

#[test]
fn every_event_is_described() {
    let events = [
        shown::<Auction>(first(samples::views())),
        shown::<Conversation>(first(talk::views())),
        shown::<Inbox>(inbox_views()),
        shown::<Lobby>(first(play::lobby_views())),
        shown::<Lobbies>(first(play::list_views())),
        shown::<MarketWords>(first(trade::market_views())),
        shown::<Party>(first(play::party_views())),
        shown::<Sessions>(first(trade::session_views())),
    ];
    let mut named: BTreeMap<&str, BTreeSet<&str>> =
        BTreeMap::from([(Matchmaking::KIND, BTreeSet::new())]);
    for (kind, name, data) in events.into_iter().flatten() {
        named.entry(kind).or_default().insert(name);
        let word = &glance()["kinds"][kind]["events"][name];
        assert_eq!(misfit(&word["data"], &data), None, "{kind} tells {name}: {data}");
    }
    for (kind, part) in glance()["kinds"].as_object().unwrap() {
        let described: BTreeSet<&str> =
            part["events"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(described, named[kind.as_str()], "{kind}");
    }
}

fn codes<W: Words>(rejects: Vec<(W::Reject, &'static str)>) -> (&'static str, Vec<String>) {
    (W::KIND, first(rejects).map(|reject| W::problem(&reject).code.into_owned()).collect())
}

#[test]
fn every_refusal_is_described() {
    let wrong = samples::faults().into_iter().map(|(fault, _)| fault.code());
    assert_eq!(wrong.collect::<Vec<_>>(), Fault::CODES);
    assert_eq!(glance()["connection"]["refusals"], json!(Fault::CODES));
    let all = [
        codes::<Auction>(samples::rejects()),
        codes::<Conversation>(talk::rejects()),
        codes::<Inbox>(talk::inbox_rejects()),
        codes::<Lobby>(play::lobby_rejects()),
        codes::<MarketWords>(trade::market_rejects()),
        codes::<Matchmaking>(play::queue_rejects()),
        codes::<Party>(play::party_rejects()),
        codes::<Sessions>(vec![
            (session::Reject::NotFound, ""),
            (session::Reject::Forbidden, ""),
            (session::Reject::Invalid { fields: Vec::new() }, ""),
        ]),
    ];
    for (kind, codes) in all {
        assert_eq!(glance()["kinds"][kind]["refusals"], json!(codes), "{kind}");
    }
    for (fault, _) in samples::faults() {
        assert_eq!(misfit(&glance()["problem"], &json!(Problem::from(&fault))), None);
    }
}
