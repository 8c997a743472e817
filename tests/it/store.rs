//! The memory: what is acknowledged is there, all of it or nothing, once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::path::Path;

use rialto::{
    protocol::{
        Words,
        fault::{Fault, Problem},
        id::{Id, Key, RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        Append, KeyRow, NewOutbox, NewSnapshot, Options, Place, Project, Record, RoomKey, Store,
        StoreError,
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

pub(crate) fn open(folder: &Path) -> Store {
    let place = Place::File(folder.join("rialto.db"));
    Store::open(&Options { place, readers: 2 }).unwrap()
}

/// `texts` as the records of `room` from position `first`.
pub(crate) fn notes(room: &str, key: Option<RoomKey>, first: u64, texts: &[&str]) -> Append<Note> {
    let record = |(seq, text): (u64, &&str)| Record {
        seq: Seq(seq),
        at: NOW,
        by: Some(user(7)),
        event: (*text).to_owned(),
        body: format!("{text:?}"),
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
    }
}

async fn bodies(store: &Store, room: &str) -> Vec<String> {
    let events = store.events(&RoomId::from(room), Seq(0), 1_000).await.unwrap();
    events.into_iter().map(|event| event.body).collect()
}

#[actix_web::test]
async fn what_was_appended_is_loaded_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let key = store.append(notes("note:1", None, 1, &["a", "b"])).await.unwrap();
    assert_eq!(store.append(notes("note:1", Some(key), 3, &["c"])).await.unwrap(), key);
    let epoch = store.epoch().to_owned();
    store.close();
    assert_eq!(
        store.append(notes("note:1", Some(key), 4, &["d"])).await,
        Err(StoreError::Unavailable)
    );
    drop(store);

    let store = open(folder.path());
    assert_eq!(store.epoch(), epoch);
    let loaded = store.load(&RoomId::from("note:1"), 0).await.unwrap().unwrap();
    assert_eq!((loaded.key, loaded.seq), (key, Seq(3)));
    let read: Vec<_> = loaded.records.iter().map(|r| (r.seq.0, r.at, r.body.as_str())).collect();
    assert_eq!(read, [(1, NOW, "\"a\""), (2, NOW, "\"b\""), (3, NOW, "\"c\"")]);
    assert!(store.load(&RoomId::from("note:2"), 0).await.unwrap().is_none());
}
