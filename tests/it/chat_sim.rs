//! Thousands of random conversations, each from a seed that a failure prints; `SEED=7` plays one of them.
//! After every command the room is held against a plain model, and at the end the journal is replayed.

use std::collections::{BTreeMap, BTreeSet};

use rialto::{
    domain::{Expelled, Machine, conversation::ConversationRoom},
    protocol::{
        Words,
        conversation::{self, Conversation, Event, Kind},
        facts::{Facts, PublicLot},
        frame::to_json,
        id::{Id, RoomId, UserId},
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};
use serde_json::{Value, json, value::RawValue};

use crate::{chat_sim_model::Model, simulate::Dice};

/// How many conversations are played.
const SEEDS: u64 = 600;
/// How many commands each sees.
const COMMANDS: u64 = 80;
const START_MS: i64 = 1_700_000_000_000;
/// Five who talk, one who keeps order; the house is another.
const NAMES: [&str; 6] = ["ada", "bo", "cy", "di", "ed", "mo"];
const MODERATOR: usize = 5;

#[test]
fn random_conversations_agree_with_the_plain_model() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut seen = BTreeMap::<String, u64>::new();
    for seed in seeds.clone() {
        // Shown only where the test fails.
        println!("SEED={seed}");
        let play = Play::new(seed).play();
        for kind in play.happenings {
            *seen.entry(kind).or_default() += 1;
        }
    }
    // The dice are worth nothing when something never happens.
    if seeds.end - seeds.start == SEEDS {
        assert_eq!(21, seen.len(), "{seen:?}");
        assert!(seen.values().all(|times| SEEDS / 40 < *times), "{seen:?}");
    }
}

struct Play {
    dice: Dice,
    now: Time,
    people: Vec<Person>,
    /// Who wants to hear nothing of whom.
    blocks: BTreeMap<UserId, BTreeSet<UserId>>,
    kind: Kind,
    room: RoomId,
    auction: RoomId,
    core: Core<ConversationRoom>,
    model: Model,
    /// As the store has it.
    journal: Vec<(Time, String)>,
    /// The same with nothing erased.
    spoken: Vec<(Time, String)>,
    happenings: BTreeSet<String>,
    texts: u64,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let person = |(number, name): (u64, &&'static str)| Person {
            id: UserId(Id::from_number(number)),
            name: (*name).into(),
            role: if *name == NAMES[MODERATOR] { Role::Moderator } else { Role::User },
        };
        let people: Vec<_> = (101..).zip(&NAMES).map(person).collect();
        let kind =
            dice.one(&[Kind::Group, Kind::Group, Kind::Direct, Kind::Support, Kind::Auction]);
        let auction = RoomId::of("auction", Id::from_number(7));
        let room = match kind {
            Kind::Direct => conversation::direct(people[0].id, people[1].id),
            Kind::Auction => conversation::beside(&auction),
            Kind::Group | Kind::Lobby | Kind::Support => {
                RoomId::of("conversation", Id::from_number(1))
            }
        };
        Play {
            dice,
            now: Time::from_ms(START_MS),
            people,
            blocks: BTreeMap::new(),
            kind,
            core: Core::new(room.clone()),
            room,
            auction,
            model: Model::default(),
            journal: Vec::new(),
            spoken: Vec::new(),
            happenings: BTreeSet::new(),
            texts: 0,
        }
    }

    fn play(mut self) -> Self {
        self.open(0);
        let mut frozen = None;
        let freeze_at = self.dice.below(COMMANDS);
        for n in 0..COMMANDS {
            let wait = self.dice.one(&[1, 500, 2_500, 9_000]);
            self.now = self.now.plus(self.dice.below(wait));
            if self.dice.below(60) == 0 {
                self.now = self.now.plus(20 * 60_000);
            }
            if self.dice.below(10) == 0 {
                let due = self.core.expire(self.now);
                self.take(&due, None);
            }
            self.step();
            self.check();
            if n == freeze_at {
                frozen = Some((self.core.seq(), self.core.freeze()));
            }
        }
        let due = self.core.expire(self.now.plus(60_000));
        self.take(&due, None);
        self.check();
        self.replay(frozen.unwrap());
        self
    }

    fn open(&mut self, who: usize) {
        let members = match self.kind {
            Kind::Direct => vec![self.people[1 - who.min(1)].id],
            Kind::Group => self.people[1..3].iter().map(|person| person.id).collect(),
            Kind::Auction | Kind::Support | Kind::Lobby => Vec::new(),
        };
        let mut create = json!({ "kind": self.kind, "members": members });
        if self.kind == Kind::Auction {
            create["auction"] = json!(self.auction);
        }
        self.ask(&self.people[who].clone(), conversation::words::CREATE, &create);
    }

    fn step(&mut self) {
        let crowd = if self.dice.below(6) == 0 { 6 } else { 4 };
        let who = self.dice.below(crowd);
        let by = self.people[usize::try_from(who).unwrap()].clone();
        let count = NAMES.len() as u64;
        let other = self.people[usize::try_from(self.dice.below(count)).unwrap()].clone();
        let message = self.message();
        let on = self.dice.below(2) == 0;
        let because = "because";
        let up_to = self.dice.below(self.core.seq().0 + 3);
        let (request, data) = match self.dice.below(100) {
            0..30 => {
                let content = self.text(&other);
                ("chat:message", json!({ "content": content }))
            }
            30..37 => {
                let content = self.text(&other);
                ("chat:edit", json!({ "message": message, "content": content }))
            }
            37..45 => ("chat:delete", json!({ "message": message })),
            45..50 => ("chat:react", json!({ "message": message, "emoji": "👍", "on": on })),
            50..60 => ("chat:read", json!({ "upTo": up_to })),
            60..64 => ("chat:delivered", json!({ "upTo": up_to })),
            64..70 => ("chat:hide", json!({ "message": message, "on": on, "reason": because })),
            70..76 => ("conversation:add", json!({ "user": other.id })),
            76..78 => ("conversation:remove", json!({ "user": other.id })),
            78..80 => ("conversation:leave", json!({})),
            80..83 => {
                let until = self.now.plus(5_000);
                let until = if self.dice.below(2) == 0 { json!(until) } else { Value::Null };
                ("conversation:mute", json!({ "on": on, "until": until }))
            }
            83..90 => return self.profile(&by, &other),
            90 => ("conversation:rename", json!({ "title": format!("Tea {up_to}") })),
            91 => ("conversation:slow", json!({ "seconds": self.dice.below(3) * 2 })),
            92 => {
                let seconds = self.dice.below(2) * 5;
                let data = json!({ "user": other.id, "seconds": seconds, "reason": because });
                ("conversation:silence", data)
            }
            93 => ("chat:report", json!({ "message": message, "reason": because })),
            94 => ("conversation:words", json!({ "words": ["listed"], "action": "flag" })),
            95 if self.dice.below(3) == 0 => ("conversation:delete", json!({})),
            96 if self.dice.below(2) == 0 => return self.forget(&other),
            _ => return self.open(usize::try_from(who % 2).unwrap()),
        };
        self.ask(&by, request, &data);
    }

    /// Some message; seldom none.
    fn message(&mut self) -> String {
        let count = self.model.said.len() as u64;
        let place = usize::try_from(self.dice.below(count + 1)).unwrap();
        self.model.said.get(place).map_or(9_999, |said| said.seq).to_string()
    }

    /// A text that has not been said before.
    fn text(&mut self, other: &Person) -> String {
        self.texts += 1;
        let named = if self.dice.below(4) == 0 { &*other.name } else { "nobody" };
        format!("pearl{}x @{named}", self.texts)
    }

    /// Somebody changes how they want to be treated, and the house tells the room.
    fn profile(&mut self, by: &Person, other: &Person) {
        let blocked = self.blocks.entry(by.id).or_default();
        if by.id != other.id && !blocked.remove(&other.id) {
            blocked.insert(other.id);
        }
        let receipts = self.dice.below(2) == 0;
        let data = json!({ "user": by.id, "receipts": receipts, "blocked": blocked });
        self.ask(&Person::house(), conversation::words::PROFILE, &data);
    }

    fn forget(&mut self, whom: &Person) {
        let was_member = self.model.members.contains_key(&whom.id);
        let data = json!({ "user": whom.id });
        self.ask(&Person::house(), conversation::words::FORGET, &data);
        let due = self.core.expire(self.now);
        self.take(&due, None);
        if was_member || self.model.closed {
            let name = format!("\"{}\"", whom.name);
            assert!(!self.core.freeze().contains(&name), "a name that is forgotten");
            let named = self.journal.iter().find(|(_, body)| body.contains(&name));
            assert!(named.is_none(), "{named:?} has a name that is forgotten");
        }
    }

    fn ask(&mut self, by: &Person, request: &'static str, data: &Value) {
        let pairs = |(user, blocked): (&UserId, &BTreeSet<UserId>)| {
            let user = *user;
            blocked.iter().map(move |other| (user, *other)).collect::<Vec<_>>()
        };
        let lot = PublicLot {
            room: self.auction.clone(),
            seller: self.people[2].id,
            seller_name: NAMES[2].to_owned(),
            title: "A clock".to_owned(),
        };
        let facts = Facts {
            people: self.people.clone(),
            blocks: self.blocks.iter().flat_map(pairs).collect(),
            auction: Some(lot),
            ..Facts::default()
        };
        let text = RawValue::from_string(data.to_string()).unwrap();
        let ask = Ask { facts, ..Ask::new(by.clone(), request, text) };
        let admitted = self.core.machine().admits(Some(by));
        let keeps_out = !admitted && !by.is_house() && by.role == Role::User;
        let verdict = self.core.hear(self.now, &ask);
        let answer: Value = serde_json::from_str(&to_json(&verdict.answer)).unwrap();
        if keeps_out && request != conversation::words::CREATE {
            assert_eq!(answer["error"]["code"], "not_found", "{request} {answer}");
            assert!(answer.get("seq").is_none(), "{request} {answer}");
        }
        if answer.get("error").is_some() {
            assert!(verdict.happened.iter().all(|one| one.by.is_none()), "{request} {answer}");
        }
        self.take(&verdict.happened, Some(by));
    }

    /// Holds what happened against the model, and keeps it as the store would.
    fn take(&mut self, happened: &[Happened<Event>], by: Option<&Person>) {
        for one in happened {
            assert_eq!(self.journal.len() as u64 + 1, one.seq.0, "a hole");
            let by = by.filter(|by| one.by == Some(by.id));
            self.journal.push((one.at, one.body.clone()));
            self.spoken.push((one.at, one.body.clone()));
            for seq in &one.effects.erases {
                let (_, body) = &mut self.journal[usize::try_from(seq.0).unwrap() - 1];
                *body = to_json(&Conversation::erase(serde_json::from_str(body).unwrap()));
            }
            let name: Value = serde_json::from_str(&one.body).unwrap();
            self.happenings.insert(name["type"].as_str().unwrap().to_owned());
            self.is_shown_to_whom_it_concerns(one);
            self.model.take(one, by);
        }
    }

    fn is_shown_to_whom_it_concerns(&self, one: &Happened<Event>) {
        let names =
            |user: UserId, other: UserId| one.shown.to(Some(user)).contains(&other.to_string());
        if let Event::Sent(sent) = &one.event {
            for user in self.model.deaf_to(sent.author) {
                assert!(!names(user, sent.author), "{user} hears whom they have blocked");
            }
        }
        if let Event::Reacted { user: by, .. } = &one.event {
            for user in self.model.deaf_to(*by) {
                assert!(!names(user, *by), "{user} sees a sign of whom they have blocked");
            }
        }
        if let Event::Read { user, told: false, .. } | Event::Muted { user, .. } = &one.event {
            let others = self.model.members.keys().filter(|other| *other != user);
            assert!(others.into_iter().all(|other| !names(*other, *user)), "told to others");
        }
        if let Event::Left { user, .. } = &one.event
            && self.kind != Kind::Auction
        {
            assert_eq!(one.effects.expels, Expelled::User(*user));
        } else {
            let is_over = matches!(one.event, Event::Closed { .. });
            assert_eq!(one.effects.expels == Expelled::All, is_over);
        }
    }

    fn check(&mut self) {
        let talk = self.core.machine().talk().unwrap();
        let model = &mut self.model;
        assert_eq!((talk.closed, talk.members.len()), (model.closed, model.members.len()));
        if talk.purge.is_empty() {
            model.erased.append(&mut model.erasing);
        }
        let frozen = self.core.freeze();
        for text in &model.erased {
            let text = text.split(' ').next().unwrap();
            assert!(!frozen.contains(text), "a snapshot has {text}");
            let kept = self.journal.iter().find(|(_, body)| body.contains(text));
            assert!(kept.is_none(), "{kept:?} has {text}");
        }
        if model.closed {
            assert!(self.people.iter().all(|one| !self.core.machine().admits(Some(one))));
            return;
        }
        for (user, member) in &talk.members {
            assert_eq!(member.unread, model.unread(*user), "unread of {user}");
            assert_eq!(member.read.0, model.members[user].read);
        }
        for person in &self.people {
            let is_member = model.members.contains_key(&person.id);
            let is_let_in = match self.kind {
                Kind::Auction => true,
                Kind::Support => is_member || person.role == Role::Moderator,
                Kind::Direct | Kind::Group | Kind::Lobby => is_member,
            };
            assert_eq!(is_let_in, self.core.machine().admits(Some(person)));
            if is_member {
                let page = self.core.machine().state(Some(person), self.now, 0).unwrap();
                let last = page.messages.last().map(|last| last.seq.0);
                assert_eq!(last, model.last(person.id), "last of {}", person.name);
                assert_eq!(page.you.unwrap().unread_count, model.unread(person.id));
            }
        }
        match self.kind {
            Kind::Group => assert_eq!(model.owners(), 1),
            Kind::Direct => {
                let pair = [self.people[0].id, self.people[1].id];
                assert!(talk.members.keys().chain(talk.away.keys()).all(|one| pair.contains(one)));
            }
            Kind::Auction | Kind::Support | Kind::Lobby => (),
        }
    }

    fn catch_up(core: &mut Core<ConversationRoom>, journal: &[(Time, String)]) {
        while let Some((at, body)) = journal.get(usize::try_from(core.seq().0).unwrap()) {
            core.replay(core.seq().next(), *at, body).unwrap();
        }
    }

    /// The journal, with what is erased in it, rebuilds the room from its beginning and from a snapshot; what was
    /// said before and is erased is in no frame of it.
    fn replay(&self, (seq, snapshot): (rialto::protocol::id::Seq, String)) {
        let thaw = || Core::thaw(self.room.clone(), seq, &snapshot).unwrap();
        let fresh = || Core::<ConversationRoom>::new(self.room.clone());
        for mut core in [fresh(), thaw()] {
            Self::catch_up(&mut core, &self.spoken);
            assert_eq!(self.core.freeze(), core.freeze(), "from {}", seq.0);
        }
        for mut core in [fresh(), thaw()] {
            Self::catch_up(&mut core, &self.journal);
            assert_eq!(unnamed(&self.core), unnamed(&core), "erased, from {}", seq.0);
        }
        for (number, (at, body)) in self.journal.iter().enumerate() {
            let seq = rialto::protocol::id::Seq(number as u64 + 1);
            let shown = self.core.show_stored(seq, *at, body).unwrap();
            for said in self.model.said.iter().filter(|said| said.hidden) {
                let text = said.texts.first().map(|text| text.split(' ').next().unwrap());
                let is_shown = |text| shown.public.contains(text);
                assert!(!text.is_some_and(is_shown), "what is hidden is shown");
            }
        }
    }
}

/// The state without what follows from being named: who was named is erased with the text.
fn unnamed(core: &Core<ConversationRoom>) -> String {
    let mut talk = core.machine().freeze().unwrap();
    for member in talk.members.values_mut().chain(talk.away.values_mut()) {
        (member.mentioned, member.nudge_at) = (false, None);
    }
    to_json(&talk)
}
