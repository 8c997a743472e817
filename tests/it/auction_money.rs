//! Auctions with money over real sockets: bids that set it aside, the end that is paid with it, second chances.

use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    market_walk::{fund, wallet},
    wired::{Wire, Wired},
};

struct Hall {
    wired: Wired,
    sue: SignedIn,
    ann: SignedIn,
    bob: SignedIn,
}

impl Hall {
    async fn open() -> Self {
        let wired = Wired::fresh();
        let bank = wired.somebody("bank", Role::App).await;
        let sue = wired.somebody("sue", Role::Seller).await;
        let ann = wired.somebody("ann", Role::User).await;
        let bob = wired.somebody("bob", Role::User).await;
        for who in [&ann, &bob] {
            fund(&wired, &bank, who, 5_000).await;
        }
        Hall { wired, sue, ann, bob }
    }

    /// How the seller finds the auction.
    async fn page(&self, room: &str) -> Value {
        let id = room.split_once(':').unwrap().1;
        self.wired
            .rest(&format!("GET /auctions/{id}"), Some(&self.sue), None, &Value::Null)
            .await
            .json
    }

    async fn deed(&self, who: &SignedIn, room: &str, deed: &str, body: Value) -> Value {
        let id = room.split_once(':').unwrap().1;
        self.wired.rest(&format!("POST /auctions/{id}/{deed}"), Some(who), None, &body).await.json
    }
}

async fn bid(wire: &mut Wire, room: &str, max: i64) -> Value {
    wire.ask("auction:bid", room, json!({ "amount": max })).await
}

/// Nothing is set aside any more, once the rooms have asked and answered each other.
async fn has_it_back(wired: &Wired, who: &SignedIn) {
    let patience = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while wallet(wired, who).await != (5_000, 0) {
            wired.delivered().await;
        }
    });
    assert!(patience.await.is_ok(), "money is still set aside");
}

fn code(reply: &Value) -> &str {
    reply["error"]["code"].as_str().unwrap_or("done")
}

#[actix_web::test]
async fn who_leads_has_it_set_aside_and_who_is_beaten_has_it_back() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob } = &hall;
    let terms = json!({ "hold": "max", "startPrice": 1_000, "increment": { "type": "fixed", "amount": 100 } });
    let room = wired.lot(sue, terms).await;
    let (mut one, mut two) = (wired.connect(ann).await, wired.connect(bob).await);
    assert_eq!(code(&bid(&mut one, &room, 5_001).await), "insufficient_funds");
    assert_eq!(wallet(wired, ann).await, (5_000, 0));
    let first = one.ask_once("auction:bid", &room, json!({ "amount": 3_000 }), Some("k")).await;
    assert_eq!(first["data"]["status"], "leading", "{first}");
    assert_eq!(wallet(wired, ann).await, (2_000, 3_000));
    let again = one.ask_once("auction:bid", &room, json!({ "amount": 3_000 }), Some("k")).await;
    assert_eq!((&again["data"]["bid"], &again["replayed"]), (&first["data"]["bid"], &json!(true)));
    // Raising takes only the difference.
    assert_eq!(code(&bid(&mut one, &room, 4_900).await), "done");
    wired.delivered().await;
    assert_eq!(wallet(wired, ann).await, (100, 4_900));
    // What is refused or beaten at once sets nothing aside.
    assert_eq!(code(&bid(&mut two, &room, 900).await), "bid_too_low");
    let beaten = bid(&mut two, &room, 2_000).await;
    assert_eq!(beaten["data"]["status"], "outbid", "{beaten}");
    wired.delivered().await;
    assert_eq!(wallet(wired, bob).await, (5_000, 0));
    let leads = bid(&mut two, &room, 5_000).await;
    assert_eq!(leads["data"]["status"], "leading", "{leads}");
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, bob).await), ((5_000, 0), (0, 5_000)));
    // Who leads again has it set aside again.
    let retracted = two.ask("auction:retract", &room, json!({ "bid": leads["data"]["bid"] })).await;
    assert_eq!(code(&retracted), "done", "{retracted}");
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, bob).await), ((100, 4_900), (5_000, 0)));
    // At the end the hold shrinks to the hammer, and the winner pays with it.
    hall.deed(sue, &room, "end", json!({})).await;
    wired.delivered().await;
    let page = hall.page(&room).await;
    assert_eq!((&page["hammer"], &page["settlement"]), (&json!(2_100), &json!("awaiting_payment")));
    assert_eq!(wallet(wired, ann).await, (2_900, 2_100));
    assert_eq!(code(&two.ask("auction:pay", &room, json!({})).await), "forbidden");
    let paid = one.ask("auction:pay", &room, json!({})).await;
    assert_eq!(paid["data"]["settlement"], "settled", "{paid}");
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, sue).await), ((2_900, 0), (2_100, 0)));
    let sales = wired.rest("GET /sales", Some(ann), None, &Value::Null).await.json;
    assert_eq!(sales["items"][0]["auction"], room, "{sales}");
    let talks = wired.rest("GET /conversations", Some(ann), None, &Value::Null).await.json;
    assert_eq!(talks["items"].as_array().unwrap().len(), 1, "{talks}");
    drop((one, two));
    hall.wired.close().await;
}

#[actix_web::test]
async fn who_does_not_pay_loses_the_deposit_and_another_has_a_second_chance() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob } = &hall;
    let terms = json!({
        "hold": "deposit", "deposit": 500, "startPrice": 1_000, "paymentMs": 60_000,
        "increment": { "type": "fixed", "amount": 100 },
    });
    let room = wired.lot(sue, terms).await;
    let (mut one, mut two) = (wired.connect(ann).await, wired.connect(bob).await);
    bid(&mut two, &room, 1_500).await;
    bid(&mut one, &room, 9_000).await;
    bid(&mut two, &room, 2_500).await;
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, bob).await), ((4_500, 500), (4_500, 500)));
    hall.deed(sue, &room, "end", json!({})).await;
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, bob).await), ((4_500, 500), (5_000, 0)));
    wired.pass(60_000);
    two.next("auction:lost").await;
    assert_eq!(one.next("auction:defaulted").await["data"]["price"], 2_600);
    wired.delivered().await;
    assert_eq!((wallet(wired, ann).await, wallet(wired, sue).await), ((4_500, 0), (500, 0)));
    // The one who was beaten has it at the own highest bid.
    let refused = hall.deed(sue, &room, "second_chance", json!({ "to": "ann" })).await;
    assert_eq!(code(&refused), "not_eligible");
    let offered = hall.deed(sue, &room, "second_chance", json!({ "to": "bob" })).await;
    assert_eq!((&offered["settlement"], &offered["amount"]), (&json!("offered"), &json!(2_500)));
    assert_eq!(two.next("auction:second_chance").await["data"]["price"], 2_500);
    let refused = one.ask("auction:second_chance_accept", &room, json!({})).await;
    assert_eq!(code(&refused), "forbidden");
    let taken = two.ask("auction:second_chance_accept", &room, json!({})).await;
    assert_eq!(taken["data"]["settlement"], "awaiting_payment", "{taken}");
    let paid = two.ask("auction:pay", &room, json!({})).await;
    assert_eq!(paid["data"]["settlement"], "settled", "{paid}");
    wired.delivered().await;
    assert_eq!((wallet(wired, bob).await, wallet(wired, sue).await), ((2_500, 0), (3_000, 0)));
    drop((one, two));
    hall.wired.close().await;
}

#[actix_web::test]
async fn the_end_is_the_payment_and_what_was_not_sold_is_put_up_once_more() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob } = &hall;
    let terms = json!({ "hold": "max", "paid": "at_end", "startPrice": 1_000, "reserve": 4_000 });
    let room = wired.lot(sue, terms).await;
    let mut one = wired.connect(ann).await;
    bid(&mut one, &room, 2_000).await;
    hall.deed(sue, &room, "end", json!({})).await;
    wired.delivered().await;
    assert_eq!(wallet(wired, ann).await, (5_000, 0));
    let again = json!({ "durationMs": 60_000, "reserve": null, "publish": true });
    let relisted = hall.deed(sue, &room, "relist", again).await;
    assert_eq!(relisted["settlement"], "relisted", "{relisted}");
    wired.delivered().await;
    let second = relisted["relistedAs"].as_str().unwrap().to_owned();
    let page = hall.page(&second).await;
    assert_eq!((&page["status"], &page["relists"]), (&json!("active"), &json!(room)), "{page}");
    let twice = hall.deed(sue, &room, "relist", json!({ "durationMs": 60_000 })).await;
    assert_eq!(code(&twice), "bad_state");
    let mut two = wired.connect(bob).await;
    bid(&mut two, &second, 3_000).await;
    wired.pass(60_000);
    two.next("auction:won").await;
    wired.delivered().await;
    let page = hall.page(&second).await;
    assert_eq!(page["settlement"], "settled", "{page}");
    assert_eq!((wallet(wired, bob).await, wallet(wired, sue).await), ((4_000, 0), (1_000, 0)));
    drop((one, two));
    hall.wired.close().await;
}

#[actix_web::test]
async fn a_ticket_that_nobody_speaks_of_is_given_back() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob: _ } = &hall;
    let room = wired.lot(sue, json!({ "hold": "max", "startPrice": 1_000 })).await;
    // As if the power had failed between the market and the auction.
    let take = json!({ "room": room, "user": ann.person.id, "currency": "EUR", "amount": 700 });
    let ask = rialto::rooms::core::Ask::new(
        rialto::protocol::person::Person::house(),
        "hold:take",
        serde_json::value::RawValue::from_string(take.to_string()).unwrap(),
    );
    wired.house.rooms().ask("market".into(), ask).await;
    assert_eq!(wallet(wired, ann).await, (4_300, 700));
    wired.pass(29_999);
    wired.delivered().await;
    assert_eq!(wallet(wired, ann).await, (4_300, 700));
    wired.pass(2);
    // Asked, answered, and freed: three rooms' doing.
    has_it_back(wired, ann).await;
    hall.wired.close().await;
}

#[actix_web::test]
async fn the_lots_of_a_session_end_one_after_the_other_and_wait_for_each_other() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob } = &hall;
    let lot = |title: &str| {
        json!({
            "title": title, "currency": "EUR", "startPrice": 1_000,
            "softClose": { "windowMs": 60_000, "extendMs": 90_000, "mode": "add" },
        })
    };
    let ends_at = wired.clock.now().plus(600_000);
    let plan = json!({
        "title": "Clocks", "lots": [lot("One"), lot("Two"), lot("Three")], "endsAt": ends_at,
        "staggerMs": 20_000, "extendScope": "session",
    });
    wired.rest("POST /sessions", Some(ann), None, &plan).await.is(403, "forbidden");
    let mut wrong = plan.clone();
    wrong["lots"][1]["startPrice"] = json!(0);
    let refused = wired.rest("POST /sessions", Some(sue), None, &wrong).await;
    assert_eq!(refused.json["error"]["data"]["fields"][0]["path"], "lots[1].startPrice");
    let made = wired.rest("POST /sessions", Some(sue), Some("k"), &plan).await;
    assert_eq!(made.status, 201, "{}", made.json);
    wired.delivered().await;
    let rooms: Vec<String> = made.json["lots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["auction"].as_str().unwrap().to_owned())
        .collect();
    let mut one = wired.connect(ann).await;
    for room in &rooms {
        one.follow(room).await;
    }
    // Half a minute before the first hammer somebody bids on the third lot, which is too early there; then on the first.
    wired.pass(570_000);
    assert_eq!(code(&bid(&mut one, &rooms[2], 2_000).await), "done");
    assert_eq!(code(&bid(&mut one, &rooms[0], 2_000).await), "done");
    wired.delivered().await;
    for (place, room) in (0_u64..).zip(&rooms) {
        let page = hall.page(room).await;
        let end = ends_at.plus(place * 20_000 + 90_000);
        assert_eq!(page["endsAt"], json!(end), "{room}");
        assert_eq!(page["partOf"]["session"], made.json["room"]);
    }
    let mut two = wired.connect(bob).await;
    wired.pass(121_000);
    wired.delivered().await;
    let over = bid(&mut two, &rooms[0], 3_000).await;
    assert_eq!(code(&over), "ended", "{over}");
    assert_eq!(code(&bid(&mut two, &rooms[1], 3_000).await), "done");
    drop((one, two));
    hall.wired.close().await;
}

#[actix_web::test]
async fn what_was_set_aside_for_a_bid_that_is_sent_twice_is_given_back() {
    let hall = Hall::open().await;
    let Hall { wired, sue, ann, bob } = &hall;
    let room = wired.lot(sue, json!({ "hold": "max", "startPrice": 1_000 })).await;
    let (mut one, mut two) = (wired.connect(ann).await, wired.connect(bob).await);
    let data = json!({ "amount": 2_000 });
    // Both are on their way before either is decided, so both have money set aside.
    let first = one.send("auction:bid", Some(&room), &data, Some("k")).await;
    let second = one.send("auction:bid", Some(&room), &data, Some("k")).await;
    let (first, second) = (one.reply(first).await, one.reply(second).await);
    assert_eq!(first["data"], second["data"], "{first} {second}");
    wired.delivered().await;
    assert_eq!(wallet(wired, ann).await, (3_000, 2_000));
    bid(&mut two, &room, 3_000).await;
    has_it_back(wired, ann).await;
    drop((one, two));
    hall.wired.close().await;
}
