//! Moments: server milliseconds in UTC, written as RFC 3339.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A moment, in milliseconds since the Unix epoch; on the wire `2026-11-20T22:40:00.123Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct Time(i64);

impl Time {
    /// The moment so many milliseconds after the epoch.
    pub const fn from_ms(ms: i64) -> Self {
        Time(ms)
    }

    /// Milliseconds since the epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This much later.
    #[must_use]
    pub fn plus(self, ms: u64) -> Self {
        Time(self.0.saturating_add_unsigned(ms))
    }

    /// This much earlier.
    #[must_use]
    pub fn minus(self, ms: u64) -> Self {
        Time(self.0.saturating_sub_unsigned(ms))
    }

    /// Milliseconds from `earlier` to this, 0 where it is not earlier.
    pub fn since(self, earlier: Time) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = DateTime::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(from)?;
        let moment = DateTime::parse_from_rfc3339(&text)
            .map_err(|_| D::Error::custom("a time in RFC 3339, e.g. 2026-11-20T22:40:00.123Z"))?;
        Ok(Time(moment.timestamp_millis()))
    }
}
