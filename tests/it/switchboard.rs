//! One switchboard and random crowds, each from a seed that a failure prints; `SEED=7` plays one of them.
//! The model in `switchboard_model` says what every session must have heard; what was heard is held against it.

use std::sync::Arc;

use actix::prelude::*;
use bytestring::ByteString;
use rialto::{
    clock::{Clock, Stopwatch},
    protocol::{
        frame::Answer,
        id::{Id, Seq, UserId},
    },
    rooms::{
        Habits,
        audience::{Audience, Boards, Place},
        directory::{Census, Directory},
        reply::Answered,
        shown::Shown,
        switchboard::{SessionNo, Switchboard, ToBoard},
    },
    store::{Options, Place as StorePlace, Store},
};

use crate::{
    simulate::Dice,
    switchboard_model::{Model, ROOMS, Recorder, TOPICS, private_frame, public_frame, room},
};

/// How many crowds are played.
const SEEDS: u64 = 300;
/// How much happens to each.
const MOVES: u64 = 50;
/// A crowd has at least so many sessions: rooms have more listeners than are served in one go.
const SESSIONS_MIN: u64 = 200;
/// ... and so many more at most.
const SESSIONS_MORE: u64 = 60;
/// So many users share the sessions; the more of one, the more private frames are heard.
const USERS: u64 = 8;
/// As many listeners are served in one go, and as many items each is handed at once.
const TURNS: usize = 64;
const ITEMS: usize = 128;

#[actix_web::test]
async fn a_crowd_hears_all_that_is_told_once_and_in_order() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let directory = directory();
    for seed in seeds {
        // Shown only where the test fails.
        println!("SEED={seed}");
        Scene::new(seed, &directory).play().await;
    }
    assert!(directory.send(Census).await.unwrap().is_empty(), "an audience alone wakes no room");
}

#[actix_web::test]
async fn rooms_that_never_fall_silent_are_heard_by_their_last_listeners_too() {
    let mut scene = Scene::new(0, &directory());
    for session in 0..SESSIONS_MIN {
        scene.attach(session);
        (0..ROOMS).for_each(|room| scene.join(session, room));
    }
    scene.settle().await;
    let everybody = usize::try_from(SESSIONS_MIN).unwrap() * ROOMS;
    for _ in 0..2 * everybody.div_ceil(TURNS) {
        (0..ROOMS).for_each(|room| scene.events_at(room, 1));
        scene.run().await;
    }
    let heard = scene.model.heard();
    assert!(heard.iter().all(|events| 0 < *events), "{heard:?}");
    scene.settle().await;
}

fn directory() -> Addr<Directory> {
    let options = Options { place: StorePlace::Volatile, readers: 1 };
    let (store, clock) = (Store::open(&options).unwrap(), Clock::system());
    let arbiters = vec![Arbiter::current()];
    Directory::new(clock, store, Boards::new(1), Habits::default(), arbiters).start()
}

/// One crowd at one switchboard.
struct Scene {
    dice: Dice,
    board: Addr<Switchboard>,
    place: Place,
    audiences: [Arc<Audience>; ROOMS],
    model: Model,
    requests: u64,
}

impl Scene {
    fn new(seed: u64, directory: &Addr<Directory>) -> Self {
        let boards = Boards::new(1);
        let place = boards.take().unwrap();
        Scene {
            dice: Dice::new(seed),
            board: Switchboard::new(place, directory.clone()).start(),
            place,
            audiences: std::array::from_fn(|_| boards.empty()),
            model: Model::default(),
            requests: 0,
        }
    }

    async fn play(mut self) {
        for session in 0..SESSIONS_MIN + self.dice.below(SESSIONS_MORE) {
            self.attach(session);
            for room in 0..ROOMS {
                if self.dice.below(3) < 2 {
                    self.join(session, room);
                }
            }
        }
        for _ in 0..MOVES {
            self.make_a_move().await;
        }
        self.settle().await;

        // Everybody leaves, in one way or the other, while some have yet to hear something.
        self.events(2);
        for session in 0..self.model.sessions() {
            if self.dice.below(2) == 0 {
                for room in 0..ROOMS {
                    self.leave(session, room);
                }
            } else {
                self.detach(session);
            }
        }
        self.settle().await;
        for audience in &self.audiences {
            assert_eq!(audience.count(), 0);
        }
        // Nobody is there to hear this; the model would not expect it.
        self.events(2);
        self.settle().await;
    }

    async fn make_a_move(&mut self) {
        let (session, room) = (self.dice.below(self.model.sessions()), self.room());
        match self.dice.below(100) {
            0..20 => self.join(session, room),
            20..32 => self.leave(session, room),
            32..36 => self.detach(session),
            36..44 => self.identify(session).await,
            44..66 => {
                let events = 1 + self.dice.below(3);
                self.events(events);
            }
            66 => {
                let events = 129 + self.dice.below(300);
                self.events(events);
            }
            67..78 => {
                for _ in 0..=self.dice.below(4) {
                    self.signal();
                }
            }
            78..83 => {
                let answers = self.answers(4);
                self.tell(ToBoard::Told { events: None, answers });
            }
            83..85 => {
                let users: Arc<[_]> = [self.user(), self.user()].into();
                self.model.changed(&users);
                self.tell(ToBoard::Changed { users });
            }
            85..97 => {
                for _ in 0..=self.dice.below(4) {
                    self.run().await;
                }
            }
            _ => self.settle().await,
        }
    }

    fn attach(&mut self, session: u64) {
        let ear = Box::new(Recorder(self.model.attach()));
        self.tell(ToBoard::Attach { session: SessionNo(session), ear });
    }

    /// The room counts a session in and lets it hear.
    fn join(&mut self, session: u64, at: usize) {
        self.requests += 1;
        let id = (self.dice.below(4) != 0).then_some(self.requests);
        let audience = self.audiences[at].clone();
        audience.enter(self.place);
        self.model.joined(session, at, id);
        let (session, room, answer) = (SessionNo(session), room(at), id.map(|_| answer()));
        self.tell(ToBoard::Joined { session, room, audience, id, answer });
    }

    fn leave(&mut self, session: u64, at: usize) {
        self.model.leave(session, at);
        self.tell(ToBoard::Leave { session: SessionNo(session), room: room(at) });
    }

    fn detach(&mut self, session: u64) {
        self.model.detach(session);
        self.tell(ToBoard::Detach { session: SessionNo(session) });
    }

    /// Who sits behind a session becomes known. What it has heard before, it heard as a guest.
    async fn identify(&mut self, session: u64) {
        self.run().await;
        let user = self.user();
        self.model.identify(session, user);
        self.tell(ToBoard::Identify { session: SessionNo(session), viewer: Some(user) });
    }

    /// So much happens in one room, and some are answered beside it.
    fn events(&mut self, number: u64) {
        let at = self.room();
        self.events_at(at, number);
    }

    fn events_at(&mut self, at: usize, number: u64) {
        let events = (0..number).map(|_| {
            let users: Vec<_> = (0..self.dice.below(9) / 4).map(|_| self.user()).collect();
            let seq = self.model.told(at, &users);
            let private = users.into_iter().map(|user| (user, private_frame(at, seq, user)));
            Arc::new(Shown {
                seq: Seq(seq),
                public: public_frame(at, seq),
                private: private.collect(),
                by: None,
            })
        });
        let events = Some((room(at), events.collect()));
        let answers = self.answers(3);
        self.tell(ToBoard::Told { events, answers });
    }

    fn signal(&mut self) {
        let (at, topic) = (self.room(), usize::from(self.dice.below(3) == 0));
        let number = self.model.signalled(at, topic);
        let frame = ByteString::from(number.to_string());
        let topic = format!("{} {}", TOPICS[topic], room(at).as_str()).into();
        self.tell(ToBoard::Signal { room: room(at), topic, frame });
    }

    fn answers(&mut self, answers_max: u64) -> Vec<Answered> {
        let number = self.dice.below(answers_max);
        let answered = (0..number).map(|_| {
            self.requests += 1;
            let session = self.dice.below(self.model.sessions());
            self.model.answered(session, self.requests);
            Answered {
                session: SessionNo(session),
                id: Some(self.requests),
                request: "auction:bid".into(),
                since: Stopwatch::start(),
                answer: answer(),
            }
        });
        answered.collect()
    }

    /// The switchboard takes in all that it was told, and hands out some of it.
    async fn run(&self) {
        self.board.send(ToBoard::Changed { users: [].into() }).await.unwrap();
    }

    /// ... and all of it; then everybody has heard what they must.
    async fn settle(&mut self) {
        let turns = self.model.unheard(ITEMS);
        for _ in 0..turns.div_ceil(TURNS) + 3 * ROOMS + 2 {
            self.run().await;
        }
        self.model.check();
        for (at, audience) in self.audiences.iter().enumerate() {
            assert_eq!(audience.count(), self.model.listeners(at), "who listens to {}", room(at));
            // As the room does when it has taken note.
            audience.settle();
        }
    }

    fn tell(&self, message: ToBoard) {
        self.board.do_send(message);
    }

    fn user(&mut self) -> UserId {
        UserId(Id::from_number(1 + self.dice.below(USERS)))
    }

    fn room(&mut self) -> usize {
        usize::try_from(self.dice.below(ROOMS as u64)).unwrap()
    }
}

fn answer() -> Answer {
    Answer { seq: None, data: None, error: None, replayed: false }
}
