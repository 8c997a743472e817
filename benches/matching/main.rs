//! How long a match takes to be found in pools of 100 to 100,000 searches, and how many are found a second.
//!
//! `cargo bench --bench matching` prints tables. The cost of a match is to be that of the match and not that of
//! the pool: the last column sets it beside that of the smallest pool of the same run.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![expect(clippy::cast_precision_loss, reason = "figures are shown, not kept")]

use std::time::{Duration, Instant};

mod durable;
mod queue;

use queue::Queue;

const POOLS: [u64; 4] = [100, 1_000, 10_000, 100_000];
/// How many matches are made in a pool that stays as large as it is.
const MATCHES: u64 = 2_000;
/// Each figure is the median of so many rounds.
const ROUNDS: usize = 3;

fn main() {
    println!(
        "time for a match in microseconds, by the number of searches that wait; medians of {ROUNDS} rounds\n"
    );
    table("everybody becomes less demanding at once, one against one", opened);
    table("one comes who suits one of those who wait, one against one", suiting);
    table(
        "two pairs come who complete five against five with trios of whom there are plenty",
        completing,
    );
    table("a trio comes that completes nothing (per search, not per match)", hopeless);
    println!("\ndurable, in a room on SQLite with synchronous FULL: two search, both accept");
    println!("{:>10} {:>14} {:>10} {:>10}", "in flight", "matches/s", "p50 ms", "p99 ms");
    for in_flight in [1, 16, 256] {
        let (per_second, p50, p99) = durable::matches(in_flight);
        println!("{in_flight:>10} {per_second:>14.0} {p50:>10.2} {p99:>10.2}");
    }
}

fn table(what: &str, measure: fn(u64) -> (u64, Duration)) {
    println!("{what}");
    println!(
        "{:>10} {:>10} {:>12} {:>12} {:>8}",
        "pool", "matches", "us each", "per second", "ratio"
    );
    let mut first = None;
    for pool in POOLS {
        let mut rounds: Vec<(f64, u64)> = (0..ROUNDS)
            .map(|_| {
                let (count, took) = measure(pool);
                (took.as_secs_f64() * 1e6 / count as f64, count)
            })
            .collect();
        rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (each, count) = rounds[ROUNDS / 2];
        let first = *first.get_or_insert(each);
        let ratio = each / first;
        println!("{pool:>10} {count:>10} {each:>12.2} {:>12.0} {ratio:>8.2}", 1e6 / each);
    }
    println!();
}

/// Nobody is near enough to anybody until a level opens; then all are, and the pool is emptied.
fn opened(pool: u64) -> (u64, Duration) {
    let mut queue = Queue::new();
    for number in 1..=pool {
        queue.find(number, "opening", 1, 1_500 + spread(number, 300));
    }
    assert_eq!(queue.matches, 0);
    let begun = now();
    queue.pass(10_000);
    let took = begun.elapsed();
    assert_eq!(queue.matches, pool / 2);
    (queue.matches, took)
}

/// Those who wait are too far apart for each other; whoever comes suits one of them.
fn suiting(pool: u64) -> (u64, Duration) {
    let mut queue = Queue::new();
    let rating = |place: u64| 100 + i32::try_from(place).unwrap() * 25;
    for place in 0..pool {
        queue.find(1 + place, "narrow", 1, rating(place));
    }
    assert_eq!(queue.matches, 0);
    let mut took = Duration::ZERO;
    for turn in 0..MATCHES {
        let place = turn * 7_919 % pool;
        let begun = now();
        queue.find(1_000_000 + turn, "narrow", 1, rating(place));
        took += begun.elapsed();
        // Somebody else waits in that place.
        queue.find(2_000_000 + turn, "narrow", 1, rating(place));
    }
    assert_eq!(queue.matches, MATCHES);
    (MATCHES, took)
}

fn completing(pool: u64) -> (u64, Duration) {
    let mut queue = trios(pool);
    let mut took = Duration::ZERO;
    for turn in 0..MATCHES {
        let first = 3_000_000 + turn * 10;
        let begun = now();
        queue.find(first, "team", 2, near(turn));
        queue.find(first + 2, "team", 2, near(turn + 1));
        took += begun.elapsed();
        assert_eq!(queue.matches, turn + 1);
        for other in [4, 7] {
            queue.find(first + other, "team", 3, near(first + other));
        }
    }
    (MATCHES, took)
}

fn hopeless(pool: u64) -> (u64, Duration) {
    let mut queue = trios(pool);
    let begun = now();
    for turn in 0..MATCHES {
        queue.find(3_000_000 + turn * 3, "team", 3, near(turn));
    }
    let took = begun.elapsed();
    assert_eq!(queue.matches, 0);
    (MATCHES, took)
}

/// Trios of whom no two make a team of five.
fn trios(pool: u64) -> Queue {
    let mut queue = Queue::new();
    for number in 0..pool {
        queue.find(1 + number * 3, "team", 3, near(number));
    }
    queue
}

/// A rating that is near enough to every other one of these.
fn near(number: u64) -> i32 {
    1_500 + spread(number, 80)
}

/// Somewhere between `-width` and `width`.
fn spread(number: u64, width: u64) -> i32 {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    i32::try_from(mixed % (2 * width + 1)).unwrap() - i32::try_from(width).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
