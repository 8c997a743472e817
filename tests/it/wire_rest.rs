//! Auctions over REST in a whole house: made, changed, found, and what is not there.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::wired::{Wired, terms};

#[actix_web::test]
async fn a_draft_is_made_changed_and_published() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let user = wired.somebody("user", Role::User).await;
    let draft = terms(json!({ "publish": false, "reserve": 5_000, "description": "Brass." }));
    wired.rest("POST /auctions", Some(&user), None, &draft).await.is(403, "forbidden");
    let made = wired.rest("POST /auctions", Some(&seller), None, &draft).await;
    let id = made.json["id"].as_str().unwrap();
    assert_eq!(made.status, 201);
    assert_eq!(made.header("Location"), Some(&*format!("/api/v1/auctions/{id}")));
    assert_eq!(
        (&made.json["status"], &made.json["room"]),
        (&json!("draft"), &json!(format!("auction:{id}")))
    );

    let patch = format!("PATCH /auctions/{id}");
    let changed = wired
        .rest(&patch, Some(&seller), Some("patch"), &json!({ "title": "A lamp", "reserve": null }))
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let mut expected = made.json.clone();
    expected["title"] = json!("A lamp");
    expected["item"]["title"] = json!("A lamp");
    expected["rules"]["hasReserve"] = json!(false);
    expected["reserveMet"] = json!(null);
    expected["rules"].as_object_mut().unwrap().remove("reserve");
    assert_eq!(changed.json, expected, "and nothing else");
    let again = wired
        .rest(&patch, Some(&seller), Some("patch"), &json!({ "reserve": null, "title": "A lamp" }))
        .await;
    assert_eq!((again.header("Idempotency-Replayed"), &again.json), (Some("true"), &expected));
    for (body, path, code) in [
        (json!({ "colour": "red" }), "colour", "unknown_field"),
        (json!({ "startPrice": "x" }), "startPrice", "wrong_type"),
        (json!({ "title": null }), "title", "wrong_type"),
        (json!({ "startPrice": 0 }), "startPrice", "invalid_amount"),
        (
            json!({ "softClose": { "windowMs": 0, "extendMs": 1 } }),
            "softClose.windowMs",
            "out_of_range",
        ),
        (json!([]), "", "wrong_type"),
        (json!("x"), "", "wrong_type"),
    ] {
        let refused = wired.rest(&patch, Some(&seller), None, &body).await;
        let field = &refused.json["error"]["data"]["fields"][0];
        assert_eq!(
            (&field["path"], &field["code"]),
            (&json!(path), &json!(code)),
            "{body}: {refused:?}"
        );
        assert!([409, 422].contains(&refused.status), "{refused:?}");
        refused.is(422, "invalid");
    }
    wired.rest(&patch, Some(&user), None, &json!({ "title": "Mine" })).await.is(404, "not_found");
    let published =
        wired.rest(&format!("POST /auctions/{id}/publish"), Some(&seller), None, &json!({})).await;
    assert_eq!((published.status, &published.json["status"]), (200, &json!("active")));
    wired.rest(&patch, Some(&seller), None, &json!({ "title": "Late" })).await.is(409, "bad_state");
    let shown = wired.rest(&format!("GET /auctions/{id}"), None, None, &Value::Null).await;
    assert_eq!(
        (&shown.json["title"], &shown.json["rules"]["hasReserve"]),
        (&json!("A lamp"), &json!(false))
    );
    wired.close().await;
}

#[actix_web::test]
async fn every_filter_and_order_finds_what_it_names() {
    let wired = Wired::fresh();
    let ann = wired.somebody("ann", Role::Seller).await;
    let bob = wired.somebody("bob", Role::Seller).await;
    let bidder = wired.somebody("bidder", Role::User).await;
    for (seller, more) in [
        (&ann, json!({ "title": "Red clock", "startPrice": 1_000, "durationMs": 3_000_000 })),
        (
            &ann,
            json!({ "title": "Blue clock", "startPrice": 3_000, "currency": "USD", "durationMs": 2_000_000 }),
        ),
        (&bob, json!({ "title": "Red lamp", "startPrice": 2_000, "durationMs": 1_000_000 })),
        (&bob, json!({ "title": "Old lamp", "startPrice": 4_000, "publish": false })),
    ] {
        let room = wired.lot(seller, more).await;
        wired.pass(1_000);
        if wired.rest("GET /auctions?q=blue", None, None, &Value::Null).await.json["items"]
            .as_array()
            .unwrap()
            .len()
            == 1
        {
            let bid = format!("POST /auctions/{}/bids", room.split_once(':').unwrap().1);
            wired.rest(&bid, Some(&bidder), None, &json!({ "amount": 5_000 })).await;
        }
    }
    let bobs = format!("seller={}", bob.person.id);
    for (query, expected) in [
        ("", "Blue clock, Red clock, Red lamp"),
        ("q=clock", "Blue clock, Red clock"),
        ("q=RED", "Red clock, Red lamp"),
        ("q=red%20lamp", "Red lamp"),
        ("q=%25", ""),
        ("currency=USD", "Blue clock"),
        (&bobs, "Red lamp"),
        ("priceMin=2000", "Blue clock, Red lamp"),
        ("priceMax=2000", "Red clock, Red lamp"),
        ("priceMin=1500&priceMax=2500&q=red", "Red lamp"),
        ("status=active", "Blue clock, Red clock, Red lamp"),
        ("status=draft", ""),
        ("status=ended,cancelled", ""),
    ] {
        let page = wired.rest(&format!("GET /auctions?{query}"), None, None, &Value::Null).await;
        let mut titles = titles(&page.json);
        titles.sort();
        assert_eq!(titles.join(", "), expected, "{query}");
    }
    for (sort, expected) in [
        ("createdAt", "Red clock, Blue clock, Red lamp"),
        ("-createdAt", "Red lamp, Blue clock, Red clock"),
        ("price", "Red clock, Red lamp, Blue clock"),
        ("-price", "Blue clock, Red lamp, Red clock"),
        ("endsAt", "Red lamp, Blue clock, Red clock"),
        ("-endsAt", "Red clock, Blue clock, Red lamp"),
    ] {
        let mut found = Vec::new();
        let mut after = String::new();
        // Page by page.
        loop {
            let request = format!("GET /auctions?sort={sort}&limit=1{after}");
            let page = wired.rest(&request, None, None, &Value::Null).await.json;
            found.extend(titles(&page));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(found.join(", "), expected, "{sort}");
    }
    let most = wired.rest("GET /auctions?sort=-bids&limit=1", None, None, &Value::Null).await;
    assert_ne!(most.json["items"][0]["bidCount"], 0, "{most:?}");
    let own = wired.rest("GET /auctions?status=draft", Some(&bob), None, &Value::Null).await;
    assert_eq!(titles(&own.json), ["Old lamp"]);
    for bad in [
        "sort=x",
        "status=x",
        "currency=xx",
        "seller=x",
        "limit=0",
        "limit=201",
        "limit=x",
        "after=x",
        "colour=red",
        "priceMin=x",
    ] {
        wired
            .rest(&format!("GET /auctions?{bad}"), None, None, &Value::Null)
            .await
            .is(422, "invalid");
    }
    wired.close().await;
}

fn titles(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn what_is_not_there_is_not_found_at_any_door() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Admin).await;
    let real = wired.house.rooms().mint().to_string();
    let mut wire = wired.connect(&seller).await;
    for id in [real.as_str(), "1", "x", "%20", "..", "0000000000000", &"9".repeat(30)] {
        for read in ["", "/bids"] {
            let found =
                wired.rest(&format!("GET /auctions/{id}{read}"), None, None, &Value::Null).await;
            found.is(404, "not_found");
        }
        let events =
            wired.rest(&format!("GET /events?room=auction:{id}"), None, None, &Value::Null).await;
        events.is(404, "not_found");
        let bid = json!({ "amount": 1_000 });
        wired
            .rest(&format!("POST /auctions/{id}/bids"), Some(&seller), None, &bid)
            .await
            .is(404, "not_found");
        wired
            .rest(&format!("POST /auctions/{id}/end"), Some(&seller), None, &json!({}))
            .await
            .is(404, "not_found");
        wired
            .rest(&format!("PATCH /auctions/{id}"), Some(&seller), None, &json!({}))
            .await
            .is(404, "not_found");
        let room = format!("auction:{id}");
        for (request, data) in [
            ("bid", bid),
            ("end", json!({})),
            ("edit", json!({})),
            ("watch", json!({ "on": true })),
        ] {
            let reply = wire.ask(&format!("auction:{request}"), &room, data).await;
            assert_eq!(reply["error"]["code"], "not_found", "{room} {request}");
        }
        assert_eq!(
            wire.call("subscribe", json!({ "room": room })).await["error"]["code"],
            "not_found"
        );
    }
    let long = format!("auction:{}", "9".repeat(300));
    for room in [
        "auction",
        "auction:",
        "nosuch:1",
        "market:",
        "market:x",
        "lobbies:x",
        "inbox",
        "inbox:",
        "inbox:x",
        ":",
        "",
        " ",
        &long,
    ] {
        let reply = wire.call("subscribe", json!({ "room": room })).await;
        assert_eq!(reply["error"]["code"], "not_found", "{room}");
    }
    // A room that one chooses oneself has an id like any other.
    for id in ["x", "", "../x", &"9".repeat(30), "00000000000000"] {
        let room = format!("auction:{id}");
        let reply = wire.ask("auction:create", &room, terms(json!({}))).await;
        assert_eq!(reply["error"]["code"], "not_found", "{room}");
    }
    let room = format!("auction:{real}");
    let made = wire.ask("auction:create", &room, terms(json!({}))).await;
    assert_eq!(made["data"]["room"], room);
    let twice = wire.ask("auction:create", &room, terms(json!({}))).await;
    assert_eq!(twice["error"]["code"], "bad_state");
    drop(wire);
    wired.close().await;
}
