//! `/asyncapi.json` says what the code does: nothing is missing in it, nothing is said that is not so. Its copy and that of
//! `/openapi.json`, which the client's types are made of, are those that are served.
//!
//! `UPDATE_GOLDEN=1 scripts/test asyncapi` writes the copies anew.

use std::{collections::BTreeSet, fs, path::PathBuf};

use rialto::{
    http::{asyncapi, openapi},
    protocol::{
        Words,
        auction::{Auction, Changes, Terms},
        connection,
        conversation::Conversation,
        fault::Fault,
        inbox::Inbox,
        lobby::{Lobby, list::Lobbies},
        market::MarketWords,
        matchmaking::Matchmaking,
        party::Party,
        session::Sessions,
    },
    rooms::kinds::Kind,
};
use serde_json::{Value, json, value::RawValue};

use crate::{
    chat_walk,
    described::{DOCUMENT, glance, misfit},
    desk::Server,
    market_walk,
    openapi::references_lead_somewhere,
    play_walk,
    wired::{Wired, terms},
};

#[test]
fn the_copies_are_what_is_served() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clients/js/protocol");
    for (name, served) in
        [("asyncapi.json", asyncapi::document()), ("openapi.json", openapi::document().text())]
    {
        let path = folder.join(name);
        let document: Value = serde_json::from_str(served).unwrap();
        let expected = serde_json::to_string_pretty(&document).unwrap() + "\n";
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &expected).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{name} is old: UPDATE_GOLDEN=1 scripts/test asyncapi");
    }
}

#[actix_web::test]
async fn both_descriptions_are_served_and_say_the_same() {
    let wired = Wired::fresh();
    let server = Server::at(wired.address);
    let protocol = server.send("GET /asyncapi.json", &[], "").await.json;
    assert_eq!((&protocol, &protocol["asyncapi"]), (&*DOCUMENT, &json!("3.0.0")));
    references_lead_somewhere(&protocol, &protocol);
    let meta = server.send("GET /api/v1/meta", &[], "").await.json;
    assert_eq!(glance()["currencies"], meta["currencies"]);
    let api = server.send("GET /openapi.json", &[], "").await.json;
    for (name, schema) in protocol["components"]["schemas"].as_object().unwrap() {
        let other = &api["components"]["schemas"][name];
        assert!(other.is_null() || other == schema, "{name} is two things: {schema} {other}");
    }
    wired.close().await;
}

fn names(words: &Value) -> BTreeSet<&str> {
    words.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_request_is_described_but_those_of_the_house() {
    let kinds: BTreeSet<&str> = Kind::all().map(|kind| kind.name).collect();
    assert_eq!(names(&glance()["kinds"]), kinds);
    for kind in Kind::all() {
        let house: BTreeSet<&str> = kind.house.iter().copied().collect();
        let mut all = names(&glance()["kinds"][kind.name]["requests"]);
        assert!(all.is_disjoint(&house), "{}", kind.name);
        all.extend(house);
        assert_eq!(all, kind.requests.iter().copied().collect(), "{}", kind.name);
    }
    let own = names(&glance()["connection"]["requests"]);
    assert_eq!(own, connection::REQUESTS.into_iter().collect());
}

#[test]
fn the_standard_part_has_every_word() {
    let mut words = 0;
    let kinds = glance()["kinds"].as_object().unwrap().iter();
    for (kind, part) in kinds
        .map(|(kind, part)| (kind.as_str(), part))
        .chain([("connection", &glance()["connection"])])
    {
        for (sort, list) in [
            ("request", "requests"),
            ("event", "events"),
            ("signal", "signals"),
            ("signal", "messages"),
        ] {
            for (name, word) in part[list].as_object().into_iter().flatten() {
                let key = format!("{kind}.{}.{sort}", name.replace(':', "."));
                let message = &DOCUMENT["components"]["messages"][&key];
                assert_eq!(message["payload"]["properties"]["event"]["const"], **name, "{key}");
                assert_eq!(message["payload"]["properties"]["data"], word["data"], "{key}");
                assert!(DOCUMENT["operations"][&key]["action"].is_string(), "{key}");
                assert_ne!(word["summary"], "", "{key}");
                words += 1;
            }
        }
    }
    assert_eq!(words, DOCUMENT["operations"].as_object().unwrap().len());
}

/// Data that fits each request of an auction, a session or the connection itself.
fn data(request: &str) -> Value {
    match request {
        "auction:create" => terms(json!({})),
        "auction:edit" | "auction:relist" => json!({ "title": "A better clock", "reserve": null }),
        "auction:bid" => {
            json!({ "amount": 5_000, "max": 6_000, "currency": "EUR", "bidder": "ada" })
        }
        "auction:retract" => json!({ "bid": "1" }),
        "auction:accept" => json!({ "limit": 5_000 }),
        "auction:watch" => json!({ "on": true }),
        "auction:pause" | "auction:cancel" => json!({ "reason": "because" }),
        "auction:extend" => json!({ "seconds": 60 }),
        "auction:lower_reserve" => json!({ "reserve": 5_000 }),
        "auction:void" => json!({ "bid": "1", "reason": "because" }),
        "auction:announce" => json!({ "text": "Soon." }),
        "auction:paid" => json!({ "reference": "7" }),
        "auction:second_chance" => json!({ "to": "ada" }),
        "session:create" => json!({
            "title": "Clocks", "lots": [terms(json!({}))], "endsAt": "2026-11-20T22:40:00.000Z",
            "extendScope": "session",
        }),
        "auth" => json!({ "token": "x" }),
        "subscribe" => json!({ "room": "market", "since": 7, "epoch": "x" }),
        "unsubscribe" => json!({ "room": "market" }),
        "outcome" => json!({ "key": "x" }),
        "presence:set" => json!({ "status": "busy" }),
        "presence:watch" => json!({ "users": ["0000000000001"] }),
        _ => json!({}),
    }
}

/// Data that fits a request of some kind.
fn sample(kind: &str, request: &str) -> Value {
    let user = json!("0000000000001");
    match kind {
        "conversation" => chat_walk::data(request, &json!("3"), &user).unwrap(),
        "inbox" => chat_walk::inbox_data(request, &user).unwrap(),
        "lobby" | "lobbies" | "party" | "queue" => play_walk::data(request, "0000000000001"),
        "market" => market_walk::data(request, &user),
        _ => data(request),
    }
}

/// Why a kind cannot read a request.
fn unread(kind: &str, request: &str, data: &Value) -> Option<Fault> {
    let raw = RawValue::from_string(data.to_string()).unwrap();
    match kind {
        // Some terms are read together with the others.
        "auction" if ["auction:edit", "auction:relist"].contains(&request) => {
            let terms: Terms = serde_json::from_value(terms(json!({}))).unwrap();
            let changes = Changes(data.as_object()?.clone());
            terms.amended(&changes).err().map(|fields| Fault::Invalid { fields })
        }
        "auction" => Auction::command(request, &raw).err(),
        "conversation" => Conversation::command(request, &raw).err(),
        "inbox" => Inbox::command(request, &raw).err(),
        "lobby" => Lobby::command(request, &raw).err(),
        "lobbies" => Lobbies::command(request, &raw).err(),
        "market" => MarketWords::command(request, &raw).err(),
        "queue" => Matchmaking::command(request, &raw).err(),
        "party" => Party::command(request, &raw).err(),
        "session" => Sessions::command(request, &raw).err(),
        _ => panic!("`{kind}` is new"),
    }
}

/// The same data with one thing changed, and what that is.
fn variants(data: &Value) -> Vec<(String, Value)> {
    let changed = |what: String, change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
        let mut data = data.clone();
        change(data.as_object_mut().unwrap());
        (what, data)
    };
    let mut all = vec![
        ("as it is".to_owned(), data.clone()),
        changed("with one more".into(), &|data| {
            data.insert("anotherField".into(), json!(1));
        }),
    ];
    for name in data.as_object().unwrap().keys() {
        all.push(changed(format!("without {name}"), &|data| {
            data.remove(name);
        }));
        for other in [json!(null), json!([[true]])] {
            all.push(changed(format!("with {name}: {other}"), &|data| {
                data.insert(name.clone(), other.clone());
            }));
        }
    }
    all
}

#[test]
fn the_description_takes_what_the_code_takes_and_nothing_else() {
    for (kind, part) in glance()["kinds"].as_object().unwrap() {
        for (request, word) in part["requests"].as_object().unwrap() {
            for (what, data) in variants(&sample(kind, request)) {
                let wrong = misfit(&word["data"], &data);
                let unread = unread(kind, request, &data);
                assert_eq!(
                    wrong.is_some(),
                    unread.is_some(),
                    "{request} {what}: {wrong:?} {unread:?}"
                );
                assert!(what != "as it is" || wrong.is_none(), "{request}: {wrong:?}");
            }
        }
    }
    for (request, word) in glance()["connection"]["requests"].as_object().unwrap() {
        let sample = data(request);
        assert_eq!(misfit(&word["data"], &sample), None, "{request}");
        let more = &variants(&sample)[1].1;
        assert!(misfit(&word["data"], more).is_some(), "{request}");
    }
}
