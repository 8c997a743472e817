//! What happens around a room that falls with a commit, or whose disk hangs.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex, mpsc},
};

use futures_util::future::join_all;
use rialto::{
    clock::Clock,
    protocol::{
        frame::Answer,
        id::{Id, RoomId, Seq},
        person::{Person, Role},
    },
    rooms::Habits,
    store::{Fate, Faults, Options, Place, Store},
};
use serde_json::json;

use crate::{
    rooms::{Script, ada, room, tell},
    stage::{Listener, NOW, Stage},
};

fn open(folder: &Path, faults: Arc<dyn Faults>, habits: Habits) -> Stage {
    let place = Place::File(folder.join("rialto.db"));
    let store = Store::open_faulty(&Options { place, readers: 1 }, faults).unwrap();
    Stage::on(store, Clock::manual(NOW), habits)
}

fn script(fates: &[Fate]) -> Arc<Script> {
    Arc::new(Script(Mutex::new(fates.iter().copied().collect::<VecDeque<_>>())))
}

async fn check_heard(ear: &mut Listener, positions: impl Iterator<Item = u64>) {
    for position in positions {
        let event = ear.next().await;
        assert_eq!(
            (&event["event"], &event["seq"]),
            (&json!("conversation:created"), &json!(position))
        );
    }
}

#[actix_web::test]
async fn one_who_listens_from_the_beginning_misses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stage = open(folder.path(), script(&[Fate::CommitUnknown]), Habits::default());
    let mut ear = stage.listener(1, Some(&ada()));
    stage.join(&ear, &room(), None);
    assert_eq!(ear.next().await["data"]["seq"], 0);
    assert_eq!(tell(&stage, "one", None).await.error.unwrap().code, "unavailable");
    // Nobody asks for the room: it comes back because somebody listens.
    check_heard(&mut ear, 1..=1).await;
}

#[actix_web::test]
async fn a_batch_longer_than_the_kept_history_is_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let habits = Habits { history_frames_max: 2, snapshot_every: 3, ..Habits::default() };
    let stage = open(folder.path(), script(&[Fate::Commit, Fate::CommitUnknown]), habits);
    tell(&stage, "one", None).await;
    let mut ear = stage.listener(1, Some(&ada()));
    stage.join(&ear, &room(), None);
    ear.next().await;
    // Asked at once, so judged as one batch, with a snapshot behind it.
    let answers = join_all(["two", "three", "four", "five"].map(|title| tell(&stage, title, None)));
    for answer in answers.await {
        assert_eq!(answer.error.unwrap().code, "unavailable");
    }
    check_heard(&mut ear, 2..=5).await;
}

#[actix_web::test]
async fn one_who_leaves_a_room_that_falls_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let stage = open(folder.path(), script(&[Fate::Commit, Fate::Refuse]), Habits::default());
    tell(&stage, "one", None).await;
    let (mut ear, mut other) = (stage.listener(1, Some(&ada())), stage.listener(2, Some(&ada())));
    for ear in [&mut ear, &mut other] {
        stage.join(ear, &room(), None);
        ear.next().await;
    }
    // It waits behind the batch that takes the room down.
    let refused = tell(&stage, "two", None);
    let leaves = async {
        tokio::task::yield_now().await;
        stage.part(&ear, &room());
    };
    let (refused, ()) = tokio::join!(refused, leaves);
    assert_eq!(refused.error.unwrap().code, "unavailable");
    assert_eq!(tell(&stage, "three", None).await.seq, Some(Seq(2)));
    check_heard(&mut other, 2..=2).await;
    assert_eq!(ear.waiting(), None);
}

#[actix_web::test]
async fn the_number_of_watchers_is_told_by_a_room_that_fell() {
    let folder = tempfile::tempdir().unwrap();
    let stage = open(folder.path(), script(&[Fate::Commit, Fate::Refuse]), Habits::default());
    let lot = RoomId::of("auction", Id::from_number(1));
    let seller = Person { role: Role::Seller, ..ada() };
    let terms = json!({
        "title": "A lot", "currency": "EUR", "startPrice": 1, "durationMs": 60_000, "publish": true
    });
    stage.ask(&seller, &lot, "auction:create", &terms, None).await;
    let mut ears = [stage.listener(1, None), stage.listener(2, None)];
    for ear in &mut ears {
        stage.join(ear, &lot, None);
        ear.next().await;
    }
    // It falls before it has told that there are two.
    let said = json!({"text": "hear"});
    let lost = stage.ask(&seller, &lot, "auction:announce", &said, None).await;
    assert_eq!(lost.error.unwrap().code, "unavailable");
    let signal = ears[0].next().await;
    assert_eq!(
        (&signal["event"], &signal["data"]["count"]),
        (&json!("auction:watchers"), &json!(2))
    );
}

/// Holds every commit until it is let go.
struct Hanging {
    reached: mpsc::Sender<()>,
    let_go: Mutex<mpsc::Receiver<Fate>>,
}

impl Faults for Hanging {
    fn at_commit(&self) -> Fate {
        let _ = self.reached.send(());
        self.let_go.lock().unwrap().recv().unwrap_or(Fate::Commit)
    }
}

#[actix_web::test]
async fn nobody_is_kept_waiting_by_a_disk_that_hangs() {
    for (fate, replayed) in
        [(Fate::Commit, true), (Fate::Refuse, false), (Fate::LoseUnknown, false)]
    {
        let folder = tempfile::tempdir().unwrap();
        let (reached, there) = mpsc::channel();
        let (opener, let_go) = mpsc::channel();
        // Longer than any disk takes that does not hang.
        let habits = Habits { commit_wait_ms: 500, ..Habits::default() };
        let faults = Arc::new(Hanging { reached, let_go: Mutex::new(let_go) });
        let stage = open(folder.path(), faults, habits);
        let mut ear = stage.listener(1, Some(&ada()));
        stage.join(&ear, &room(), None);
        ear.next().await;

        let unknown = tell(&stage, "one", Some("k")).await.error.unwrap();
        assert_eq!((&*unknown.code, unknown.retry), ("unavailable", true));
        there.recv().unwrap();
        // Neither is anybody else, and nothing is shown that may not be durable.
        let next = tell(&stage, "two", Some("l")).await;
        assert_eq!(next.error.unwrap().code, "unavailable");
        let looked = stage.rooms.look(room(), Some(ada())).await;
        assert_eq!(looked.error.unwrap().code, "unavailable");
        assert_eq!(ear.waiting(), None);

        // The disk goes on, and the key finds out what became of the first.
        opener.send(fate).unwrap();
        drop(opener);
        let again = insist(&stage, "one", "k").await;
        assert_eq!((again.seq, again.replayed), (Some(Seq(1)), replayed), "{fate:?}");
        assert_eq!(insist(&stage, "two", "l").await.seq, Some(Seq(2)));
        check_heard(&mut ear, 1..=2).await;
    }
}

/// Asks with the same key until the answer is not "try again".
async fn insist(stage: &Stage, title: &str, key: &str) -> Answer {
    loop {
        let answer = tell(stage, title, Some(key)).await;
        if answer.error.is_none() {
            return answer;
        }
    }
}
