//! The market over real sockets and REST: a day of it as its people see it, and every request of it asked by those
//! whom it is not for.

use rialto::{gateway::accounts::SignedIn, protocol::person::Role, rooms::kinds::Kind};
use serde_json::{Value, json};

use crate::wired::{Wire, Wired};

/// Data that fits each request.
pub(crate) fn data(request: &str, user: &Value) -> Value {
    let hold = json!({ "room": "auction:x", "user": user, "currency": "EUR", "amount": 1 });
    match request {
        "listing:create" => json!({ "title": "A lamp", "currency": "EUR", "price": 100 }),
        "listing:update" => json!({ "listing": "1", "price": 7 }),
        "listing:remove" => json!({ "listing": "1", "reason": "because" }),
        "listing:cancel" | "listing:reserve" | "listing:release" => json!({ "listing": "1" }),
        "listing:buy" => json!({ "listing": "1", "expectedPrice": 100 }),
        "offer:make" => json!({ "listing": "1", "amount": 50 }),
        "offer:accept" | "offer:decline" | "offer:withdraw" => json!({ "offer": "1" }),
        "offer:counter" => json!({ "offer": "1", "amount": 60 }),
        "wallet:deposit" | "wallet:withdraw" => {
            json!({ "user": user, "currency": "EUR", "amount": 1, "reference": "r" })
        }
        "hold:take" => hold,
        "hold:retake" => json!({ "hold": hold, "bid": "1" }),
        "hold:shrink" | "hold:keep" => json!({ "ticket": "1" }),
        "hold:settle" => json!({
            "room": "auction:x", "title": "x", "seller": user, "buyer": user, "currency": "EUR", "amount": 1,
            "quantity": 1, "fees": {}, "ticket": "1",
        }),
        "hold:forfeit" => json!({ "ticket": "1", "to": user }),
        "market:forget" => json!({ "user": user }),
        _ => panic!("`{request}` is new: say who may"),
    }
}

pub(crate) async fn fund(wired: &Wired, bank: &SignedIn, who: &SignedIn, amount: i64) {
    let reference = format!("{} {amount}", who.person.id);
    let data = json!({ "user": who.person.id, "currency": "EUR", "amount": amount, "reference": reference });
    let paid = wired.rest("POST /wallet/deposits", Some(bank), None, &data).await;
    assert_eq!(paid.status, 201, "{}", paid.json);
}

/// What may be spent, and what is set aside.
pub(crate) async fn wallet(wired: &Wired, who: &SignedIn) -> (i64, i64) {
    let found = wired.rest("GET /wallet", Some(who), None, &Value::Null).await.json;
    let euro = &found["items"][0];
    (euro["available"].as_i64().unwrap_or(0), euro["held"].as_i64().unwrap_or(0))
}

pub(crate) async fn list(wired: &Wired, seller: &SignedIn, more: Value) -> String {
    let mut terms = json!({ "title": "A lamp", "currency": "EUR", "price": 1_000 });
    terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = wired.rest("POST /listings", Some(seller), None, &terms).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

async fn inbox(wire: &mut Wire, event: &str) -> Value {
    wire.next(event).await["data"].clone()
}

#[actix_web::test]
async fn something_is_put_up_haggled_over_and_sold() {
    let wired = Wired::fresh();
    let bank = wired.somebody("bank", Role::App).await;
    let sue = wired.somebody("sue", Role::Seller).await;
    let bob = wired.somebody("bob", Role::User).await;
    let (mut seller, mut buyer) = (wired.connect(&sue).await, wired.connect(&bob).await);
    let mut guest = wired.guest().await;
    let state = guest.follow("market").await;
    assert_eq!((&state["count"], state.get("you")), (&json!(0), None));
    fund(&wired, &bank, &bob, 5_000).await;
    let changed = inbox(&mut buyer, "wallet:changed").await;
    assert_eq!((&changed["available"], &changed["held"]), (&json!(5_000), &json!(0)));

    let images = json!(["/lamp.png"]);
    let terms = json!({ "description": "Bright.", "images": images, "stock": 2, "acceptOffers": true,
        "autoDecline": 100, "attributes": { "colour": "red" } });
    let id = list(&wired, &sue, terms).await;
    let told = guest.next("listing:created").await["data"].clone();
    assert_eq!(told["title"], "A lamp");
    assert_eq!(told["image"], "/lamp.png");
    let shown = wired.rest(&format!("GET /listings/{id}"), None, None, &Value::Null).await.json;
    assert_eq!(shown["attributes"]["colour"], "red");
    assert_eq!(shown.get("autoDecline"), None, "only the seller sees how offers are answered");
    let own = wired.rest(&format!("GET /listings/{id}"), Some(&sue), None, &Value::Null).await;
    assert_eq!(own.json["autoDecline"], 100);

    // An offer, a counter-offer, and a sale at that.
    let made = buyer.call("offer:make", json!({ "listing": id, "amount": 700 })).await;
    assert_eq!(made["data"]["status"], "open", "{made}");
    let offer = inbox(&mut seller, "offer:made").await;
    assert_eq!((&offer["amount"], &offer["title"]), (&json!(700), &json!("A lamp")));
    let countered = json!({ "offer": offer["offer"], "amount": 900 });
    seller.call("offer:counter", countered).await;
    let counter = inbox(&mut buyer, "offer:countered").await["offer"].clone();
    let sold = buyer.call("offer:accept", json!({ "offer": counter })).await;
    assert_eq!(sold["data"]["total"], 900, "{sold}");
    assert_eq!(guest.next("listing:sold").await["data"]["remaining"], 1);
    inbox(&mut seller, "sale:sold").await;
    wired.delivered().await;
    let offers = wired.rest("GET /offers?side=buyer", Some(&bob), None, &Value::Null).await.json;
    let statuses: Vec<_> =
        offers["items"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["accepted", "superseded"]);
    assert_eq!(wallet(&wired, &bob).await, (4_100, 0));
    assert_eq!(wallet(&wired, &sue).await, (900, 0));

    // The rest is in a basket, has another price, and is bought.
    let body = json!({});
    let kept = wired.rest(&format!("POST /listings/{id}/reserve"), Some(&bob), None, &body).await;
    assert_eq!(kept.json["status"], "reserved");
    let ann = wired.somebody("ann", Role::User).await;
    fund(&wired, &bank, &ann, 5_000).await;
    let buy = |price: i64| json!({ "expectedPrice": price });
    let purchase = format!("POST /listings/{id}/purchase");
    wired.rest(&purchase, Some(&ann), None, &buy(1_000)).await.is(409, "reserved");
    let cancel = format!("POST /listings/{id}/cancel");
    wired.rest(&cancel, Some(&sue), None, &json!({})).await.is(409, "bad_state");
    wired.rest(&purchase, Some(&bob), None, &buy(900)).await.is(409, "price_changed");
    let bought = wired.rest(&purchase, Some(&bob), Some("k1"), &buy(1_000)).await;
    assert_eq!((bought.status, &bought.json["remaining"]), (201, &json!(0)), "{}", bought.json);
    let again = wired.rest(&purchase, Some(&bob), Some("k1"), &buy(1_000)).await;
    assert_eq!(again.json["sale"], bought.json["sale"]);
    wired.rest(&purchase, Some(&ann), None, &buy(1_000)).await.is(409, "sold_out");
    assert_eq!(wallet(&wired, &bob).await, (3_100, 0));

    // Receipts for the two sides, and for nobody else.
    let receipt = format!("GET /sales/{}", bought.json["sale"].as_str().unwrap());
    let of_bob = wired.rest(&receipt, Some(&bob), None, &Value::Null).await.json;
    assert_eq!((&of_bob["total"], of_bob.get("proceeds")), (&json!(1_000), None));
    let of_sue = wired.rest(&receipt, Some(&sue), None, &Value::Null).await.json;
    assert_eq!((&of_sue["proceeds"], of_sue.get("total")), (&json!(1_000), None));
    wired.rest(&receipt, Some(&ann), None, &Value::Null).await.is(404, "not_found");
    let entries = wired.rest("GET /wallet/entries", Some(&bob), None, &Value::Null).await.json;
    let causes: Vec<_> =
        entries["items"].as_array().unwrap().iter().map(|one| one["cause"].clone()).collect();
    assert_eq!(causes, ["sale", "sale", "deposit"]);

    // The two may talk.
    let talks = wired.rest("GET /conversations", Some(&bob), None, &Value::Null).await.json;
    assert_eq!(talks["items"].as_array().unwrap().len(), 1, "{talks}");
    drop((seller, buyer, guest));
    wired.close().await;
}

#[actix_web::test]
async fn a_payment_is_booked_once_whatever_its_key() {
    let wired = Wired::fresh();
    let bank = wired.somebody("bank", Role::App).await;
    let bob = wired.somebody("bob", Role::User).await;
    let pay = |amount: i64, reference: &str| json!({ "user": bob.person.id, "currency": "EUR", "amount": amount, "reference": reference });
    let deposit = "POST /wallet/deposits";
    for key in [None, Some("a"), Some("b")] {
        let paid = wired.rest(deposit, Some(&bank), key, &pay(500, "bank/1")).await;
        let wallet =
            json!({ "user": bob.person.id, "currency": "EUR", "available": 500, "held": 0 });
        assert_eq!((paid.status, &paid.json), (201, &wallet));
    }
    wired.rest(deposit, Some(&bank), None, &pay(501, "bank/1")).await.is(409, "reference_used");
    // So many later that the books have forgotten it, and the store has not.
    for n in 0..4_200 {
        let paid = wired.rest(deposit, Some(&bank), None, &pay(1, &format!("small/{n}"))).await;
        assert_eq!(paid.status, 201, "{}", paid.json);
    }
    wired.rest(deposit, Some(&bank), None, &pay(501, "bank/1")).await.is(409, "reference_used");
    let again = wired.rest(deposit, Some(&bank), None, &pay(500, "bank/1")).await;
    assert_eq!((again.status, &again.json["available"]), (201, &json!(4_700)));
    assert_eq!(wallet(&wired, &bob).await, (4_700, 0));
    let out = "POST /wallet/withdrawals";
    wired.rest(out, Some(&bank), None, &pay(5_000, "out/1")).await.is(409, "insufficient_funds");
    wired.rest(out, Some(&bank), None, &pay(4_700, "out/1")).await;
    assert_eq!(wallet(&wired, &bob).await, (0, 0));
    for body in [
        json!({ "user": "0000000000009", "currency": "EUR", "amount": 1, "reference": "x" }),
        json!({ "user": bob.person.id, "currency": "EUR", "amount": 0, "reference": "x" }),
        json!({ "user": bob.person.id, "currency": "EUR", "amount": 1, "reference": " " }),
        json!({ "user": bob.person.id, "currency": "EURO", "amount": 1, "reference": "x" }),
    ] {
        wired.rest(deposit, Some(&bank), None, &body).await.is(422, "invalid");
    }
    wired
        .rest("GET /wallet?user=0000000000009", Some(&bob), None, &Value::Null)
        .await
        .is(403, "forbidden");
    wired.close().await;
}

#[actix_web::test]
async fn nobody_does_what_is_for_others_and_nobody_is_the_house() {
    let wired = Wired::fresh();
    let bank = wired.somebody("bank", Role::App).await;
    let sue = wired.somebody("sue", Role::Seller).await;
    let bob = wired.somebody("bob", Role::User).await;
    fund(&wired, &bank, &bob, 5_000).await;
    let id = list(&wired, &sue, json!({ "acceptOffers": true })).await;
    assert_eq!(id, "1");
    let mut buyer = wired.connect(&bob).await;
    let made = buyer.call("offer:make", json!({ "listing": "1", "amount": 50 })).await;
    assert_eq!(made["data"]["offer"], "1");
    let eve = wired.somebody("eve", Role::User).await;
    let admin = wired.somebody("root", Role::Admin).await;
    let requests = Kind::all().find(|kind| kind.name == "market").unwrap().requests;
    for who in [&eve, &sue, &admin, &bank] {
        let mut wire = wired.connect(who).await;
        for request in requests {
            let reply = wire.call(request, data(request, &json!(eve.person.id))).await;
            let code = reply["error"]["code"].as_str().unwrap_or("done");
            let role = who.person.role;
            let expected = match *request {
                "hold:take" | "hold:retake" | "hold:shrink" | "hold:keep" | "hold:settle"
                | "hold:forfeit" | "market:forget" => "forbidden",
                _ if role != Role::User => continue,
                "offer:accept" | "offer:decline" | "offer:counter" | "offer:withdraw" => {
                    "not_found"
                }
                "listing:buy" => "price_changed",
                "listing:reserve" | "listing:release" | "offer:make" => "done",
                _ => "forbidden",
            };
            assert_eq!(code, expected, "{role:?} {request}");
        }
    }
    let mut guest = wired.guest().await;
    for request in requests {
        let reply = guest.call(request, data(request, &json!(eve.person.id))).await;
        assert_eq!(reply["error"]["code"], "unauthenticated", "{request}");
    }
    // What is hidden is in nobody's journal of the market.
    for who in [None, Some(&eve), Some(&admin)] {
        let page = wired.rest("GET /events?room=market&limit=200", who, None, &Value::Null).await;
        let text = page.json.to_string();
        for word in ["offered", "funded", "5000", "reference", "amount"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    drop((buyer, guest));
    wired.close().await;
}

#[actix_web::test]
async fn an_item_is_for_sale_in_one_place() {
    let wired = Wired::fresh();
    let sue = wired.somebody("sue", Role::Seller).await;
    let eve = wired.somebody("eve", Role::Seller).await;
    let listing =
        |item: &str| json!({ "title": "A token", "currency": "EUR", "price": 500, "item": item });
    let lot = |item: &str| crate::wired::terms(json!({ "item": item }));
    let first = list(&wired, &sue, json!({ "item": "token/7" })).await;
    wired
        .rest("POST /listings", Some(&eve), None, &listing("token/7"))
        .await
        .is(409, "item_listed");
    wired.rest("POST /auctions", Some(&eve), None, &lot("token/7")).await.is(409, "item_listed");
    let cancel = format!("POST /listings/{first}/cancel");
    assert_eq!(wired.rest(&cancel, Some(&sue), None, &json!({})).await.status, 200);
    let made = wired.rest("POST /auctions", Some(&eve), None, &lot("token/7")).await;
    assert_eq!(
        (made.status, &made.json["item"]["item"]),
        (201, &json!("token/7")),
        "{}",
        made.json
    );
    wired
        .rest("POST /listings", Some(&sue), None, &listing("token/7"))
        .await
        .is(409, "item_listed");
    wired.rest("POST /auctions", Some(&sue), None, &lot("token/7")).await.is(409, "item_listed");
    let id = made.json["id"].as_str().unwrap();
    wired.rest(&format!("POST /auctions/{id}/end"), Some(&eve), None, &json!({})).await;
    let again = list(&wired, &sue, json!({ "item": "token/7", "price": 500 })).await;
    // Whoever buys it may sell it.
    let bank = wired.somebody("bank", Role::App).await;
    fund(&wired, &bank, &eve, 5_000).await;
    let bought = wired
        .rest(
            &format!("POST /listings/{again}/purchase"),
            Some(&eve),
            None,
            &json!({ "expectedPrice": 500 }),
        )
        .await;
    assert_eq!(bought.status, 201, "{}", bought.json);
    list(&wired, &eve, json!({ "item": "token/7" })).await;
    wired.close().await;
}

#[actix_web::test]
async fn a_listing_is_reserved_as_long_as_all_of_it_is_in_baskets() {
    let wired = Wired::fresh();
    let sue = wired.somebody("sue", Role::Seller).await;
    let bank = wired.somebody("bank", Role::App).await;
    let ann = wired.somebody("ann", Role::User).await;
    let bob = wired.somebody("bob", Role::User).await;
    fund(&wired, &bank, &bob, 5_000).await;
    let id = list(&wired, &sue, json!({ "stock": 3 })).await;
    let deed = async |who: &SignedIn, name: &str, data: Value| {
        let done = wired.rest(&format!("POST /listings/{id}/{name}"), Some(who), None, &data).await;
        assert!(matches!(done.status, 200 | 201), "{name}: {done:?}");
    };
    let stands = async |reserved: u32, status: &str, until: Value| {
        let one = wired.rest(&format!("GET /listings/{id}"), None, None, &Value::Null).await.json;
        let page = wired.rest("GET /listings", None, None, &Value::Null).await.json;
        assert_eq!(page["items"][0], one);
        let found = (&one["reserved"], &one["status"], &one["reservedUntil"]);
        assert_eq!(found, (&json!(reserved), &json!(status), &until));
    };
    let (start, minute) = (wired.clock.now(), 60_000);
    let first_lapses = json!(start.plus(10 * minute).to_string());
    deed(&ann, "reserve", json!({ "quantity": 1 })).await;
    stands(1, "listed", Value::Null).await;
    wired.pass(5 * minute);
    deed(&bob, "reserve", json!({ "quantity": 2 })).await;
    stands(3, "reserved", first_lapses.clone()).await;
    // Fewer are left, and all of them are still in a basket.
    deed(&bob, "reserve", json!({ "quantity": 1 })).await;
    stands(2, "listed", Value::Null).await;
    deed(&bob, "purchase", json!({ "expectedPrice": 1_000, "quantity": 2 })).await;
    stands(1, "reserved", first_lapses).await;
    wired.pass(5 * minute);
    stands(0, "listed", Value::Null).await;
    deed(&ann, "reserve", json!({ "quantity": 1 })).await;
    deed(&ann, "release", json!({})).await;
    stands(0, "listed", Value::Null).await;
    deed(&ann, "reserve", json!({ "quantity": 1 })).await;
    // What staff take out is in nobody's basket any more.
    let staff = wired.somebody("max", Role::Moderator).await;
    deed(&staff, "remove", json!({ "reason": "counterfeit" })).await;
    stands(0, "removed", Value::Null).await;
    wired.close().await;
}
