//! Text scripts, and how they are checked; who plays them is another matter.
//!
//! ```text
//! # A comment.
//! @ 61000                              the clock reads 61 s after midnight of 2026-01-01
//! alice auction:bid {"amount":200}     alice asks
//!   = {"bid":"1",…}                    and is told this              (checked)
//!   ! {"code":"bid_too_low",…}         or this                       (checked)
//!   3 auction:bid {…}                  everyone sees event 3 as this (checked)
//!   3 -                                or only that it happened
//!   3 alice auction:bid {…}            and alice sees this instead
//!   > bob auction:outbid {…}           bob's inbox is told this
//! bob looks price you                  bob reads these fields of the page; `guest` is nobody
//! ```
//!
//! `UPDATE_GOLDEN=1 cargo test` writes the answers instead of checking them. Read them before you keep them.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// Midnight of 2026-01-01, from which scripts count.
pub(crate) const ZERO_MS: i64 = 1_767_225_600_000;

/// One line that makes something happen.
pub(crate) enum Step {
    /// Set the clock, in milliseconds after [`ZERO_MS`].
    At(i64),
    /// Ask for something.
    Ask {
        /// Who.
        who: String,
        /// The request's name.
        request: String,
        /// Its data.
        data: Value,
    },
    /// Read the page.
    Look {
        /// Who; nobody, where it is empty.
        who: String,
        /// Which fields of it.
        fields: Vec<String>,
    },
}

/// Plays `path`; `play` returns the answers to one step. It is told those that are expected,
/// for where things arrive over several ways their order is no promise.
pub(crate) fn check(path: &Path, mut play: impl FnMut(Step, &[&str]) -> Vec<String>) {
    let expected = fs::read_to_string(path).unwrap();
    let mut actual = String::new();
    let mut lines = expected.lines().peekable();
    while let Some(line) = lines.next() {
        let mut wanted = Vec::new();
        while let Some(answer) = lines.next_if(|line| line.starts_with("  ")) {
            wanted.push(answer.trim_start());
        }
        actual.push_str(line);
        actual.push('\n');
        let Some(step) = parse(line) else { continue };
        for answer in play(step, &wanted) {
            actual.push_str("  ");
            actual.push_str(&answer);
            actual.push('\n');
        }
    }
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &actual).unwrap();
    } else {
        assert_eq!(expected, actual, "{} (UPDATE_GOLDEN=1 accepts)", path.display());
    }
}

/// Every script of one room kind.
pub(crate) fn scripts(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts").join(kind);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no scripts for {kind}");
    paths
}

fn parse(line: &str) -> Option<Step> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let Some((who, rest)) = line.split_once(' ') else { panic!("{line}: not `<who> <what>`") };
    if who == "@" {
        return Some(Step::At(rest.trim().parse().unwrap()));
    }
    let who = if who == "guest" { String::new() } else { who.to_owned() };
    let (request, rest) = rest.split_once(' ').unwrap_or((rest, "{}"));
    if request == "looks" {
        return Some(Step::Look { who, fields: rest.split(' ').map(str::to_owned).collect() });
    }
    let data = serde_json::from_str(rest).unwrap_or_else(|why| panic!("{line}: {why}"));
    Some(Step::Ask { who, request: request.to_owned(), data })
}
