//! A house whose disk fails, seeded: rooms, bidders who repeat themselves, listeners who come and go, a clock
//! that jumps, and a house that falls and is opened again. Afterwards `faults_audit` asks the journal
//! whether anything was lost, doubled or told too early. `SEED=7` plays one of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

use rialto::{
    clock::Clock,
    protocol::{
        frame::Answer,
        id::{Id, Key, RoomId, UserId},
        person::{Person, Role},
    },
    rooms::{Habits, Reply, core::Ask, inbox},
};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::{
    faults_audit::{self, Told, Wish, is_unknown},
    faults_house::{House, Luck},
    simulate::Dice,
    stage::{Listener, NOW},
};

/// How many houses are played.
const SEEDS: u64 = 200;
/// How much happens in each.
const STEPS: u64 = 150;
/// Auctions in each.
const AUCTIONS: u64 = 3;
/// Requests that are under way at a time.
const UNDER_WAY_MAX: usize = 20;
/// Whatever is waited for should be there long before.
const PATIENCE: Duration = Duration::from_secs(20);

#[actix_web::test]
async fn nothing_is_lost_doubled_or_told_too_early_on_a_failing_disk() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut acknowledged = 0;
    for seed in seeds.clone() {
        // Shown only where the test fails.
        println!("SEED={seed}");
        acknowledged += play(seed).await;
    }
    assert!(seeds.end - seeds.start < SEEDS || SEEDS * STEPS / 10 < acknowledged, "{acknowledged}");
}

async fn play(seed: u64) -> u64 {
    // In memory where there is such a place: how the disk fails is up to the dice.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.unwrap();
    let mut play = Play::new(seed, folder.path());
    for _ in 0..STEPS {
        play.step().await;
    }
    play.settle().await;
    play.house.fall();
    // The next house finds what the last one left, and carries on with it.
    play.house = House::open(folder.path(), &play.luck, &play.clock, &play.habits);
    let Play { house, people, auctions, wishes, told, .. } = play;
    let acknowledged = faults_audit::audit(&house.stage, &people, &auctions, &wishes, &told).await;
    house.fall();
    acknowledged
}

/// One who listens, and the last position seen in each room.
struct Ear {
    session: u64,
    listener: Listener,
    viewer: Option<Person>,
    joining: BTreeMap<RoomId, Option<u64>>,
    seen: BTreeMap<RoomId, u64>,
}

struct Play {
    dice: Dice,
    luck: Arc<Luck>,
    clock: Clock,
    habits: Habits,
    folder: std::path::PathBuf,
    house: House,
    people: Vec<Person>,
    auctions: Vec<RoomId>,
    wishes: Vec<Wish>,
    used: BTreeSet<u64>,
    under_way: usize,
    answering: UnboundedSender<(usize, Answer)>,
    answers: UnboundedReceiver<(usize, Answer)>,
    ears: Vec<Ear>,
    sessions: u64,
    refusing: UnboundedSender<(u64, RoomId, Answer)>,
    refusals: UnboundedReceiver<(u64, RoomId, Answer)>,
    told: Vec<Told>,
}

impl Play {
    fn new(seed: u64, folder: &Path) -> Self {
        let mut dice = Dice::new(seed);
        let luck = Luck::new(Dice::new(seed ^ 0xd15c));
        let (luck, clock) = (Arc::new(luck), Clock::manual(NOW));
        let habits = Habits {
            history_frames_max: dice.one(&[2, 5, 1_000]),
            snapshot_every: dice.one(&[3, 10, 1_000]),
            idle_after_ms: dice.one(&[1, 1, 60_000]),
            ..Habits::default()
        };
        let person = |(number, name): (u64, &str)| Person {
            id: UserId(Id::from_number(number)),
            name: name.into(),
            role: if name == "seller" { Role::Seller } else { Role::User },
        };
        let people = (11..).zip(["seller", "anna", "bob", "carol", "dave"]).map(person).collect();
        let (answering, answers) = unbounded_channel();
        let (refusing, refusals) = unbounded_channel();
        Play {
            house: House::open(folder, &luck, &clock, &habits),
            auctions: (1..=AUCTIONS).map(|n| RoomId::of("auction", Id::from_number(n))).collect(),
            folder: folder.to_owned(),
            wishes: Vec::new(),
            used: BTreeSet::new(),
            under_way: 0,
            ears: Vec::new(),
            sessions: 0,
            told: Vec::new(),
            dice,
            luck,
            clock,
            habits,
            people,
            answering,
            answers,
            refusing,
            refusals,
        }
    }

    async fn step(&mut self) {
        match self.dice.below(100) {
            0..55 => self.wish(),
            55..72 => self.again(),
            72..75 => self.reuse_a_key(),
            75..86 => self.listen(),
            86..91 => {
                let later = self.clock.now().plus(self.dice.below(6_000));
                self.house.stage.move_to(later);
            }
            91..98 => self.wait(0).await,
            _ => self.fall(),
        }
        self.wait(UNDER_WAY_MAX).await;
        self.hear();
    }

    fn wish(&mut self) {
        let room = self.dice.one(&self.auctions);
        let by = self.dice.one(&self.people);
        let number = self.wishes.len();
        let (request, data) = match self.dice.below(100) {
            0..8 => ("auction:create", self.terms()),
            8..12 => ("auction:announce", json!({"text": format!("No. {number}")})),
            12..16 => ("auction:watch", json!({"on": self.dice.below(2) == 0})),
            16..24 => ("auction:retract", json!({"bid": (1 + self.dice.below(9)).to_string()})),
            24..26 => ("auction:pause", json!({"reason": "a break"})),
            26..30 => ("auction:resume", json!({})),
            30..31 => ("auction:end", json!({})),
            31..32 => ("auction:nonsense", json!({})),
            _ => {
                let most = 500 + 20 * number as u64;
                // Each amount once: so a bid in the journal says which wish it was.
                let mut amount = 1_000 + self.dice.below(most);
                while !self.used.insert(amount) {
                    amount = 1_000 + self.dice.below(most);
                }
                ("auction:bid", json!({"amount": amount}))
            }
        };
        let key = (self.dice.below(5) != 0).then(|| format!("key-{number}"));
        self.wishes.push(Wish { by, room, request, data, key, answers: Vec::new() });
        self.ask(number);
    }

    fn terms(&mut self) -> Value {
        let soft = json!({"windowMs": 5_000, "extendMs": 4_000});
        json!({
            "title": "A lot", "currency": "EUR", "publish": true, "startPrice": 1_000,
            "increment": {"type": "fixed", "amount": 10},
            "durationMs": 20_000 + self.dice.below(60_000),
            "bidding": self.dice.one(&["proxy", "proxy", "open"]),
            "bidders": self.dice.one(&["public", "masked"]),
            "softClose": self.dice.one(&[Value::Null, soft]),
            "reserve": self.dice.one(&[Value::Null, json!(1_700)]),
        })
    }

    /// An earlier wish once more, whatever became of it.
    fn again(&mut self) {
        if self.wishes.is_empty() {
            return;
        }
        // The latest are the most interesting.
        let back = self.dice.below(15.min(self.wishes.len() as u64));
        let number = self.wishes.len() - 1 - usize::try_from(back).unwrap();
        if self.wishes[number].key.is_some() {
            self.ask(number);
        }
    }

    /// The key of an earlier wish for something else; the audit sees to it that it did not happen twice.
    fn reuse_a_key(&mut self) {
        let kept =
            |wish: &&Wish| wish.key.is_some() && wish.answers.iter().any(|a| a.data.is_some());
        let Some(first) = self.wishes.iter().rfind(kept) else { return };
        let Wish { by, room, key, .. } = first;
        let (by, room, key) = (by.clone(), room.clone(), key.clone());
        let data = json!({"text": "another"});
        let request = "auction:announce";
        self.wishes.push(Wish { by, room, request, data, key, answers: Vec::new() });
        self.ask(self.wishes.len() - 1);
    }

    fn ask(&mut self, number: usize) {
        let Wish { by, room, request, data, key, .. } = &self.wishes[number];
        let data = RawValue::from_string(data.to_string()).unwrap();
        let key = key.as_deref().and_then(Key::new);
        let ask = Ask { key, ..Ask::new(by.clone(), *request, data) };
        let (rooms, room) = (self.house.stage.rooms.clone(), room.clone());
        let answering = self.answering.clone();
        self.under_way += 1;
        actix::spawn(async move {
            let answer = rooms.ask(room, ask).await;
            drop(answering.send((number, answer)));
        });
    }

    /// Waits until at most so many requests are under way.
    async fn wait(&mut self, at_most: usize) {
        while at_most < self.under_way {
            let answer = tokio::time::timeout(PATIENCE, self.answers.recv()).await;
            // Nobody is ever left without one.
            let (number, answer) = answer.unwrap().unwrap();
            self.under_way -= 1;
            self.wishes[number].answers.push(answer);
        }
    }

    fn fall(&mut self) {
        self.house.fall();
        self.house = House::open(&self.folder, &self.luck, &self.clock, &self.habits);
        self.hear();
        for place in 0..self.ears.len() {
            self.sessions += 1;
            let ear = &mut self.ears[place];
            ear.session = self.sessions;
            ear.listener = self.house.stage.listener(self.sessions, ear.viewer.as_ref());
            ear.joining.clear();
            // It joins again the rooms that it was in, from the positions that it had.
            for (room, since) in ear.seen.clone() {
                self.join(place, &room, Some(since));
            }
        }
    }

    fn join(&mut self, place: usize, room: &RoomId, since: Option<u64>) {
        let ear = &mut self.ears[place];
        ear.joining.insert(room.clone(), since);
        let (session, to, refusing) = (ear.session, room.clone(), self.refusing.clone());
        let reply = Reply::to(move |answer| drop(refusing.send((session, to, answer))));
        self.house.stage.join_or(&ear.listener, room, since, reply);
    }

    fn listen(&mut self) {
        let viewer = self.dice.one(&self.people);
        let viewer = (self.dice.below(4) != 0).then_some(viewer);
        match self.dice.below(6) {
            0 | 1 => {
                self.sessions += 1;
                let listener = self.house.stage.listener(self.sessions, viewer.as_ref());
                let (joining, seen) = (BTreeMap::new(), BTreeMap::new());
                let session = self.sessions;
                self.ears.push(Ear { session, listener, viewer, joining, seen });
            }
            2 if !self.ears.is_empty() => {
                let gone = usize::try_from(self.dice.below(self.ears.len() as u64)).unwrap();
                self.hear();
                let ear = self.ears.swap_remove(gone);
                self.house.stage.leave(&ear.listener);
            }
            _ if !self.ears.is_empty() => {
                let place = usize::try_from(self.dice.below(self.ears.len() as u64)).unwrap();
                self.hear();
                let own = self.ears[place].viewer.as_ref().map(|person| inbox(person.id));
                let auction = self.dice.one(&self.auctions);
                let room = if self.dice.below(3) == 0 { own.unwrap_or(auction) } else { auction };
                let ear = &self.ears[place];
                if !ear.joining.contains_key(&room) && !ear.seen.contains_key(&room) {
                    self.join(place, &room, None);
                }
            }
            _ => (),
        }
    }

    /// Takes in what ears have heard: positions without holes and without repetition.
    fn hear(&mut self) {
        while let Ok((session, room, why)) = self.refusals.try_recv() {
            let Some(place) = self.ears.iter().position(|ear| ear.session == session) else {
                continue;
            };
            let since = self.ears[place].joining.remove(&room);
            if let (Some(since), true) = (since, is_unknown(&why)) {
                self.join(place, &room, since);
            }
        }
        for ear in &mut self.ears {
            while let Some(frame) = ear.listener.waiting() {
                let viewer = ear.viewer.as_ref().map(|person| person.id);
                let body = if frame["reply"] == 1 { &frame["data"] } else { &frame };
                let (Some(room), Some(seq)) = (body["room"].as_str(), body["seq"].as_u64()) else {
                    continue;
                };
                let room = RoomId::from(room);
                let mut take = |seen: Option<u64>, event: &Value| {
                    let seq = event["seq"].as_u64().unwrap();
                    assert_eq!(
                        seen.map(|seen| seen + 1),
                        Some(seq),
                        "a hole or a repetition: {event}"
                    );
                    self.told.push(Told { room: room.clone(), viewer, seq, frame: event.clone() });
                    Some(seq)
                };
                let seen = ear.seen.get(&room).copied();
                if frame["reply"] != 1 {
                    take(seen, &frame);
                } else if body["recovered"] == true {
                    let since = ear.joining.remove(&room).unwrap();
                    let last = body["events"].as_array().unwrap().iter().fold(since, &mut take);
                    assert_eq!(last, Some(seq));
                } else {
                    ear.joining.remove(&room);
                    assert!(seen <= Some(seq), "{seen:?} {seq}");
                    let frame = body.clone();
                    self.told.push(Told { room: room.clone(), viewer, seq, frame });
                }
                ear.seen.insert(room, seq);
            }
        }
    }

    /// The disk is well again: everybody gets an answer, and every ear what it has missed.
    async fn settle(&mut self) {
        self.wait(0).await;
        self.luck.mend();
        for number in 0..self.wishes.len() {
            let unknown = self.wishes[number].answers.iter().all(is_unknown);
            if unknown && self.wishes[number].key.is_some() && self.dice.below(2) == 0 {
                self.ask(number);
            }
        }
        self.wait(0).await;
        let mut heads = BTreeMap::new();
        for room in
            self.ears.iter().flat_map(|ear| ear.seen.keys()).cloned().collect::<BTreeSet<_>>()
        {
            let owner = self.people.iter().find(|person| inbox(person.id) == room).cloned();
            let looked = self.house.stage.rooms.look(room.clone(), owner).await;
            heads.insert(room, looked.seq.unwrap().0);
        }
        let behind = |ears: &[Ear]| {
            let heads = &heads;
            ears.iter()
                .flat_map(|ear| &ear.seen)
                .any(|(room, seen)| heads.get(room).is_some_and(|head| seen < head))
        };
        let patience = tokio::time::timeout(PATIENCE, async {
            while behind(&self.ears) {
                tokio::task::yield_now().await;
                self.hear();
            }
        });
        assert!(patience.await.is_ok(), "an ear was left behind: {heads:?}");
    }
}
