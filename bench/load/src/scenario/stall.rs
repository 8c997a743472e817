//! One watcher among many stops to read: S5.

use super::{MIB, Outcome, Scale, Stage, number};
use crate::{
    clock::{self, MILLISECOND},
    server::{Kind, Places, Recovery},
};

/// How often the server is looked at.
const LOOK_EVERY: u64 = 100 * MILLISECOND;

/// Each of the two windows.
const WINDOW_SECONDS: f64 = 4.0;

/// S5: first as it is, then with one that has stopped.
pub(super) fn stall(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let watchers = scale.people(1_000, 20);
    let mut stage = Stage::empty(kind, places, (1, watchers), Recovery::AsItIs)?;
    stage.fleet.people[watchers - 1].far = true;
    stage.open()?;
    let mut outcome = Outcome::default();
    stage.fleet.bid_as_answered((0..10).collect(), scale.time(0.1));
    // Long enough for what a server makes only once to have been made.
    stage.fleet.run(scale.time(2.0));
    // Of the same length, for a server that keeps what has happened grows without being stalled.
    watch(&mut stage, scale.time(WINDOW_SECONDS), "_without", &mut outcome);
    stage.fleet.stall(watchers - 1);
    watch(&mut stage, scale.time(WINDOW_SECONDS), "_with", &mut outcome);
    stage.settle(&mut outcome);
    let figure = |name: &str| outcome.figures.get(name).copied().unwrap_or(f64::NAN);
    let ratio = figure("p99_ms_with") / figure("p99_ms_without");
    outcome.put("p99_ratio", ratio);
    Ok(outcome)
}

/// Measures, and looks at the server's memory and at its descriptors meanwhile.
fn watch(stage: &mut Stage, length: u64, suffix: &str, outcome: &mut Outcome) {
    let (begun, before) = (clock::now(), stage.server.resident_bytes());
    let open = stage.server.descriptors();
    let (mut most, mut closed) = (before, None);
    stage.measure_in_steps(length, LOOK_EVERY, suffix, outcome, |server| {
        most = most.max(server.resident_bytes());
        if closed.is_none() && server.descriptors() < open {
            closed = Some(clock::now() - begun);
        }
    });
    outcome.put(&format!("growth_mib{suffix}"), number(most - before) / MIB);
    if let Some(closed) = closed {
        outcome.put(&format!("closed_s{suffix}"), clock::seconds(closed));
    }
}
