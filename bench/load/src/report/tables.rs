//! A table for each scenario.

use super::{
    numbers::{Results, shown},
    put,
};

/// Rialto as it is used.
pub(super) const RIALTO: &str = "rialto";
/// The peers to which all others are compared.
pub(super) const SOCKET_IO: &str = "socket.io";
/// See above.
pub(super) const BARE: &str = "bare";

/// The scenario of which Rialto counts something itself.
const HERD: &str = "S6";

/// Conversations, and behind which of their tables they are compared with the auctions of `AUCTIONS`.
const TALKS: [&str; 2] = ["C1", LAST_TALK];
const LAST_TALK: &str = "C2";
const AUCTIONS: &str = "S2";

struct Table {
    scenario: &'static str,
    title: &'static str,
    /// Names of figures, and what stands above them.
    columns: &'static [(&'static str, &'static str)],
    /// Those of which ratios are told.
    compared: &'static [(&'static str, &'static str)],
}

const LOADED: &[(&str, &str)] = &[
    ("deliveries_s", "deliveries/s"),
    ("bids_s", "bids/s"),
    ("refused_s", "too low/s"),
    ("cpu_us", "CPU µs"),
    ("cpu_user_us", "user"),
    ("cpu_system_us", "system"),
    ("p50_ms", "p50 ms"),
    ("p99_ms", "p99 ms"),
    ("p999_ms", "p99.9 ms"),
    ("last_p99_ms", "p99 until the last has it, ms"),
    ("load_part", "load's core"),
];
const TALKED: &[(&str, &str)] = &[
    ("bids_s", "messages/s"),
    ("deliveries_s", "deliveries/s"),
    ("figures_s", "figures/s"),
    ("cpu_bid_us", "CPU µs for each message"),
    ("answer_p50_ms", "p50 ms, answer"),
    ("answer_p99_ms", "p99 ms, answer"),
    ("p50_ms", "p50 ms, listener"),
    ("p99_ms", "p99 ms, listener"),
    ("core_part", "server's core"),
    ("load_part", "load's core"),
];
const LOADED_COMPARED: &[(&str, &str)] = &[("deliveries_s", "deliveries"), ("cpu_us", "CPU")];
const IDLE: &[(&str, &str)] = &[
    ("people", "connections"),
    ("rss_before_mib", "MiB before"),
    ("rss_connected_mib", "MiB connected"),
    ("rss_idle_mib", "MiB after 10 s"),
    ("kib_connected", "KiB for each, connected"),
    ("kib_idle", "KiB for each, after 10 s"),
    ("connect_s", "s to connect all"),
];
const IDLE_COMPARED: &[(&str, &str)] = &[("kib_idle", "KiB for each")];

const TABLES: &[Table] = &[
    Table {
        scenario: "S1a",
        title: "one room, 1,000 watchers, one bidder who bids when answered",
        columns: LOADED,
        compared: LOADED_COMPARED,
    },
    Table {
        scenario: "S1b",
        title: "one room, 1,000 watchers, ten bidders who bid when answered",
        columns: LOADED,
        compared: LOADED_COMPARED,
    },
    Table {
        scenario: "S2",
        title: "200 rooms of ten, all bidding when answered",
        columns: LOADED,
        compared: LOADED_COMPARED,
    },
    Table {
        scenario: "S3",
        title: "10,000 idle connections, signed in, in 100 rooms",
        columns: IDLE,
        compared: IDLE_COMPARED,
    },
    Table { scenario: "S3x", title: "as many as 20,000 of them", columns: IDLE, compared: &[] },
    Table {
        scenario: "S4",
        title: "one room, 1,000 watchers, 50 bids a second",
        columns: LOADED,
        compared: &[("cpu_us", "CPU"), ("p99_ms", "p99")],
    },
    Table {
        scenario: "S5",
        title: "S1b without and with one watcher who stops to read",
        columns: &[
            ("p99_ms_without", "p99 ms without"),
            ("p99_ms_with", "with"),
            ("p99_ratio", "ratio"),
            ("deliveries_s_without", "deliveries/s without"),
            ("deliveries_s_with", "with"),
            ("growth_mib_without", "MiB more without"),
            ("growth_mib_with", "with"),
            ("closed_s_with", "closed after s"),
        ],
        compared: &[],
    },
    Table {
        scenario: HERD,
        title: "10,000 watchers cut at once, back within a second, while bids go on",
        columns: &[
            ("bids_s_before", "bids/s"),
            ("back50_ms", "half back, ms"),
            ("back99_ms", "99 % back, ms"),
            ("back100_ms", "all back, ms"),
            ("cpu_s", "CPU s until then"),
            ("not_back", "not back after 40 s"),
            ("recovered", "recovered"),
            ("unrecovered", "not recovered"),
            ("missed_for_ever", "deliveries missed for ever"),
            ("retries", "tried again"),
            ("sent_away", "of these asked to"),
        ],
        compared: &[("back99_ms", "99 % back"), ("cpu_s", "CPU")],
    },
    Table {
        scenario: "C1",
        title: "one conversation of 100, ten of whom write when answered, 50 listen and 25 hear their inboxes",
        columns: TALKED,
        compared: &[],
    },
    Table {
        scenario: "C2",
        title: "1,000 conversations of two to five, all writing when answered",
        columns: TALKED,
        compared: &[],
    },
    Table {
        scenario: "S7",
        title: "one room of 10,000 against 100 rooms of 100, 50,000 deliveries a second",
        columns: &[
            ("cpu_us_hot", "CPU µs, one room"),
            ("cpu_us_spread", "CPU µs, 100 rooms"),
            ("cpu_ratio", "ratio"),
            ("deliveries_s_hot", "deliveries/s, one room"),
            ("deliveries_s_spread", "100 rooms"),
            ("p99_ms_hot", "p99 ms, one room"),
            ("p99_ms_spread", "100 rooms"),
        ],
        compared: &[],
    },
];

/// Appends all tables of which there is something.
pub(super) fn write(results: &Results, text: &mut String) {
    for table in TABLES {
        if !results.servers(table.scenario).is_empty() {
            table.write(results, text);
        }
        if table.scenario == HERD {
            write_counters(results, text);
        }
        if table.scenario == LAST_TALK {
            write_beside_bids(results, text);
        }
    }
}

impl Table {
    fn write(&self, results: &Results, text: &mut String) {
        put(text, format_args!("## {}: {}\n\n|", self.scenario, self.title));
        let mut headings: Vec<String> = vec![String::new()];
        headings.extend(self.columns.iter().map(|(_, heading)| (*heading).to_owned()));
        for (_, heading) in self.compared {
            headings.push(format!("{heading} to Socket.IO's"));
            headings.push("to `bare`'s".to_owned());
        }
        put(
            text,
            format_args!(
                " {} |\n|---|{}\n",
                headings.join(" | "),
                "--:|".repeat(headings.len() - 1)
            ),
        );
        for server in results.servers(self.scenario) {
            put(text, format_args!("| {server} |"));
            for (name, _) in self.columns {
                let figure = results.figure(self.scenario, server, name);
                let figure = figure.map_or_else(|| "–".to_owned(), |figure| figure.to_string());
                put(text, format_args!(" {figure} |"));
            }
            for (name, _) in self.compared {
                for to in [SOCKET_IO, BARE] {
                    let ratio = results.ratio(self.scenario, name, server, to);
                    let ratio = ratio.map_or_else(|| "–".to_owned(), shown);
                    put(text, format_args!(" {ratio} |"));
                }
            }
            text.push('\n');
        }
        text.push('\n');
    }
}

/// What messages are to the durable bids of the same run.
fn write_beside_bids(results: &Results, text: &mut String) {
    let figure = |scenario, name| results.median(scenario, RIALTO, name);
    for talk in TALKS {
        let ratio = |name| Some(figure(talk, name)? / figure(AUCTIONS, name)?);
        let (Some(count), Some(cpu)) = (ratio("bids_s"), ratio("cpu_bid_us")) else { continue };
        let (count, cpu) = (shown(count), shown(cpu));
        put(
            text,
            format_args!(
                "{talk} to the durable bids of {AUCTIONS} in the same run: {count} of the messages a \
                 second, {cpu} of the CPU for each.\n\n"
            ),
        );
    }
}

/// What Rialto itself counted while the herd came back.
fn write_counters(results: &Results, text: &mut String) {
    let runs = results.runs.iter();
    let run = runs.rev().find(|run| run.scenario == HERD && run.server == RIALTO);
    let Some(run) = run else { return };
    text.push_str(
        "What Rialto's `/metrics` count between the cut and everybody's return (last round):\n\n",
    );
    for (name, added) in run.figures.iter().filter(|(name, _)| name.starts_with("rialto_")) {
        put(text, format_args!("- `{name}` {}\n", shown(*added)));
    }
    text.push('\n');
}
