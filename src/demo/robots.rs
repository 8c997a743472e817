//! Robots at auctions: what they would bid, as a pure function of what they see and of dice.
//!
//! They come in by the door that everyone comes in by, and know nothing that a person would not see.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::protocol::{
    auction::{
        Status,
        terms::{AuctionKind, Bidding},
    },
    money::Money,
};

/// A robot rests this long between two bids, in milliseconds.
const REST_MS: std::ops::RangeInclusive<u64> = 4_000..=9_000;
/// What a robot would pay at most, in percent of what a lot is worth.
const TASTE_PERCENT: std::ops::RangeInclusive<u64> = 70..=115;
/// Of several units a robot wants at most so many.
const UNITS_MAX: u64 = 2;
/// One bid in so many leaves a maximum with the house.
const PROXY_ONE_IN: u64 = 3;
/// Even a hesitant robot offers at most so many steps more than it must.
const JUMP_STEPS_MAX: u64 = 2;

/// A lot as a robot sees it: part of what everyone sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Where it stands.
    pub status: Status,
    /// Which kind of auction.
    pub kind: AuctionKind,
    /// What a bid says.
    pub bidding: Bidding,
    /// The price, once there is a bid; where it falls, that of now.
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// What concerns the robot.
    pub you: Option<Standing>,
}

/// What concerns the robot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Whether it leads.
    pub leading: bool,
    /// Under which name it is shown, once it has bid.
    pub alias: Option<String>,
}

/// What a robot offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// At least the minimum.
    pub amount: Money,
    /// The most that the house may bid for it.
    pub max: Option<Money>,
    /// The price that it looked at.
    pub expected_price: Option<Money>,
}

impl Offer {
    /// The data of `auction:bid`.
    pub fn data(&self) -> Value {
        let mut data = json!({ "amount": self.amount });
        for (name, money) in [("max", self.max), ("expectedPrice", self.expected_price)] {
            if let Some(money) = money {
                data[name] = json!(money);
            }
        }
        data
    }
}

/// What a robot does about a lot that it would pay `most` for: the request and its data.
pub fn deed(seen: &Seen, most: Money, dice: &mut Dice) -> Option<(&'static str, Value)> {
    let has_bid = seen.you.as_ref().is_some_and(|you| you.alias.is_some());
    match seen.kind {
        AuctionKind::English => offer(seen, most, dice).map(|offer| ("auction:bid", offer.data())),
        AuctionKind::Dutch => {
            let price = seen.price.filter(|price| seen.is_open() && *price <= most)?;
            Some(("auction:accept", json!({ "limit": price })))
        }
        // What is sealed is said once.
        AuctionKind::SealedFirst | AuctionKind::Vickrey | AuctionKind::MultiUnit
            if has_bid || !seen.is_open() || most < seen.minimum =>
        {
            None
        }
        AuctionKind::SealedFirst | AuctionKind::Vickrey => {
            Some(("auction:bid", json!({ "amount": most })))
        }
        AuctionKind::MultiUnit => {
            let quantity = dice.between(1..=UNITS_MAX);
            Some(("auction:bid", json!({ "amount": most, "quantity": quantity })))
        }
    }
}

impl Seen {
    fn is_open(&self) -> bool {
        match self.status {
            Status::Active => true,
            Status::Draft
            | Status::Scheduled
            | Status::Paused
            | Status::Ended
            | Status::Cancelled => false,
        }
    }
}

/// What a robot offers for a lot that it would pay `most` for; nothing where it leads, may not, or would not.
pub fn offer(seen: &Seen, most: Money, dice: &mut Dice) -> Option<Offer> {
    let leads = seen.you.as_ref().is_some_and(|you| you.leading);
    if !seen.is_open() || leads || most < seen.minimum {
        return None;
    }
    let step = seen.price.map_or(0, |price| (seen.minimum.0 - price.0).max(0));
    let jump = step * i64::try_from(dice.between(0..=JUMP_STEPS_MAX)).unwrap_or_default();
    let amount = Money((seen.minimum.0 + jump).min(most.0));
    let max = match seen.bidding {
        Bidding::Proxy if dice.between(1..=PROXY_ONE_IN) == 1 => {
            let room = u64::try_from(most.0 - amount.0).unwrap_or_default();
            let more = i64::try_from(dice.between(0..=room)).unwrap_or_default();
            Some(Money(amount.0 + more - more % step.max(1)))
        }
        Bidding::Proxy | Bidding::Open => None,
    };
    Some(Offer { amount, max, expected_price: seen.price })
}

/// What a robot would pay at most for a lot that is worth so much.
pub fn taste(worth: Money, dice: &mut Dice) -> Money {
    let percent = i64::try_from(dice.between(TASTE_PERCENT)).unwrap_or(100);
    Money(worth.0 / 100 * percent)
}

/// How long a robot rests now, in milliseconds.
pub fn rest_ms(dice: &mut Dice) -> u64 {
    dice.between(REST_MS)
}

/// Dice that fall the same way for the same seed (xorshift64*). For robots and tests, never for secrets.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice with a seed.
    pub fn new(seed: u64) -> Self {
        Dice(seed | 1)
    }

    /// A number in the range.
    pub fn between(&mut self, range: std::ops::RangeInclusive<u64>) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let rolled = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        let width = range.end().saturating_sub(*range.start()).saturating_add(1);
        range.start() + rolled % width.max(1)
    }
    /// A place in a list of so many.
    pub fn place(&mut self, count: usize) -> usize {
        let last = u64::try_from(count).unwrap_or_default().saturating_sub(1);
        usize::try_from(self.between(0..=last)).unwrap_or_default()
    }
}
