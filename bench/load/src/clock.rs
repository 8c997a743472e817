//! Time as the load measures it.

use std::{
    sync::LazyLock,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// Nanoseconds since the load began.
pub(crate) type Nanos = u64;

/// A millisecond.
pub(crate) const MILLISECOND: Nanos = 1_000_000;
/// A second.
pub(crate) const SECOND: Nanos = 1_000_000_000;

/// Now.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn now() -> Nanos {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(BEGUN.elapsed().as_nanos()).unwrap_or(Nanos::MAX)
}

/// Seconds since 1970, for tokens and for the date beside the results.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// As a number of milliseconds with a fraction.
#[expect(clippy::cast_precision_loss, reason = "a figure to be printed")]
pub(crate) fn milliseconds(nanos: Nanos) -> f64 {
    nanos as f64 / 1e6
}

/// As a number of seconds with a fraction.
#[expect(clippy::cast_precision_loss, reason = "a figure to be printed")]
pub(crate) fn seconds(nanos: Nanos) -> f64 {
    nanos as f64 / 1e9
}

/// The same the other way round.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "durations of a benchmark are small and positive"
)]
pub(crate) fn nanos(seconds: f64) -> Nanos {
    (seconds * 1e9) as Nanos
}
