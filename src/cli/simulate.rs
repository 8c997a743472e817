//! `simulate`: what settings would do, before anybody plays.

use std::{path::PathBuf, str::FromStr};

use super::{args::SimulateMatchmaking, failure::Failure};
use crate::{
    config::Games,
    protocol::game::{Game, Mode},
    simulation::{
        crowd::Habits,
        matchmaking::{Outcome, Relaxation, evening},
    },
};

/// What is compared where nobody says.
const USUAL: [(f64, f64); 5] = [(1.0, 1.0), (0.5, 1.0), (2.0, 1.0), (1.0, 0.5), (1.0, 2.0)];
const MS_PER_HOUR: u64 = 60 * 60 * 1_000;

pub(super) fn matchmaking(asked: &SimulateMatchmaking) -> Result<(), Failure> {
    let game = game(asked.game.as_ref())?;
    let mode = mode(&game, asked.mode.as_deref())?;
    let habits = Habits {
        players: asked.players.try_into().unwrap_or(usize::MAX),
        evening_ms: asked.hours * MS_PER_HOUR,
        parties_percent: asked.parties,
        absent_percent: asked.absent,
    };
    let usual = USUAL.map(|(time, skill)| Relaxation { time, skill });
    let compared = if asked.relax.is_empty() { usual.to_vec() } else { asked.relax.clone() };
    println!(
        "{} players of {} ({}, {} against each other in {} teams) within {} h, seed {}",
        habits.players,
        game.title,
        mode.title,
        mode.seats(),
        mode.teams,
        asked.hours,
        asked.seed
    );
    println!("Levels as they are set:");
    for level in &mode.levels {
        println!("  after {:>5} s  {}", level.after_ms / 1_000, level.words());
    }
    println!();
    println!("{HEAD}");
    for relaxation in compared {
        let outcome = evening(&game, mode, &relaxation, &habits, asked.seed);
        println!("{}", line(&relaxation, &outcome));
    }
    println!();
    println!(
        "relax: how long levels take and how wide they are, times what is set. Waits in seconds, of all who found a"
    );
    println!(
        "match; spread: between the best and the worst of a match, in points; ms: to the region that is played in."
    );
    Ok(())
}

const HEAD: &str = "\
relax      matches  expired  failed   pool |  wait p50    p90    p99 |  spread p50   p90   p99 |  ms p50  p90";

fn line(relaxation: &Relaxation, outcome: &Outcome) -> String {
    let Relaxation { time, skill } = relaxation;
    let seconds = |hundredths| {
        let tenths = quantile(&outcome.waits_ms, hundredths) / 100;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    #[expect(clippy::cast_precision_loss, reason = "shown in percent")]
    let expired = 100.0 * outcome.expired as f64 / outcome.searches.max(1) as f64;
    format!(
        "{:<10} {:>7}  {expired:>6.2}%  {:>6}  {:>5} |  {:>8} {:>6} {:>6} |  {:>10} {:>5} {:>5} |  {:>6} {:>4}",
        format!("{time}x{skill}"),
        outcome.matches,
        outcome.failed_checks,
        outcome.pool_max,
        seconds(50),
        seconds(90),
        seconds(99),
        quantile(&outcome.spreads, 50),
        quantile(&outcome.spreads, 90),
        quantile(&outcome.spreads, 99),
        quantile(&outcome.latencies_ms, 50),
        quantile(&outcome.latencies_ms, 90),
    )
}

/// The value that so many hundredths of those in order do not exceed.
fn quantile<T: Copy + Default>(sorted: &[T], hundredths: usize) -> T {
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The game of a file, or the first of those to begin with.
fn game(file: Option<&PathBuf>) -> Result<Game, Failure> {
    let games = match file {
        Some(file) => Games { files: vec![file.clone()] }.read()?,
        None => Games::examples()?,
    };
    let first = games.into_values().next();
    first.ok_or_else(|| Failure::usage("no game", "the file has none", "see config/games"))
}

fn mode<'a>(game: &'a Game, name: Option<&str>) -> Result<&'a Mode, Failure> {
    let found = match name {
        Some(name) => game.modes.get(name),
        None => game.modes.values().next(),
    };
    let known = || game.modes.keys().cloned().collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| {
        Failure::usage(
            "no such mode",
            format!("{} has {}", game.name, known()),
            "choose one with --mode",
        )
    })
}

impl FromStr for Relaxation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |part: &str| part.parse::<f64>().ok().filter(|one| (0.0..=100.0).contains(one));
        let parts =
            text.split_once('x').and_then(|(time, skill)| Some((read(time)?, read(skill)?)));
        let (time, skill) = parts.ok_or("two numbers from 0 to 100, e.g. 0.5x2")?;
        Ok(Relaxation { time, skill })
    }
}
