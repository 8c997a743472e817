//! How long things took, counted in buckets of at most 1.6 % width.

use crate::clock::Nanos;

/// Buckets for each doubling.
const STEPS: u64 = 64;
const STEPS_BITS: u32 = STEPS.ilog2();

/// Counts of durations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies {
    counts: Vec<u64>,
    total: u64,
}

impl Latencies {
    /// One more.
    pub(crate) fn record(&mut self, nanos: Nanos) {
        let bucket = bucket(nanos);
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.total += 1;
    }

    /// The least duration that so large a part of all does not exceed, give or take the width of a
    /// bucket; nothing where there are none.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of a benchmark are far below 2^52"
    )]
    pub(crate) fn quantile(&self, part: f64) -> Option<Nanos> {
        let rank = ((self.total as f64 * part).ceil() as u64).max(1);
        let mut passed = 0;
        let bucket = self.counts.iter().position(|count| {
            passed += count;
            rank <= passed
        });
        bucket.map(middle)
    }
}

/// The smallest have a bucket each; from there on each doubling has [`STEPS`].
fn bucket(nanos: Nanos) -> usize {
    let bucket = if nanos < STEPS {
        nanos
    } else {
        let doublings = nanos.ilog2() - STEPS_BITS;
        u64::from(doublings) * STEPS + (nanos >> doublings)
    };
    usize::try_from(bucket).unwrap_or(usize::MAX)
}

fn middle(bucket: usize) -> Nanos {
    let bucket = bucket as u64;
    if bucket < STEPS {
        return bucket;
    }
    let doublings = bucket / STEPS - 1;
    let low = (bucket - doublings * STEPS) << doublings;
    low + (1 << doublings) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_near_the_middle_of_its_bucket() {
        for nanos in (0..1_000).chain((10..50).map(|bits| (1 << bits) - 1)).chain([u64::MAX >> 4]) {
            let error = middle(bucket(nanos)).abs_diff(nanos);
            assert!(error * STEPS <= nanos, "{nanos} is told as {}", middle(bucket(nanos)));
        }
    }

    #[test]
    fn buckets_follow_each_other() {
        for nanos in 0..100_000 {
            let step = bucket(nanos + 1) - bucket(nanos);
            assert!(step <= 1, "a bucket is left out at {nanos}");
        }
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_list() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.quantile(0.5), None);
        let list: Vec<Nanos> = (1..=10_000).map(|number| number * number).collect();
        for nanos in list.iter().rev() {
            latencies.record(*nanos);
        }
        for (part, place) in [(0.0, 0), (0.5, 4_999), (0.99, 9_899), (0.999, 9_989), (1.0, 9_999)] {
            let told = latencies.quantile(part).unwrap();
            assert!(told.abs_diff(list[place]) * STEPS <= list[place], "{part}: {told}");
        }
    }
}
