//! Thousands of random steps of one inbox beside a plain list; a failure prints its seed, `SEED=7` plays one.

use rialto::{
    domain::{
        Asked, Machine, Settings,
        inbox::{InboxRoom, NOTIFICATIONS_MAX, Settings as InboxSettings},
    },
    protocol::{
        conversation::Kind,
        facts::Facts,
        id::{Id, Place, RoomId, Seq, UserId},
        inbox::{
            Change, Command, Event, Raised, Topic, Which,
            preferences::{Channels, QuietHours},
            talk::{Raise, Settle},
        },
        person::{Person, Role},
        push::Channel,
        time::Time,
    },
};

use crate::simulate::Dice;

const SEEDS: u64 = 40;
const STEPS: u64 = 400;
const MINUTE_MS: u64 = 60_000;
const KEEP_MS: u64 = 40 * 60 * MINUTE_MS;

/// A line of the plain list.
struct Line {
    id: Place,
    topic: Topic,
    room: RoomId,
    read: bool,
    until: Time,
}

struct Play {
    dice: Dice,
    now: Time,
    owner: Person,
    machine: InboxRoom,
    settings: Settings,
    /// So many rooms may be spoken of.
    rooms: u64,
    seq: u64,
    list: Vec<Line>,
    wanted: [Channels; 2],
    quiet: Option<QuietHours>,
    /// The count that a client knows which was told each change.
    told: u32,
}

#[test]
fn random_inboxes_agree_with_a_plain_list() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut longest = 0;
    for seed in seeds.clone() {
        println!("SEED={seed}");
        // Some inboxes are small, and some overflow.
        let mut play = Play::new(seed, if seed % 4 == 0 { 100_000 } else { 6 });
        for _ in 0..STEPS * if seed % 4 == 0 { 4 } else { 1 } {
            play.step();
            longest = longest.max(play.list.len());
        }
    }
    assert!(seeds.end - seeds.start < SEEDS || longest == NOTIFICATIONS_MAX, "{longest}");
}

fn room(number: u64) -> RoomId {
    RoomId::of("conversation", Id::from_number(number))
}

impl Play {
    fn new(seed: u64, rooms: u64) -> Self {
        let id = Id::from_number(9);
        Play {
            dice: Dice::new(seed),
            now: Time::from_ms(1_700_000_000_000),
            owner: Person { id: UserId(id), name: "ada".into(), role: Role::User },
            machine: InboxRoom::new(&RoomId::of("inbox", id)),
            settings: Settings { inbox: InboxSettings { keep_ms: KEEP_MS }, ..Settings::default() },
            rooms,
            seq: 0,
            list: Vec::new(),
            wanted: [Channels::default(); 2],
            quiet: None,
            told: 0,
        }
    }

    fn step(&mut self) {
        let is_large = 6 < self.rooms;
        match self.dice.below(if is_large { 400 } else { 12 }) {
            0 => self.pass(),
            1 => self.prefer(),
            2 => self.delete(),
            3 => self.read(),
            4 => self.settle(),
            _ => self.raise(),
        }
        self.compare();
    }

    fn raise(&mut self) {
        let conversation = room(self.dice.below(self.rooms));
        let mention = self.dice.below(3) == 0;
        let topic = if mention { Topic::Mention } else { Topic::Message };
        let events = self.house(Command::Raise(Box::new(Raise {
            conversation: conversation.clone(),
            kind: Kind::Group,
            title: Some("Tea".to_owned()),
            from: None,
            from_name: "bo".into(),
            mention,
        })));
        let wanted = self.wanted[usize::from(mention)];
        let is_quiet = self.is_quiet();
        let mut ways = Vec::new();
        if wanted.web_push && !is_quiet {
            ways.push(Channel::WebPush);
        }
        if wanted.email && !is_quiet {
            ways.push(Channel::Webhook);
        }
        let same = |line: &Line| !line.read && line.topic == topic && line.room == conversation;
        let found = events.iter().find_map(|(seq, event)| {
            if let Event::Raised(raised) = event { Some((*seq, &**raised)) } else { None }
        });
        if self.list.iter().any(same) || !wanted.in_app && ways.is_empty() {
            assert_eq!(found, None);
            return;
        }
        let (seq, Raised { notification, listed, outward, until }) = found.unwrap();
        assert_eq!((notification.id, notification.topic), (Place(seq), topic));
        assert_eq!((*listed, outward), (wanted.in_app, &ways));
        if !listed {
            return;
        }
        self.list.push(Line {
            id: notification.id,
            topic,
            room: conversation,
            read: false,
            until: *until,
        });
        if NOTIFICATIONS_MAX < self.list.len() {
            self.list.remove(0);
        }
    }

    fn settle(&mut self) {
        let conversation = room(self.dice.below(self.rooms));
        self.house(Command::Settle(Settle { conversation: conversation.clone() }));
        self.mark(|line| line.room == conversation);
    }

    fn read(&mut self) {
        let some = self.some();
        match self.dice.below(3) {
            0 => {
                self.own(Command::Read(Which { all: true, ..Which::default() }));
                self.mark(|_| true);
            }
            1 => {
                let ids = Some(some.iter().copied().collect());
                self.own(Command::Read(Which { ids, ..Which::default() }));
                self.mark(|line| some.contains(&line.id));
            }
            _ => {
                let up_to = some.first().copied().unwrap_or(Place(Seq(0)));
                self.own(Command::Read(Which { up_to: Some(up_to), ..Which::default() }));
                self.mark(|line| line.id <= up_to);
            }
        }
    }

    fn delete(&mut self) {
        let some = self.some();
        self.own(Command::Delete { ids: some.iter().copied().collect() });
        self.list.retain(|line| !some.contains(&line.id));
    }

    fn prefer(&mut self) {
        let mention = self.dice.below(2) == 0;
        let mut flip = || self.dice.below(3) != 0;
        let channels = Channels { in_app: flip(), web_push: flip(), email: flip() };
        self.wanted[usize::from(mention)] = channels;
        let topic = if mention { Topic::Mention } else { Topic::Message };
        let mut change = Change { topics: [(topic, channels)].into(), ..Change::default() };
        if self.dice.below(2) == 0 {
            let mut minute = || u16::try_from(self.dice.below(1_440)).unwrap();
            let (from_minute, to_minute) = (minute(), minute());
            let utc_offset_minutes = i16::try_from(self.dice.below(1_560)).unwrap() - 720;
            let hours = QuietHours { from_minute, to_minute, utc_offset_minutes };
            self.quiet = (self.dice.below(4) != 0).then_some(hours);
            change.quiet_hours = Some(self.quiet);
        }
        self.own(Command::Prefer(change));
    }

    fn pass(&mut self) {
        self.now = match self.machine.deadline() {
            Some(deadline) if self.dice.below(3) == 0 => deadline,
            _ => self.now.plus(self.dice.below(20 * 60) * MINUTE_MS),
        };
        let due = self.machine.deadline().is_some_and(|due| due <= self.now);
        assert_eq!(due, self.list.iter().any(|line| line.until <= self.now));
        if due {
            let events = self.machine.expire(self.now);
            self.apply(events);
        }
        self.list.retain(|line| self.now < line.until);
    }

    /// Some of the list, and one that was never there.
    fn some(&mut self) -> Vec<Place> {
        let ids: Vec<Place> = self.list.iter().map(|line| line.id).collect();
        let dice = &mut self.dice;
        let chosen = ids.into_iter().filter(|_| dice.below(4) == 0);
        chosen.chain([Place(Seq(self.seq + 50))]).collect()
    }

    fn mark(&mut self, meant: impl Fn(&Line) -> bool) {
        self.list.iter_mut().filter(|line| meant(line)).for_each(|line| line.read = true);
    }

    /// Walks on from where quiet hours begin: is it now before they are over?
    fn is_quiet(&self) -> bool {
        let Some(hours) = self.quiet else { return false };
        let day = 1_440_i64;
        let now = self.now.ms() / 60_000 + i64::from(hours.utc_offset_minutes);
        let since = (now - i64::from(hours.from_minute)).rem_euclid(day);
        let long = (i64::from(hours.to_minute) - i64::from(hours.from_minute)).rem_euclid(day);
        since < if long == 0 { day } else { long }
    }

    fn own(&mut self, command: Command) -> Vec<(Seq, Event)> {
        self.ask(&self.owner.clone(), command)
    }

    fn house(&mut self, command: Command) -> Vec<(Seq, Event)> {
        self.ask(&Person::house(), command)
    }

    fn ask(&mut self, by: &Person, command: Command) -> Vec<(Seq, Event)> {
        let facts = Facts::default();
        let asked = Asked { by, now: self.now, facts: &facts, settings: &self.settings };
        let events = self.machine.decide(&asked, command).unwrap();
        self.apply(events)
    }

    fn apply(&mut self, events: Vec<Event>) -> Vec<(Seq, Event)> {
        let number = |event: Event| {
            self.seq += 1;
            self.machine.apply(self.now, &event);
            if let Event::Counted { unread } = event {
                self.told = unread;
            }
            (Seq(self.seq), event)
        };
        events.into_iter().map(number).collect()
    }

    fn compare(&mut self) {
        let kept = self.machine.freeze();
        let found: Vec<_> = kept
            .notifications
            .iter()
            .map(|(one, until)| (one.id, one.topic, &one.data.room, one.read_at.is_some(), *until))
            .collect();
        let expected: Vec<_> = self
            .list
            .iter()
            .map(|line| (line.id, line.topic, &line.room, line.read, line.until))
            .collect();
        assert_eq!(found, expected);
        let unread = self.list.iter().filter(|line| !line.read).count();
        assert_eq!(self.told as usize, unread, "what was told");
        let state = self.machine.state(Some(&self.owner), self.now, 0);
        assert_eq!(state.unread_count as usize, unread);
        assert_eq!(state.notifications.len(), self.list.len().min(50));
    }
}
