//! What a run has found, as a line of JSON, so that the results can be written again without running.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
};

use serde::{Deserialize, Serialize};

/// Named numbers.
pub(crate) type Figures = BTreeMap<String, f64>;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Line {
    /// Where and with what it was run; the first line.
    About(About),
    /// One scenario on one server once.
    Run(Run),
}

/// Where and with what it was run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct About {
    /// Names and their values, in the order in which they are shown.
    pub(crate) facts: Vec<(String, String)>,
}

/// One scenario on one server once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Such as `S1a`.
    pub(crate) scenario: String,
    /// As [`crate::server::Kind::name`].
    pub(crate) server: String,
    /// From 1.
    pub(crate) round: u32,
    /// What was measured.
    pub(crate) figures: Figures,
    /// What should not have happened. Where there is something, the figures are not to be trusted.
    pub(crate) faults: Vec<String>,
}

/// Appends a line.
pub(crate) fn append(file: &Path, line: &Line) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.write_all(text.as_bytes())
}

/// Reads all lines.
pub(crate) fn read(file: &Path) -> std::io::Result<Vec<Line>> {
    let text = fs::read_to_string(file)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
