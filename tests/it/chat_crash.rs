//! What rooms ask of each other happens exactly once, wherever the process dies: a child of this very program is
//! killed at its first COMMIT, its second, and so on, right before it and right after it; then another one goes
//! on from what is on the disk, and is killed as well.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rialto::{
    gateway::naming::fold,
    protocol::{
        conversation,
        frame::Answer,
        id::{Id, RoomId, Seq, UserId},
        person::{Person, Role},
    },
    rooms,
    store::{Fate, Faults, StoreError, users::NewUser},
};
use serde_json::{Value, json};

use crate::stage::{NOW, Stage};

/// Tells the child where its house is and when it dies, e.g. `before 7 /tmp/x`.
const ORDERS: &str = "RIALTO_TEST_CHAT_CRASH";
const CHILD: &str = "chat_crash::the_child_that_dies";
const AUCTION: u64 = 4_000;

/// Kills its own process at a COMMIT.
struct Death {
    at: u64,
    commits: AtomicU64,
    is_after: bool,
}

impl Faults for Death {
    fn at_commit(&self) -> Fate {
        let number = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        // After it nobody learns that it happened; the process dies at the next one at the latest.
        match (self.is_after, number.cmp(&self.at)) {
            (_, std::cmp::Ordering::Less) => Fate::Commit,
            (true, std::cmp::Ordering::Equal) => Fate::CommitUnknown,
            (false, std::cmp::Ordering::Equal) | (_, std::cmp::Ordering::Greater) => die(),
        }
    }
}

/// As from outside: nothing is flushed, nothing unwinds.
fn die() -> ! {
    let own = std::process::id().to_string();
    let _killed = Command::new("kill").args(["-KILL", &own]).status();
    loop {
        std::thread::park();
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Killed,
    Finished,
}

/// Runs a child until it ends.
fn child(folder: &Path, orders: &str) -> End {
    let status = Command::new(std::env::current_exe().unwrap())
        .args([CHILD, "--exact", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{orders} {}", folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status()
        .unwrap();
    match status.code() {
        Some(0) => End::Finished,
        None => End::Killed,
        Some(code) => panic!("the child failed: {code}, {orders}"),
    }
}

#[test]
fn what_rooms_ask_of_each_other_happens_once_wherever_the_process_dies() {
    let mut deaths = 0;
    for when in ["before", "after"] {
        for at in 1.. {
            let folder = tempfile::tempdir().unwrap();
            let orders = format!("{when} {at}");
            // Shown only where the test fails.
            println!("killed {orders}");
            let end = child(folder.path(), &orders);
            if end == End::Killed {
                deaths += 1;
                // Also who carries on after it dies once.
                child(folder.path(), &format!("{when} {}", 1 + at % 3));
                assert_eq!(child(folder.path(), "never 0"), End::Finished);
            }
            actix::System::new().block_on(audit(folder.path()));
            if end == End::Finished {
                break;
            }
        }
    }
    println!("{deaths} deaths");
    assert!(20 < deaths, "{deaths}");
}

/// Does nothing but in a child.
#[actix_web::test]
async fn the_child_that_dies() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Vec<&str> = orders.splitn(3, ' ').collect();
    let [when, at, folder] = orders[..] else { panic!("{orders:?}") };
    let is_never = when == "never";
    let at = if is_never { u64::MAX } else { at.parse().unwrap() };
    let death = Death { at, commits: AtomicU64::new(0), is_after: when == "after" };
    let stage = Stage::open_faulty(Path::new(folder), Arc::new(death));
    scenario(&stage).await;
    stage.store.close();
}

fn person(number: u64, name: &'static str) -> Person {
    let role = if name == "seller" { Role::Seller } else { Role::User };
    Person { id: UserId(Id::from_number(number)), name: name.into(), role }
}

fn people() -> [Person; 4] {
    [person(1_001, "ada"), person(1_002, "bo"), person(1_003, "cy"), person(1_004, "seller")]
}

fn group() -> RoomId {
    RoomId::of("conversation", Id::from_number(2_000))
}

fn auction() -> RoomId {
    RoomId::of("auction", Id::from_number(AUCTION))
}

/// A client that repeats itself with the same key until it knows.
async fn insist(stage: &Stage, by: &Person, room: &RoomId, request: &str, data: Value) -> Answer {
    let key = format!("{request} {data} {room}").replace(|char: char| !char.is_alphanumeric(), "");
    let key = &key[..key.len().min(60)];
    loop {
        let answer = stage.ask(by, room, request, &data, Some(key)).await;
        match &answer.error {
            Some(why) if why.retry => tokio::task::yield_now().await,
            Some(why) => panic!("{request}: {}", why.code),
            None => return answer,
        }
    }
}

/// Waits until rooms ask nothing of each other any more.
async fn delivered(stage: &Stage) {
    stage.rooms.nudge();
    while !stage.store.outbox(0, 1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Chains of reactions, begun again from the start by whoever comes after a death.
async fn scenario(stage: &Stage) {
    for one in people() {
        let name = one.name.to_string();
        let new = NewUser {
            id: one.id,
            name_folded: fold(&name),
            name,
            email: None,
            password: None,
            role: one.role,
            subject: None,
            at: NOW,
        };
        loop {
            match stage.store.add_user(new.clone()).await {
                Ok(()) | Err(StoreError::Duplicate) => break,
                Err(StoreError::Unknown | StoreError::Unavailable) => (),
                Err(StoreError::Conflict) => panic!("a conflict"),
            }
        }
    }
    let [ada, bo, cy, seller] = people();
    let (direct, group, auction) = (conversation::direct(ada.id, bo.id), group(), auction());
    let inbox = |of: &Person| rooms::inbox(of.id);
    let open = json!({ "kind": "direct", "members": [bo.id] });
    insist(stage, &ada, &direct, "conversation:create", open).await;
    let open = json!({ "kind": "group", "title": "Tea", "members": [bo.id, cy.id] });
    insist(stage, &ada, &group, "conversation:create", open).await;
    let lot = json!({
        "title": "A clock", "currency": "EUR", "startPrice": 1_000, "durationMs": 3_600_000,
        "increment": { "type": "fixed", "amount": 100 }, "publish": true,
    });
    insist(stage, &seller, &auction, "auction:create", lot).await;
    // One who has blocked somebody is known to have in both.
    let block = json!({ "user": cy.id, "on": true });
    insist(stage, &bo, &inbox(&bo), "user:block", block).await;
    let hello = json!({ "content": "Hello" });
    insist(stage, &ada, &direct, "chat:message", hello.clone()).await;
    insist(stage, &ada, &group, "chat:message", hello).await;
    insist(stage, &cy, &auction, "auction:bid", json!({ "amount": 1_000 })).await;
    insist(stage, &bo, &auction, "auction:bid", json!({ "amount": 5_000 })).await;
    delivered(stage).await;
    // They have not looked.
    let now = stage.clock.now().plus(3_000);
    stage.move_to(now);
    for room in [&direct, &group] {
        let read = json!({ "upTo": 1 });
        insist(stage, &ada, room, "chat:read", read).await;
    }
    delivered(stage).await;
}

/// Every cause has its effect once.
async fn audit(folder: &Path) {
    let stage = Stage::open(folder);
    assert!(stage.store.outbox(0, 10).await.unwrap().is_empty());
    let [ada, bo, cy, _] = people();
    let direct = conversation::direct(ada.id, bo.id);
    for room in [&direct, &group()] {
        let kinds = kinds(&stage, room).await;
        assert_eq!((kinds["created"], kinds["sent"], kinds["notified"]), (1, 1, 1), "{kinds:?}");
        assert_eq!(kinds["profiled"], 1, "{room} {kinds:?}");
    }
    for (of, joined, raised, noted) in [(&ada, 2, 0, 0), (&bo, 2, 2, 0), (&cy, 1, 2, 1)] {
        let inbox = rooms::inbox(of.id);
        let kinds = kinds(&stage, &inbox).await;
        let count = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
        let found = (count("joined"), count("raised"), count("noted"));
        assert_eq!(found, (joined, raised, noted), "{} {kinds:?}", of.name);
        let (page, unread) = stage.store.notifications(of.id, true, None, None).await.unwrap();
        assert_eq!((page.items.len() as u64, u64::from(unread)), (raised, raised));
        for listed in stage.store.conversations(of.id, stage.clock.now()).await.unwrap() {
            assert_eq!(listed.unread_count, u32::from(of.id != ada.id), "{listed:?}");
        }
    }
    assert_eq!(kinds(&stage, &auction()).await["bid_placed"], 2);
    stage.store.close();
}

/// How often each thing happened in a room.
async fn kinds(stage: &Stage, room: &RoomId) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    for stored in stage.store.events(room, Seq(0), 1_000).await.unwrap() {
        let event: Value = serde_json::from_str(&stored.body).unwrap();
        *kinds.entry(event["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    kinds
}
