//! What is counted while the load runs.

use crate::latencies::Latencies;

/// So many faults are kept with their words; more are only counted.
const WORDS_MAX: usize = 3;
/// So much of a strange frame is told.
const WORDS_BYTES: usize = 200;

/// Counts: of a window where a window is measured, and of the whole run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Of the window.
    pub(crate) window: Window,
    /// Bids that watchers were told of as they happened, each watcher by itself.
    pub(crate) delivered: u64,
    /// Bids that watchers were given when they came back.
    pub(crate) resumed: u64,
    /// Bids that watchers never had, because they came back without recovery.
    pub(crate) skipped: u64,
    /// Watchers that came back and were given all that they had missed, and those that were not.
    pub(crate) recovered: u64,
    /// See above.
    pub(crate) unrecovered: u64,
    /// Connections that had to be tried again.
    pub(crate) retries: u64,
    /// How often the server asked somebody to come in later.
    pub(crate) sent_away: u64,
    /// The first answer to a handshake that was a no.
    pub(crate) refusal: String,
    /// Connections that the server ended, or that broke.
    pub(crate) lost_connections: u64,
    /// From the cut until a watcher follows again.
    pub(crate) back: Latencies,
    /// What should not have happened, the first few in words.
    pub(crate) faults: Vec<String>,
    /// How many of them.
    pub(crate) fault_count: u64,
}

/// Counts of a measured window.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Bids that watchers were told of, each watcher by itself.
    pub(crate) delivered: u64,
    /// Bids that were accepted.
    pub(crate) accepted: u64,
    /// Bids that were too low.
    pub(crate) refused: u64,
    /// Figures of what is not read that inboxes were told.
    pub(crate) figures: u64,
    /// From sending a bid that was accepted to its answer.
    pub(crate) answer: Latencies,
    /// From sending a bid to a watcher having it.
    pub(crate) latency: Latencies,
    /// From sending a bid until no watcher lacks it.
    pub(crate) last: Latencies,
}

impl Tally {
    /// A handshake was answered with no. It is tried again, so it is a fault only if that fails.
    pub(crate) fn refused_at_door(&mut self, answer: &[u8]) {
        if self.refusal.is_empty() {
            self.refusal = String::from_utf8_lossy(answer).lines().collect::<Vec<_>>().join(" / ");
        }
    }

    /// A frame should not have come.
    pub(crate) fn fault_in_words(&mut self, payload: &[u8]) {
        let words = &payload[..payload.len().min(WORDS_BYTES)];
        self.fault(|| String::from_utf8_lossy(words).into_owned());
    }

    /// Something should not have happened.
    pub(crate) fn fault(&mut self, words: impl FnOnce() -> String) {
        self.fault_count += 1;
        if self.faults.len() < WORDS_MAX {
            self.faults.push(words());
        }
    }
}
