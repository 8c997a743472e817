//! A queue without its shell, and the modes that are measured.

use std::collections::BTreeMap;

use rialto::{
    domain::{Settings, matchmaking::QueueRoom},
    protocol::{
        facts::{Facts, Party},
        game::{Game, Level, Mode},
        id::{Id, RoomId, UserId},
        matchmaking::Event,
        person::{Person, Role},
        rating::Rating,
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};
use serde_json::{json, value::RawValue};

pub(crate) struct Queue {
    core: Core<QueueRoom>,
    now: Time,
    pub(crate) matches: u64,
}

/// The game that is measured.
pub(crate) fn game() -> Game {
    let narrow = Level { skill: Some(10), ..Level::default() };
    let modes = [
        // Nothing is near before the second level.
        mode(
            "opening",
            2,
            1,
            vec![
                Level { latency_ms: Some(0), ..Level::default() },
                Level { after_ms: 10_000, ..Level::default() },
            ],
        ),
        mode("narrow", 2, 1, vec![narrow]),
        mode("team", 2, 5, vec![Level { skill: Some(200), ..Level::default() }]),
    ];
    Game {
        name: "toy".into(),
        title: "Toy".into(),
        regions: vec!["eu".into()],
        lobbies_per_user: 1,
        modes: modes.into_iter().map(|mode| (mode.name.clone(), mode)).collect(),
        ..Game::default()
    }
}

fn mode(name: &str, teams: usize, players: usize, levels: Vec<Level>) -> Mode {
    Mode {
        name: name.into(),
        title: name.into(),
        teams,
        players,
        rated: true,
        backfill: false,
        ready_check_ms: 15_000,
        timeout_ms: 86_400_000,
        criteria: BTreeMap::new(),
        levels,
    }
}

pub(crate) fn settings() -> Settings {
    let game = game();
    Settings { games: BTreeMap::from([(game.name.clone(), game)]), ..Settings::default() }
}

impl Queue {
    pub(crate) fn new() -> Self {
        let core = Core::new(RoomId::of("queue", "toy")).under(settings().into());
        Queue { core, now: Time::from_ms(1_800_000_000_000), matches: 0 }
    }

    /// Some search together, from this number on; what is found is found at once.
    pub(crate) fn find(&mut self, first: u64, mode: &str, size: u64, rating: i32) {
        let ask = search(first, mode, size, rating);
        let verdict = self.core.hear(self.now, &ask);
        assert!(verdict.answer.error.is_none(), "{:?}", verdict.answer.error);
        self.note(&verdict.happened);
        let found = self.core.expire(self.now);
        self.note(&found);
    }

    /// Time passes; what becomes true by it does so in as many rounds as it takes.
    pub(crate) fn pass(&mut self, ms: u64) {
        self.now = self.now.plus(ms);
        loop {
            let happened = self.core.expire(self.now);
            if happened.is_empty() {
                return;
            }
            self.note(&happened);
        }
    }

    fn note(&mut self, happened: &[Happened<Event>]) {
        let paired = happened.iter().filter(|one| matches!(one.event, Event::Paired(_)));
        self.matches += paired.count() as u64;
    }
}

pub(crate) fn person(number: u64) -> Person {
    Person { id: UserId(Id::from_number(number)), name: "player".into(), role: Role::User }
}

/// The request of some who search together.
pub(crate) fn search(first: u64, mode: &str, size: u64, rating: i32) -> Ask {
    let users: Vec<UserId> = (first..first + size).map(|number| person(number).id).collect();
    let rating = Rating { milli_rating: i64::from(rating) * 1_000, ..Rating::default() };
    let rated = users.iter().map(|user| (*user, "toy".to_owned(), mode.to_owned(), rating));
    let mut facts = Facts { ratings: rated.collect(), ..Facts::default() };
    let mut data = json!({ "game": "toy", "mode": mode, "regions": { "eu": 20 } });
    if 1 < size {
        let room = RoomId::of("party", Id::from_number(first));
        data["party"] = json!(room);
        let members = users.iter().map(|user| (*user, "player".into())).collect();
        facts.party = Some(Party { room, leader: users[0], members });
    }
    let data = RawValue::from_string(data.to_string()).unwrap();
    Ask { facts, ..Ask::new(person(first), "matchmaking:find", data) }
}
