//! Tries the rules out on crowds that nobody has yet: an evening in seconds, with the machines that real rooms run.
//!
//! **Invariant:** what happens follows from the seed alone; nothing here reads a clock or waits.

pub mod crowd;
pub mod matchmaking;
