//! Money: integers of minor units beside a currency of ISO 4217. Never a float, never converted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The greatest amount, 2^53 - 1, so that JavaScript reads every amount exactly.
pub const MONEY_MAX: i64 = (1 << 53) - 1;

/// An amount in minor units of a currency that stands next to it. Rules accept 1 to 2^53 - 1.
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
pub struct Money(pub i64);

impl Money {
    /// Whether it is an amount that a rule may accept.
    pub const fn is_valid(self) -> bool {
        1 <= self.0 && self.0 <= MONEY_MAX
    }
}

/// A currency of ISO 4217, written as its three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, example = "EUR")]
pub struct Currency([u8; 3]);

/// Every active currency of ISO 4217 by the number of its decimals; funds, metals and test codes left out.
/// The browser's own table is not to be trusted: it shows what is customary, not what is minor.
const DECIMALS: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
         CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
         IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR \
         MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD \
         SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG \
         YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

impl Currency {
    /// The three letters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals a major unit has: JPY 0, USD 2, KWD 3.
    pub fn decimals(self) -> u8 {
        Currency::all().find(|(code, _)| *code == self.as_str()).map_or(2, |(_, decimals)| decimals)
    }

    /// Every currency with its decimals.
    pub fn all() -> impl Iterator<Item = (&'static str, u8)> {
        DECIMALS.iter().flat_map(|(decimals, codes)| codes.split(' ').map(|code| (code, *decimals)))
    }
}

/// Not a currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACurrency;

impl fmt::Display for NotACurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a currency of ISO 4217, such as EUR")
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(code: &str) -> Result<Self, NotACurrency> {
        let known = Currency::all().any(|(known, _)| known == code);
        let letters = code.as_bytes().try_into().map_err(|_| NotACurrency)?;
        if known { Ok(Currency(letters)) } else { Err(NotACurrency) }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
