//! All clients of a run, on one thread and one `epoll`.

mod hearing;
mod pacing;

use std::{cmp::Reverse, collections::BinaryHeap, net::SocketAddrV4, os::fd::OwnedFd};

use rustix::{
    buffer::spare_capacity,
    event::{
        Timespec,
        epoll::{self, CreateFlags, Event, EventFlags},
    },
    io::Errno,
};

pub(crate) use pacing::Pace;

use crate::{
    clock::{MILLISECOND, Nanos, SECOND, now},
    connection::{Connection, RETRY_AFTER, Stage},
    dialect::Dialect,
    room::Room,
    tally::{Tally, Window},
};

/// What one read takes at most.
const BUFFER_BYTES: usize = 512 * 1024;
/// How many are taken from `epoll` at once.
const EVENTS: usize = 1024;
/// How many may be on their way in at once, where they do not come as a herd.
const CALLING_AT_ONCE: usize = 64;
/// How often a client tries to come in.
const TRIES: u32 = 8;
/// How long all together may take to come in, or to have everything.
const PATIENCE: Nanos = 60 * SECOND;
const RETURN_PATIENCE: Nanos = 40 * SECOND;
const DRAIN_PATIENCE: Nanos = 30 * SECOND;

/// All clients of a run.
pub(crate) struct Fleet {
    /// What is counted.
    pub(crate) tally: Tally,
    /// The auctions.
    pub(crate) rooms: Vec<Room>,
    /// The clients.
    pub(crate) people: Vec<Connection>,
    /// Of how many frames one is read though it need not be, to see that the order is kept.
    pub(crate) scrutiny: u64,
    dialect: Box<dyn Dialect>,
    server: SocketAddrV4,
    poll: OwnedFd,
    buffer: Vec<u8>,
    pace: Pace,
    bidders: Vec<usize>,
    /// First bids that are not due yet.
    starts: BinaryHeap<Reverse<(Nanos, usize)>>,
    /// Who comes in, and when.
    coming: BinaryHeap<Reverse<(Nanos, usize)>>,
    tries: u32,
    at_once: usize,
    on_the_way: usize,
    cut_at: Nanos,
}

impl Fleet {
    /// Nobody has come yet. `seats` says in which room each is.
    pub(crate) fn new(
        dialect: Box<dyn Dialect>,
        server: SocketAddrV4,
        rooms: &[String],
        seats: impl Iterator<Item = usize>,
    ) -> Result<Self, Errno> {
        let rooms: Vec<Room> = rooms.iter().map(|name| Room::new(name)).collect();
        let people = seats
            .enumerate()
            .map(|(person, room)| Connection::away(person, room, &rooms[room].name))
            .collect();
        Ok(Fleet {
            tally: Tally::default(),
            rooms,
            people,
            scrutiny: 61,
            dialect,
            server,
            poll: epoll::create(CreateFlags::CLOEXEC)?,
            buffer: vec![0; BUFFER_BYTES],
            pace: Pace::Still,
            bidders: Vec::new(),
            starts: BinaryHeap::new(),
            coming: BinaryHeap::new(),
            tries: 0,
            at_once: CALLING_AT_ONCE,
            on_the_way: 0,
            cut_at: 0,
        })
    }

    /// Everybody comes in, some at a time, and follows their auction.
    pub(crate) fn open(&mut self) -> Result<(), String> {
        self.at_once = CALLING_AT_ONCE;
        self.coming = (0..self.people.len()).map(|id| Reverse((0, id))).collect();
        self.wait(PATIENCE, "not everybody came in", Self::is_complete)
    }

    /// Waits until everybody is in again, but not for ever: says how many are not, who will not
    /// come any more. They count as if it had taken all the patience.
    pub(crate) fn gather(&mut self) -> u64 {
        if self.wait(RETURN_PATIENCE, "", Self::is_complete).is_ok() {
            return 0;
        }
        self.coming.clear();
        self.on_the_way = 0;
        let late = |stage: Stage| !matches!(stage, Stage::Live | Stage::Stalled | Stage::Gone);
        let late = self.people.iter_mut().filter(|person| late(person.stage));
        late.map(|person| {
            person.cut(Stage::Gone);
            self.tally.back.record(RETURN_PATIENCE);
        })
        .count() as u64
    }

    /// Bids no more, and waits until everybody has everything.
    pub(crate) fn drain(&mut self) -> Result<(), String> {
        self.pace = Pace::Still;
        self.starts.clear();
        self.wait(DRAIN_PATIENCE, "not everybody got everything", Self::is_settled)
    }

    /// Waits until everybody has been told how much they have not read. `talk` says in which
    /// conversation each is.
    pub(crate) fn await_figures(&mut self, talk: impl Fn(usize) -> usize) -> Result<(), String> {
        self.wait(DRAIN_PATIENCE, "not everybody was told what they have not read", |fleet| {
            let told = |(id, person): (usize, &Connection)| {
                fleet.rooms[talk(id)].accepted - person.accepted == person.unread
            };
            fleet.people.iter().enumerate().all(told)
        })
    }

    /// A window to be measured begins.
    pub(crate) fn begin(&mut self) {
        self.tally.window = Window::default();
    }

    /// Lets the load run for so long.
    pub(crate) fn run(&mut self, length: Nanos) {
        let until = now() + length;
        loop {
            let now = now();
            if until <= now {
                break;
            }
            self.turn(now, until);
        }
    }

    /// Somebody stops to read.
    pub(crate) fn stall(&mut self, id: usize) {
        let person = &mut self.people[id];
        person.stage = Stage::Stalled;
        self.rooms[person.room].leave(person.place);
        if let Err(error) = person.listen(&self.poll, id, EventFlags::empty()) {
            self.tally.fault(|| format!("a client could not be stalled: {error}"));
        }
    }

    /// Cuts these clients at once; they come back at random within `jitter`, all at the same time.
    pub(crate) fn cut(&mut self, who: std::ops::Range<usize>, jitter: Nanos) {
        self.cut_at = now();
        self.at_once = usize::MAX;
        self.tries = 0;
        // A generator of 64 bits by Marsaglia: everybody's jitter is the same in every run.
        let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
        for id in who {
            let person = &mut self.people[id];
            let room = &mut self.rooms[person.room];
            room.leave(person.place);
            person.counted = false;
            person.link.since = room.seq_before(person.place);
            person.link.offset = room.offset_before(person.place);
            person.cut(Stage::Away);
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            self.coming.push(Reverse((self.cut_at + random % jitter.max(1), id)));
        }
    }

    /// What all were to be told, by the answers to the bids; see [`Self::heard`].
    pub(crate) fn owed(&self) -> u64 {
        let owed = |person: &Connection| match person.stage {
            Stage::Live => self.rooms[person.room].accepted,
            Stage::Away
            | Stage::Calling
            | Stage::Knocking
            | Stage::Joining
            | Stage::Stalled
            | Stage::Gone => person.place as u64,
        };
        self.people.iter().map(owed).sum()
    }

    /// What all were told, or are known to have missed.
    pub(crate) fn heard(&self) -> u64 {
        self.tally.delivered + self.tally.resumed + self.tally.skipped
    }

    fn is_complete(&self) -> bool {
        self.coming.is_empty() && self.on_the_way == 0
    }

    fn is_settled(&self) -> bool {
        let answered = || self.bidders.iter().all(|id| self.people[*id].asked == 0);
        self.rooms.iter().all(Room::is_settled) && answered() && self.owed() == self.heard()
    }

    fn wait(
        &mut self,
        patience: Nanos,
        complaint: &str,
        done: impl Fn(&Self) -> bool,
    ) -> Result<(), String> {
        let until = now() + patience;
        while !done(self) {
            let now = now();
            if until <= now {
                let state = self.state();
                return Err(format!("{complaint} within {} s: {state}", patience / SECOND));
            }
            if TRIES * u32::try_from(self.people.len()).unwrap_or(u32::MAX) < self.tries {
                return Err(format!("{complaint}: {}", self.state()));
            }
            self.turn(now, until.min(now + 20 * MILLISECOND));
        }
        Ok(())
    }

    /// Where everybody is, for a complaint.
    fn state(&self) -> String {
        let stages = self.people.iter().map(|person| format!("{:?}", person.stage));
        let mut counts: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
        stages.for_each(|stage| *counts.entry(stage).or_default() += 1);
        let Tally { retries, refusal, faults, .. } = &self.tally;
        format!("{counts:?}, {retries} tries more, {refusal} {}", faults.join("; "))
    }

    /// Does what is due, and then what comes in until the next is.
    fn turn(&mut self, now: Nanos, until: Nanos) {
        let next = self.do_due(now).unwrap_or(until).min(until);
        let length = next.saturating_sub(now);
        let timeout = Timespec {
            tv_sec: i64::try_from(length / SECOND).unwrap_or(i64::MAX),
            tv_nsec: i64::try_from(length % SECOND).unwrap_or(0),
        };
        let mut events: Vec<Event> = Vec::with_capacity(EVENTS);
        match epoll::wait(&self.poll, spare_capacity(&mut events), Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => (),
            Err(error) => self.tally.fault(|| format!("epoll: {error}")),
        }
        for Event { flags, data } in events {
            if let Ok(id) = usize::try_from(data.u64()) {
                self.ready(id, flags);
            }
        }
    }

    fn ready(&mut self, id: usize, flags: EventFlags) {
        let person = &mut self.people[id];
        let done = match person.stage {
            Stage::Away | Stage::Gone => Ok(()),
            Stage::Stalled => Err(Errno::CONNRESET),
            Stage::Calling => person.called().and_then(|()| {
                person.stage = Stage::Knocking;
                person.listen(&self.poll, id, EventFlags::IN)?;
                let knock = self.dialect.knock(&person.link);
                person.send(&self.poll, id, knock.as_bytes())
            }),
            Stage::Knocking | Stage::Joining | Stage::Live => {
                let flushed = if flags.contains(EventFlags::OUT) {
                    person.flush(&self.poll, id)
                } else {
                    Ok(())
                };
                flushed.and_then(|()| self.read(id))
            }
        };
        if let Err(error) = done {
            self.lose(id, error);
        }
    }

    /// A connection has ended or could not be made.
    fn lose(&mut self, id: usize, error: Errno) {
        let person = &mut self.people[id];
        match person.stage {
            Stage::Calling | Stage::Knocking | Stage::Joining => {
                self.on_the_way -= 1;
                self.tries += 1;
                self.tally.retries += 1;
                person.cut(Stage::Away);
                self.coming.push(Reverse((now() + person.pause, id)));
                person.pause = RETRY_AFTER;
                if self.tally.refusal.is_empty() {
                    self.tally.refusal = error.to_string();
                }
            }
            Stage::Live => {
                if person.counted {
                    self.rooms[person.room].leave(person.place);
                }
                person.cut(Stage::Gone);
                self.tally.lost_connections += 1;
                self.tally.fault(|| format!("the connection of client {id} ended: {error}"));
            }
            Stage::Stalled => person.cut(Stage::Gone),
            Stage::Away | Stage::Gone => (),
        }
    }
}
