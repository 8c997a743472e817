//! Thousands of random lobbies, each from a seed that a failure prints; `SEED=7` plays one of them. After every
//! command the promises of lobbies are checked, and at the end the journal is replayed.

use std::collections::{BTreeMap, BTreeSet};

use rialto::{
    domain::{Machine, Settings, lobby::LobbyRoom},
    protocol::{
        facts::Facts,
        frame::to_json,
        game::{Game, LobbyRules, Rule},
        id::{Id, RoomId, Seq, UserId},
        lobby::{Event, Status, Why, snapshot::Lounge},
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};
use serde_json::{Value, json, value::RawValue};

use crate::simulate::Dice;

/// How many lobbies are played.
const SEEDS: u64 = 2_000;
/// How many commands each sees.
const COMMANDS: u64 = 70;
const START_MS: i64 = 1_700_000_000_000;
const PEOPLE: u64 = 6;
const GRACE_MS: u64 = 20_000;
const COUNTDOWN_MS: u64 = 5_000;

#[test]
fn random_lobbies_keep_their_promises() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut seen = BTreeMap::<String, u64>::new();
    for seed in seeds.clone() {
        // Shown only where the test fails.
        println!("SEED={seed}");
        for kind in Play::new(seed).play() {
            *seen.entry(kind).or_default() += 1;
        }
    }
    // The dice are worth nothing when something never happens.
    if seeds.end - seeds.start == SEEDS {
        assert_eq!(18, seen.len(), "{seen:?}");
        assert!(seen.values().all(|times| SEEDS / 40 < *times), "{seen:?}");
    }
}

fn game() -> Game {
    Game {
        name: "toy".into(),
        title: "Toy".into(),
        lobbies_per_user: 1,
        lobby: LobbyRules {
            members_min: 2,
            members_max: 4,
            reconnect_grace_ms: GRACE_MS,
            countdown_ms: COUNTDOWN_MS,
            idle_ms: 600_000,
        },
        settings: BTreeMap::from([(
            "rounds".to_owned(),
            Rule::Integer { min: 1, max: 9, default: 3 },
        )]),
        ..Game::default()
    }
}

struct Play {
    dice: Dice,
    now: Time,
    room: RoomId,
    core: Core<LobbyRoom>,
    journal: Vec<(Time, String)>,
    /// Whose connections have dropped, and until when they are waited for.
    gone: BTreeMap<UserId, Time>,
    banned: BTreeSet<UserId>,
    seen: BTreeSet<String>,
}

impl Play {
    fn new(seed: u64) -> Self {
        let dice = Dice::new(seed);
        let games = BTreeMap::from([("toy".to_owned(), game())]);
        let settings = Settings { games, ..Settings::default() };
        let room = RoomId::of("lobby", Id::from_number(1));
        Play {
            dice,
            now: Time::from_ms(START_MS),
            core: Core::new(room.clone()).under(settings.into()),
            room,
            journal: Vec::new(),
            gone: BTreeMap::new(),
            banned: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }

    fn play(mut self) -> BTreeSet<String> {
        let privacy = self.dice.one(&["public", "invite", "password"]);
        let password = (privacy == "password").then_some("sesame");
        let data = json!({ "game": "toy", "privacy": privacy, "password": password });
        let made = self.ask(&person(1), "lobby:create", &data);
        assert!(made["error"].is_null(), "{made}");
        let mut frozen = None;
        for n in 0..COMMANDS {
            self.now = self.now.plus(self.dice.below(3_000));
            self.step();
            if n == COMMANDS / 2 {
                frozen = Some((self.core.seq(), self.core.freeze()));
            }
        }
        self.replay(&frozen.unwrap());
        self.seen
    }

    fn step(&mut self) {
        let by = person(1 + self.dice.below(PEOPLE));
        let other = person(1 + self.dice.below(PEOPLE)).id;
        let lounge = self.lounge();
        let host = lounge.host.map(|user| Person { id: user, ..person(1) });
        let host = host.unwrap_or_else(|| by.clone());
        let code = lounge.terms.code.clone();
        let staff = Person { role: Role::Moderator, ..person(99) };
        match self.dice.below(26) {
            0..4 => self.may(&by, "lobby:join", &json!({ "code": code })),
            4 => self.may(&by, "lobby:join", &json!({ "password": "sesame" })),
            5 => self.may(&by, "lobby:leave", &json!({})),
            6..12 => {
                let ready = self.dice.below(4) != 0;
                self.may(&by, "lobby:ready", &json!({ "ready": ready }));
            }
            12..14 => self.may(&host, "lobby:start", &json!({})),
            14 => self.may(&host, "lobby:kick", &json!({ "user": other, "reason": "so" })),
            15 => self.may(&by, "lobby:ban", &json!({ "user": other })),
            16 => self.may(&staff, "lobby:unban", &json!({ "user": other })),
            17 => self.may(&host, "lobby:host", &json!({ "user": other })),
            18 => {
                let seat = self.dice.below(5);
                self.may(&by, "lobby:seat", &json!({ "seat": seat }));
            }
            19 => {
                let rounds = self.dice.below(11);
                let capacity = 2 + self.dice.below(4);
                let change = json!({ "settings": { "rounds": rounds }, "capacity": capacity });
                self.may(&host, "lobby:settings", &change);
            }
            20 => self.may(&host, "lobby:invite", &json!({ "user": other })),
            21..24 => self.connection(other),
            24 => self.conclude(),
            _ if self.dice.below(20) == 0 => self.may(&staff, "lobby:close", &json!({})),
            _ => {
                // Time alone.
                self.now = self.now.plus(self.dice.below(25_000));
                let happened = self.core.expire(self.now);
                self.take(None, happened);
            }
        }
    }

    /// A connection comes or goes. It never shows as leaving and coming.
    fn connection(&mut self, user: UserId) {
        let here = self.gone.contains_key(&user);
        let before: Vec<UserId> = self.lounge().members.iter().map(|one| one.user).collect();
        let answer =
            self.ask(&Person::house(), "lobby:connection", &json!({ "user": user, "here": here }));
        assert!(answer["error"].is_null(), "{answer}");
        let after: Vec<UserId> = self.lounge().members.iter().map(|one| one.user).collect();
        assert!(
            before.contains(&user) == after.contains(&user)
                || !before.contains(&user)
                || self.is_late(&before, &after)
        );
    }

    /// Somebody's time ran out at this very moment.
    fn is_late(&self, before: &[UserId], after: &[UserId]) -> bool {
        before.iter().filter(|user| !after.contains(user)).all(|user| !self.gone.contains_key(user))
    }

    fn conclude(&mut self) {
        let players = self.lounge().players.clone();
        let Some((first, rest)) = players.split_first() else { return };
        let teams = json!([{ "members": [first], "place": 1 }, { "members": rest, "place": 2 }]);
        let backend = Person { role: Role::App, ..person(98) };
        self.may(&backend, "lobby:result", &json!({ "teams": teams }));
    }

    /// Asks, and whatever is answered the promises hold.
    fn may(&mut self, by: &Person, request: &str, data: &Value) {
        let answer = self.ask(by, request, data);
        if !answer["error"].is_null() {
            self.seen.insert("refused".into());
        }
    }

    fn ask(&mut self, by: &Person, request: &str, data: &Value) -> Value {
        let data = RawValue::from_string(data.to_string()).unwrap();
        let facts = Facts {
            people: (1..=PEOPLE).map(person).collect(),
            chance: 12_345,
            ..Facts::default()
        };
        let ask = Ask { facts, ..Ask::new(by.clone(), request, data) };
        let verdict = self.core.hear(self.now, &ask);
        let answer: Value = serde_json::from_str(&to_json(&verdict.answer)).unwrap();
        self.take(answer["error"]["code"].as_str(), verdict.happened);
        answer
    }

    fn lounge(&self) -> Lounge {
        self.core.machine().lounge().unwrap().clone()
    }

    fn take(&mut self, refused: Option<&str>, happened: Vec<Happened<Event>>) {
        for one in happened {
            assert_eq!(one.seq.0, self.journal.len() as u64 + 1);
            self.journal.push((one.at, one.body.clone()));
            self.note(one.at, &one.event);
        }
        assert_ne!(refused, Some("internal"));
        self.promises();
    }

    fn note(&mut self, at: Time, event: &Event) {
        let body: Value = serde_json::from_str(&to_json(event)).unwrap();
        let mut kind = body["type"].as_str().unwrap().to_owned();
        match event {
            Event::Left { user, why, .. } => {
                kind = format!("left {}", body["why"]["why"]);
                if *why == Why::Lost {
                    assert_eq!(self.gone[user], self.gone[user].min(at), "waited for long enough");
                }
                if let Why::Kicked { banned: true, .. } = why {
                    self.banned.insert(*user);
                }
                self.gone.remove(user);
            }
            Event::Banned { user, on } => {
                if *on {
                    self.banned.insert(*user)
                } else {
                    self.banned.remove(user)
                };
            }
            Event::Connected { user, until: Some(until) } => {
                assert_eq!(*until, at.plus(GRACE_MS));
                self.gone.insert(*user, *until);
            }
            Event::Connected { user, until: None } => drop(self.gone.remove(user)),
            Event::Starting { at: begins } => assert_eq!(*begins, at.plus(COUNTDOWN_MS)),
            Event::Created(_)
            | Event::Joined { .. }
            | Event::Hosted { .. }
            | Event::Readied { .. }
            | Event::Seated { .. }
            | Event::Invited { .. }
            | Event::Changed(_)
            | Event::Stopped
            | Event::Started { .. }
            | Event::Concluded { .. }
            | Event::Filled { .. }
            | Event::Unfilled { .. }
            | Event::Forgotten { .. }
            | Event::Closed { .. } => (),
        }
        self.seen.insert(kind);
    }

    fn promises(&self) {
        let Some(lounge) = self.core.machine().lounge() else { return };
        let members: Vec<UserId> = lounge.members.iter().map(|one| one.user).collect();
        if lounge.status == Status::Closed {
            assert_eq!(self.core.machine().deadline(), None, "nothing more happens");
            return;
        }
        // A host exists exactly while members do; the last to leave closes it, unless a result is waited for.
        assert!(!members.is_empty() || lounge.status == Status::Active, "{lounge:?}");
        assert_eq!(lounge.host.is_some(), !members.is_empty(), "{lounge:?}");
        assert!(lounge.host.is_none_or(|host| members.contains(&host)), "{lounge:?}");
        // Ready exactly when there are enough and all are ready.
        let all = lounge.members.iter().all(|one| one.ready);
        let is_ready = lounge.terms.members_min <= members.len() && all;
        match lounge.status {
            Status::Forming => assert!(!is_ready, "{lounge:?}"),
            Status::Ready | Status::Starting => assert!(is_ready, "{lounge:?}"),
            Status::Active | Status::Closed => (),
        }
        assert_eq!(lounge.starting_at.is_some(), lounge.status == Status::Starting);
        let seats: BTreeSet<usize> = lounge.members.iter().map(|one| one.seat).collect();
        assert_eq!(seats.len(), members.len(), "one to a seat");
        assert!(seats.iter().all(|seat| *seat < lounge.terms.capacity));
        assert!(members.iter().all(|user| !self.banned.contains(user)));
        assert!(lounge.members.is_sorted_by_key(|one| one.joined_at), "the longest-present first");
        for member in &lounge.members {
            assert_eq!(member.until, self.gone.get(&member.user).copied());
        }
    }

    fn replay(&mut self, frozen: &(Seq, String)) {
        let thawed = Core::thaw(self.room.clone(), frozen.0, &frozen.1).unwrap();
        for mut core in [Core::<LobbyRoom>::new(self.room.clone()), thawed] {
            for (at, body) in
                self.journal.clone().into_iter().skip(usize::try_from(core.seq().0).unwrap())
            {
                core.replay(core.seq().next(), at, &body).unwrap();
            }
            assert_eq!(self.core.freeze(), core.freeze());
        }
    }
}

fn person(number: u64) -> Person {
    Person {
        id: UserId(Id::from_number(number)),
        name: format!("p{number}").into(),
        role: Role::User,
    }
}
