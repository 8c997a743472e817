//! The demo as the real program shows it: what is printed is true, and there is something to see on every page.

use std::process::Command;

use rialto::clock::Stopwatch;
use serde_json::{Value, json};

use crate::process::{Heard, Server, Socket};

/// How long somebody who searches waits at the most, in milliseconds.
const MATCHED_MS: u128 = 10_000;

fn start(flag: &str) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rialto"));
    command.args(["serve", flag, "--listen", "127.0.0.1:0"]).env_clear();
    Server::start(command)
}

/// What is printed, up to the last line.
fn printed(server: &Server) -> Vec<String> {
    let mut lines = Vec::new();
    while !lines.last().is_some_and(|line: &String| line.contains("Press Ctrl-C to stop.")) {
        lines.push(server.says());
    }
    lines
}

/// The path behind a label, on this server.
#[track_caller]
fn path<'a>(server: &Server, lines: &'a [String], label: &str) -> &'a str {
    let line = lines.iter().find(|line| line.contains(label)).unwrap();
    let base = format!("http://{}", server.address);
    let (_, path) = line.split_once(&base).unwrap();
    path.split_whitespace().next().unwrap()
}

/// Follows the link of somebody; their token, and where the link leads.
fn come_in(server: &Server, lines: &[String], label: &str) -> (String, String) {
    let link = path(server, lines, label);
    let (code, to) = link.split_once("?to=").unwrap_or((link, ""));
    assert_eq!(server.call(&format!("GET {link}"), None, &Value::Null).0, 200, "the page");
    let (status, signed) = server.call(&format!("POST {code}"), None, &Value::Null);
    assert_eq!(status, 200, "{signed}");
    assert!(label.starts_with(signed["user"]["name"].as_str().unwrap()), "{label}: {signed}");
    assert_eq!(server.call(&format!("POST {code}"), None, &Value::Null).0, 404, "once");
    (signed["accessToken"].as_str().unwrap().to_owned(), to.to_owned())
}

/// The items of a list.
fn items(server: &Server, path: &str, token: Option<&str>) -> Vec<Value> {
    let (status, page) = server.call(&format!("GET /api/v1/{path}"), token, &Value::Null);
    assert_eq!(status, 200, "{path}: {page}");
    page["items"].as_array().unwrap().clone()
}

#[test]
fn what_the_auction_demo_prints_is_true_and_every_page_has_something_to_show() {
    let server = start("--demo");
    let lines = printed(&server);
    let lot = path(&server, &lines, "Auction floor").to_owned();
    let (ada, to) = come_in(&server, &lines, "Ada (buyer)");
    assert_eq!(to, lot);
    let (bo, to) = come_in(&server, &lines, "Bo  (seller)");
    assert_eq!(to, lot);
    let (cy, to) = come_in(&server, &lines, "Cy  (admin)");
    assert_eq!(to, "");
    let (_, shown) = server.call(&format!("GET /api/v1{lot}"), Some(&ada), &Value::Null);
    assert_eq!((&shown["status"], &shown["seller"]["name"]), (&json!("active"), &json!("Bo")));
    assert_eq!(path(&server, &lines, "Test console"), "/console/test");
    assert!(lines.iter().any(|line| line.ends_with("/openapi.json   /asyncapi.json   /client.js")));
    for there in [lot.as_str(), "/console/test", "/openapi.json", "/asyncapi.json", "/client.js"] {
        assert_eq!(server.call(&format!("GET {there}"), None, &Value::Null).0, 200, "{there}");
    }
    let (_, meta) = server.call("GET /api/v1/meta", None, &Value::Null);
    assert_eq!((&meta["demo"], &meta["setup"]), (&json!("auction"), &json!(false)));

    let ada = Some(ada.as_str());
    assert!(items(&server, "auctions?status=scheduled", None).len() == 1);
    assert!(9 <= items(&server, "auctions?status=active", None).len());
    assert!(items(&server, "wallet", ada).iter().all(|purse| purse["available"] != 0));
    assert!(!items(&server, "wallet", ada).is_empty());
    let (_, me) = server.call("GET /api/v1/me", Some(&bo), &Value::Null);
    let of_bo = format!("listings?status=listed&seller={}", me["id"].as_str().unwrap());
    assert!(items(&server, &of_bo, None).iter().any(|listing| listing["stock"] == 12));
    assert!(items(&server, &of_bo, None).len() < items(&server, "listings", None).len());
    let talks = items(&server, "conversations", ada);
    let unread = |kind: &str| {
        let talk = talks.iter().find(|talk| talk["kind"] == kind).unwrap();
        talk["unreadCount"].as_u64().unwrap()
    };
    assert_eq!((unread("direct"), unread("group")), (1, 3), "{talks:?}");
    let mut beside = Socket::open(server.address, ada).unwrap();
    let about = json!({"kind": "auction", "auction": shown["room"]});
    let (status, talk) = server.call("POST /api/v1/conversations", Some(&cy), &about);
    assert_eq!((status, talk["messages"].as_array().map(Vec::len)), (200, Some(2)), "{talk}");
    assert!(talk["messages"][1]["replyTo"].is_string(), "{talk}");
    assert_eq!(items(&server, "lobbies", None).len(), 2);

    let (status, second) = server.call("POST /api/v1/demo/second", None, &Value::Null);
    assert_eq!(status, 201, "{second}");
    let link = format!("POST {}", second["path"].as_str().unwrap());
    let (status, signed) = server.call(&link, None, &Value::Null);
    assert_eq!((status, &signed["user"]["name"]), (200, &json!("Gus")), "{signed}");
    let gus = signed["accessToken"].as_str();
    assert!(!items(&server, "wallet", gus).is_empty(), "somebody to bid with");

    // A robot bids without being asked to.
    let rooms = items(&server, "auctions?status=active", None);
    for (id, lot) in (1..).zip(&rooms) {
        let follow = json!({"id": id, "event": "subscribe", "data": {"room": lot["room"]}});
        assert!(beside.say(&follow));
    }
    loop {
        let Heard::Frame(frame) = beside.hear() else { panic!("it went") };
        if frame["event"] == "auction:bid" {
            break;
        }
    }
}

/// Searches until a game has begun.
fn plays(server: &Server, token: &str, user: &Value, game: &str, mode: &str) {
    let mut socket = Socket::open(server.address, Some(token)).unwrap();
    let watch = Stopwatch::start();
    let find = json!({"game": game, "mode": mode});
    assert!(socket.say(&json!({"id": 1, "event": "matchmaking:find", "data": find})));
    let (mut accepted, mut lobby, mut hosts, mut begun) = (false, Value::Null, false, false);
    loop {
        let Heard::Frame(frame) = socket.hear() else { panic!("it went") };
        assert!(frame["error"].is_null(), "{frame}");
        let data = &frame["data"];
        match frame["event"].as_str().unwrap_or_default() {
            "matchmaking:status" if data["readyCheck"]["youAccepted"] == false && !accepted => {
                accepted = true;
                let which = json!({"matchRequestId": data["matchRequestId"]});
                socket.say(&json!({"id": 2, "event": "matchmaking:accept", "data": which}));
            }
            "matchmaking:matched" => {
                let waited = watch.elapsed().as_millis();
                assert!(waited < MATCHED_MS, "{waited} ms");
                lobby = data["lobby"].clone();
                socket.say(&json!({"id": 3, "event": "subscribe", "data": {"room": lobby}}));
                let ready = json!({"ready": true});
                socket.say(&json!({"id": 4, "event": "lobby:ready", "room": lobby, "data": ready}));
            }
            "lobby:started" => return,
            _ => (),
        }
        if frame["reply"] == 3 {
            hosts = data["state"]["host"] == *user;
        }
        let is_ready = data["status"] == "ready" || data["state"]["status"] == "ready";
        if frame["room"] == lobby && is_ready && hosts && !begun {
            begun = true;
            socket.say(&json!({"id": 5, "event": "lobby:start", "room": lobby, "data": {}}));
        }
    }
}

#[test]
fn whoever_searches_in_the_game_demo_is_matched_and_the_lobby_starts() {
    let server = start("--demo=game");
    let lines = printed(&server);
    assert_eq!(path(&server, &lines, "Lobbies"), "/play");
    let (_, meta) = server.call("GET /api/v1/meta", None, &Value::Null);
    assert_eq!(meta["demo"], "game");
    let people = ["Ada (buyer)", "Bo  (seller)"].map(|label| {
        let (token, to) = come_in(&server, &lines, label);
        assert_eq!(to, "/play");
        let (_, me) = server.call("GET /api/v1/me", Some(&token), &Value::Null);
        (token, me["id"].clone())
    });
    let [(ada, ada_id), (bo, bo_id)] = &people;
    plays(&server, ada, ada_id, "arena", "duel");
    plays(&server, bo, bo_id, "arena", "team");
    plays(&server, ada, ada_id, "quiz", "quick");
}

#[test]
fn there_are_two_demos() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_rialto")).args(["serve", "--demo=chess"]).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the demos are auction, game"));
}
