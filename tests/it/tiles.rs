//! Lists of auctions as somebody in particular sees them, and what tiles show; also of auctions that are older than that.

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use rialto::{
    audit,
    gateway::accounts::SignedIn,
    protocol::person::Role,
    store::{Options, Place, Store},
};
use serde_json::{Value, json};

use crate::{
    chat::key_of,
    wired::{Wired, settings},
};

/// The titles of a list, with commas; or the code of the refusal.
async fn titles(wired: &Wired, who: Option<&SignedIn>, search: &str) -> String {
    let path = format!("GET /auctions?sort=createdAt&{search}");
    let answer = wired.rest(&path, who, None, &Value::Null).await;
    if answer.status != 200 {
        return answer.json["error"]["code"].as_str().unwrap().to_owned();
    }
    let items = answer.json["items"].as_array().unwrap();
    items.iter().map(|one| one["title"].as_str().unwrap()).collect::<Vec<_>>().join(",")
}

/// One line of a list.
async fn tile(wired: &Wired, who: Option<&SignedIn>, title: &str) -> Value {
    let answer = wired.rest(&format!("GET /auctions?q={title}"), who, None, &Value::Null).await;
    assert_eq!(answer.json["items"].as_array().unwrap().len(), 1, "{answer:?}");
    answer.json["items"][0].clone()
}

async fn deed(wired: &Wired, who: &SignedIn, room: &str, name: &str, data: Value) -> Value {
    let path = format!("POST /auctions/{}/{name}", key_of(room));
    let done = wired.rest(&path, Some(who), None, &data).await;
    assert!(matches!(done.status, 200 | 201), "{name}: {done:?}");
    done.json
}

struct Cast {
    sue: SignedIn,
    ann: SignedIn,
    bob: SignedIn,
}

/// An evening: lots in every state in which they concern somebody.
async fn evening(wired: &Wired) -> Cast {
    let sue = wired.somebody("sue", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let bob = wired.somebody("bob", Role::User).await;
    let lot = async |title: &str, more: Value| {
        let mut more = more;
        more["title"] = json!(title);
        wired.lot(&sue, more).await
    };
    let won = lot("won", json!({ "durationMs": 1_000 })).await;
    let units = json!({ "kind": "multi_unit", "quantity": 2, "durationMs": 1_000 });
    let units = lot("units", units).await;
    let led = lot("led", json!({})).await;
    let outbid = lot("outbid", json!({ "durationMs": 7_200_000 })).await;
    let followed = lot("followed", json!({})).await;
    let taken = lot("taken", json!({ "bidding": "open" })).await;
    let bid = |amount: u64| json!({ "amount": amount, "max": amount });
    deed(wired, &ann, &won, "bids", bid(1_000)).await;
    deed(wired, &ann, &units, "bids", json!({ "amount": 1_000, "quantity": 1 })).await;
    deed(wired, &bob, &units, "bids", json!({ "amount": 2_000, "quantity": 1 })).await;
    deed(wired, &bob, &led, "bids", bid(1_000)).await;
    deed(wired, &ann, &led, "bids", bid(5_000)).await;
    // A hidden maximum answers: who led goes on leading.
    deed(wired, &bob, &led, "bids", bid(3_000)).await;
    deed(wired, &ann, &outbid, "bids", bid(1_000)).await;
    deed(wired, &bob, &outbid, "bids", bid(2_000)).await;
    for who in [&ann, &bob] {
        deed(wired, who, &followed, "watch", json!({ "on": true })).await;
        deed(wired, who, &outbid, "watch", json!({ "on": true })).await;
    }
    deed(wired, &ann, &outbid, "watch", json!({ "on": false })).await;
    let placed = deed(wired, &ann, &taken, "bids", json!({ "amount": 1_000 })).await;
    deed(wired, &ann, &taken, "retract", json!({ "bid": placed["bid"] })).await;
    deed(wired, &sue, &outbid, "pause", json!({ "reason": "lunch" })).await;
    deed(wired, &sue, &outbid, "extend", json!({ "seconds": 60 })).await;
    wired.pass(2_000);
    while titles(wired, None, "status=ended").await != "won,units" {
        tokio::task::yield_now().await;
    }
    Cast { sue, ann, bob }
}

/// What everybody finds after it.
async fn check(wired: &Wired, Cast { sue, ann, bob }: &Cast) {
    for (who, mine, expected) in [
        (ann, "watching", "followed"),
        (bob, "watching", "outbid,followed"),
        (ann, "bidding", "won,units,led,outbid"),
        (bob, "bidding", "units,led,outbid"),
        (ann, "leading", "led"),
        (bob, "leading", "outbid"),
        (ann, "won", "won,units"),
        (bob, "won", "units"),
        (sue, "won", ""),
        (sue, "selling", "won,units,led,outbid,followed,taken"),
        (ann, "selling", ""),
        (ann, "bidding&status=active", "led"),
        (ann, "nonsense", "invalid"),
    ] {
        assert_eq!(titles(wired, Some(who), &format!("mine={mine}")).await, expected, "{mine}");
    }
    assert_eq!(titles(wired, None, "mine=watching").await, "unauthenticated");
    let led = tile(wired, Some(ann), "led").await;
    assert_eq!(led["you"], json!({ "leading": true, "watching": false }));
    assert_eq!((&led["bidCount"], &led["watchers"]), (&json!(3), &json!(0)));
    assert_eq!(led.get("remainingMs"), None);
    let outbid = tile(wired, Some(ann), "outbid").await;
    assert_eq!(outbid["you"], json!({ "leading": false, "watching": false }));
    assert_eq!((&outbid["watchers"], &outbid["endsAt"]), (&json!(1), &Value::Null));
    assert_eq!(outbid["remainingMs"], 7_260_000);
    assert_eq!(tile(wired, Some(bob), "followed").await["you"]["watching"], true);
    let unknown = tile(wired, None, "followed").await;
    assert_eq!((unknown.get("you"), &unknown["watchers"]), (None, &json!(2)));
}

#[actix_web::test]
async fn a_list_shows_what_concerns_somebody() {
    let wired = Wired::fresh();
    let cast = evening(&wired).await;
    check(&wired, &cast).await;
    let (now, sue) = (wired.clock.now(), Some(&cast.sue));
    assert_eq!(titles(&wired, sue, "kind=multi_unit").await, "units");
    assert_eq!(titles(&wired, sue, "kind=english,dutch&status=ended,paused").await, "won,outbid");
    assert_eq!(titles(&wired, sue, "kind=sealed").await, "invalid");
    // An hour each, and two seconds have passed; a clock that stands has no end.
    for (ms, expected) in [(3_598_000, ""), (3_598_001, "led,followed,taken")] {
        let search = format!("status=active&endsBefore={}", now.plus(ms));
        assert_eq!(titles(&wired, sue, &search).await, expected, "{search}");
    }
    assert_eq!(titles(&wired, sue, &format!("endsBefore={now}")).await, "won,units");
    assert_eq!(titles(&wired, sue, "endsBefore=soon").await, "invalid");
    wired.close().await;
}

#[actix_web::test]
async fn auctions_that_are_older_get_what_their_journals_say() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::open(&settings(folder.path()));
    let cast = evening(&wired).await;
    let now = wired.clock.now();
    wired.close().await;
    // The database as it was before.
    let file = folder.path().join("rialto.db");
    let mut database = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let down = include_str!("../../migrations/sqlite/2026-11-28-000013_tiles/down.sql");
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version = '20261128000013'";
    database.batch_execute(&format!("{down}{forget}")).unwrap();
    drop(database);
    let wired = Wired::open(&settings(folder.path()));
    wired.clock.set(now);
    check(&wired, &cast).await;
    wired.close().await;
    let store = Store::open(&Options { place: Place::File(file), readers: 1 }).unwrap();
    let report = audit::verify(&store, |_| ()).await.unwrap();
    assert!(report.is_clean(), "{report:?}");
    store.close();
}
