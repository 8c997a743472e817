//! Everybody is cut at once and comes back: S6.

use super::{Outcome, Scale, Stage, number};
use crate::{
    clock::{self, SECOND},
    server::{Kind, Places, Recovery},
};

/// Rialto's counters that tell what coming back costs.
const COUNTERS: [&str; 3] =
    ["rialto_reconnects_total", "rialto_db_", "rialto_slow_consumers_total"];

/// S6: how long it takes until all are back, and whether they have everything.
pub(super) fn herd(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let watchers = scale.people(10_000, 50);
    // The last one bids, and is not cut.
    let mut stage = Stage::set(kind, places, (1, watchers + 1), Recovery::Wanted)?;
    let mut outcome = Outcome::default();
    // Every position is looked at here.
    stage.fleet.scrutiny = 1;
    stage.fleet.bid_steadily(vec![watchers], SECOND / scale.herd_bids.max(1));
    stage.fleet.run(scale.time(1.0));
    stage.measure(scale.time(1.5), "_before", &mut outcome);
    let (metrics, spent) = (stage.server.metrics(), stage.server.spent());
    stage.fleet.cut(0..watchers, SECOND);
    let not_back = stage.fleet.gather();
    outcome.put("not_back", number(not_back));
    let spent = stage.server.spent().since(spent);
    outcome.put("cpu_s", clock::seconds(spent.total));
    put_counters(&metrics, &stage.server.metrics(), &mut outcome);
    // Whoever came back without recovery learns from the next bid where it is.
    stage.fleet.run(scale.time(1.0).max(SECOND / 2));
    stage.settle(&mut outcome);
    let tally = &stage.fleet.tally;
    for (name, part) in [("back50_ms", 0.5), ("back99_ms", 0.99), ("back100_ms", 1.0)] {
        outcome.put_quantile(name, &tally.back, part);
    }
    outcome.put("recovered", number(tally.recovered));
    outcome.put("unrecovered", number(tally.unrecovered));
    outcome.put("missed_and_given", number(tally.resumed));
    outcome.put("missed_for_ever", number(tally.skipped));
    outcome.put("sent_away", number(tally.sent_away));
    outcome.put("retries", number(tally.retries));
    Ok(outcome)
}

/// What has been added to the counters meanwhile.
fn put_counters(before: &str, after: &str, outcome: &mut Outcome) {
    let read = |line: &str| {
        let (name, value) = line.rsplit_once(' ')?;
        let told = COUNTERS.iter().any(|counter| name.starts_with(counter));
        let told = told && !name.contains("_bucket");
        Some((name.to_owned(), value.parse::<f64>().ok()?)).filter(|_| told)
    };
    let before: std::collections::HashMap<_, _> = before.lines().filter_map(read).collect();
    for (name, value) in after.lines().filter_map(read) {
        let added = value - before.get(&name).copied().unwrap_or(0.0);
        outcome.put(&name, added);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_told_by_what_was_added() {
        let mut outcome = Outcome::default();
        let before = "# HELP\nrialto_db_reads_total 3\nrialto_connections 9\n";
        let after = "rialto_db_reads_total 5\nrialto_reconnects_total{resumed=\"true\"} 2\n\
                     rialto_connections 8\nrialto_db_commit_jobs_bucket{le=\"1\"} 7\n";
        put_counters(before, after, &mut outcome);
        let told: Vec<_> = outcome.figures.into_iter().collect();
        let resumed = "rialto_reconnects_total{resumed=\"true\"}";
        assert_eq!(told, [("rialto_db_reads_total".to_owned(), 2.0), (resumed.to_owned(), 2.0)]);
    }
}
