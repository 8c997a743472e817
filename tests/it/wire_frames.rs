//! Frames that say nothing sensible, at the doors of a whole house: each is answered, none is forgotten.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::wired::Wired;

#[actix_web::test]
async fn every_bad_frame_is_told_what_is_wrong_with_it() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut wire = wired.connect(&ann).await;
    for (frame, code, path) in [
        (json!({ "event": 5 }), "malformed", None),
        (json!({ "room": room }), "malformed", None),
        (json!({ "event": "nosuch" }), "unknown_event", None),
        (json!({ "event": "auction:fly", "room": room }), "unknown_event", None),
        (json!({ "event": "inbox:note", "room": room, "data": {} }), "invalid", Some("room")),
        (json!({ "event": "auction:bid", "data": { "amount": 1 } }), "invalid", Some("room")),
        (json!({ "event": "auction:bid", "room": room }), "invalid", Some("amount")),
        (
            json!({ "event": "auction:bid", "room": room, "data": { "amount": "1" } }),
            "invalid",
            Some("amount"),
        ),
        (
            json!({ "event": "auction:bid", "room": room, "data": { "amount": 1.5 } }),
            "invalid",
            Some("amount"),
        ),
        (
            json!({ "event": "auction:bid", "room": room, "data": { "amount": 1, "x": 1 } }),
            "invalid",
            Some("x"),
        ),
        (json!({ "event": "auction:bid", "room": room, "data": [] }), "invalid", None),
        (
            json!({ "event": "auction:bid", "room": room, "data": { "amount": 1_000 }, "key": "" }),
            "invalid",
            Some("key"),
        ),
        (
            json!({ "event": "auction:bid", "room": room, "data": { "amount": 1_000 }, "key": "x".repeat(65) }),
            "invalid",
            Some("key"),
        ),
        (
            json!({ "event": "auction:extend", "room": room, "data": { "seconds": 0 } }),
            "invalid",
            Some("seconds"),
        ),
        (json!({ "event": "subscribe", "data": {} }), "invalid", Some("room")),
        (
            json!({ "event": "subscribe", "data": { "room": room, "since": -1 } }),
            "invalid",
            Some("since"),
        ),
        (json!({ "event": "ping", "data": { "x": 1 } }), "invalid", Some("x")),
        (json!({ "event": "ping", "more": 1 }), "invalid", Some("more")),
    ] {
        let mut frame = frame;
        frame["id"] = json!(7_000);
        wire.say(&frame.to_string()).await;
        let reply = wire.reply(7_000).await;
        assert_eq!(reply["error"]["code"], code, "{frame} {reply}");
        assert_eq!(reply["error"]["retry"], false, "{frame} {reply}");
        if let Some(path) = path {
            assert_eq!(reply["error"]["data"]["fields"][0]["path"], path, "{frame} {reply}");
        }
    }
    // Without an id there is nothing to reply to, but it is told.
    for text in ["", "{", "[]", "null", "7", "{}", r#"{"event":"ping"} x"#] {
        wire.say(text).await;
        let told = wire.told_off().await;
        assert_eq!(
            (&told["error"]["code"], told.get("reply")),
            (&json!("malformed"), None),
            "{text}"
        );
    }
    // The auction has seen nothing of it, and the connection lives.
    assert_eq!(wire.follow(&room).await["bidCount"], 0);
    for _ in 0..10 {
        wire.say("{").await;
    }
    assert_eq!(wire.closing().await, 4400);
    wired.close().await;
}

#[actix_web::test]
async fn a_request_without_an_id_is_done_and_not_answered() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut wire = wired.connect(&ann).await;
    wire.follow(&room).await;
    wire.heard();
    let bid = json!({ "event": "auction:bid", "room": room, "data": { "amount": 1_000 } });
    wire.say(&bid.to_string()).await;
    assert_eq!(wire.next("auction:bid").await["seq"], 3);
    assert_eq!(wire.call("ping", json!({})).await["reply"], 2);
    let answers: Vec<Value> =
        wire.heard().into_iter().filter(|frame| !frame["error"].is_null()).collect();
    assert_eq!(answers, [] as [Value; 0]);
    drop(wire);
    wired.close().await;
}
