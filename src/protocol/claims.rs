//! What stands in an access token, as text: RFC 7519 with the profile of RFC 9068.
//!
//! What a token must hold to be believed is decided by `gateway/token`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    account::FamilyId,
    id::{Id, UserId},
    person::Role,
    time::Time,
};

/// The head of a token. A field that stands twice is refused by serde; `crit` is read only to be refused.
#[derive(Debug, Deserialize)]
pub struct Head {
    /// The algorithm that it claims; compared with the key's own, never followed.
    pub alg: String,
    /// What kind of token it is.
    #[serde(default)]
    pub typ: Option<String>,
    /// Which key signed it.
    #[serde(default)]
    pub kid: Option<String>,
    /// Extensions that a reader must understand; none are.
    #[serde(default)]
    pub crit: Option<serde_json::Value>,
}

/// The claims of a token of our own.
#[derive(Debug, Serialize, Deserialize)]
pub struct OwnClaims {
    /// Us.
    pub iss: String,
    /// For us.
    pub aud: String,
    /// Who.
    pub sub: UserId,
    /// Which sign-in it belongs to.
    pub sid: FamilyId,
    /// When it was issued.
    pub iat: Seconds,
    /// Not before.
    pub nbf: Seconds,
    /// Until when, exclusively.
    pub exp: Seconds,
    /// Tells it from every other token.
    pub jti: Id,
}

/// The claims of another issuer's token.
#[derive(Debug, Deserialize)]
pub struct ForeignClaims {
    /// Who issued it.
    pub iss: String,
    /// Who, there.
    pub sub: String,
    /// When it was issued.
    #[serde(default)]
    pub iat: Option<Seconds>,
    /// Not before.
    #[serde(default)]
    pub nbf: Option<Seconds>,
    /// Until when, exclusively.
    pub exp: Seconds,
    /// How they want to be called.
    #[serde(default)]
    pub name: Option<String>,
    /// What they are, where the issuer is trusted with it.
    #[serde(default)]
    pub role: Option<Role>,
}

/// The issuer that a token names, read before anything is believed, to find the key.
#[derive(Debug, Deserialize)]
pub struct NamedIssuer {
    /// The name.
    pub iss: String,
}

/// A `NumericDate`: seconds since the epoch. Other issuers may write fractions, which are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Seconds(i64);

/// The last second of the year 9999; later ones are mistakes.
const SECONDS_MAX: i64 = 253_402_300_799;

impl Seconds {
    /// The second in which `time` lies.
    pub fn of(time: Time) -> Self {
        Seconds(time.ms().div_euclid(1000))
    }

    /// The moment at which this second begins.
    pub fn time(self) -> Time {
        Time::from_ms(self.0 * 1000)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(from)?;
        // The part before the point: fractions are rare and only make a token end earlier.
        let text = number.to_string();
        let whole = text.split('.').next().and_then(|whole| whole.parse::<i64>().ok());
        match whole {
            Some(seconds) if (0..=SECONDS_MAX).contains(&seconds) && !text.contains(['e', 'E']) => {
                Ok(Seconds(seconds))
            }
            Some(_) | None => Err(D::Error::custom("seconds since the epoch")),
        }
    }
}
