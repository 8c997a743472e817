//! Inboxes of those who are there: nobody who comes in wakes theirs, everybody hears what comes into it, and
//! nothing is left of those who have gone.

use rialto::{
    clock::Clock,
    protocol::{
        id::{Id, RoomId, UserId},
        person::{Person, Role},
    },
    rooms::{Habits, ToRoom, inbox},
    store::{Options, Place, Store},
};

use serde_json::json;

use crate::{
    rooms::{JOINED, joined},
    stage::{NOW, Stage},
    wired::terms,
    ws_support::PATIENCE,
};

fn person(number: u64) -> Person {
    let id = UserId(Id::from_number(100 + number));
    Person { id, name: format!("user-{number}").into(), role: Role::User }
}

fn room(number: u64) -> RoomId {
    inbox(person(number).id)
}

/// A stage whose rooms sleep as soon as they may.
fn stage() -> Stage {
    let store = Store::open(&Options { place: Place::Volatile, readers: 1 }).unwrap();
    let habits = Habits { idle_after_ms: 1, ..Habits::default() };
    Stage::on(store, Clock::manual(NOW), habits)
}

async fn tell(stage: &Stage, number: u64, title: &str) -> u64 {
    let told = stage.ask(&Person::house(), &room(number), JOINED, &joined(title), None).await;
    told.seq.unwrap().0
}

#[actix_web::test]
async fn whoever_attends_an_inbox_does_not_wake_it_and_hears_of_it_all_the_same() {
    let stage = stage();
    let mut ears: Vec<_> = (0..100).map(|n| stage.listener(n, Some(&person(n)))).collect();
    for (ear, number) in ears.iter().zip(0..) {
        stage.attend(ear, &room(number));
    }
    assert_eq!(stage.awake("inbox").await, 0);

    assert_eq!(tell(&stage, 7, "one").await, 1);
    assert_eq!(stage.awake("inbox").await, 1);
    let heard = ears[7].next().await;
    assert_eq!((&heard["event"], &heard["seq"]), (&"conversation:created".into(), &1.into()));
    // A second session of theirs, now that it is awake, and one while it is being opened.
    let mut second = stage.listener(1_007, Some(&person(7)));
    stage.attend(&second, &room(7));
    tell(&stage, 7, "two").await;
    for ear in [&mut ears[7], &mut second] {
        assert_eq!(ear.next().await["data"]["title"], "two");
    }
    stage.rooms.tell(room(8), ToRoom::Poke);
    let mut third = stage.listener(1_008, Some(&person(8)));
    stage.attend(&third, &room(8));
    tell(&stage, 8, "one").await;
    for ear in [&mut ears[8], &mut third] {
        assert_eq!(ear.next().await["data"]["title"], "one");
    }
    // Whoever asks for it besides hears everything once.
    stage.join(&ears[7], &room(7), Some(1));
    assert_eq!(ears[7].next().await["data"]["events"].as_array().unwrap().len(), 1);
    tell(&stage, 7, "three").await;
    assert_eq!(ears[7].next().await["data"]["title"], "three");
    assert_eq!(second.next().await["data"]["title"], "three");
    assert_eq!(stage.awake("inbox").await, 2);
    for (ear, number) in ears.iter_mut().chain([&mut second, &mut third]).zip(0..) {
        assert_eq!(ear.waiting(), None, "{number}");
    }
}

#[actix_web::test]
async fn a_stranger_attends_nobodys_inbox_and_no_auction() {
    let stage = stage();
    let mut stranger = stage.listener(1, Some(&person(1)));
    // It is awake, and looks at who comes.
    tell(&stage, 2, "one").await;
    stage.attend(&stranger, &room(2));
    // There is no such auction, and attending makes none.
    let auction = RoomId::of("auction", Id::from_number(5));
    stage.attend(&stranger, &auction);
    stage.attend(&stranger, &RoomId::of("nosuch", 1));
    tell(&stage, 2, "two").await;
    stage.attend(&stranger, &room(1));
    tell(&stage, 1, "mine").await;
    assert_eq!(stranger.next().await["data"]["title"], "mine");
    assert_eq!(stranger.waiting(), None);
    assert_eq!(stage.awake("auction").await, 0);

    // An auction that sleeps is asked, too: this one is there for its seller alone.
    let seller = Person { role: Role::Seller, ..person(3) };
    let draft = terms(json!({ "publish": false }));
    let made = stage.ask(&seller, &auction, "auction:create", &draft, None).await;
    assert!(made.error.is_none(), "{:?}", made.error);
    stage.move_to(NOW.plus(10));
    until(&stage, "auction", 0).await;
    stage.attend(&stranger, &auction);
    let edit = json!({ "title": "Another clock" });
    let edited = stage.ask(&seller, &auction, "auction:edit", &edit, None).await;
    assert!(edited.error.is_none(), "{:?}", edited.error);
    tell(&stage, 1, "mine again").await;
    assert_eq!(stranger.next().await["data"]["title"], "mine again");
    assert_eq!(stranger.waiting(), None);
}

#[actix_web::test]
async fn nothing_keeps_an_inbox_awake_whose_visitors_have_gone() {
    let stage = stage();
    let mut now = NOW;
    for turn in 0..3 {
        let sessions = 1 + 1_000 * turn;
        let ears: Vec<_> = (0..200)
            .map(|number| stage.listener(sessions + number, Some(&person(number))))
            .collect();
        for (ear, number) in ears.iter().zip(0..) {
            stage.attend(ear, &room(number));
            // Some twice, and some leave again before they are there.
            if number % 5 == 0 {
                stage.attend(ear, &room(number));
            }
            if number % 7 == 0 {
                stage.leave(ear);
            }
        }
        // Some are told something meanwhile, and their inboxes stay awake for them.
        for number in (0..200).filter(|number| number % 4 == 0) {
            tell(&stage, number, "while they are there").await;
        }
        now = now.plus(10);
        stage.move_to(now);
        let staying = (0..200).filter(|number| number % 4 == 0 && number % 7 != 0).count();
        until(&stage, "inbox", staying).await;
        for (ear, number) in ears.iter().zip(0_u64..) {
            if number.is_multiple_of(2) {
                stage.part(ear, &room(number));
            }
            stage.leave(ear);
        }
        for number in 0..200 {
            tell(&stage, number, "when they have gone").await;
        }
        now = now.plus(10);
        stage.move_to(now);
        until(&stage, "inbox", 0).await;
    }
}

/// Waits until so many rooms of a kind are awake.
async fn until(stage: &Stage, kind: &str, expected: usize) {
    let awake = async {
        while stage.awake(kind).await != expected {
            tokio::task::yield_now().await;
        }
    };
    let awake = tokio::time::timeout(PATIENCE, awake).await;
    assert!(awake.is_ok(), "{} of {kind} are awake, not {expected}", stage.awake(kind).await);
}
