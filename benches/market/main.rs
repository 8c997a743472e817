//! How many durable purchases a second the market acknowledges, with the books in the same transaction; and how many
//! bids that set money aside one auction takes, beside bids that do not.
//!
//! `cargo bench --bench market` prints all three: one process, 1,000 in flight, a writer on `SQLite` with synchronous FULL.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix::prelude::*;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rialto::{
    clock::Clock,
    protocol::{
        facts::Facts,
        id::{Id, RoomId, UserId},
        market::MARKET,
        person::{Person, Role},
    },
    rooms::{Habits, Reply, Rooms, ToRoom, audience::Boards, core::Ask, directory::Directory},
    store::{Options, Place, Store},
};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::Semaphore;

/// So many requests wait for their acknowledgement at any time.
const IN_FLIGHT: usize = 1_000;
/// So many people trade.
const PEOPLE: u64 = 100;
/// What each of them has: enough for any number of iterations.
const PURSE: i64 = 50_000_000_000_000;

/// A house without doors on a fresh database; the time that `work` takes in it.
fn timed(work: impl AsyncFnOnce(&Rooms) -> Duration) -> Duration {
    System::new().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("rialto.db"));
        let store = Store::open(&Options { place, readers: 1 }).unwrap();
        let clock = Clock::system();
        let arbiters = [Arbiter::new(), Arbiter::new()];
        let directory = Directory::new(
            clock.clone(),
            store.clone(),
            Boards::new(1),
            Habits::default(),
            arbiters.iter().map(Arbiter::handle).collect(),
        )
        .start();
        let rooms = Rooms::new(directory, store.clone(), clock);
        let elapsed = work(&rooms).await;
        store.close();
        for arbiter in arbiters {
            arbiter.stop();
        }
        elapsed
    })
}

fn person(number: u64, role: Role) -> Person {
    Person { id: UserId(Id::from_number(number)), name: format!("user {number}").into(), role }
}

fn request(by: Person, request: &str, data: &Value) -> Box<Ask> {
    let facts =
        Facts { people: (1..=PEOPLE).map(|n| person(n, Role::User)).collect(), ..Facts::default() };
    let data = RawValue::from_string(data.to_string()).unwrap();
    let facts = if request == "wallet:deposit" { facts } else { Facts::default() };
    Box::new(Ask { facts, ..Ask::new(by, request, data) })
}

async fn ask(rooms: &Rooms, room: &RoomId, ask: Box<Ask>) -> Value {
    let (reply, answer) = Reply::channel();
    rooms.tell(room.clone(), ToRoom::Ask { ask, reply, outbox: None });
    let answer = answer.await.unwrap();
    assert!(answer.error.is_none(), "{:?}", answer.error);
    serde_json::from_str(answer.data.unwrap().get()).unwrap()
}

/// Everybody has enough.
async fn fund(rooms: &Rooms) -> RoomId {
    let market = RoomId::from(MARKET);
    for number in 1..=PEOPLE {
        let user = UserId(Id::from_number(number));
        let pay = json!({ "user": user, "currency": "EUR", "amount": PURSE, "reference": number.to_string() });
        ask(rooms, &market, request(person(1_000, Role::Admin), "wallet:deposit", &pay)).await;
    }
    market
}

/// Sends so many requests, so many in flight; the time until all are acknowledged.
async fn storm(
    rooms: &Rooms,
    room: &RoomId,
    count: u64,
    next: impl Fn(u64) -> Box<Ask>,
) -> Duration {
    let free = Arc::new(Semaphore::new(IN_FLIGHT));
    let begun = now();
    for number in 1..=count {
        let permit = free.clone().acquire_owned().await.unwrap();
        let reply = Reply::to(move |answer| {
            assert!(answer.error.is_none(), "{:?}", answer.error);
            drop(permit);
        });
        rooms.tell(room.clone(), ToRoom::Ask { ask: next(number), reply, outbox: None });
    }
    let all = u32::try_from(IN_FLIGHT).unwrap();
    drop(free.acquire_many(all).await.unwrap());
    begun.elapsed()
}

fn buyer(number: u64) -> Person {
    person(1 + number % PEOPLE, Role::User)
}

/// Purchases out of listings of a million.
fn purchases(count: u64) -> Duration {
    timed(async |rooms| {
        let market = fund(rooms).await;
        let terms = json!({ "title": "Many", "currency": "EUR", "price": 7, "stock": 1_000_000 });
        let seller = || person(2_000, Role::Seller);
        ask(rooms, &market, request(seller(), "listing:create", &terms)).await;
        let data = json!({ "listing": "1", "expectedPrice": 7 });
        storm(rooms, &market, count, |number| request(buyer(number), "listing:buy", &data)).await
    })
}

/// Bids in one auction, each above the last.
fn bids(count: u64, hold: &str) -> Duration {
    timed(async |rooms| {
        fund(rooms).await;
        let terms = json!({
            "title": "hot", "currency": "EUR", "bidding": "open", "startPrice": 1, "hold": hold,
            "increment": { "type": "fixed", "amount": 1 }, "durationMs": 36_000_000, "publish": true,
        });
        let create = request(person(2_000, Role::Seller), "auction:create", &terms);
        let (room, answer) = rooms.create("auction", *create).await;
        assert!(answer.error.is_none(), "{:?}", answer.error);
        let next =
            |number: u64| request(buyer(number), "auction:bid", &json!({ "amount": number }));
        storm(rooms, &room, count, next).await
    })
}

fn market(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("durable, 1,000 in flight");
    group.throughput(Throughput::Elements(1)).sample_size(10);
    group.measurement_time(Duration::from_secs(10));
    group.bench_function("purchases in one market", |bencher| bencher.iter_custom(purchases));
    group.bench_function("bids that set money aside", |bencher| {
        bencher.iter_custom(|count| bids(count, "max"));
    });
    group.bench_function("bids that do not", |bencher| {
        bencher.iter_custom(|count| bids(count, "none"));
    });
    group.finish();
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

criterion_group!(benches, market);
criterion_main!(benches);
