//! How much of everything there may be in a queue.

/// The most searches of a game.
pub const TICKETS_MAX: usize = 200_000;
/// Whom one may name that one does not want to meet.
pub const AVOID_MAX: usize = 100;
/// The farthest that a region is, in milliseconds.
pub const LATENCY_MS_MAX: u32 = 10_000;
/// Searches become less demanding at whole ticks, so that they do so together; in milliseconds.
pub const TICK_MS: u64 = 1_000;
/// The most searches that become less demanding in one event.
pub const RELAXED_MAX: usize = 1_000;
/// How many others a search is compared with, the oldest first, in equal parts by how many they are together ...
pub const CANDIDATES_MAX: usize = 200;
/// ... and how many of each size at least.
pub const CANDIDATES_MIN: usize = 24;
/// How many steps a search for one match takes before it gives up; it is tried again when somebody new comes.
pub const STEPS_MAX: usize = 5_000;
/// How many ways to make teams are looked at.
pub const SPLITS_MAX: usize = 2_000;
/// Up to how many others that would do are counted.
pub const POTENTIAL_MAX: usize = 20;
/// After how long one who searches is told again, in milliseconds; with the pulse at most 5 s.
pub const TOLD_EVERY_MS: u64 = 4_000;
/// How many of the latest waits of a mode are remembered.
pub const WAITS_MAX: usize = 500;
/// How old they may be to say something of the next one, in milliseconds.
pub const WAITS_MS: u64 = 60 * 60 * 1_000;
/// How many are needed to say something.
pub const WAITS_MIN: usize = 5;
/// How far the rating of a similar search is away, in points.
pub const SIMILAR_POINTS: u32 = 200;
/// How many of the latest ratings are remembered: longer than it takes to write them where they are looked up.
pub const RATED_MAX: usize = 10_000;
