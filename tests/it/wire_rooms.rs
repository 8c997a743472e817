//! Rooms through real sockets: nobody misses or repeats anything, whoever they are and whatever they missed.

use rialto::{protocol::person::Role, rooms};
use serde_json::{Value, json};

use crate::wired::{Wire, Wired, settings};

fn seqs(frames: &[Value], room: &str) -> Vec<u64> {
    let of_room = frames.iter().filter(|frame| frame["room"] == room);
    of_room.filter_map(|frame| frame["seq"].as_u64()).collect()
}

fn bid(amount: i64) -> Value {
    json!({ "amount": amount })
}

async fn back(wire: &mut Wire, room: &str, since: u64, epoch: Option<&str>) -> Value {
    let mut data = json!({ "room": room, "since": since });
    if let Some(epoch) = epoch {
        data["epoch"] = epoch.into();
    }
    wire.call("subscribe", data).await["data"].clone()
}

#[actix_web::test]
async fn one_who_follows_hears_everything_until_they_stop() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let (mut wire, mut guest) = (wired.connect(&ann).await, wired.guest().await);
    let mut other = wired.guest().await;
    for wire in [&mut guest, &mut other] {
        assert_eq!(wire.follow(&room).await["bidCount"], 0);
    }
    let placed = wire.ask("auction:bid", &room, bid(1_000)).await;
    assert_eq!((&placed["seq"], &placed["data"]["status"]), (&json!(3), &json!("leading")));
    for wire in [&mut guest, &mut other] {
        let event = wire.next("auction:bid").await;
        assert_eq!((&event["seq"], &event["data"]["price"]), (&json!(3), &json!(1_000)));
        assert_eq!(event["at"], json!(wired.clock.now()));
    }
    assert_eq!(guest.call("unsubscribe", json!({ "room": room })).await["data"], json!({}));
    guest.forget(&room);
    wire.ask("auction:bid", &room, bid(2_000)).await;
    assert!(other.catch_up(&room).await);
    guest.call("ping", json!({})).await;
    assert_eq!(seqs(&guest.heard(), &room), [] as [u64; 0]);
    assert_eq!(seqs(&other.heard(), &room), [4]);
    // Back again: as the room stands, and whatever comes then.
    assert_eq!(guest.follow(&room).await["bidCount"], 2);
    wired.rest(&format!("POST {}", path(&room, "end")), Some(&seller), None, &json!({})).await;
    assert_eq!(guest.next("auction:ended").await["seq"], 5);
    drop((wire, guest, other));
    wired.close().await;
}

fn path(room: &str, what: &str) -> String {
    format!("/auctions/{}/{what}", room.split_once(':').unwrap().1)
}

#[actix_web::test]
async fn one_who_comes_back_gets_exactly_what_they_missed_or_the_room_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.realtime.history = 8.try_into().unwrap();
    let wired = Wired::open(&config);
    let seller = wired.somebody("seller", Role::Seller).await;
    let (ann, bob) =
        (wired.somebody("ann", Role::User).await, wired.somebody("bob", Role::User).await);
    let room = wired.lot(&seller, json!({})).await;
    let mut wires = [wired.connect(&ann).await, wired.connect(&bob).await];
    for turn in 0..10_usize {
        let amount = 1_000 + 200 * i64::try_from(turn).unwrap();
        wires[turn % 2]
            .ask("auction:bid", &room, json!({ "amount": amount, "max": amount + 50 }))
            .await;
    }
    let epoch = wired.house.store().epoch().to_owned();
    for (since, recovered) in
        [(12, true), (11, true), (4, true), (3, false), (0, false), (13, false)]
    {
        let mut guest = wired.guest().await;
        let data = back(&mut guest, &room, since, Some(&epoch)).await;
        assert_eq!(
            (&data["recovered"], &data["seq"], &data["epoch"]),
            (&json!(recovered), &json!(12), &json!(epoch)),
            "since {since}"
        );
        if recovered {
            let events = data["events"].as_array().unwrap();
            assert_eq!(seqs(events, &room), (since + 1..=12).collect::<Vec<_>>());
            assert!(data.get("state").is_none());
        } else {
            assert_eq!((&data["state"]["bidCount"], data.get("events")), (&json!(10), None));
        }
    }
    let mut guest = wired.guest().await;
    assert_eq!(back(&mut guest, &room, 11, Some("another")).await["recovered"], false);
    assert_eq!(back(&mut guest, &room, 11, None).await["recovered"], true);

    // What is recovered is what each viewer would have been told, and the next house knows it as well.
    let told = |data: &Value| data["events"].as_array().unwrap().last().unwrap()["data"].clone();
    let live = told(&back(&mut wires[1], &room, 11, None).await);
    assert_eq!(live["max"], 2_850, "{live}");
    drop((guest, wires));
    wired.close().await;
    let wired = Wired::open(&config);
    assert_eq!(wired.house.store().epoch(), epoch);
    assert_eq!(told(&back(&mut wired.connect(&bob).await, &room, 11, Some(&epoch)).await), live);
    let others = told(&back(&mut wired.connect(&ann).await, &room, 11, Some(&epoch)).await);
    assert_eq!((&others["price"], others.get("max")), (&live["price"], None));
    wired.close().await;
}

#[actix_web::test]
async fn positions_have_no_holes_for_anyone_and_what_is_hidden_is_only_a_number() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let (ann, bob) =
        (wired.somebody("ann", Role::User).await, wired.somebody("bob", Role::User).await);
    let room = wired.lot(&seller, json!({ "reserve": 5_000 })).await;
    let mut anns = wired.connect(&ann).await;
    let mut others = [wired.connect(&bob).await, wired.connect(&seller).await, wired.guest().await];
    for wire in others.iter_mut().chain([&mut anns]) {
        wire.follow(&room).await;
        wire.heard();
    }
    anns.ask("auction:bid", &room, json!({ "amount": 1_000, "max": 2_000 })).await;
    // A leader's raise is nobody else's business.
    anns.ask("auction:bid", &room, json!({ "amount": 1_100, "max": 3_000 })).await;
    anns.ask("auction:watch", &room, json!({ "on": true })).await;
    let mut sellers = wired.connect(&seller).await;
    sellers.ask("auction:lower_reserve", &room, json!({ "reserve": 4_000 })).await;
    sellers.ask("auction:announce", &room, json!({ "text": "Going once" })).await;

    anns.catch_up(&room).await;
    let heard = anns.heard();
    assert_eq!(seqs(&heard, &room), [3, 4, 5, 6, 7]);
    assert!(
        heard.iter().any(|frame| frame["event"] == "auction:max" && frame["data"]["max"] == 3_000)
    );
    for (place, wire) in others.iter_mut().enumerate() {
        assert!(wire.catch_up(&room).await);
        let heard = wire.heard();
        assert_eq!(seqs(&heard, &room), [3, 4, 5, 6, 7], "viewer {place}");
        let text = Value::from(heard.clone()).to_string();
        assert!(!text.contains("2000") && !text.contains("3000"), "{text}");
        assert_eq!(text.contains("4000"), place == 1, "{text}");
        for hidden in heard.iter().filter(|frame| [json!(4), json!(5)].contains(&frame["seq"])) {
            assert_eq!(*hidden, json!({ "room": room, "seq": hidden["seq"] }), "viewer {place}");
        }
    }
    // The journal over REST shows the same.
    let request = format!("GET /events?room={room}&after=3");
    for who in [None, Some(&bob)] {
        let page = wired.rest(&request, who, None, &Value::Null).await.json;
        assert_eq!(page["epoch"], wired.house.store().epoch());
        assert_eq!(page["items"][0], json!({ "room": room, "seq": 4 }));
        assert_eq!(seqs(page["items"].as_array().unwrap(), &room), [4, 5, 6, 7]);
    }
    let page = wired.rest(&request, Some(&ann), None, &Value::Null).await.json;
    assert_eq!(page["items"][0]["data"]["max"], 3_000);
    drop((anns, others, sellers));
    wired.close().await;
}

#[actix_web::test]
async fn the_displaced_leader_hears_of_it_once_there_or_away() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let (ann, bob) =
        (wired.somebody("ann", Role::User).await, wired.somebody("bob", Role::User).await);
    let room = wired.lot(&seller, json!({})).await;
    let (mut anns, mut bobs) = (wired.connect(&ann).await, wired.connect(&bob).await);
    anns.ask("auction:bid", &room, bid(1_000)).await;
    bobs.ask("auction:bid", &room, bid(5_000)).await;
    // Nobody has subscribed to anything.
    let outbid = anns.next("auction:outbid").await;
    let inbox = rooms::inbox(ann.person.id);
    assert_eq!(outbid["room"], inbox.as_str());
    let lot = json!({ "auction": room, "title": "A clock", "price": 1_100, "currency": "EUR" });
    assert_eq!(outbid["data"], lot);
    // Beaten at once: it was never hers, so the reply says so and no note does.
    assert_eq!(anns.ask("auction:bid", &room, bid(2_000)).await["data"]["status"], "outbid");
    wired.delivered().await;
    assert!(anns.catch_up(inbox.as_str()).await);
    let more = anns.heard();
    let more = more.iter().filter(|frame| frame["room"] == inbox.as_str());
    let more: Vec<_> = more.map(|frame| frame["event"].as_str().unwrap()).collect();
    assert_eq!(more, ["notification:new", "notification:count"], "of the first note");

    // Away, and back.
    bobs.leave().await;
    anns.ask("auction:bid", &room, bid(6_000)).await;
    wired.delivered().await;
    let mut bobs = wired.connect(&bob).await;
    let state = bobs.follow(rooms::inbox(bob.person.id).as_str()).await;
    let notes = state["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1, "{state}");
    assert_eq!(
        (&notes[0]["seq"], &notes[0]["note"]["event"]),
        (&json!(1), &json!("auction:outbid"))
    );
    let stranger = anns.call("subscribe", json!({ "room": rooms::inbox(bob.person.id) })).await;
    assert_eq!(stranger["error"]["code"], "not_found");
    drop((anns, bobs));
    wired.close().await;
}

#[actix_web::test]
async fn everybody_sees_a_bid_and_how_many_look_on() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut guests = Vec::new();
    for _ in 0..5 {
        let mut guest = wired.guest().await;
        guest.follow(&room).await;
        guests.push(guest);
    }
    let told = loop {
        let signal = guests[0].next("auction:watchers").await;
        assert!(signal.get("seq").is_none() && signal.get("at").is_none(), "{signal}");
        if signal["data"]["count"] == 5 {
            break signal;
        }
    };
    assert_eq!(told["room"], room.as_str());
    let by_rest =
        wired.rest(&format!("POST {}", path(&room, "bids")), Some(&ann), None, &bid(1_000)).await;
    assert_eq!(by_rest.status, 201, "{by_rest:?}");
    let mut wire = wired.connect(&ann).await;
    let by_socket = wire.ask("auction:bid", &room, bid(2_000)).await;
    let fields = |data: &Value| data.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&by_rest.json), fields(&by_socket["data"]));
    for guest in &mut guests {
        assert!(guest.catch_up(&room).await);
        assert_eq!(seqs(&guest.heard(), &room), [3, 4]);
    }
    for mut guest in guests.drain(1..) {
        guest.leave().await;
    }
    while guests[0].next("auction:watchers").await["data"]["count"] != 1 {}
    drop((guests, wire));
    wired.close().await;
}

#[actix_web::test]
async fn too_much_is_refused_and_the_connection_lives() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.bids_per_s = 2.try_into().unwrap();
    config.limits.requests_per_s = 5.try_into().unwrap();
    config.limits.rooms_per_connection = 2.try_into().unwrap();
    let wired = Wired::open(&config);
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut wire = wired.connect(&ann).await;
    for (amount, expected) in [(1_000, None), (2_000, None), (3_000, Some("rate_limited"))] {
        let reply = wire.ask("auction:bid", &room, bid(amount)).await;
        assert_eq!(reply["error"]["code"].as_str(), expected, "{reply}");
        if expected.is_some() {
            assert_eq!(reply["error"]["retry"], true);
            assert!((1..=500).contains(&reply["error"]["data"]["retryAfterMs"].as_u64().unwrap()));
        }
    }
    // The same limit at the other door.
    let over =
        wired.rest(&format!("POST {}", path(&room, "bids")), Some(&ann), None, &bid(3_000)).await;
    over.is(429, "rate_limited");
    assert_eq!(over.header("Retry-After"), Some("1"));
    wired.pass(1_000);
    assert_eq!(wire.ask("auction:bid", &room, bid(3_000)).await["data"]["status"], "raised");

    wired.pass(60_000);
    let mut refused = 0;
    for _ in 0..30 {
        let reply = wire.call("subscribe", json!({ "room": room })).await;
        refused += u32::from(reply["error"]["code"] == "rate_limited");
    }
    assert_eq!(refused, 10);
    wired.pass(60_000);
    // What was refused was not followed and does not count.
    let second = wired.lot(&seller, json!({})).await;
    let third = wired.lot(&seller, json!({})).await;
    wire.heard();
    for (room, expected) in [(&second, None), (&third, Some("invalid")), (&room, None)] {
        let reply = wire.call("subscribe", json!({ "room": room })).await;
        assert_eq!(reply["error"]["code"].as_str(), expected, "{reply}");
    }
    drop(wire);
    wired.close().await;
}
