//! How long a search will take, judging by others; and how those fared that found a match.

use super::{
    QueueRoom,
    limits::{SIMILAR_POINTS, WAITS_MIN, WAITS_MS},
};
use crate::protocol::{
    matchmaking::{page::Quantiles, snapshot::Wait},
    time::Time,
};

impl QueueRoom {
    /// How much longer a search will take that has taken so long; or why nobody can say.
    pub(super) fn estimate(
        &self,
        mode: &str,
        rating: i32,
        elapsed_ms: u64,
        now: Time,
    ) -> Result<u64, &'static str> {
        let similar = self.waits(mode, now);
        let similar = similar.filter(|wait| wait.rating.abs_diff(rating) <= SIMILAR_POINTS);
        let mut waits: Vec<u64> = similar.map(|wait| wait.ms).collect();
        if waits.len() < WAITS_MIN {
            return Err("too_few_matches");
        }
        waits.sort_unstable();
        let of = |hundredths| quantile(&waits, hundredths).unwrap_or_default();
        let likely = [of(50), of(90)].into_iter().find(|ms| elapsed_ms < *ms);
        likely.map(|ms| ms - elapsed_ms).ok_or("longer_than_usual")
    }

    /// How those fared that found a match lately.
    pub(super) fn quantiles(&self, mode: &str, now: Time) -> Quantiles {
        let mut waits: Vec<u64> = self.waits(mode, now).map(|wait| wait.ms).collect();
        let mut spreads: Vec<u32> = self.waits(mode, now).map(|wait| wait.spread).collect();
        waits.sort_unstable();
        spreads.sort_unstable();
        Quantiles {
            count: waits.len(),
            wait_p50_ms: quantile(&waits, 50),
            wait_p90_ms: quantile(&waits, 90),
            spread_p50: quantile(&spreads, 50),
            spread_p90: quantile(&spreads, 90),
        }
    }

    fn waits(&self, mode: &str, now: Time) -> impl Iterator<Item = &Wait> {
        let waits = self.kept.waits.get(mode).into_iter().flatten();
        waits.filter(move |wait| now.since(wait.at) <= WAITS_MS)
    }
}

/// The value that so many hundredths of those in order do not exceed.
fn quantile<T: Copy>(sorted: &[T], hundredths: usize) -> Option<T> {
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}
