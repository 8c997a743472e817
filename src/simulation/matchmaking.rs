//! An evening of matchmaking: the queue that a real game has, with its own requests, from the first who comes to
//! the last who is matched.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    sync::Arc,
};

use fastrand::Rng;
use serde_json::{json, value::RawValue};

use super::crowd::{Group, Habits, crowd};
use crate::{
    domain::{Machine, Settings, matchmaking::QueueRoom},
    protocol::{
        facts::{Facts, Party},
        game::{Game, Level, Mode},
        id::{Id, RoomId, UserId},
        matchmaking::{
            Event,
            event::{Over, Pairing},
            queue_of,
        },
        person::{Person, Role},
        rating::Rating,
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};

/// When the evening begins.
const BEGINS: Time = Time::from_ms(1_800_000_000_000);
/// How long those think who are asked, in milliseconds.
const THINKING_MS: std::ops::Range<u64> = 500..6_000;
/// Of a hundred whose search ran out so many search once more.
const AGAIN_PERCENT: u8 = 50;

/// How searches become less demanding, compared with what is configured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relaxation {
    /// Levels begin after so many times as long.
    pub time: f64,
    /// Ratings may be so many times as far apart.
    pub skill: f64,
}

impl Relaxation {
    /// The mode with levels changed so.
    pub fn of(&self, mode: &Mode) -> Mode {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few minutes, and a few thousand points"
        )]
        let level = |level: &Level| Level {
            after_ms: (level.after_ms as f64 * self.time) as u64,
            skill: level.skill.map(|skill| (f64::from(skill) * self.skill) as u32),
            ..*level
        };
        Mode { levels: mode.levels.iter().map(level).collect(), backfill: false, ..mode.clone() }
    }
}

/// What came of an evening.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many searches there were.
    pub searches: usize,
    /// How many matches.
    pub matches: usize,
    /// How many searches ran out of time.
    pub expired: usize,
    /// How many ready checks failed.
    pub failed_checks: usize,
    /// How long those waited who found a match, in order, in milliseconds.
    pub waits_ms: Vec<u64>,
    /// How far ratings were apart in each match, in order, in points.
    pub spreads: Vec<u32>,
    /// How far away the region was for each, in order, in milliseconds.
    pub latencies_ms: Vec<u32>,
    /// The most who searched at once.
    pub pool_max: usize,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Search(usize),
    Answer(u64, u64),
}

/// A search of the evening.
struct Search {
    group: usize,
    since: Time,
}

struct Evening<'a> {
    rng: Rng,
    habits: Habits,
    game: &'a Game,
    mode: Mode,
    groups: Vec<Group>,
    core: Core<QueueRoom>,
    agenda: BinaryHeap<Reverse<(Time, u64, Deed)>>,
    planned: u64,
    searches: HashMap<u64, Search>,
    matches: HashMap<u64, (Pairing, Time)>,
    outcome: Outcome,
}

/// Plays an evening of this mode with these levels.
pub fn evening(
    game: &Game,
    mode: &Mode,
    relaxation: &Relaxation,
    habits: &Habits,
    seed: u64,
) -> Outcome {
    let mut rng = Rng::with_seed(seed);
    let groups = crowd(habits, game, mode, &mut rng);
    let mode = relaxation.of(mode);
    let modes = BTreeMap::from([(mode.name.clone(), mode.clone())]);
    let played = Game { modes, ..game.clone() };
    let games = BTreeMap::from([(game.name.clone(), played)]);
    let settings = Arc::new(Settings { games, ..Settings::default() });
    let mut evening = Evening {
        rng,
        habits: *habits,
        game,
        mode,
        core: Core::new(queue_of(&game.name)).under(settings),
        agenda: BinaryHeap::new(),
        planned: 0,
        searches: HashMap::new(),
        matches: HashMap::new(),
        outcome: Outcome::default(),
        groups,
    };
    for group in 0..evening.groups.len() {
        let at = BEGINS.plus(evening.groups[group].at_ms);
        evening.plan(at, Deed::Search(group));
    }
    evening.play();
    let mut outcome = evening.outcome;
    outcome.waits_ms.sort_unstable();
    outcome.spreads.sort_unstable();
    outcome.latencies_ms.sort_unstable();
    outcome
}

impl Evening<'_> {
    fn plan(&mut self, at: Time, deed: Deed) {
        self.planned += 1;
        self.agenda.push(Reverse((at, self.planned, deed)));
    }

    fn play(&mut self) {
        loop {
            let next = self.agenda.peek().map(|Reverse((at, _, _))| *at);
            let due = self.core.machine().deadline();
            match (next, due) {
                (Some(at), due) if due.is_none_or(|due| at < due) => {
                    if let Some(Reverse((at, _, deed))) = self.agenda.pop() {
                        self.carry_out(at, deed);
                    }
                }
                (_, Some(due)) => self.pass(due),
                (Some(_) | None, None) => return,
            }
        }
    }

    /// Time alone has something done.
    fn pass(&mut self, now: Time) {
        let happened = self.core.expire(now);
        self.note(happened);
    }

    fn carry_out(&mut self, at: Time, deed: Deed) {
        match deed {
            Deed::Search(group) => self.search(at, group),
            Deed::Answer(ticket, user) => {
                let absent = self.rng.u8(0..100) < self.habits.absent_percent;
                let what = if absent { "matchmaking:decline" } else { "matchmaking:accept" };
                let id = format!("{}.{ticket}", self.game.name);
                self.ask(at, user, what, &json!({ "matchRequestId": id }), Facts::default());
            }
        }
    }

    fn search(&mut self, at: Time, number: usize) {
        let group = &self.groups[number];
        let (leader, size) = (group.people.start, group.size());
        let regions: BTreeMap<&String, u32> =
            self.game.regions.iter().zip(group.latencies.iter().copied()).collect();
        let mut data =
            json!({ "game": self.game.name, "mode": self.mode.name, "regions": regions });
        let rating = Rating { milli_rating: i64::from(group.rating) * 1_000, ..Rating::default() };
        let users: Vec<UserId> = group.people.clone().map(user).collect();
        let rated = |user: &UserId| (*user, self.game.name.clone(), self.mode.name.clone(), rating);
        let mut facts = Facts { ratings: users.iter().map(rated).collect(), ..Facts::default() };
        if 1 < size {
            let room = RoomId::of("party", Id::from_number(leader));
            data["party"] = json!(room);
            let members = users.into_iter().map(|user| (user, "player".into())).collect();
            facts.party = Some(Party { room, leader: user(leader), members });
        }
        self.outcome.searches += 1;
        self.ask(at, leader, "matchmaking:find", &data, facts);
    }

    fn ask(&mut self, at: Time, by: u64, request: &str, data: &serde_json::Value, facts: Facts) {
        let by = Person { id: user(by), name: "player".into(), role: Role::User };
        let data = RawValue::from_string(data.to_string()).unwrap_or_default();
        let ask = Ask { facts, ..Ask::new(by, request, data) };
        let verdict = self.core.hear(at, &ask);
        self.note(verdict.happened);
        self.pass(at);
    }

    fn note(&mut self, happened: Vec<Happened<Event>>) {
        for Happened { at, event, .. } in happened {
            match event {
                Event::Entered(ticket) => {
                    let Some(leader) = ticket.users.first() else { continue };
                    let group = self.group_of(*leader);
                    let search = Search { group, since: ticket.since };
                    self.searches.insert(ticket.ticket.0.0, search);
                    self.outcome.pool_max = self.outcome.pool_max.max(self.searches.len());
                }
                Event::Paired(pairing) => self.paired(at, *pairing),
                Event::Matched { found, .. } => self.matched(at, found.0.0),
                Event::Failed { found, out } => {
                    self.matches.remove(&found.0.0);
                    self.outcome.failed_checks += 1;
                    for (ticket, _) in out {
                        // Who did not want this one comes again after a while.
                        self.over(at, ticket.0.0, 60_000);
                    }
                }
                Event::Ended { ticket, why: Over::Expired } => {
                    self.outcome.expired += 1;
                    let again = self.rng.u8(0..100) < AGAIN_PERCENT;
                    if again {
                        self.over(at, ticket.0.0, 5_000);
                    } else {
                        self.searches.remove(&ticket.0.0);
                    }
                }
                Event::Ruled(_)
                | Event::Relaxed { .. }
                | Event::Searched
                | Event::Accepted { .. }
                | Event::Ended { .. }
                | Event::Seats(_)
                | Event::Seated { .. }
                | Event::Rated { .. } => (),
            }
        }
    }

    /// A search is over, and another one begins.
    fn over(&mut self, at: Time, ticket: u64, pause_ms: u64) {
        if let Some(search) = self.searches.remove(&ticket) {
            self.plan(at.plus(pause_ms), Deed::Search(search.group));
        }
    }

    fn paired(&mut self, at: Time, pairing: Pairing) {
        for ticket in pairing.teams.iter().flatten().map(|ticket| ticket.0.0) {
            let Some(search) = self.searches.get(&ticket) else { continue };
            for user in self.groups[search.group].people.clone() {
                let thinking = self.rng.u64(THINKING_MS);
                self.plan(at.plus(thinking), Deed::Answer(ticket, user));
            }
        }
        self.matches.insert(pairing.found.0.0, (pairing, at));
    }

    fn matched(&mut self, at: Time, found: u64) {
        let Some((pairing, paired_at)) = self.matches.remove(&found) else { return };
        self.outcome.matches += 1;
        let region = pairing.region.as_ref();
        let region =
            region.and_then(|region| self.game.regions.iter().position(|one| one == region));
        let mut ratings = Vec::new();
        let lasts = Group::match_ms(&mut self.rng);
        for ticket in pairing.teams.iter().flatten().map(|ticket| ticket.0.0) {
            let Some(search) = self.searches.remove(&ticket) else { continue };
            let group = &mut self.groups[search.group];
            ratings.push(group.rating);
            let waited = paired_at.since(search.since);
            for _ in group.people.clone() {
                self.outcome.waits_ms.push(waited);
                let latency = region.and_then(|region| group.latencies.get(region));
                self.outcome.latencies_ms.extend(latency);
            }
            group.matches = group.matches.saturating_sub(1);
            if 0 < group.matches {
                self.plan(at.plus(lasts), Deed::Search(search.group));
            }
        }
        if let (Some(low), Some(high)) = (ratings.iter().min(), ratings.iter().max()) {
            self.outcome.spreads.push(high.abs_diff(*low));
        }
    }

    /// Groups stand in the order of their first members.
    fn group_of(&self, leader: UserId) -> usize {
        let number = leader.0.number().cast_unsigned();
        self.groups.partition_point(|group| group.people.end <= number)
    }
}

fn user(number: u64) -> UserId {
    UserId(Id::from_number(number))
}
