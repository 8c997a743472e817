//! The results as a page: medians of the rounds, ratios, and what they mean for the targets.

mod limit;
mod numbers;
mod tables;
mod targets;

use std::{fmt::Write, fs, path::Path};

use crate::record::{self, About, Line};

use numbers::Results;

const HEAD: &str = "\
# Results

Written by `bench/run`; [README.md](README.md) says how to run it again and how to read this page.
Each figure is the median of the rounds, with the least and the greatest behind it where they
differ. Every peer keeps its auctions in memory alone; `rialto` has every bid on disk before anybody
is told, `rialto-volatile` is the same program with a database in memory. `bare` does nothing but
write: one system call for each delivery. CPU is microseconds of the server for each delivery, all
of its threads, in the program and in the system on its behalf.

";

/// Writes the page about the runs of a file; `notes` are put at its end as it is.
pub(crate) fn write(lines: &Path, notes: &Path, file: &Path) -> Result<(), String> {
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let found = record::read(lines).map_err(|error| told(lines, error))?;
    let notes = fs::read_to_string(notes).unwrap_or_default();
    fs::write(file, page(found, &notes)).map_err(|error| told(file, error))
}

fn page(found: Vec<Line>, notes: &str) -> String {
    let (mut about, mut runs) = (About::default(), Vec::new());
    for line in found {
        match line {
            Line::About(found) => about = found,
            Line::Run(run) => runs.push(run),
        }
    }
    let results = Results { runs };
    let mut page = HEAD.to_owned();
    page.push_str("| | |\n|---|---|\n");
    for (name, fact) in &about.facts {
        put(&mut page, format_args!("| {name} | {fact} |\n"));
    }
    put(&mut page, format_args!("| rounds | {} |\n\n", results.rounds()));
    targets::write(&results, &about, &mut page);
    limit::write(&results, &mut page);
    tables::write(&results, &mut page);
    write_faults(&results, &mut page);
    if !notes.trim().is_empty() {
        put(&mut page, format_args!("## Notes\n\n{}\n", notes.trim()));
    }
    page
}

fn write_faults(results: &Results, text: &mut String) {
    text.push_str("## Whether it adds up\n\n");
    let faulty: Vec<_> = results.runs.iter().filter(|run| !run.faults.is_empty()).collect();
    let count = results.runs.len();
    if faulty.is_empty() {
        put(
            text,
            format_args!(
                "In all {count} runs every watcher was told of every accepted bid once, in the same \
             order as all others, by the answers to the bids.\n\n"
            ),
        );
        return;
    }
    put(text, format_args!("In {} of {count} runs it does not:\n\n", faulty.len()));
    for run in faulty {
        let words = run.faults.join("; ").replace('\n', " ");
        let (scenario, server, round) = (&run.scenario, &run.server, run.round);
        put(text, format_args!("- {scenario}, {server}, round {round}: {words}\n"));
    }
    text.push('\n');
}

/// Writing to a `String` cannot fail.
fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(words);
}
