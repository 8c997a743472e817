//! Where a setting comes from, and what is wrong with one.

use std::{fmt, path::PathBuf};

/// Where a value comes from; later ones win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything else.
    Default,
    /// A file.
    File {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File { path, line, column } => {
                write!(f, "{}:{line}:{column}", path.display())
            }
            Source::Environment(name) => write!(f, "environment {name}"),
            Source::Flag(name) => f.write_str(name),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it was read.
    pub at: Source,
    /// What is wrong.
    pub what: String,
    /// Why that is.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

/// How alike two names must be to be taken for one another: 0 for not at all, 1 for the same.
const LIKENESS_MIN: f64 = 0.7;

/// The names that a message of serde lists after `expected`.
pub(super) fn expected_names(message: &str) -> Vec<&str> {
    let list = message.split_once("expected ").map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2).collect()
}

/// The name that was probably meant.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |known: &&&str| strsim::jaro_winkler(&name.to_lowercase(), known);
    let best = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (LIKENESS_MIN <= likeness(&best)).then_some(*best)
}

/// Whether the name is one that people give to secrets.
pub(super) fn is_secretive(name: &str) -> bool {
    ["secret", "password", "token", "key", "credential"].iter().any(|word| name.contains(word))
}
