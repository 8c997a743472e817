//! How a command fails: what, why, what to try; and the code that scripts read.

use std::{fmt, process::ExitCode};

use crate::config::Problem;

/// What a command exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Ok = 0,
    /// It went wrong.
    Failed = 1,
    /// Wrong arguments or settings.
    Usage = 2,
    /// The database cannot be reached.
    NotReachable = 3,
    /// There is no such thing.
    NotFound = 4,
    /// It is there, and the answer is no.
    Refused = 5,
    /// Somebody else has it already.
    Conflict = 6,
}

impl Exit {
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// One line what, one line why, one line what to try.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    what: String,
    why: String,
    remedy: String,
}

impl Failure {
    pub(super) fn new(
        exit: Exit,
        what: impl fmt::Display,
        why: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        let (what, why, remedy) = (what.to_string(), why.to_string(), remedy.to_string());
        Failure { exit, what, why, remedy }
    }

    pub(super) fn usage(
        what: impl fmt::Display,
        why: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        Failure::new(Exit::Usage, what, why, remedy)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let what = format!("{}: {}", problem.at, problem.what);
        Failure::usage(what, problem.why, problem.remedy)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        writeln!(f, "  why: {}", self.why)?;
        writeln!(f, "  try: {}", self.remedy)
    }
}
