//! What is done to each server, and what is measured then.

mod herd;
mod idle;
mod rooms;
mod stall;
mod talk;

use clap::ValueEnum;

use crate::{
    clock::{self, Nanos},
    fleet::Fleet,
    latencies::Latencies,
    machine::Spent,
    record::Figures,
    server::{Kind, Places, Recovery, Server},
};

/// Bytes in a mebibyte.
const MIB: f64 = 1_048_576.0;

/// One way of loading a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Scenario {
    /// One room, 1,000 watchers, of whom one bids whenever it was answered.
    S1a,
    /// The same with ten bidders.
    S1b,
    /// 200 rooms of 10, all bidding whenever they were answered.
    S2,
    /// 10,000 idle connections.
    S3,
    /// 20,000 of them; Rialto alone.
    S3x,
    /// 1,000 watchers, 50 bids a second whatever the server does.
    S4,
    /// S1b with one watcher that stops to read.
    S5,
    /// 10,000 watchers are cut and come back within a second.
    S6,
    /// One room of 10,000 against 100 rooms of 100, with the same number of deliveries.
    S7,
    /// One conversation of 100, of whom ten write whenever they were answered and 50 listen; Rialto alone.
    C1,
    /// 1,000 conversations of two to five, all writing whenever they were answered; Rialto alone.
    C2,
}

impl Scenario {
    /// In the order in which they are run.
    pub(crate) const ALL: [Scenario; 11] = [
        Scenario::S1a,
        Scenario::S1b,
        Scenario::S2,
        Scenario::S3,
        Scenario::S3x,
        Scenario::S4,
        Scenario::S5,
        Scenario::S6,
        Scenario::S7,
        Scenario::C1,
        Scenario::C2,
    ];

    /// As it is written in arguments and results.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Scenario::S1a => "S1a",
            Scenario::S1b => "S1b",
            Scenario::S2 => "S2",
            Scenario::S3 => "S3",
            Scenario::S3x => "S3x",
            Scenario::S4 => "S4",
            Scenario::S5 => "S5",
            Scenario::S6 => "S6",
            Scenario::S7 => "S7",
            Scenario::C1 => "C1",
            Scenario::C2 => "C2",
        }
    }

    /// Whether it is run on this server.
    pub(crate) fn suits(self, kind: Kind) -> bool {
        !matches!(self, Scenario::S3x | Scenario::C1 | Scenario::C2) || kind == Kind::Rialto
    }

    /// Runs it once.
    pub(crate) fn run(self, kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
        match self {
            Scenario::S1a => rooms::one_room(kind, places, scale, 1),
            Scenario::S1b => rooms::one_room(kind, places, scale, 10),
            Scenario::S2 => rooms::many_rooms(kind, places, scale),
            Scenario::S3 => idle::idle(kind, places, scale, 10_000),
            Scenario::S3x => idle::idle(kind, places, scale, 20_000),
            Scenario::S4 => rooms::steady(kind, places, scale),
            Scenario::S5 => stall::stall(kind, places, scale),
            Scenario::S6 => herd::herd(kind, places, scale),
            Scenario::S7 => rooms::hot_and_spread(kind, places, scale),
            Scenario::C1 => talk::busy(kind, places, scale),
            Scenario::C2 => talk::many(kind, places, scale),
        }
    }
}

/// How large and how long it is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Of all people, this part comes.
    pub(crate) people: f64,
    /// Of all time, this part is taken.
    pub(crate) time: f64,
    /// How many bids a second go on while the herd comes back.
    pub(crate) herd_bids: u64,
    /// How many descriptors a process may have open.
    pub(crate) descriptors: u64,
}

impl Scale {
    /// So many of what would be `count`, but at least `least`.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of people"
    )]
    fn people(self, count: usize, least: usize) -> usize {
        ((count as f64 * self.people) as usize).max(least)
    }

    fn time(self, seconds: f64) -> Nanos {
        clock::nanos(seconds * self.time)
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What was measured.
    pub(crate) figures: Figures,
    /// What should not have happened.
    pub(crate) faults: Vec<String>,
}

impl Outcome {
    /// Nothing where it is no number, as the ratio to nothing.
    fn put(&mut self, name: &str, figure: f64) {
        if figure.is_finite() {
            self.figures.insert(name.to_owned(), figure);
        }
    }

    /// A quantile in milliseconds, where anything was counted.
    fn put_quantile(&mut self, name: &str, latencies: &Latencies, part: f64) {
        if let Some(nanos) = latencies.quantile(part) {
            self.put(name, clock::milliseconds(nanos));
        }
    }
}

/// A server with its auctions, and everybody following one.
struct Stage {
    server: Server,
    fleet: Fleet,
}

impl Stage {
    /// `members` people in each of `rooms` rooms, those of one room one after the other.
    fn set(
        kind: Kind,
        places: &Places,
        (rooms, members): (usize, usize),
        recovery: Recovery,
    ) -> Result<Self, String> {
        let mut stage = Self::empty(kind, places, (rooms, members), recovery)?;
        stage.open()?;
        Ok(stage)
    }

    /// Everybody comes.
    fn open(&mut self) -> Result<(), String> {
        self.fleet.open().map_err(|why| format!("{why}; the server {}", self.server.state()))
    }

    /// The same before anybody has come.
    fn empty(
        kind: Kind,
        places: &Places,
        (rooms, members): (usize, usize),
        recovery: Recovery,
    ) -> Result<Self, String> {
        let server = Server::start(kind, places, rooms, recovery)?;
        let seats = (0..rooms * members).map(|person| person / members);
        let fleet = Fleet::new(server.dialect(), server.address, &server.rooms, seats);
        let fleet = fleet.map_err(|error| format!("epoll: {error}"))?;
        Ok(Stage { server, fleet })
    }

    /// Measures for so long while the load runs. Names of figures get the suffix.
    fn measure(&mut self, length: Nanos, suffix: &str, outcome: &mut Outcome) {
        self.measure_in_steps(length, length, suffix, outcome, |_| ());
    }

    /// The same, with a look at the server after every step.
    fn measure_in_steps(
        &mut self,
        length: Nanos,
        step: Nanos,
        suffix: &str,
        outcome: &mut Outcome,
        mut look: impl FnMut(&Server),
    ) {
        let own = || Spent::by("self").unwrap_or_default();
        let (begun, server, load) = (clock::now(), self.server.spent(), own());
        self.fleet.begin();
        let until = clock::now() + length;
        while let left = until.saturating_sub(clock::now())
            && 0 < left
        {
            self.fleet.run(step.min(left));
            look(&self.server);
        }
        let spent = self.server.spent().since(server);
        let (took, load) = (clock::seconds(clock::now() - begun), own().since(load));
        let window = &self.fleet.tally.window;
        let mut put = |name: &str, figure: f64| outcome.put(&format!("{name}{suffix}"), figure);
        put("deliveries_s", number(window.delivered) / took);
        put("bids_s", number(window.accepted) / took);
        put("refused_s", number(window.refused) / took);
        let microseconds = number(spent.total) / 1e3 / number(window.delivered.max(1));
        put("cpu_us", microseconds);
        put("cpu_user_us", microseconds * spent.user_part());
        put("cpu_system_us", microseconds * (1.0 - spent.user_part()));
        put("core_part", clock::seconds(spent.total) / took);
        put("load_part", clock::seconds(load.total) / took);
        for (name, part) in [("p50_ms", 0.5), ("p99_ms", 0.99), ("p999_ms", 0.999)] {
            outcome.put_quantile(&format!("{name}{suffix}"), &window.latency, part);
        }
        outcome.put_quantile(&format!("last_p99_ms{suffix}"), &window.last, 0.99);
        for (name, part) in [("answer_p50_ms", 0.5), ("answer_p99_ms", 0.99)] {
            outcome.put_quantile(&format!("{name}{suffix}"), &window.answer, part);
        }
        outcome.put(&format!("figures_s{suffix}"), number(window.figures) / took);
        let each = number(spent.total) / 1e3 / number(window.accepted.max(1));
        outcome.put(&format!("cpu_bid_us{suffix}"), each);
    }

    /// Waits until everybody has everything, and sees whether it adds up.
    fn settle(&mut self, outcome: &mut Outcome) {
        if let Err(why) = self.fleet.drain() {
            outcome.faults.push(format!("{why}; the server {}", self.server.state()));
        }
        let (owed, heard) = (self.fleet.owed(), self.fleet.heard());
        if owed != heard {
            let words = format!("{owed} deliveries were owed by the answers, {heard} came");
            outcome.faults.push(words);
        }
        let tally = &self.fleet.tally;
        if 0 < tally.fault_count {
            let words = format!("{} faults: {}", tally.fault_count, tally.faults.join("; "));
            outcome.faults.push(words);
        }
        if 0 < tally.lost_connections {
            outcome.faults.push(format!("{} connections were lost", tally.lost_connections));
        }
        let bids: u64 = self.fleet.rooms.iter().map(|room| room.accepted).sum();
        outcome.put("bids_in_all", number(bids));
        outcome.put("heard_in_all", number(heard));
    }
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}
