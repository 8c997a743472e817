//! Keys through real doors (R6): the same key never acts twice and has the same answer, over sockets and REST,
//! after reconnects and in the next house.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::wired::{NOW, Wire, Wired, settings, terms};

fn bid(amount: i64) -> Value {
    json!({ "amount": amount })
}

async fn outcome(wire: &mut Wire, key: &str) -> Value {
    wire.call("outcome", json!({ "key": key })).await["data"].clone()
}

#[actix_web::test]
async fn a_key_acts_once_over_whatever_door_and_in_the_next_house() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let bob = wired.somebody("bob", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let other = wired.lot(&seller, json!({})).await;
    let path = |room: &str| format!("POST /auctions/{}/bids", room.split_once(':').unwrap().1);

    let mut wire = wired.connect(&ann).await;
    assert_eq!(outcome(&mut wire, "socket").await, json!({ "state": "unknown" }));
    let by_socket = wire.ask_once("auction:bid", &room, bid(1_000), Some("socket")).await;
    assert_eq!((&by_socket["seq"], by_socket.get("replayed")), (&json!(3), None), "{by_socket}");
    let low = wire.ask_once("auction:bid", &room, bid(1), Some("low")).await;
    assert_eq!(low["error"]["code"], "not_above_own_max", "{low}");
    let by_rest = wired.rest(&path(&room), Some(&ann), Some("rest"), &bid(2_000)).await;
    assert_eq!((by_rest.status, by_rest.header("Idempotency-Replayed")), (201, None));
    // A state that may change is not remembered.
    wired
        .rest(
            &path(&room).replace("bids", "pause"),
            Some(&seller),
            None,
            &json!({ "reason": "tea" }),
        )
        .await;
    let paused = wire.ask_once("auction:bid", &room, bid(3_000), Some("later")).await;
    assert_eq!(paused["error"]["code"], "paused");
    assert_eq!(outcome(&mut wire, "later").await["state"], "unknown");
    wired.rest(&path(&room).replace("bids", "resume"), Some(&seller), None, &json!({})).await;
    let now = wire.ask_once("auction:bid", &room, bid(3_000), Some("later")).await;
    assert_eq!(
        (now["data"]["status"].as_str(), now.get("replayed")),
        (Some("raised"), None),
        "{now}"
    );

    wire.leave().await;
    let mut wired = Some(wired);
    for house in 0..2 {
        let open = match wired.take() {
            Some(open) => open,
            None => Wired::open(&config),
        };
        let mut wire = open.connect(&ann).await;
        // Over the socket what was asked there, and what was asked over REST.
        let again = wire.ask_once("auction:bid", &room, bid(1_000), Some("socket")).await;
        assert_eq!(
            (&again["data"], &again["seq"], &again["replayed"]),
            (&by_socket["data"], &json!(3), &json!(true)),
            "house {house}"
        );
        let again = wire.ask_once("auction:bid", &room, bid(2_000), Some("rest")).await;
        assert_eq!((&again["data"], &again["replayed"]), (&by_rest.json, &json!(true)));
        let again = wire.ask_once("auction:bid", &room, bid(1), Some("low")).await;
        assert_eq!((&again["error"], &again["replayed"]), (&low["error"], &json!(true)));
        // And over REST.
        let again = open.rest(&path(&room), Some(&ann), Some("socket"), &bid(1_000)).await;
        assert_eq!((again.status, again.header("Idempotency-Replayed")), (201, Some("true")));
        assert_eq!(again.json, by_socket["data"]);
        let again = open.rest(&path(&room), Some(&ann), Some("low"), &bid(1)).await;
        assert_eq!((again.status, &again.json["error"]), (409, &low["error"]));

        // Another request with a key that was used: other data, another room, another deed.
        let others = [
            (&room, "auction:bid", bid(9_000)),
            (&other, "auction:bid", bid(1_000)),
            (&room, "auction:watch", json!({ "on": true })),
        ];
        for (room, request, data) in others {
            for key in ["socket", "rest", "low"] {
                let reply = wire.ask_once(request, room, data.clone(), Some(key)).await;
                assert_eq!(reply["error"]["code"], "key_reused", "{key} {data}");
            }
        }
        open.rest(&path(&room), Some(&ann), Some("socket"), &bid(9_000))
            .await
            .is(409, "key_reused");
        for (key, state) in [
            ("socket", "applied"),
            ("rest", "applied"),
            ("later", "applied"),
            ("low", "refused"),
            ("never", "unknown"),
        ] {
            assert_eq!(outcome(&mut wire, key).await["state"], state, "{key}");
        }
        assert_eq!(outcome(&mut wire, "socket").await["reply"]["data"], by_socket["data"]);
        assert_eq!(outcome(&mut wire, "low").await["reply"]["error"], low["error"]);
        // Keys are each user's own.
        let mut bobs = open.connect(&bob).await;
        assert_eq!(outcome(&mut bobs, "socket").await["state"], "unknown");

        let page = open
            .rest(
                &format!("GET /auctions/{}", room.split_once(':').unwrap().1),
                Some(&ann),
                None,
                &Value::Null,
            )
            .await
            .json;
        assert_eq!(
            (&page["bidCount"], &page["you"]["max"]),
            (&json!(3), &json!(3_000)),
            "house {house}"
        );
        drop((wire, bobs));
        open.close().await;
    }
}

#[actix_web::test]
async fn what_comes_too_late_is_not_carried_out_but_its_first_answer_stays() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut wire = wired.connect(&ann).await;
    let frame = |id: u64, before: rialto::protocol::time::Time| {
        let data = bid(1_000);
        json!({ "id": id, "event": "auction:bid", "room": room, "data": data, "key": "k", "before": before })
    };
    wire.say(&frame(101, NOW).to_string()).await;
    let late = wire.reply(101).await;
    assert_eq!(
        (&late["error"]["code"], &late["error"]["retry"]),
        (&json!("too_late"), &json!(false))
    );
    assert_eq!(outcome(&mut wire, "k").await["state"], "unknown");
    wire.say(&frame(102, NOW.plus(1)).to_string()).await;
    let done = wire.reply(102).await;
    assert_eq!(done["data"]["status"], "leading", "{done}");
    wired.pass(1_000);
    wire.say(&frame(103, NOW.plus(1)).to_string()).await;
    let again = wire.reply(103).await;
    assert_eq!((&again["data"], &again["replayed"]), (&done["data"], &json!(true)));
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn a_key_is_over_after_a_day() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({ "durationMs": 7 * 86_400_000_i64 })).await;
    let mut wire = wired.connect(&ann).await;
    wire.ask_once("auction:watch", &room, json!({ "on": true }), Some("k")).await;
    wired.pass(86_400_000 - 1);
    let again = wire.ask_once("auction:watch", &room, json!({ "on": true }), Some("k")).await;
    assert_eq!(again["replayed"], true);
    wired.pass(2);
    assert_eq!(outcome(&mut wire, "k").await["state"], "unknown");
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn an_auction_is_made_once_however_often_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let seller = wired.somebody("seller", Role::Seller).await;
    let make = json!({ "title": "Once" });
    let made =
        wired.rest("POST /auctions", Some(&seller), Some("make"), &terms(make.clone())).await;
    assert_eq!((made.status, made.header("Idempotency-Replayed")), (201, None));
    let id = made.json["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("Location"), Some(&*format!("/api/v1/auctions/{id}")));
    assert_eq!((&made.json["status"], &made.json["title"]), (&json!("active"), &json!("Once")));
    wired.close().await;
    let wired = Wired::open(&config);
    let again = wired.rest("POST /auctions", Some(&seller), Some("make"), &terms(make)).await;
    assert_eq!((again.status, again.header("Idempotency-Replayed")), (201, Some("true")));
    assert_eq!(again.json["id"], *id);
    let other = wired.rest("POST /auctions", Some(&seller), Some("make"), &terms(json!({}))).await;
    other.is(409, "key_reused");
    let list = wired.rest("GET /auctions", None, None, &Value::Null).await;
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1);
    wired.close().await;
}
