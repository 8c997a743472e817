//! The writer among bad disks: one outcome for each caller, and never a wrong one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use rialto::{
    protocol::person::Role,
    store::{Fate, Faults, Store, StoreError, users::NewUser},
};

use super::store::{NOW, journal, notes, open, options, user};

/// One fate after the other; then all is well.
struct Script(Mutex<VecDeque<Fate>>);

impl Faults for Script {
    fn at_commit(&self) -> Fate {
        self.0.lock().unwrap().pop_front().unwrap_or(Fate::Commit)
    }
}

#[actix_web::test]
async fn a_caller_learns_what_is_known_of_a_commit_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let fates = [Fate::Commit, Fate::Refuse, Fate::LoseUnknown, Fate::CommitUnknown];
    let script = Arc::new(Script(Mutex::new(fates.into())));
    let store = Store::open_faulty(&options(folder.path()), script).unwrap();
    let key = store.append(notes("note:1", None, 1, &["a"])).await.unwrap();
    let b = || store.append(notes("note:1", Some(key), 2, &["b"]));
    assert_eq!(b().await, Err(StoreError::Unavailable));
    assert_eq!(journal(&store, "note:1").await, ["a"]);
    assert_eq!(b().await, Err(StoreError::Unknown));
    assert_eq!(journal(&store, "note:1").await, ["a"]);
    assert_eq!(b().await, Err(StoreError::Unknown));
    assert_eq!(journal(&store, "note:1").await, ["a", "b"]);
    // Whoever reads the journal again goes on.
    store.append(notes("note:1", Some(key), 3, &["c"])).await.unwrap();
    assert_eq!(journal(&store, "note:1").await, ["a", "b", "c"]);
}

/// Holds the first commit until told otherwise, so that work gathers behind it.
struct Gate {
    reached: mpsc::Sender<()>,
    open: Mutex<mpsc::Receiver<()>>,
    commits: AtomicUsize,
}

impl Faults for Gate {
    fn at_commit(&self) -> Fate {
        if self.commits.fetch_add(1, Ordering::SeqCst) == 0 {
            self.reached.send(()).unwrap();
            self.open.lock().unwrap().recv().unwrap();
        }
        Fate::Commit
    }
}

/// A store whose first commit says that it is there, and waits.
fn gated(folder: &Path) -> (Store, Arc<Gate>, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (reached, there) = mpsc::channel();
    let (opener, open) = mpsc::channel();
    let gate = Arc::new(Gate { reached, open: Mutex::new(open), commits: AtomicUsize::new(0) });
    let store = Store::open_faulty(&options(folder), gate.clone()).unwrap();
    (store, gate, there, opener)
}

#[actix_web::test]
async fn work_that_fails_does_not_take_its_group_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, gate, there, opener) = gated(folder.path());
    let group = async {
        there.recv().unwrap();
        tokio::join!(
            store.append(notes("note:b", None, 1, &["b"])),
            store.append(notes("note:a", None, 1, &["x"])),
            store.append(notes("note:c", None, 1, &["c"])),
            async { opener.send(()).unwrap() },
        )
    };
    let (first, (b, taken, c, ())) =
        tokio::join!(store.append(notes("note:a", None, 1, &["a"])), group);
    first.unwrap();
    b.unwrap();
    c.unwrap();
    assert_eq!(taken, Err(StoreError::Conflict));
    // The first one, and the two others together.
    assert_eq!(gate.commits.load(Ordering::SeqCst), 2);
    for (room, text) in [("note:a", "a"), ("note:b", "b"), ("note:c", "c")] {
        assert_eq!(journal(&store, room).await, [text]);
    }
}

#[actix_web::test]
async fn a_name_that_is_taken_disturbs_nobody_in_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let (store, gate, there, opener) = gated(folder.path());
    let account = |number, name: &str| NewUser {
        id: user(number),
        name: name.to_owned(),
        name_folded: name.to_lowercase(),
        email: None,
        password: None,
        role: Role::User,
        subject: None,
        at: NOW,
    };
    let group = async {
        there.recv().unwrap();
        tokio::join!(
            store.append(notes("note:b", None, 1, &["b"])),
            store.add_user(account(2, "ANN")),
            store.add_user(account(3, "bob")),
            store.append(notes("note:c", None, 1, &["c"])),
            async { opener.send(()).unwrap() },
        )
    };
    let (ann, (b, taken, bob, c, ())) = tokio::join!(store.add_user(account(1, "Ann")), group);
    assert_eq!((ann, taken, bob), (Ok(()), Err(StoreError::Duplicate), Ok(())));
    b.unwrap();
    c.unwrap();
    assert_eq!(gate.commits.load(Ordering::SeqCst), 2);
    for (room, text) in [("note:b", "b"), ("note:c", "c")] {
        assert_eq!(journal(&store, room).await, [text]);
    }
}

#[actix_web::test]
async fn closing_commits_what_waits() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _gate, there, opener) = gated(folder.path());
    let rest = async {
        there.recv().unwrap();
        tokio::join!(store.append(notes("note:b", None, 1, &["b"])), async {
            opener.send(()).unwrap();
            store.close();
        })
    };
    let (first, (second, ())) = tokio::join!(store.append(notes("note:a", None, 1, &["a"])), rest);
    first.unwrap();
    second.unwrap();
    let again = open(folder.path());
    assert_eq!(journal(&again, "note:b").await, ["b"]);
}

/// A small file system, gone with the value; `None` where one may not be mounted.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(at)
            .status()
            .is_ok_and(|status| status.success());
        mounted.then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _stays = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[actix_web::test]
async fn a_full_disk_refuses_writes_and_heals_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else {
        eprintln!("skipped: a file system cannot be mounted here");
        return;
    };
    let store = open(&disk.0);
    let key = store.append(notes("note:1", None, 1, &["a"])).await.unwrap();
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![0_u8; 1 << 20]).unwrap();
    let text = "x".repeat(64 << 10);
    let mut written = 1;
    let refused = loop {
        match store.append(notes("note:1", Some(key), written + 1, &[&text])).await {
            Ok(_) => written += 1,
            Err(why) => break why,
        }
        assert!(written < 100, "the disk does not fill");
    };
    assert_eq!(refused, StoreError::Unavailable);
    assert!(!store.healthy());
    let count = |events: &[String]| u64::try_from(events.len()).unwrap();
    assert_eq!(count(&journal(&store, "note:1").await), written);

    std::fs::remove_file(&ballast).unwrap();
    store.append(notes("note:1", Some(key), written + 1, &["back"])).await.unwrap();
    assert!(store.healthy());
    drop(store);
    assert_eq!(count(&journal(&open(&disk.0), "note:1").await), written + 1);
}
