//! A child of this very program that is killed at its first COMMIT, its second, and so on, right before it and
//! right after it; another one goes on from what is on the disk, and is killed as well.

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
    clock::Clock,
    gateway::naming::fold,
    protocol::{
        frame::Answer,
        id::{RoomId, Seq},
        person::Person,
    },
    rooms::Habits,
    store::{Fate, Faults, Store, StoreError, users::NewUser},
};
use serde_json::Value;

use crate::stage::{NOW, Stage, options};

/// Tells the child where its house is and when it dies, e.g. `before 7 /tmp/x`.
const ORDERS: &str = "RIALTO_TEST_DEATH";

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
fn run(child: &str, folder: &Path, orders: &str) -> End {
    let status = Command::new(std::env::current_exe().unwrap())
        .args([child, "--exact", "--nocapture", "--test-threads=1"])
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

/// Has the child die everywhere, and audits what is left each time; how often it died.
pub(crate) fn everywhere(child: &str, audit: &impl AsyncFn(&Path)) -> u64 {
    let mut deaths = 0;
    for when in ["before", "after"] {
        for at in 1.. {
            let folder = tempfile::tempdir().unwrap();
            let orders = format!("{when} {at}");
            // Shown only where the test fails.
            println!("killed {orders}");
            let end = run(child, folder.path(), &orders);
            if end == End::Killed {
                deaths += 1;
                // Also who carries on after it dies once.
                run(child, folder.path(), &format!("{when} {}", 1 + at % 3));
                assert_eq!(run(child, folder.path(), "never 0"), End::Finished);
            }
            actix::System::new().block_on(audit(folder.path()));
            if end == End::Finished {
                break;
            }
        }
    }
    println!("{deaths} deaths");
    deaths
}

/// The stage of a child, under these habits; nothing where this is no child.
pub(crate) fn stage(habits: Habits) -> Option<Stage> {
    let orders = std::env::var(ORDERS).ok()?;
    let orders: Vec<&str> = orders.splitn(3, ' ').collect();
    let [when, at, folder] = orders[..] else { panic!("{orders:?}") };
    let at = if when == "never" { u64::MAX } else { at.parse().unwrap() };
    let death = Death { at, commits: AtomicU64::new(0), is_after: when == "after" };
    let store = Store::open_faulty(&options(Path::new(folder)), Arc::new(death)).unwrap();
    Some(Stage::on(store, Clock::manual(NOW), habits))
}

/// These people have accounts.
pub(crate) async fn introduce(stage: &Stage, people: &[Person]) {
    for one in people {
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
}

/// A client that repeats itself with the same key until it knows.
pub(crate) async fn insist(
    stage: &Stage,
    by: &Person,
    room: &RoomId,
    request: &str,
    data: Value,
) -> Answer {
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
pub(crate) async fn delivered(stage: &Stage) {
    stage.rooms.nudge();
    while !stage.store.outbox(0, 1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// How often each thing happened in a room.
pub(crate) async fn kinds(stage: &Stage, room: &RoomId) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    for stored in stage.store.events(room, Seq(0), 1_000).await.unwrap() {
        let event: Value = serde_json::from_str(&stored.body).unwrap();
        *kinds.entry(event["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    kinds
}
