//! Who is there, over real sockets: of all connections of a user together, and as others may see it.

use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::wired::{Wire, Wired, deed, settings};

/// Watches these; how they are now.
pub(crate) async fn watch(wire: &mut Wire, users: &[&SignedIn]) -> Vec<Value> {
    let users: Vec<_> = users.iter().map(|who| who.person.id).collect();
    let reply = wire.call("presence:watch", json!({ "users": users })).await;
    reply["data"]["users"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
}

pub(crate) async fn set(wire: &mut Wire, status: &str) {
    let reply = wire.call("presence:set", json!({ "status": status })).await;
    assert_eq!(reply["data"], json!({}));
}

/// How somebody is seen by another, after all that was asked before.
pub(crate) async fn seen(wired: &Wired, by: &SignedIn, whom: &SignedIn) -> Value {
    let request = format!("GET /presence?users={}", whom.person.id);
    let found = wired.rest(&request, Some(by), None, &Value::Null).await;
    found.json["users"][0].clone()
}

async fn until(wired: &Wired, by: &SignedIn, whom: &SignedIn, status: &str) -> Value {
    loop {
        let seen = seen(wired, by, whom).await;
        if seen["status"] == status {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn somebody_is_there_while_a_tab_lives_and_a_grace_after_it() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let mut bos = wired.connect(&bo).await;
    let nobody = watch(&mut bos, &[&ada]).await;
    assert_eq!(nobody, [json!({ "user": ada.person.id, "status": "offline", "lastSeen": null })]);
    let (mut first, mut second) = (wired.connect(&ada).await, wired.connect(&ada).await);
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "online");
    first.leave().await;
    pass(&wired, 2, &bo, 20_000).await;
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    second.leave().await;
    pass(&wired, 1, &bo, 9_999).await;
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    // Coming back within the grace is no leaving, and nobody hears of it.
    let mut third = wired.connect(&ada).await;
    third.call("presence:watch", json!({ "users": [] })).await;
    wired.pass(20_000);
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    third.leave().await;
    let left = wired.clock.now();
    pass(&wired, 1, &bo, 9_999).await;
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    wired.pass(1);
    let gone = bos.next("presence:changed").await;
    assert_eq!(gone["data"]["status"], "offline", "{gone}");
    assert_eq!(gone["data"]["lastSeen"], left.to_string());
    assert!(gone["seq"].is_null() && gone["room"].is_null());
    drop(bos);
    wired.close().await;
}

/// Lets time pass, once presence knows that only so many connections live.
async fn pass(wired: &Wired, open: usize, by: &SignedIn, ms: u64) {
    emptied(wired, open).await;
    // Whatever presence was told before this has been heard when this is answered.
    seen(wired, by, by).await;
    wired.pass(ms);
}

pub(crate) async fn emptied(wired: &Wired, open: usize) {
    while wired.house.connections() != open {
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn one_is_away_by_idleness_and_back_by_asking_for_something() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let (mut adas, mut bos) = (wired.connect(&ada).await, wired.connect(&bo).await);
    until(&wired, &bo, &ada, "online").await;
    watch(&mut bos, &[&ada]).await;
    wired.pass(299_000);
    adas.call("ping", json!({})).await;
    wired.pass(1_000);
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "away");
    adas.call("outcome", json!({ "key": "k" })).await;
    wired.pass(1);
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "online");
    set(&mut adas, "busy").await;
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "busy");
    drop((adas, bos));
    wired.close().await;
}

#[actix_web::test]
async fn who_is_invisible_is_seen_by_themselves_and_staff_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let mo = wired.somebody("mo", Role::Moderator).await;
    let (mut adas, mut bos, mut mos) =
        (wired.connect(&ada).await, wired.connect(&bo).await, wired.connect(&mo).await);
    until(&wired, &bo, &ada, "online").await;
    watch(&mut bos, &[&ada]).await;
    watch(&mut mos, &[&ada]).await;
    let hidden_at = wired.clock.now();
    set(&mut adas, "invisible").await;
    let shown = bos.next("presence:changed").await["data"].clone();
    assert_eq!((&shown["status"], &shown["lastSeen"]), (&json!("offline"), &json!(hidden_at)));
    assert_eq!(mos.next("presence:changed").await["data"]["status"], "invisible");
    assert_eq!(seen(&wired, &ada, &ada).await["status"], "invisible");
    drop((adas, bos, mos));
    wired.pass(60_000);
    wired.close().await;

    let wired = Wired::open(&config);
    wired.clock.set(hidden_at.plus(100_000));
    let mut bos = wired.connect(&bo).await;
    watch(&mut bos, &[&ada]).await;
    let mut adas = wired.connect(&ada).await;
    until(&wired, &mo, &ada, "invisible").await;
    let shown = seen(&wired, &bo, &ada).await;
    assert_eq!((&shown["status"], &shown["lastSeen"]), (&json!("offline"), &json!(hidden_at)));
    set(&mut adas, "online").await;
    // Nothing was told in between.
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "online");
    drop((adas, bos));
    wired.close().await;
}

#[actix_web::test]
async fn a_watch_replaces_the_one_before_and_has_its_limits() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let (mut adas, mut bos) = (wired.connect(&ada).await, wired.connect(&bo).await);
    until(&wired, &bo, &ada, "online").await;
    watch(&mut bos, &[&ada]).await;
    watch(&mut bos, &[]).await;
    set(&mut adas, "busy").await;
    watch(&mut bos, &[&ada]).await;
    set(&mut adas, "away").await;
    assert_eq!(bos.next("presence:changed").await["data"]["status"], "away", "and not busy");
    let many: Vec<_> = (0..201).map(|number| format!("{number:013}")).collect();
    let refused = bos.call("presence:watch", json!({ "users": many })).await;
    assert_eq!(refused["error"]["data"]["fields"][0]["code"], "too_many");
    let unknown = bos.call("presence:watch", json!({ "users": ["0000000000001"] })).await;
    assert_eq!(unknown["data"]["users"][0]["status"], "offline");
    let room = format!("presence:{}", ada.person.id);
    let refused = bos.call("subscribe", json!({ "room": room })).await;
    assert_eq!(refused["error"]["code"], "not_found");
    let mut guest = wired.guest().await;
    for (event, data) in
        [("presence:watch", json!({ "users": [] })), ("presence:set", json!({ "status": "busy" }))]
    {
        assert_eq!(guest.call(event, data).await["error"]["code"], "unauthenticated");
    }
    let rest = wired.rest("PUT /presence", Some(&bo), None, &json!({ "status": "busy" })).await;
    assert_eq!(rest.status, 200);
    assert_eq!(seen(&wired, &ada, &bo).await["status"], "busy");
    drop((adas, bos, guest));
    wired.close().await;
}

#[actix_web::test]
async fn what_was_chosen_and_when_one_was_there_survive_reconnects_and_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    for status in ["busy", "away"] {
        let mut adas = wired.connect(&ada).await;
        set(&mut adas, status).await;
        adas.leave().await;
        pass(&wired, 0, &bo, 10_000).await;
        assert_eq!(seen(&wired, &bo, &ada).await["status"], "offline");
        let mut adas = wired.connect(&ada).await;
        until(&wired, &bo, &ada, status).await;
        adas.leave().await;
        emptied(&wired, 0).await;
    }
    let adas = wired.connect(&ada).await;
    until(&wired, &bo, &ada, "away").await;
    let left = wired.clock.now();
    wired.close().await;
    drop(adas);

    let wired = Wired::open(&config);
    wired.clock.set(left.plus(100_000));
    let shown = seen(&wired, &bo, &ada).await;
    assert_eq!((&shown["status"], &shown["lastSeen"]), (&json!("offline"), &json!(left)));
    let adas = wired.connect(&ada).await;
    until(&wired, &bo, &ada, "away").await;
    drop(adas);
    wired.close().await;
}

#[actix_web::test]
async fn who_is_invisible_leaves_no_trace_by_choosing_so_again_or_by_going() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let (mut adas, mut bos) = (wired.connect(&ada).await, wired.connect(&bo).await);
    until(&wired, &bo, &ada, "online").await;
    let hidden_at = wired.clock.now();
    set(&mut adas, "invisible").await;
    watch(&mut bos, &[&ada]).await;
    wired.pass(5_000);
    set(&mut adas, "invisible").await;
    adas.leave().await;
    pass(&wired, 1, &bo, 60_000).await;
    let shown = watch(&mut bos, &[&ada]).await;
    assert_eq!(
        (&shown[0]["status"], &shown[0]["lastSeen"]),
        (&json!("offline"), &json!(hidden_at))
    );
    // Nothing at all was told.
    let told = bos.heard();
    assert!(told.iter().all(|frame| frame["event"] != "presence:changed"), "{told:?}");
    drop(bos);
    wired.close().await;
}

#[actix_web::test]
async fn who_is_no_longer_staff_no_longer_sees_who_is_invisible() {
    let wired = Wired::fresh();
    let (ada, mo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("mo", Role::Moderator).await);
    let (mut adas, mut mos) = (wired.connect(&ada).await, wired.connect(&mo).await);
    set(&mut adas, "invisible").await;
    assert_eq!(watch(&mut mos, &[&ada]).await[0]["status"], "invisible");
    let accounts = wired.house.floor().accounts;
    accounts.set_role(mo.person.id, Role::User, &deed()).await.unwrap();
    assert_eq!(mos.next("presence:changed").await["data"]["status"], "offline");
    set(&mut adas, "busy").await;
    assert_eq!(mos.next("presence:changed").await["data"]["status"], "busy");
    drop((adas, mos));
    wired.close().await;
}
