//! Ids: narrow integers inside, opaque text outside.

use std::{fmt, str::FromStr};

use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};

use super::time::Time;

/// Crockford's base 32 in lower case: no `i`, `l`, `o`, `u`, so that an id can be read aloud.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Digits of a 63-bit number in base 32.
const TEXT_BYTES: usize = 13;
/// Low bits of an id that are random; the rest is the time, so that new rows go to the end of an index.
const RANDOM_BITS: u32 = 20;

/// The bit of an id that follows from something; those that are minted will not have it for a century.
const DERIVED: u64 = 1 << 62;

/// The identity of a thing that has no name of its own: 63 bits, written as 13 opaque characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct Id(u64);

impl Id {
    /// An id made at `now` with fresh randomness.
    pub fn mint(now: Time, random: u64) -> Self {
        let noise = random & ((1 << RANDOM_BITS) - 1);
        Id(((now.ms().unsigned_abs() << RANDOM_BITS) | noise) & (u64::MAX >> 1))
    }

    /// The id with this number; only its low 63 bits count.
    pub fn from_number(number: u64) -> Self {
        Id(number & (u64::MAX >> 1))
    }

    /// The id that always follows from what it is for and whom it concerns. No other id is like it.
    pub fn derived(what: &str, whom: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(what);
        hash.update([0]);
        hash.update(whom);
        let mut number = [0; 8];
        number.copy_from_slice(&hash.finalize()[..8]);
        Id((u64::from_be_bytes(number) | DERIVED) & (u64::MAX >> 1))
    }

    /// Whether it follows from something.
    pub fn is_derived(self) -> bool {
        self.0 & DERIVED != 0
    }

    /// The id of what a user makes with this key: made again it is the same.
    pub fn keyed(kind: &str, user: UserId, key: &Key) -> Self {
        Id(Id::derived(kind, &format!("{user}/{}", key.as_str())).0 & !DERIVED)
    }

    /// The number, which fits a database's signed `BIGINT`.
    pub fn number(self) -> i64 {
        self.0.cast_signed()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0_u8; TEXT_BYTES];
        for (place, digit) in text.iter_mut().rev().enumerate() {
            let value = (self.0 >> (5 * place)) & 31;
            *digit = DIGITS[usize::try_from(value).unwrap_or_default()];
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// The text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != TEXT_BYTES {
            return Err(NotAnId);
        }
        // Wider than it needs to be: the first digits of what is no id must not fall out at the top.
        let mut number: u128 = 0;
        for byte in text.bytes() {
            let digit = DIGITS.iter().position(|digit| *digit == byte).ok_or(NotAnId)?;
            number = (number << 5) | u128::try_from(digit).map_err(|_| NotAnId)?;
        }
        let number = u64::try_from(number).map_err(|_| NotAnId)?;
        if number <= u64::MAX >> 1 { Ok(Id(number)) } else { Err(NotAnId) }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Who: a person or a backend with an account.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct UserId(pub Id);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The position of an event in its room; the first is 1 and there are no holes.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Seq(self.0 + 1)
    }

    /// The number, as a database keeps it.
    pub fn number(self) -> i64 {
        self.0.cast_signed()
    }
}

/// Something that has no other name than the position at which it came about; as text, `"18"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct Place(pub Seq);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.fmt(f)
    }
}

impl FromStr for Place {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let number: u64 = text.parse().map_err(|_| NotAnId)?;
        // One way to write it, and a number that a database can keep.
        let plain = number.to_string() == text && i64::try_from(number).is_ok();
        if plain { Ok(Place(Seq(number))) } else { Err(NotAnId) }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// Which room, written `kind:key` (`auction:0192f0c1`) or `kind` alone where there is one (`market`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct RoomId(ByteString);

impl RoomId {
    /// The room `kind:key`.
    pub fn of(kind: &str, key: impl fmt::Display) -> Self {
        RoomId(format!("{kind}:{key}").into())
    }

    /// What stands before the colon.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(kind, _)| kind)
    }

    /// What stands after the colon, empty where there is none.
    pub fn key(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, key)| key)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RoomId {
    fn from(text: &str) -> Self {
        RoomId(ByteString::from(text))
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RoomId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RoomId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(RoomId(ByteString::from(String::deserialize(from)?)))
    }
}

/// The most bytes an idempotency key has.
pub const KEY_BYTES_MAX: usize = 64;

/// An idempotency key: made by the client, unique among the keys of its user for 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 1, max_length = 64)]
pub struct Key(ByteString);

impl Key {
    /// The key, where `text` is one: 1 to 64 bytes.
    pub fn new(text: &str) -> Option<Self> {
        (1..=KEY_BYTES_MAX).contains(&text.len()).then(|| Key(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Key::new(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("1 to 64 bytes"))
    }
}
