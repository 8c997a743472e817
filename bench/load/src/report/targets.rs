//! The targets, and whether they hold.

use super::{
    limit::earlier_ratio,
    numbers::{Results, shown},
    put,
    tables::{BARE, RIALTO, SOCKET_IO},
};
use crate::{about::sync_ms, record::About};

/// What may wait for one client (`limits.outbound`), and what else of memory comes and goes.
const BUDGET_MIB: f64 = 1.0;
const BUDGET_SLACK_MIB: f64 = 1.0;

/// One figure with what it is to be at least, and what it is to become.
struct Target {
    figure: &'static str,
    floor: Bound,
    goal: Bound,
}

/// A bound in words, what was measured in words, and whether it holds, if it was measured.
struct Bound {
    words: String,
    measured: String,
    holds: Option<bool>,
}

impl Bound {
    fn at_most(words: String, measured: Option<f64>, unit: &str, most: Option<f64>) -> Self {
        let holds = measured.zip(most).map(|(measured, most)| measured <= most);
        Bound { words, measured: told(measured, unit), holds }
    }

    fn at_least(words: String, measured: Option<f64>, unit: &str, least: Option<f64>) -> Self {
        let holds = measured.zip(least).map(|(measured, least)| least <= measured);
        Bound { words, measured: told(measured, unit), holds }
    }

    /// Both must hold.
    fn and(self, other: Bound) -> Self {
        let Bound { words, measured, holds } = other;
        Bound {
            words: format!("{}; {words}", self.words),
            measured: format!("{}; {measured}", self.measured),
            holds: self.holds.zip(holds).map(|(one, two)| one && two),
        }
    }
}

fn told(measured: Option<f64>, unit: &str) -> String {
    measured.map_or_else(|| "–".to_owned(), |measured| format!("{}{unit}", shown(measured)))
}

/// Appends the table.
pub(super) fn write(results: &Results, about: &About, text: &mut String) {
    text.push_str(
        "## Targets\n\nFor Rialto with every bid durable, against peers that keep nothing.\n\n\
         | figure | floor | measured | holds | goal | measured | holds |\n|---|---|--:|---|---|--:|---|\n",
    );
    let targets = [
        steady_cpu(results),
        steady_latency(results, about),
        hot_room(results),
        many_rooms(results),
        memory(results),
        stalled(results),
        fairness(results),
    ];
    for Target { figure, floor, goal } in targets {
        put(text, format_args!("| {figure} |"));
        for Bound { words, measured, holds } in [floor, goal] {
            let holds = match holds {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "–",
            };
            put(text, format_args!(" {words} | {measured} | {holds} |"));
        }
        text.push('\n');
    }
    text.push_str(
        "\nAcknowledged bids of one room in process are measured by `cargo bench` of the main package; \
         there is no matching yet.\n\n",
    );
}

fn steady_cpu(results: &Results) -> Target {
    let ratio = |to| results.ratio("S4", "cpu_us", RIALTO, to);
    Target {
        figure: "S4, CPU for each delivery",
        floor: Bound::at_most("0.67 of Socket.IO's".to_owned(), ratio(SOCKET_IO), "", Some(0.67)),
        goal: Bound::at_most("1.1 of the limit's (`bare`)".to_owned(), ratio(BARE), "", Some(1.1)),
    }
}

fn steady_latency(results: &Results, about: &About) -> Target {
    let p99 = |server| results.median("S4", server, "p99_ms");
    let peers = [SOCKET_IO, "ws", "colyseus"];
    let best = peers.into_iter().filter_map(p99).min_by(f64::total_cmp);
    let limit = p99(BARE).zip(sync_ms(about)).map(|(bare, sync)| bare + sync);
    Target {
        figure: "S4, p99 from sending a bid to a watcher having it",
        floor: Bound::at_most(
            format!("below every peer ({})", told(best, " ms")),
            p99(RIALTO),
            " ms",
            best,
        ),
        goal: Bound::at_most(
            format!("the limit's (`bare`) plus one sync ({})", told(limit, " ms")),
            p99(RIALTO),
            " ms",
            limit,
        ),
    }
}

fn hot_room(results: &Results) -> Target {
    let times = results.ratio("S1b", "deliveries_s", RIALTO, SOCKET_IO);
    let p99 = results.median("S1b", RIALTO, "p99_ms");
    let earlier = earlier_ratio("S1b", "deliveries_s");
    let goal = format!("uWebSockets', which was {} times Socket.IO's", told(earlier, ""));
    Target {
        figure: "S1, ten bidders: deliveries/s",
        floor: Bound::at_least("10 times Socket.IO's".to_owned(), times, " times", Some(10.0))
            .and(Bound::at_most("p99 at most 25 ms".to_owned(), p99, " ms", Some(25.0))),
        goal: Bound::at_least(goal, times, " times", earlier),
    }
}

fn many_rooms(results: &Results) -> Target {
    let bids = results.median("S2", RIALTO, "bids_s");
    let cpu = results.ratio("S2", "cpu_us", RIALTO, SOCKET_IO);
    Target {
        figure: "S2, bids, each durable",
        floor: Bound::at_least("10,000/s".to_owned(), bids, "/s", Some(10_000.0))
            .and(Bound::at_most("CPU at most 0.6 of Socket.IO's".to_owned(), cpu, "", Some(0.6))),
        goal: Bound::at_least("15,000/s".to_owned(), bids, "/s", Some(15_000.0)),
    }
}

fn memory(results: &Results) -> Target {
    let each = results.median("S3", RIALTO, "kib_idle");
    Target {
        figure: "S3, memory of an idle connection",
        floor: Bound::at_most("12 KiB".to_owned(), each, " KiB", Some(12.0)),
        goal: Bound::at_most("4 KiB".to_owned(), each, " KiB", Some(4.0)),
    }
}

fn stalled(results: &Results) -> Target {
    let figure = |name| results.median("S5", RIALTO, name);
    let growth = figure("growth_mib_with").zip(figure("growth_mib_without"));
    let growth = growth.map(|(with, without)| with - without);
    let bound = || {
        let most = Some(BUDGET_MIB + BUDGET_SLACK_MIB);
        let words = "memory grows by the budget (1 MiB, and 1 MiB of noise)".to_owned();
        Bound::at_most(words, growth, " MiB", most).and(Bound::at_most(
            "p99 ratio 1.1".to_owned(),
            figure("p99_ratio"),
            "",
            Some(1.1),
        ))
    };
    Target { figure: "S5, one stalled reader", floor: bound(), goal: bound() }
}

fn fairness(results: &Results) -> Target {
    let ratio = results.median("S7", RIALTO, "cpu_ratio");
    Target {
        figure: "S7, CPU for each delivery in one room of 10,000 to 100 of 100",
        floor: Bound::at_most("1.5".to_owned(), ratio, "", Some(1.5)),
        goal: Bound::at_most("1.1".to_owned(), ratio, "", Some(1.1)),
    }
}
