//! Crowds that are larger than what is looked at: who is lacking is found all the same, and nobody is forgotten.

use std::collections::BTreeMap;

use rialto::{
    config::Games,
    domain::{Settings, matchmaking::QueueRoom},
    protocol::{
        facts::{Facts, Party},
        id::{Id, RoomId, UserId},
        matchmaking::Event,
        person::{Person, Role},
        rating::Rating,
        time::Time,
    },
    rooms::core::{Ask, Core},
};
use serde_json::{json, value::RawValue};

const NOW: Time = Time::from_ms(1_700_000_000_000);

struct Crowd {
    core: Core<QueueRoom>,
    /// The searches of each match, by their numbers.
    matches: Vec<Vec<u64>>,
}

impl Crowd {
    fn new() -> Self {
        let games = Games::examples().unwrap();
        let settings = Settings { games, ..Settings::default() };
        let core = Core::new(RoomId::of("queue", "arena")).under(settings.into());
        Crowd { core, matches: Vec::new() }
    }

    /// Some search together, from this number on.
    fn find(&mut self, now: Time, mode: &str, first: u64, size: u64, rating: i64) {
        let users: Vec<UserId> =
            (first..first + size).map(|number| UserId(Id::from_number(number))).collect();
        let rating = Rating { milli_rating: rating * 1_000, ..Rating::default() };
        let rated = users.iter().map(|user| (*user, "arena".into(), mode.to_owned(), rating));
        let mut facts = Facts { ratings: rated.collect(), ..Facts::default() };
        let mut data = json!({ "game": "arena", "mode": mode });
        if 1 < size {
            let room = RoomId::of("party", Id::from_number(first));
            data["party"] = json!(room);
            let members = users.iter().map(|user| (*user, "x".into())).collect();
            facts.party = Some(Party { room, leader: users[0], members });
        }
        let by = Person { id: users[0], name: "x".into(), role: Role::User };
        let data = RawValue::from_string(data.to_string()).unwrap();
        let ask = Ask { facts, ..Ask::new(by, "matchmaking:find", data) };
        let verdict = self.core.hear(now, &ask);
        assert!(verdict.answer.error.is_none(), "{:?}", verdict.answer.error);
        self.pass(now);
    }

    /// Lets everything become true that does by now.
    fn pass(&mut self, now: Time) {
        loop {
            let happened = self.core.expire(now);
            if happened.is_empty() {
                return;
            }
            for one in happened {
                if let Event::Paired(pairing) = one.event {
                    self.matches.push(pairing.teams.iter().flatten().map(|one| one.0.0).collect());
                }
            }
        }
    }
}

#[test]
fn a_crowd_of_parties_does_not_hide_the_one_that_they_lack() {
    let mut crowd = Crowd::new();
    for number in 0..1_000 {
        crowd.find(NOW, "team", 1 + number * 3, 3, 1_500);
    }
    assert!(crowd.matches.is_empty(), "three and three make no five");
    crowd.find(NOW, "team", 5_001, 2, 1_500);
    assert!(crowd.matches.is_empty());
    crowd.find(NOW, "team", 5_003, 2, 1_500);
    let [found] = crowd.matches.as_slice() else { panic!("{:?}", crowd.matches) };
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().any(|ticket| *ticket <= 3), "with the oldest: {found:?}");
}

#[test]
fn a_crowd_that_becomes_less_demanding_at_once_is_matched_to_the_last() {
    let mut crowd = Crowd::new();
    // Too far apart for the first level, and near enough for the second.
    for number in 0..3_000_u64 {
        crowd.find(NOW, "duel", 1 + number, 1, 100 + i64::try_from(number).unwrap() * 60);
    }
    assert!(crowd.matches.is_empty());
    crowd.pass(NOW.plus(10_000));
    let mut matched: BTreeMap<u64, usize> = BTreeMap::new();
    for ticket in crowd.matches.iter().flatten() {
        *matched.entry(*ticket).or_default() += 1;
    }
    assert!(matched.values().all(|times| *times == 1), "nobody is in two matches");
    // Each suits the two beside them. The oldest goes first, so pairs are made from one end, and who is left has
    // nobody beside them who is left as well.
    assert_eq!(matched.len(), 3_000);
    let queue = crowd.core.machine().queue();
    assert!(queue.tickets.values().all(|one| one.found.is_some()));
}
