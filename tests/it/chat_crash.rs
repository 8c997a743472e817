//! What rooms ask of each other happens exactly once, wherever the process dies.

use std::path::Path;

use rialto::{
    protocol::{
        conversation,
        id::{Id, RoomId, UserId},
        person::{Person, Role},
    },
    rooms::{self, Habits},
};
use serde_json::json;

use crate::{
    death::{self, delivered, insist, introduce, kinds},
    stage::Stage,
};

const AUCTION: u64 = 4_000;

#[test]
fn what_rooms_ask_of_each_other_happens_once_wherever_the_process_dies() {
    let deaths = death::everywhere("chat_crash::the_child_that_dies", &audit);
    assert!(20 < deaths, "{deaths}");
}

/// Does nothing but in a child.
#[actix_web::test]
async fn the_child_that_dies() {
    let Some(stage) = death::stage(Habits::default()) else { return };
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

/// Chains of reactions, begun again from the start by whoever comes after a death.
async fn scenario(stage: &Stage) {
    introduce(stage, &people()).await;
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
