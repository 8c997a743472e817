//! Loads Rialto and its peers with the same auctions, and says what came of it.
//!
//! `load run` starts each server on the first core, is its clients on the last one, and appends what
//! it finds to a file; `load report` makes the tables of that file. `load bare` is a peer itself.

mod about;
mod bare;
mod clock;
mod connection;
mod dialect;
mod fleet;
mod frames;
mod http;
mod latencies;
mod machine;
mod record;
mod report;
mod room;
mod scenario;
mod server;
mod tally;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    machine::Cores,
    record::{Line, Run},
    scenario::{Outcome, Scale, Scenario},
    server::{Kind, Places},
};

/// What is told while it runs; everything is in the file.
const TOLD: [&str; 17] = [
    "deliveries_s",
    "bids_s",
    "cpu_us",
    "p99_ms",
    "answer_p99_ms",
    "figures_s",
    "cpu_bid_us",
    "kib_connected",
    "kib_idle",
    "p99_ratio",
    "growth_mib_with",
    "closed_s_with",
    "back99_ms",
    "missed_for_ever",
    "cpu_us_hot",
    "cpu_us_spread",
    "cpu_ratio",
];

#[derive(Parser)]
#[command(about = "Loads Rialto and its peers with the same auctions")]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run scenarios and append what they find to a file
    Run(Plan),
    /// Write the page of results about such a file
    Report {
        /// The file
        #[arg(long)]
        input: PathBuf,
        /// A page by hand that is put at the end
        #[arg(long)]
        notes: PathBuf,
        /// The page to be written
        #[arg(long)]
        page: PathBuf,
    },
    /// Be the peer that does nothing but write
    Bare {
        /// Where to listen, on loopback
        port: u16,
    },
}

#[derive(Args)]
struct Plan {
    /// Rialto's program
    #[arg(long)]
    rialto: PathBuf,
    /// Directory of the peers
    #[arg(long)]
    peers: PathBuf,
    /// Directory on the disk for databases and logs
    #[arg(long)]
    scratch: PathBuf,
    /// File to append to; nothing is kept without
    #[arg(long)]
    output: Option<PathBuf>,
    /// Which state of Rialto it is, to be written beside the results
    #[arg(long, default_value = "unknown")]
    revision: String,
    /// How often everything is done
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Which scenarios, by the beginnings of their names
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Which servers
    #[arg(long, value_delimiter = ',')]
    servers: Vec<Kind>,
    /// Which part of the people comes
    #[arg(long, default_value_t = 1.0)]
    people: f64,
    /// Which part of the time is taken
    #[arg(long, default_value_t = 1.0)]
    time: f64,
    /// Bids a second while the herd comes back; with 20 the peers have more to do than they can
    #[arg(long, default_value_t = 5)]
    herd_bids: u64,
}

fn main() -> ExitCode {
    let done = match Command::parse().task {
        Task::Run(plan) => plan.run(),
        Task::Report { input, notes, page } => report::write(&input, &notes, &page),
        Task::Bare { port } => bare::serve(port).map_err(|error| format!("bare: {error}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}

impl Plan {
    fn run(&self) -> Result<(), String> {
        let told = |error: std::io::Error| error.to_string();
        let cores = Cores::find().map_err(told)?;
        let descriptors = machine::raise_descriptors().map_err(told)?;
        machine::pin(cores.load).map_err(told)?;
        if !cores.are_apart() {
            println!("There is one core: server and load share it, and the figures show it.");
        }
        fs::create_dir_all(&self.scratch).map_err(told)?;
        let places = Places {
            rialto: self.rialto.clone(),
            peers: self.peers.clone(),
            scratch: self.scratch.clone(),
            cores,
        };
        let (people, time, herd_bids) = (self.people, self.time, self.herd_bids);
        let scale = Scale { people, time, herd_bids, descriptors };
        if self.output.is_some() {
            self.append(&Line::About(about::look(&places, scale, &self.revision)))?;
        }
        let mut failed = 0;
        for round in 1..=self.rounds {
            for scenario in Scenario::ALL.into_iter().filter(|scenario| self.wants(*scenario)) {
                let servers = Kind::ALL.into_iter().filter(|kind| scenario.suits(*kind));
                for kind in servers.filter(|kind| self.wants_server(*kind)) {
                    let outcome = scenario
                        .run(kind, &places, scale)
                        .unwrap_or_else(|why| Outcome { faults: vec![why], ..Outcome::default() });
                    failed += usize::from(!outcome.faults.is_empty());
                    self.keep(scenario, kind, round, outcome)?;
                }
            }
        }
        if 0 < failed { Err(format!("{failed} runs had faults")) } else { Ok(()) }
    }

    fn wants(&self, scenario: Scenario) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| scenario.name().starts_with(only))
    }

    fn wants_server(&self, kind: Kind) -> bool {
        self.servers.is_empty() || self.servers.contains(&kind)
    }

    fn keep(
        &self,
        scenario: Scenario,
        kind: Kind,
        round: u32,
        outcome: Outcome,
    ) -> Result<(), String> {
        let Outcome { figures, faults } = outcome;
        let told = figures.iter().filter(|(name, _)| TOLD.contains(&name.as_str()));
        let words: Vec<_> = told.map(|(name, value)| format!("{name} {value:.2}")).collect();
        println!("{round} {:4}{:16}{}", scenario.name(), kind.name(), words.join("  "));
        for fault in &faults {
            println!("  ! {fault}");
        }
        let run = Run {
            scenario: scenario.name().to_owned(),
            server: kind.name().to_owned(),
            round,
            figures,
            faults,
        };
        self.append(&Line::Run(run))
    }

    fn append(&self, line: &Line) -> Result<(), String> {
        let Some(file) = &self.output else { return Ok(()) };
        record::append(file, line).map_err(|error| format!("{}: {error}", file.display()))
    }
}
