//! The memory: what is acknowledged is there, all of it or nothing, once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::path::Path;

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use rialto::{
    protocol::{
        Words,
        fault::{Fault, Problem},
        id::{Id, Key, RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        Append, KEY_LIFE_MS, KeyRow, LockError, NewOutbox, NewSnapshot, OpenError, Options, Place,
        Project, Record, RoomKey, Store, StoreError,
    },
};
use serde_json::value::RawValue;

/// A room that notes what it is told: a second kind, with no tables of its own.
pub(crate) struct Note;

impl Words for Note {
    const KIND: &'static str = "note";
    const REQUESTS: &'static [&'static str] = &[];
    type Command = ();
    type Event = String;
    type Reject = ();
    type Reply = ();
    type View = ();
    type State = ();
    type Snapshot = ();

    fn command(_: &str, _: &RawValue) -> Result<(), Fault> {
        Err(Fault::UnknownEvent)
    }
    fn name((): &()) -> &'static str {
        "note"
    }
    fn problem((): &()) -> Problem {
        Fault::NotFound.into()
    }
    fn remembered((): &()) -> bool {
        true
    }
}

impl Project for Note {}

pub(crate) const NOW: Time = Time::from_ms(1_800_000_000_000);

pub(crate) fn user(number: u64) -> UserId {
    UserId(Id::from_number(number))
}

pub(crate) fn options(folder: &Path) -> Options {
    Options { place: Place::File(folder.join("rialto.db")), readers: 2 }
}

pub(crate) fn open(folder: &Path) -> Store {
    Store::open(&options(folder)).unwrap()
}

/// `texts` as the records of `room` from position `first`.
pub(crate) fn notes(room: &str, key: Option<RoomKey>, first: u64, texts: &[&str]) -> Append<Note> {
    let record = |(seq, text): (u64, &&str)| Record {
        seq: Seq(seq),
        at: NOW,
        by: Some(user(7)),
        event: (*text).to_owned(),
        body: (*text).to_owned(),
    };
    Append {
        room: RoomId::from(room),
        key,
        records: (first..).zip(texts).map(record).collect(),
        keys: Vec::new(),
        outbox: Vec::new(),
        consumed: Vec::new(),
        deadline: None,
        snapshot: None,
        erased: Vec::new(),
        minded: Vec::new(),
    }
}

/// What the journal has of `room`.
pub(crate) async fn journal(store: &Store, room: &str) -> Vec<String> {
    let events = store.events(&RoomId::from(room), Seq(0), 1_000).await.unwrap();
    let positions: Vec<u64> = events.iter().map(|event| event.seq.0).collect();
    assert!((1..).zip(&positions).all(|(expected, seq)| expected == *seq), "{positions:?}");
    events.into_iter().map(|event| event.body).collect()
}

fn key_row(room: &str, key: &str, at: Time, answer: &str) -> KeyRow {
    KeyRow {
        user: user(7),
        key: Key::new(key).unwrap(),
        fingerprint: [3; 16],
        room: RoomId::from(room),
        answer: answer.to_owned(),
        at,
    }
}

fn keyed(room: &str, at: Time, key: &str, answer: &str) -> Append<Note> {
    Append { keys: vec![key_row(room, key, at, answer)], ..notes(room, None, 1, &["a"]) }
}

async fn answer(store: &Store, key: &str, since: Time) -> Option<String> {
    let before = Time::from_ms(since.ms() - 1);
    let found = store.key(user(7), &Key::new(key).unwrap(), before).await.unwrap();
    found.map(|row| row.answer)
}

#[actix_web::test]
async fn what_was_appended_is_loaded_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let key = store.append(notes("note:1", None, 1, &["a", "b"])).await.unwrap();
    assert_eq!(store.append(notes("note:1", Some(key), 3, &["c"])).await.unwrap(), key);
    let epoch = store.epoch().to_owned();
    store.close();
    let late = store.append(notes("note:1", Some(key), 4, &["d"])).await;
    assert_eq!(late, Err(StoreError::Unavailable));
    assert_eq!(store.probe().await, Err(StoreError::Unavailable));
    drop(store);

    let store = open(folder.path());
    assert_eq!(store.epoch(), epoch);
    let loaded = store.load(&RoomId::from("note:1"), 0, None).await.unwrap().unwrap();
    assert_eq!((loaded.key, loaded.seq), (key, Seq(3)));
    let read: Vec<_> = loaded.records.iter().map(|r| (r.seq.0, r.at, r.body.as_str())).collect();
    assert_eq!(read, [(1, NOW, "a"), (2, NOW, "b"), (3, NOW, "c")]);
    assert!(store.load(&RoomId::from("note:2"), 0, None).await.unwrap().is_none());
}

#[actix_web::test]
async fn a_position_is_taken_once_and_none_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let key = store.append(notes("note:1", None, 1, &["a", "b"])).await.unwrap();
    for (key, first) in [(Some(key), 1), (Some(key), 2), (Some(key), 4), (None, 1), (None, 3)] {
        let again = store.append(notes("note:1", key, first, &["x", "y"])).await;
        assert_eq!(again, Err(StoreError::Conflict), "{key:?} {first}");
    }
    let unknown = store.append(notes("note:1", Some(RoomKey(99)), 1, &["x"])).await;
    assert_eq!(unknown, Err(StoreError::Conflict));
    assert_eq!(journal(&store, "note:1").await, ["a", "b"]);
}

#[actix_web::test]
async fn an_answer_is_kept_with_its_event_and_stays_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.append(keyed("note:1", NOW, "k", "first")).await.unwrap();
    // Another room was asked with the same key at the same time: it comes too late.
    store.append(keyed("note:2", NOW, "k", "second")).await.unwrap();
    assert_eq!(answer(&store, "k", NOW).await.as_deref(), Some("first"));
    assert_eq!(answer(&store, "k", NOW.plus(1)).await, None);
    assert_eq!(answer(&store, "j", NOW).await, None);
    let loaded = store.load(&RoomId::from("note:1"), 0, None).await.unwrap().unwrap();
    assert_eq!(loaded.keys, [key_row("note:1", "k", NOW, "first")]);
    let other = store.load(&RoomId::from("note:2"), 0, None).await.unwrap().unwrap();
    assert_eq!(other.keys, []);
}

#[actix_web::test]
async fn refusals_are_kept_without_an_event() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let key = store.append(notes("note:1", None, 1, &["a"])).await.unwrap();
    let only = Append {
        keys: vec![key_row("note:1", "k", NOW, "refused")],
        ..notes("note:1", Some(key), 2, &[])
    };
    store.append(only).await.unwrap();
    assert_eq!(answer(&store, "k", NOW).await.as_deref(), Some("refused"));
    store.append(notes("note:1", Some(key), 2, &["b"])).await.unwrap();
    assert_eq!(journal(&store, "note:1").await, ["a", "b"]);
}

#[actix_web::test]
async fn a_key_is_forgotten_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let life = KEY_LIFE_MS.unsigned_abs();
    store.append(keyed("note:1", NOW, "k", "first")).await.unwrap();
    store.append(keyed("note:2", NOW, "j", "first")).await.unwrap();
    store.append(keyed("note:3", NOW, "i", "first")).await.unwrap();
    // Used again a day later, it is a new key; and each new key takes two old ones away.
    store.append(keyed("note:4", NOW.plus(life), "k", "second")).await.unwrap();
    assert_eq!(answer(&store, "k", NOW).await.as_deref(), Some("second"));
    for gone in ["j", "i"] {
        assert_eq!(answer(&store, gone, NOW).await, None, "{gone}");
    }
    // A key that is a millisecond short of a day stays.
    store.append(keyed("note:5", NOW.plus(2 * life - 1), "h", "first")).await.unwrap();
    assert_eq!(answer(&store, "k", NOW).await.as_deref(), Some("second"));
}

#[actix_web::test]
async fn what_is_asked_of_another_room_is_carried_out_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let asked = |request: &str| NewOutbox {
        room: RoomId::from("note:2"),
        request: request.to_owned(),
        data: "{}".to_owned(),
        at: NOW,
    };
    let from =
        Append { outbox: vec![asked("one"), asked("two")], ..notes("note:1", None, 1, &["a"]) };
    store.append(from).await.unwrap();
    let waiting = store.outbox(0, 10).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.request.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(store.outbox(waiting[0].id, 10).await.unwrap(), waiting[1..]);

    let done = Append { consumed: vec![waiting[0].id], ..notes("note:2", None, 1, &["one"]) };
    let key = store.append(done).await.unwrap();
    let again =
        Append { consumed: vec![waiting[0].id], ..notes("note:2", Some(key), 2, &["one again"]) };
    assert_eq!(store.append(again).await, Err(StoreError::Conflict));
    assert_eq!(journal(&store, "note:2").await, ["one"]);
    assert_eq!(store.outbox(0, 10).await.unwrap(), waiting[1..]);
}

#[actix_web::test]
async fn a_room_opens_from_its_snapshot_and_the_tail() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let snapshot = |seq| Some(NewSnapshot { seq: Seq(seq), body: format!("state {seq}") });
    let first = Append { snapshot: snapshot(2), ..notes("note:1", None, 1, &["a", "b"]) };
    let key = store.append(first).await.unwrap();
    let more = Append { snapshot: snapshot(4), ..notes("note:1", Some(key), 3, &["c", "d", "e"]) };
    store.append(more).await.unwrap();
    for (tail, from) in [(0, 5), (1, 5), (2, 4), (3, 3), (9, 1)] {
        let loaded = store.load(&RoomId::from("note:1"), tail, None).await.unwrap().unwrap();
        assert_eq!(loaded.snapshot, snapshot(4));
        assert_eq!(loaded.seq, Seq(5));
        let read: Vec<u64> = loaded.records.iter().map(|record| record.seq.0).collect();
        assert_eq!(read, (from..=5).collect::<Vec<_>>(), "tail {tail}");
    }
}

#[actix_web::test]
async fn rooms_are_woken_in_the_order_of_their_deadlines() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let waking = |room, ms| Append { deadline: Some(NOW.plus(ms)), ..notes(room, None, 1, &["a"]) };
    let late = store.append(waking("note:late", 20)).await.unwrap();
    store.append(waking("note:early", 10)).await.unwrap();
    store.append(waking("note:later", 30)).await.unwrap();
    store.append(notes("note:never", None, 1, &["a"])).await.unwrap();
    let due = |before, limit| store.due(NOW.plus(before), limit);
    assert_eq!(due(9, 9).await.unwrap(), []);
    assert_eq!(due(20, 1).await.unwrap(), [RoomId::from("note:early")]);
    let both = [RoomId::from("note:early"), RoomId::from("note:late")];
    assert_eq!(due(20, 9).await.unwrap(), both);
    // Without a deadline in its last append it sleeps on.
    store.append(notes("note:late", Some(late), 2, &["b"])).await.unwrap();
    assert_eq!(due(20, 9).await.unwrap(), both[..1]);
}

#[actix_web::test]
async fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let file = folder.path().join("rialto.db");
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')")
        .execute(&mut connection)
        .unwrap();
    let Err(why) = Store::open(&options(folder.path())) else {
        panic!("it opened");
    };
    let said = why.to_string();
    let OpenError::Newer { database, program } = why else {
        panic!("{why}");
    };
    assert_eq!(database, "29991231000001");
    assert!(program.starts_with("2026"), "{program}");
    assert!(said.contains(&database) && said.contains(&program), "{said}");
}

#[test]
fn every_migration_can_be_taken_back() {
    use diesel::connection::SimpleConnection;
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let mut folders: Vec<_> = std::fs::read_dir("migrations/sqlite")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let mut run = |folder: &Path, file: &str| {
        let sql = std::fs::read_to_string(folder.join(file)).unwrap();
        connection.batch_execute(&sql).unwrap();
    };
    for _twice in 0..2 {
        for folder in &folders {
            run(folder, "up.sql");
        }
        for folder in folders.iter().rev() {
            run(folder, "down.sql");
        }
    }
}

#[test]
fn two_servers_do_not_share_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let held = Store::lock(&data).unwrap();
    let Err(LockError::Taken { file }) = Store::lock(&data) else {
        panic!("both have it");
    };
    assert_eq!(file, data.join("rialto.lock"));
    drop(held);
    Store::lock(&data).unwrap();
}

#[actix_web::test]
async fn two_processes_may_write_one_database_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (open(folder.path()), open(folder.path()));
    assert_eq!(one.epoch(), other.epoch());
    let key = one.append(notes("note:1", None, 1, &["a"])).await.unwrap();
    other.append(notes("note:1", Some(key), 2, &["b"])).await.unwrap();
    // The fence: who did not see it cannot write over it.
    let stale = one.append(notes("note:1", Some(key), 2, &["x"])).await;
    assert_eq!(stale, Err(StoreError::Conflict));
    assert_eq!(journal(&one, "note:1").await, ["a", "b"]);
}

#[actix_web::test]
async fn a_volatile_store_reads_what_it_wrote() {
    let store = Store::open(&Options { place: Place::Volatile, readers: 1 }).unwrap();
    store.append(notes("note:1", None, 1, &["a"])).await.unwrap();
    assert_eq!(journal(&store, "note:1").await, ["a"]);
}
