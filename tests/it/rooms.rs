//! Rooms with a real store: nothing is told before it is durable, and nobody misses or repeats anything.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use rialto::{
    clock::Clock,
    protocol::{
        id::{Id, RoomId, Seq, UserId},
        person::{Person, Role},
        time::Time,
    },
    rooms::{Habits, inbox},
    store::{Fate, Faults, Options, Place, Store},
};
use serde_json::{Value, json};

use crate::stage::{NOW, Stage};

pub(crate) fn ada() -> Person {
    Person { id: UserId(Id::from_number(7)), name: "ada".into(), role: Role::User }
}

pub(crate) fn room() -> RoomId {
    inbox(ada().id)
}

/// The request by which the house tells an inbox something that makes exactly one event of it.
pub(crate) const JOINED: &str = "inbox:joined";

pub(crate) fn joined(title: &str) -> Value {
    json!({ "conversation": "conversation:1", "kind": "group", "title": title })
}

pub(crate) async fn tell(
    stage: &Stage,
    title: &str,
    key: Option<&str>,
) -> rialto::protocol::frame::Answer {
    stage.ask(&Person::house(), &room(), JOINED, &joined(title), key).await
}

#[actix_web::test]
async fn listeners_hear_everything_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(folder.path());
    assert_eq!(tell(&stage, "one", None).await.seq, Some(Seq(1)));

    let mut ear = stage.listener(1, Some(&ada()));
    stage.join(&ear, &room(), None);
    let arrived = ear.next().await;
    assert_eq!(arrived["reply"], 1);
    assert_eq!(arrived["data"]["seq"], 1);
    assert_eq!(arrived["data"]["recovered"], false);
    assert_eq!(arrived["data"]["epoch"], stage.store.epoch());
    assert_eq!(arrived["data"]["state"]["unreadCount"], 0);

    assert_eq!(tell(&stage, "two", None).await.seq, Some(Seq(2)));
    let event = ear.next().await;
    assert_eq!(event["event"], "conversation:created");
    assert_eq!(event["room"], room().as_str());
    assert_eq!(event["seq"], 2);
    assert_eq!(event["at"], NOW.to_string());
    assert_eq!(event["data"]["title"], "two");
    assert_eq!(ear.waiting(), None);
}

#[actix_web::test]
async fn one_who_comes_back_gets_exactly_what_was_missed_also_from_the_next_house() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(folder.path());
    for title in ["one", "two", "three"] {
        tell(&stage, title, None).await;
    }
    let check = async |stage: &Stage, session| {
        let mut ear = stage.listener(session, Some(&ada()));
        stage.join(&ear, &room(), Some(1));
        let back = ear.next().await["data"].clone();
        assert_eq!(back["recovered"], true);
        assert_eq!(back["seq"], 3);
        assert_eq!(back["events"].as_array().unwrap().len(), 2);
        assert_eq!(back["events"][0]["data"]["title"], "two");
        assert_eq!(back["events"][1]["seq"], 3);
        // From the end: nothing. From the future: a snapshot.
        stage.join(&ear, &room(), Some(3));
        assert_eq!(ear.next().await["data"]["events"], json!([]));
        stage.join(&ear, &room(), Some(4));
        assert_eq!(ear.next().await["data"]["recovered"], false);
    };
    check(&stage, 1).await;
    stage.store.close();
    check(&Stage::open(folder.path()), 1).await;
}

#[actix_web::test]
async fn beyond_what_is_at_hand_a_snapshot_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("rialto.db"));
    let store = Store::open(&Options { place, readers: 1 }).unwrap();
    let habits = Habits { history_frames_max: 2, snapshot_every: 3, ..Habits::default() };
    let stage = Stage::on(store.clone(), Clock::manual(NOW), habits.clone());
    for number in 0..8 {
        tell(&stage, &number.to_string(), None).await;
    }
    // The second house opens the room from the snapshot that the first one wrote.
    for stage in [stage, Stage::on(store, Clock::manual(NOW), habits)] {
        let mut ear = stage.listener(1, Some(&ada()));
        for (since, recovered) in [(5, false), (6, true), (8, true)] {
            stage.join(&ear, &room(), Some(since));
            assert_eq!(ear.next().await["data"]["recovered"], recovered, "since {since}");
        }
        stage.join(&ear, &room(), None);
        let arrived = ear.next().await["data"].clone();
        assert_eq!((&arrived["recovered"], &arrived["seq"]), (&json!(false), &json!(8)));
    }
}

#[actix_web::test]
async fn a_key_acts_once_whatever_house_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(folder.path());
    let first = tell(&stage, "one", Some("k")).await;
    assert!(!first.replayed);
    let check = async |stage: &Stage| {
        let again = tell(stage, "one", Some("k")).await;
        assert_eq!((again.seq, again.replayed), (Some(Seq(1)), true));
        let other = tell(stage, "two", Some("k")).await;
        assert_eq!(other.error.unwrap().code, "key_reused");
        let elsewhere = inbox(UserId(Id::from_number(8)));
        let (house, data) = (Person::house(), joined("one"));
        let other = stage.ask(&house, &elsewhere, JOINED, &data, Some("k")).await;
        assert_eq!(other.error.unwrap().code, "key_reused");
        assert_eq!(stage.store.events(&room(), Seq(0), 10).await.unwrap().len(), 1);
    };
    check(&stage).await;
    stage.store.close();
    let stage = Stage::open(folder.path());
    check(&stage).await;

    // A day later it is forgotten, by the room that is still awake as by the store.
    stage.move_to(NOW.plus(24 * 60 * 60 * 1_000));
    let anew = tell(&stage, "two", Some("k")).await;
    assert_eq!((anew.seq, anew.replayed), (Some(Seq(2)), false));
    assert!(tell(&stage, "two", Some("k")).await.replayed);
}

#[actix_web::test]
async fn time_goes_on_from_a_snapshot_though_the_clock_of_the_next_house_is_behind() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("rialto.db"));
    let open = |clock| {
        let store = Store::open(&Options { place: place.clone(), readers: 1 }).unwrap();
        Stage::on(store, clock, Habits { snapshot_every: 1, ..Habits::default() })
    };
    tell(&open(Clock::manual(NOW)), "one", None).await;

    let stage = open(Clock::manual(Time::from_ms(NOW.ms() - 60_000)));
    tell(&stage, "two", None).await;
    let stored = stage.store.events(&room(), Seq(1), 1).await.unwrap();
    assert_eq!(stored[0].at, NOW);
}

#[actix_web::test]
async fn a_stranger_learns_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(folder.path());
    tell(&stage, "one", None).await;
    let bob = Person { id: UserId(Id::from_number(8)), name: "bob".into(), role: Role::Admin };
    for viewer in [None, Some(bob.clone())] {
        let answer = stage.rooms.look(room(), viewer).await;
        assert_eq!(answer.error.unwrap().code, "not_found");
    }
    for (by, code) in [(&bob, "not_found"), (&ada(), "forbidden")] {
        let refused = stage.ask(by, &room(), JOINED, &joined("x"), None).await;
        assert_eq!(refused.error.unwrap().code, code);
    }
    for id in ["auction:1", "nosuch:1", "", ":", "inbox"] {
        let answer = stage.rooms.look(RoomId::from(id), Some(ada())).await;
        assert_eq!(answer.error.unwrap().code, "not_found", "{id}");
    }
}

/// Lets commits meet their fate, in order; then all is well.
pub(crate) struct Script(pub(crate) Mutex<VecDeque<Fate>>);

impl Faults for Script {
    fn at_commit(&self) -> Fate {
        self.0.lock().unwrap().pop_front().unwrap_or(Fate::Commit)
    }
}

#[actix_web::test]
async fn after_a_commit_of_unknown_outcome_the_journal_decides() {
    for (fate, written) in
        [(Fate::CommitUnknown, true), (Fate::LoseUnknown, false), (Fate::Refuse, false)]
    {
        let folder = tempfile::tempdir().unwrap();
        let script = Arc::new(Script(Mutex::new([Fate::Commit, fate].into())));
        let stage = Stage::open_faulty(folder.path(), script);
        tell(&stage, "one", None).await;
        let mut ear = stage.listener(1, Some(&ada()));
        stage.join(&ear, &room(), None);
        assert_eq!(ear.next().await["data"]["seq"], 1);

        let unknown = tell(&stage, "two", Some("k")).await.error.unwrap();
        assert_eq!((&*unknown.code, unknown.retry), ("unavailable", true), "{fate:?}");
        // The same key finds out; it acts now if it has not acted then.
        let again = tell(&stage, "two", Some("k")).await;
        assert_eq!((again.seq, again.replayed), (Some(Seq(2)), written), "{fate:?}");
        assert_eq!(tell(&stage, "three", None).await.seq, Some(Seq(3)));

        // The listener was there all the time, and has no hole and no repetition.
        for (seq, title) in [(2, "two"), (3, "three")] {
            let event = ear.next().await;
            assert_eq!((&event["seq"], &event["data"]["title"]), (&json!(seq), &json!(title)));
        }
        assert_eq!(ear.waiting(), None);
    }
}

#[actix_web::test]
async fn a_room_that_nobody_needs_sleeps_and_wakes_when_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("rialto.db"));
    let store = Store::open(&Options { place, readers: 1 }).unwrap();
    let habits = Habits { idle_after_ms: 1, ..Habits::default() };
    let stage = Stage::on(store, Clock::manual(NOW), habits);
    let mut ear = stage.listener(1, Some(&ada()));
    tell(&stage, "one", None).await;
    stage.join(&ear, &room(), None);
    ear.next().await;
    stage.move_to(NOW.plus(10));
    stage.leave(&ear);
    while stage.awake("inbox").await != 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(tell(&stage, "two", None).await.seq, Some(Seq(2)));
    assert_eq!(stage.awake("inbox").await, 1);
}

#[actix_web::test]
async fn no_two_ids_are_alike_though_the_clock_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(folder.path());
    let ids: Vec<Id> = (0..5_000).map(|_| stage.rooms.clone().mint()).collect();
    assert!(ids.is_sorted_by(|one, next| one < next));
}
