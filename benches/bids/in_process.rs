//! One room and the writer, without doors.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix::prelude::*;
use rialto::{
    clock::Clock,
    protocol::{
        id::{Id, RoomId, UserId},
        person::{Person, Role},
    },
    rooms::{Habits, Reply, Rooms, ToRoom, audience::Boards, core::Ask, directory::Directory},
    store::{Options, Place, Store},
};
use serde_json::{json, value::RawValue};
use tokio::sync::Semaphore;

/// So many bids wait for their acknowledgement at any time.
const IN_FLIGHT: usize = 1_000;

/// The time that so many bids take in a fresh auction on a fresh database.
pub(crate) fn bids(count: u64) -> Duration {
    System::new().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("rialto.db"));
        let store = Store::open(&Options { place, readers: 1 }).unwrap();
        let clock = Clock::system();
        let arbiter = Arbiter::new();
        let directory = Directory::new(
            clock.clone(),
            store.clone(),
            Boards::new(1),
            Habits::default(),
            vec![arbiter.handle()],
        )
        .start();
        let rooms = Rooms::new(directory, store.clone(), clock);
        let room = auction(&rooms).await;
        let begun = now();
        bid(&rooms, &room, count).await;
        let elapsed = begun.elapsed();
        store.close();
        arbiter.stop();
        elapsed
    })
}

async fn auction(rooms: &Rooms) -> RoomId {
    let terms = json!({
        "title": "hot", "currency": "EUR", "bidding": "open", "startPrice": 1,
        "increment": { "type": "fixed", "amount": 1 }, "durationMs": 3_600_000, "publish": true
    });
    let data = RawValue::from_string(terms.to_string()).unwrap();
    let seller = person(1, Role::Seller);
    let ask = Ask::new(seller, "auction:create", data);
    let (room, answer) = rooms.create("auction", ask).await;
    assert!(answer.error.is_none(), "{:?}", answer.error);
    room
}

/// Two bidders in turn, each bid one above the last.
async fn bid(rooms: &Rooms, room: &RoomId, count: u64) {
    let bidders = [person(2, Role::User), person(3, Role::User)];
    let free = Arc::new(Semaphore::new(IN_FLIGHT));
    for (amount, by) in (1..=count).zip(bidders.iter().cycle()) {
        let permit = free.clone().acquire_owned().await.unwrap();
        let data = RawValue::from_string(format!(r#"{{"amount":{amount}}}"#)).unwrap();
        let ask = Box::new(Ask::new(by.clone(), "auction:bid", data));
        let reply = Reply::to(move |answer| {
            assert!(answer.error.is_none(), "{:?}", answer.error);
            drop(permit);
        });
        rooms.tell(room.clone(), ToRoom::Ask { ask, reply, outbox: None });
    }
    let all = u32::try_from(IN_FLIGHT).unwrap();
    drop(free.acquire_many(all).await.unwrap());
}

fn person(number: u64, role: Role) -> Person {
    Person { id: UserId(Id::from_number(number)), name: format!("user {number}").into(), role }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}
