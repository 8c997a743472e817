//! Who is there, over real sockets: of all connections of a user together, and as others may see it.

use std::collections::BTreeMap;

use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    simulate::Dice,
    wired::{Wire, Wired, settings},
};

/// Watches these; how they are now.
async fn watch(wire: &mut Wire, users: &[&SignedIn]) -> Vec<Value> {
    let users: Vec<_> = users.iter().map(|who| who.person.id).collect();
    let reply = wire.call("presence:watch", json!({ "users": users })).await;
    reply["data"]["users"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
}

async fn set(wire: &mut Wire, status: &str) {
    let reply = wire.call("presence:set", json!({ "status": status })).await;
    assert_eq!(reply["data"], json!({}));
}

/// How somebody is seen by another, after all that was asked before.
async fn seen(wired: &Wired, by: &SignedIn, whom: &SignedIn) -> Value {
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
    wired.pass(20_000);
    second.call("subscribe", json!({ "room": "auction:x" })).await;
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    second.leave().await;
    left(&wired, 1).await;
    wired.pass(9_000);
    assert_eq!(seen(&wired, &bo, &ada).await["status"], "online");
    // Coming back within the grace is no leaving.
    let mut third = wired.connect(&ada).await;
    third.call("presence:watch", json!({ "users": [] })).await;
    third.leave().await;
    left(&wired, 1).await;
    let left_at = wired.clock.now();
    wired.pass(10_000);
    let gone = bos.next("presence:changed").await;
    assert_eq!(gone["data"]["status"], "offline");
    assert_eq!(gone["data"]["lastSeen"], left_at.to_string());
    assert!(gone["seq"].is_null() && gone["room"].is_null());
    drop(bos);
    wired.close().await;
}

/// Waits until the server has noticed that all but so many connections are over.
async fn left(wired: &Wired, open: usize) {
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

/// What a plain model knows of somebody.
#[derive(Default)]
struct Person {
    tabs: Vec<Wire>,
    left_at: Option<i64>,
    active_at: i64,
    chosen: Option<&'static str>,
}

#[actix_web::test]
async fn any_coming_and_going_is_seen_as_a_plain_model_says() {
    for seed in 1..=4 {
        println!("seed {seed}");
        let mut dice = Dice::new(seed);
        let wired = Wired::fresh();
        let mut people = BTreeMap::new();
        for name in ["ada", "bo", "cy"] {
            let who = wired.somebody(name, Role::User).await;
            people.insert(name, (who, Person::default()));
        }
        let eve = wired.somebody("eve", Role::User).await;
        let names = ["ada", "bo", "cy"];
        for _ in 0..60 {
            let name = names[usize::try_from(dice.below(3)).unwrap()];
            let now = wired.clock.now().ms();
            let (who, person) = people.get_mut(name).unwrap();
            match dice.below(5) {
                0 => {
                    let mut tab = wired.connect(who).await;
                    tab.call("outcome", json!({ "key": "k" })).await;
                    person.tabs.push(tab);
                    (person.left_at, person.active_at) = (None, now);
                }
                1 if !person.tabs.is_empty() => {
                    person.tabs.pop().unwrap().leave().await;
                    if person.tabs.is_empty() {
                        person.left_at = Some(now);
                    }
                    // Its end is noticed in its own time.
                    let open = people.values().map(|(_, person)| person.tabs.len()).sum::<usize>();
                    left(&wired, open).await;
                }
                2 if !person.tabs.is_empty() => {
                    let chosen = ["online", "away", "busy", "invisible"]
                        [usize::try_from(dice.below(4)).unwrap()];
                    set(&mut person.tabs[0], chosen).await;
                    (person.chosen, person.active_at) = (Some(chosen), now);
                }
                3 => wired.pass(1_000 * (1 + dice.below(12))),
                _ => wired.pass(60_000 * (1 + dice.below(6))),
            }
            let now = wired.clock.now().ms();
            for (name, (who, person)) in &people {
                let is_there = !person.tabs.is_empty()
                    || person.left_at.is_some_and(|left| now - left < 10_000);
                let expected = match person.chosen.unwrap_or("online") {
                    _ if !is_there => "offline",
                    "invisible" => "offline",
                    "online" if 300_000 <= now - person.active_at => "away",
                    chosen => chosen,
                };
                assert_eq!(seen(&wired, &eve, who).await["status"], expected, "{name}");
            }
        }
        drop(people);
        wired.close().await;
    }
}
