//! Thousands of random queues, each from a seed that a failure prints; `SEED=7` plays one of them. Every match is
//! held against a plain model that tries all that is possible, and at the end the journal is replayed.

use std::collections::{BTreeMap, BTreeSet};

use rialto::{
    domain::{Machine, Settings, matchmaking::QueueRoom},
    protocol::{
        facts::{Facts, Party},
        frame::to_json,
        game::{Game, Mode},
        id::{Id, Place, RoomId, Seq, UserId},
        matchmaking::{Event, bodies::Backfill},
        person::{Person, Role},
        rating::Rating,
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};
use serde_json::{Value, json, value::RawValue};

use crate::{
    queue_game::game,
    queue_model::{Pool, Seats, Waiting},
    simulate::Dice,
};

/// How many queues are played.
const SEEDS: u64 = 500;
/// How many commands each sees.
const COMMANDS: u64 = 90;
const START_MS: i64 = 1_700_000_000_000;
/// How many play.
const PEOPLE: u64 = 11;
/// Those who search are told at least so often, in milliseconds.
const TOLD_WITHIN_MS: u64 = 5_000;

#[test]
fn random_queues_agree_with_a_model_that_tries_everything() {
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
        let kinds = [
            "accepted", "declined", "entered", "expired", "failed", "filled", "matched", "paired",
            "party", "rated", "relaxed", "seated", "silent", "unseated",
        ];
        assert_eq!(kinds.to_vec(), seen.keys().collect::<Vec<_>>(), "{seen:?}");
        assert!(seen.values().all(|times| SEEDS / 40 < *times), "{seen:?}");
    }
}

struct Play {
    dice: Dice,
    now: Time,
    core: Core<QueueRoom>,
    game: Game,
    pool: Pool,
    journal: Vec<(Time, String)>,
    ratings: BTreeMap<(UserId, String), Rating>,
    told: BTreeMap<u64, Time>,
    seen: Vec<&'static str>,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let game = game();
        let games = BTreeMap::from([(game.name.clone(), game.clone())]);
        let settings = Settings { games, ..Settings::default() };
        let mut ratings = BTreeMap::new();
        for user in 1..=PEOPLE {
            let rating = 1_400 + i64::try_from(dice.below(200)).unwrap();
            for mode in game.modes.keys() {
                let rating = Rating { milli_rating: rating * 1_000, ..Rating::default() };
                ratings.insert((person(user).id, mode.clone()), rating);
            }
        }
        Play {
            dice,
            now: Time::from_ms(START_MS),
            core: Core::new(RoomId::of("queue", "toy")).under(settings.into()),
            pool: Pool::of(&game),
            game,
            journal: Vec::new(),
            ratings,
            told: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    fn play(mut self) -> BTreeSet<String> {
        let mut frozen = None;
        for n in 0..COMMANDS {
            self.pass();
            self.step();
            if n == COMMANDS / 2 {
                frozen = Some((self.core.seq(), self.core.freeze()));
            }
        }
        self.replay(&frozen.unwrap());
        self.seen.into_iter().map(str::to_owned).collect()
    }

    /// Lets time go by, second by second, as the room's own timers do.
    fn pass(&mut self) {
        for _ in 0..self.dice.below(4) {
            self.now = self.now.plus(1_000);
            let happened = self.core.expire(self.now);
            self.take(happened);
            self.listen();
        }
        self.now = self.now.plus(self.dice.below(900));
        let happened = self.core.expire(self.now);
        self.take(happened);
        self.listen();
    }

    fn step(&mut self) {
        let waiting: Vec<Waiting> = self.pool.waiting.values().cloned().collect();
        let asked: Vec<&Waiting> = waiting.iter().filter(|one| one.found.is_some()).collect();
        let roll = self.dice.below(100);
        match roll {
            0..40 => self.find(),
            40..85 if !asked.is_empty() => {
                let of = self.dice.one(&asked).clone();
                let what = if roll < 80 { "matchmaking:accept" } else { "matchmaking:decline" };
                let some = 1 + usize::try_from(self.dice.below(of.users.len() as u64)).unwrap();
                for user in of.users.into_iter().take(some) {
                    self.ask(user, what, &ticket(of.ticket), Facts::default());
                }
            }
            85..88 if !waiting.is_empty() => {
                let of = self.dice.one(&waiting);
                self.ask(of.users[0], "matchmaking:cancel", &ticket(of.ticket), Facts::default());
                assert!(!self.pool.waiting.contains_key(&of.ticket), "cancelled");
                // Once more does no harm.
                self.ask(of.users[0], "matchmaking:cancel", &ticket(of.ticket), Facts::default());
            }
            88..97 => self.lobby(),
            _ => self.result(),
        }
    }

    /// Somebody searches, alone or with friends.
    fn find(&mut self) {
        let leader = self.person();
        let modes: Vec<Mode> = self.game.modes.values().cloned().collect();
        let mode = self.dice.one(&modes);
        let mut data = json!({ "game": "toy", "mode": mode.name });
        let mut criteria = json!({});
        for (name, values) in &mode.criteria {
            let is = self.dice.one(values);
            match self.dice.below(6) {
                0 => criteria[name] = json!(is),
                1 => criteria[name] = json!({ "is": is, "accept": values }),
                2 => criteria[name] = json!({ "is": is, "soft": true }),
                _ => (),
            }
        }
        data["criteria"] = criteria;
        if self.dice.below(2) == 0 {
            let near = 20 + self.dice.below(130);
            let far = 20 + self.dice.below(130);
            data["regions"] = json!({ "eu": near, "us": far });
        }
        if self.dice.below(3) == 0 {
            data["avoid"] = json!([self.person().id]);
        }
        let mut facts = self.facts();
        let others = self.dice.below(4) == 0;
        if others {
            let mut members = BTreeSet::from([leader.id]);
            members.insert(self.person().id);
            let members = members.into_iter().map(|user| (user, "x".into())).collect();
            let room = RoomId::of("party", Id::from_number(1));
            data["party"] = json!(room);
            facts.party = Some(Party { room, leader: leader.id, members });
        }
        let party: Vec<UserId> =
            facts.party.iter().flat_map(|party| &party.members).map(|(user, _)| *user).collect();
        let busy = |user: &UserId| self.pool.is_busy(*user);
        let may = !busy(&leader.id) && !party.iter().any(busy) && party.len() <= mode.players;
        let before = self.pool.waiting.len();
        let answer = self.ask(leader.id, "matchmaking:find", &data, facts);
        assert_eq!(answer["error"].is_null(), may, "{data} {answer}");
        if may && 1 < party.len() {
            self.seen.push("party");
        }
        assert!(may || self.pool.waiting.len() == before);
    }

    /// A lobby says which seats are free, or what became of those who were found for it.
    fn lobby(&mut self) {
        if let Some((found, _)) =
            self.pool.handed.iter().next().map(|(found, one)| (*found, one.clone()))
        {
            let seated = self.dice.below(3) != 0;
            self.seen.push(if seated { "seated" } else { "unseated" });
            let told = json!({ "found": Place(Seq(found)), "seated": seated });
            self.house("matchmaking:seated", &told, Facts::default());
            return;
        }
        let lobbies: Vec<(RoomId, Seats)> =
            self.pool.lobbies.iter().map(|(room, seats)| (room.clone(), seats.clone())).collect();
        if lobbies.is_empty() {
            return;
        }
        let (lobby, seats) = self.dice.one(&lobbies);
        // Of those who were found for it some have gone; now and then it begins.
        let begun = self.dice.below(6) == 0;
        let members: Vec<UserId> = seats.members().filter(|_| self.dice.below(3) != 0).collect();
        // The seats that nobody sits on, those that are kept for somebody among them.
        let free = vec![usize::from(members.len() < 2), usize::from(members.is_empty())];
        let told = Backfill {
            lobby,
            seq: Seq(seats.seq + 1),
            mode: "open".into(),
            region: None,
            free: if begun { Vec::new() } else { free },
            members,
            avoid: Vec::new(),
        };
        let late = Backfill { seq: Seq(seats.seq), free: vec![1, 1], ..told.clone() };
        self.house("matchmaking:backfill", &json!(told), Facts::default());
        // What it said before arrives after it.
        let before = self.journal.len();
        self.house("matchmaking:backfill", &json!(late), Facts::default());
        assert_eq!(before, self.journal.len());
    }

    /// A match has ended: those who won play better, as far as anybody knows.
    fn result(&mut self) {
        let (one, other) = (self.person().id, self.person().id);
        if one == other {
            return;
        }
        let teams = json!([{ "members": [one], "place": 1 }, { "members": [other], "place": 2 }]);
        let lobby = RoomId::of("lobby", Id::from_number(7));
        let data = json!({ "lobby": lobby, "mode": "duel", "teams": teams });
        let before = self.ratings[&(one, "duel".to_owned())];
        let facts = self.facts();
        self.house("matchmaking:result", &data, facts);
        let after = self.ratings[&(one, "duel".to_owned())];
        assert!(before.milli_rating < after.milli_rating, "{before:?} {after:?}");
        assert_eq!(after.matches, before.matches + 1);
    }

    /// What is looked up; ratings are as they were before the latest results: the room knows better.
    fn facts(&self) -> Facts {
        let rated = self
            .ratings
            .iter()
            .map(|((user, mode), rating)| (*user, "toy".to_owned(), mode.clone(), *rating));
        Facts { ratings: rated.collect(), ..Facts::default() }
    }

    fn person(&mut self) -> Person {
        person(1 + self.dice.below(PEOPLE))
    }

    fn house(&mut self, request: &str, data: &Value, facts: Facts) {
        let answer = self.say(Person::house(), request, data, facts);
        assert!(answer["error"].is_null(), "{request} {data}: {answer}");
    }

    fn ask(&mut self, by: UserId, request: &str, data: &Value, facts: Facts) -> Value {
        let by = Person { id: by, name: "x".into(), role: Role::User };
        self.say(by, request, data, facts)
    }

    fn say(&mut self, by: Person, request: &str, data: &Value, facts: Facts) -> Value {
        let data = RawValue::from_string(data.to_string()).unwrap();
        let ask = Ask { facts, ..Ask::new(by, request, data) };
        let verdict = self.core.hear(self.now, &ask);
        let answer = serde_json::from_str(&to_json(&verdict.answer)).unwrap();
        self.take(verdict.happened);
        // As the room does before it writes.
        let followed = self.core.expire(self.now);
        self.take(followed);
        self.listen();
        answer
    }

    /// Holds what happened against the model.
    fn take(&mut self, happened: Vec<Happened<Event>>) {
        for one in happened {
            assert_eq!(one.seq.0, self.journal.len() as u64 + 1);
            self.journal.push((one.at, one.body));
            self.note(&one.event);
            self.pool.take(one.at, one.seq, &one.event);
        }
        self.agree();
    }

    fn note(&mut self, event: &Event) {
        let kind = match event {
            Event::Entered(_) => Some("entered"),
            Event::Relaxed { .. } => Some("relaxed"),
            Event::Paired(pairing) if pairing.lobby.is_some() => Some("filled"),
            Event::Paired(_) => Some("paired"),
            Event::Accepted { .. } => Some("accepted"),
            Event::Failed { found: _, out } => {
                let silent = out.iter().all(|(_, why)| why.as_str() == "no_answer");
                self.seen.push(if silent { "silent" } else { "declined" });
                Some("failed")
            }
            Event::Matched { .. } => Some("matched"),
            Event::Ended { why, .. } => (why.as_str() == "expired").then_some("expired"),
            Event::Rated { mode, ratings } => {
                for (user, rating) in ratings {
                    self.ratings.insert((*user, mode.clone()), *rating);
                }
                Some("rated")
            }
            Event::Ruled(_) | Event::Searched | Event::Seats(_) | Event::Seated { .. } => None,
        };
        self.seen.extend(kind);
    }

    /// The room's state is the model's.
    fn agree(&self) {
        let queue = self.core.machine().queue();
        let own: BTreeMap<u64, (usize, bool)> =
            queue.tickets.iter().map(|(no, one)| (*no, (one.level, one.found.is_some()))).collect();
        let model: BTreeMap<u64, (usize, bool)> = self
            .pool
            .waiting
            .iter()
            .map(|(no, one)| (*no, (one.level, one.found.is_some())))
            .collect();
        assert_eq!(own, model);
    }

    /// Everybody who searches hears how it stands, on every change and often enough.
    fn listen(&mut self) {
        for whisper in self.core.pulse(self.now) {
            let data: Value = serde_json::from_str(&whisper.data).unwrap();
            let no = data["matchRequestId"].as_str().unwrap().split_once('.').unwrap().1;
            let one = &self.pool.waiting[&no.parse::<u64>().unwrap()];
            assert!(one.users.contains(&whisper.user));
            assert_eq!(data["currentRelaxationLevel"], one.level);
            assert_eq!(data["status"] == "ready_check", one.found.is_some());
            assert_eq!(data["searchTimeElapsed"], self.now.since(one.since));
            self.told.insert(one.ticket, self.now);
        }
        for (no, one) in &self.pool.waiting {
            let told = self.told.get(no).unwrap_or_else(|| panic!("{one:?} was never told"));
            assert!(self.now.since(*told) <= TOLD_WITHIN_MS, "{one:?} was last told at {told}");
        }
    }

    /// The journal rebuilds the room, from its beginning and from a snapshot; and both go on alike.
    fn replay(&mut self, frozen: &(Seq, String)) {
        let room = RoomId::of("queue", "toy");
        let thawed = Core::thaw(room.clone(), frozen.0, &frozen.1).unwrap();
        for mut core in [Core::<QueueRoom>::new(room.clone()), thawed] {
            for (at, body) in
                self.journal.clone().into_iter().skip(usize::try_from(core.seq().0).unwrap())
            {
                core.replay(core.seq().next(), at, &body).unwrap();
            }
            assert_eq!(self.core.freeze(), core.freeze());
            assert_eq!(self.core.machine().deadline(), core.machine().deadline());
        }
        let mut woken =
            Core::<QueueRoom>::thaw(room, self.core.seq(), &self.core.freeze()).unwrap();
        let later = self.now.plus(30_000);
        let bodies = |core: &mut Core<QueueRoom>| {
            core.expire(later).into_iter().map(|one| one.body).collect::<Vec<_>>()
        };
        assert_eq!(
            bodies(&mut woken),
            bodies(&mut self.core),
            "a room that slept decides the same"
        );
    }
}

fn person(number: u64) -> Person {
    Person { id: UserId(Id::from_number(number)), name: "x".into(), role: Role::User }
}

fn ticket(no: u64) -> Value {
    json!({ "matchRequestId": format!("toy.{no}") })
}
