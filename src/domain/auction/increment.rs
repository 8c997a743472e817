//! By how much a bid must exceed the visible price (2.2). All sums in `i128`, checked down.

use crate::protocol::{
    auction::terms::Increment,
    money::{MONEY_MAX, Money},
};

/// The tables that ship: rows of `[from, step]` in minor units.
pub const TABLES: [(&str, &[(i64, i64)]); 6] = [
    ("ebay_us", &EBAY_US),
    ("ebay_uk", &EBAY_UK),
    ("yahoo_jp", &YAHOO_JP),
    ("gunbroker", &GUNBROKER),
    ("whatnot_usd", &WHATNOT_USD),
    ("catawiki_usd", &CATAWIKI_USD),
];

const EBAY_US: [(i64, i64); 10] = [
    (0, 5),
    (100, 25),
    (500, 50),
    (2_500, 100),
    (10_000, 250),
    (25_000, 500),
    (50_000, 1_000),
    (100_000, 2_500),
    (250_000, 5_000),
    (500_000, 10_000),
];
const EBAY_UK: [(i64, i64); 10] = [
    (0, 5),
    (100, 20),
    (500, 50),
    (1_500, 100),
    (6_000, 200),
    (15_000, 500),
    (30_000, 1_000),
    (60_000, 2_000),
    (150_000, 5_000),
    (300_000, 10_000),
];
const YAHOO_JP: [(i64, i64); 5] =
    [(0, 10), (1_000, 100), (5_000, 250), (10_001, 500), (50_000, 1_000)];
const GUNBROKER: [(i64, i64); 5] =
    [(0, 25), (1_000, 100), (5_000, 200), (10_000, 500), (100_000, 2_500)];
const WHATNOT_USD: [(i64, i64); 7] = [
    (0, 100),
    (3_000, 200),
    (5_000, 300),
    (10_000, 500),
    (30_000, 1_000),
    (100_000, 2_000),
    (200_000, 5_000),
];
const CATAWIKI_USD: [(i64, i64); 6] = [
    (100, 200),
    (1_200, 600),
    (11_200, 1_200),
    (22_300, 2_300),
    (55_700, 5_600),
    (111_400, 11_200),
];

/// Hundredths of a percent in one.
const BPS: i128 = 10_000;

/// What is said instead of a sum that no bid can reach: still read exactly by JavaScript.
const OUT_OF_REACH: i128 = 1 << 53;

/// The table of that name.
pub fn table(name: &str) -> Option<&'static [(i64, i64)]> {
    TABLES.iter().find(|(known, _)| *known == name).map(|(_, rows)| *rows)
}

/// The increment at `price`: at least the tick, and a multiple of it (I-20).
pub fn step(increment: &Increment, tick: Money, price: Money) -> Money {
    let step = match increment {
        Increment::Fixed { amount } => i128::from(amount.0),
        Increment::Table { name: _, rows: Some(rows) } => {
            row(rows.iter().map(|(from, step)| (from.0, step.0)), price.0)
        }
        Increment::Table { name, rows: None } => {
            let rows = name.as_deref().and_then(table).unwrap_or_default();
            row(rows.iter().copied(), price.0)
        }
        Increment::Percent { bps, min } => {
            let share = ceiling(i128::from(price.0) * i128::from(*bps), BPS);
            share.max(min.map_or(1, |min| i128::from(min.0)))
        }
        Increment::Ladder => ladder(price.0),
    };
    let tick = i128::from(tick.0.max(1));
    money(ceiling(step.max(1), tick) * tick)
}

/// The least bid above `price`; 2^53, which no bid reaches, where it would be more than money can say.
pub fn above(increment: &Increment, tick: Money, price: Money) -> Money {
    plus(price, step(increment, tick, price))
}

/// The sum of both; 2^53, which no bid reaches, where it would be more than money can say.
pub fn plus(left: Money, right: Money) -> Money {
    money(i128::from(left.0) + i128::from(right.0))
}

/// The last row that begins at or below the price, or the first row.
fn row(rows: impl Iterator<Item = (i64, i64)> + Clone, price: i64) -> i128 {
    let first = rows.clone().next().map_or(1, |(_, step)| step);
    let found = rows.take_while(|(from, _)| *from <= price).last();
    i128::from(found.map_or(first, |(_, step)| step))
}

/// A tenth of the decade: 1 below 100, 10 below 1,000, and so on.
fn ladder(price: i64) -> i128 {
    let digits = price.max(1).ilog10() + 1;
    10_i128.pow(digits.saturating_sub(2))
}

/// The quotient, rounded up.
fn ceiling(amount: i128, by: i128) -> i128 {
    (amount + by - 1) / by
}

fn money(amount: i128) -> Money {
    let capped = amount.min(OUT_OF_REACH);
    debug_assert!(0 <= capped, "sums of money are never negative");
    Money(i64::try_from(capped).unwrap_or(MONEY_MAX))
}
