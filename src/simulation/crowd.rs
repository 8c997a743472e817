//! Those who come on a simulated evening: when, from where, how well they play, and with whom.

use fastrand::Rng;

use crate::protocol::game::{Game, Mode};

/// What a crowd is made of.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// How many people come.
    pub players: usize,
    /// How long the evening is, in milliseconds.
    pub evening_ms: u64,
    /// Of a hundred searches so many are of a party, where the mode lets more than one play in a team.
    pub parties_percent: u8,
    /// Of a hundred who are asked so many do not take the match.
    pub absent_percent: u8,
}

impl Default for Habits {
    fn default() -> Self {
        Habits {
            players: 50_000,
            evening_ms: 5 * 60 * 60 * 1_000,
            parties_percent: 20,
            absent_percent: 2,
        }
    }
}

/// How long a match is, in milliseconds.
const MATCH_MS: std::ops::Range<u64> = 8 * 60_000..15 * 60_000;
/// How many matches somebody plays.
const MATCHES: std::ops::RangeInclusive<u32> = 1..=5;
/// Ratings are about this, and so far apart (a standard deviation), in points.
const RATING: f64 = 1_500.0;
/// See [`RATING`].
const RATING_SPREAD: f64 = 300.0;

/// People who come together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Their numbers.
    pub people: std::ops::Range<u64>,
    /// When they come, in milliseconds of the evening.
    pub at_ms: u64,
    /// How many matches they want to play.
    pub matches: u32,
    /// How well they play, in points.
    pub rating: i32,
    /// How far away each region of the game is, in milliseconds.
    pub latencies: Vec<u32>,
}

impl Group {
    /// How many they are.
    pub fn size(&self) -> u64 {
        self.people.end - self.people.start
    }

    /// How long their next match is, in milliseconds.
    pub fn match_ms(rng: &mut Rng) -> u64 {
        rng.u64(MATCH_MS)
    }
}

/// Everybody who comes, in groups.
pub fn crowd(habits: &Habits, game: &Game, mode: &Mode, rng: &mut Rng) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 1;
    let last = habits.players as u64;
    while next <= last {
        let together = mode.players > 1 && rng.u8(0..100) < habits.parties_percent;
        let most = (mode.players as u64).min(last + 1 - next);
        let size = if together && 1 < most { rng.u64(2..=most.min(3)) } else { 1 };
        groups.push(Group {
            people: next..next + size,
            // Most come in the middle of the evening.
            at_ms: rng.u64(0..habits.evening_ms).midpoint(rng.u64(0..habits.evening_ms)),
            matches: rng.u32(MATCHES),
            rating: rating(rng),
            latencies: latencies(game.regions.len(), rng),
        });
        next += size;
    }
    groups
}

/// Normally distributed, as far as the sum of twelve is.
fn rating(rng: &mut Rng) -> i32 {
    let normal: f64 = (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0;
    #[expect(clippy::cast_possible_truncation, reason = "ratings are small")]
    let rating = (RATING + RATING_SPREAD * normal) as i32;
    rating.clamp(100, 3_000)
}

/// One region is near, the others are far; the first has half of the people.
fn latencies(regions: usize, rng: &mut Rng) -> Vec<u32> {
    let home = if rng.bool() { 0 } else { rng.usize(0..regions.max(1)) };
    let latency = |region| if region == home { rng.u32(10..70) } else { rng.u32(80..220) };
    (0..regions).map(latency).collect()
}
