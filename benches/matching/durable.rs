//! A queue's room and the writer, without doors.

use std::sync::Arc;

use actix::prelude::*;
use rialto::{
    clock::Clock,
    protocol::{frame::Answer, id::RoomId},
    rooms::{Habits, Reply, Rooms, ToRoom, audience::Boards, core::Ask, directory::Directory},
    store::{Options, Place, Store},
};
use serde_json::{Value, json, value::RawValue};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    now,
    queue::{person, search, settings},
};

/// How many matches are made.
const MATCHES: u64 = 3_000;

/// Matches a second, and the median and the 99th hundredth of the time from the first search to the last acceptance,
/// in milliseconds, where so many pairs are on their way at once.
pub(crate) fn matches(in_flight: usize) -> (f64, f64, f64) {
    System::new().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("rialto.db"));
        let store = Store::open(&Options { place, readers: 1 }).unwrap();
        let clock = Clock::system();
        let arbiter = Arbiter::new();
        let habits = Habits { settings: Arc::new(settings()), ..Habits::default() };
        let boards = Boards::new(1);
        let arbiters = vec![arbiter.handle()];
        let directory =
            Directory::new(clock.clone(), store.clone(), boards, habits, arbiters).start();
        let rooms = Rooms::new(directory, store.clone(), clock);
        let free = Arc::new(Semaphore::new(in_flight));
        let mut pairs = JoinSet::new();
        let begun = now();
        for number in 0..MATCHES {
            let permit = free.clone().acquire_owned().await.unwrap();
            let rooms = rooms.clone();
            pairs.spawn_local(async move {
                let begun = now();
                pair(&rooms, number).await;
                drop(permit);
                begun.elapsed()
            });
        }
        let mut took = pairs.join_all().await;
        let elapsed = begun.elapsed().as_secs_f64();
        took.sort_unstable();
        let ms = |place: usize| took[place].as_secs_f64() * 1e3;
        let (p50, p99) = (ms(took.len() / 2), ms(took.len() * 99 / 100));
        store.close();
        arbiter.stop();
        (MATCHES as f64 / elapsed, p50, p99)
    })
}

/// Two whose ratings nobody else is near to.
async fn pair(rooms: &Rooms, number: u64) {
    let rating = 100 + i32::try_from(number).unwrap() * 25;
    let users = [1 + number * 2, 2 + number * 2];
    let mut tickets = Vec::new();
    for user in users {
        let answer = ask(rooms, search(user, "narrow", 1, rating)).await;
        let data: Value = serde_json::from_str(answer.data.unwrap().get()).unwrap();
        tickets.push(data["matchRequestId"].clone());
    }
    for (user, ticket) in users.into_iter().zip(tickets) {
        let data = RawValue::from_string(json!({ "matchRequestId": ticket }).to_string()).unwrap();
        let accept =
            Ask { data, request: "matchmaking:accept".into(), ..search(user, "narrow", 1, rating) };
        let answer = ask(rooms, Ask { by: person(user), ..accept }).await;
        assert!(answer.error.is_none(), "{:?}", answer.error);
    }
}

/// Without looking anything up: the ratings are given.
async fn ask(rooms: &Rooms, ask: Ask) -> Answer {
    let (reply, answer) = Reply::channel();
    let message = ToRoom::Ask { ask: Box::new(ask), reply, outbox: None };
    rooms.tell(RoomId::of("queue", "toy"), message);
    answer.await.unwrap()
}
