//! What other kinds of auction come to (2.10): a price that falls, and sealed bids that are opened together. Pure sums;
//! who may do what is in `sealed.rs`.

use std::cmp::Reverse;

use crate::protocol::{
    auction::{
        BidId,
        sealed::{PriceStep, Pricing},
    },
    money::Money,
};

/// The falling price after so long, of so long in all, in milliseconds (I-100): linear, rounded up to a minor unit; or
/// in steps.
pub fn falling(
    start: Money,
    floor: Money,
    step: Option<PriceStep>,
    elapsed_ms: u64,
    whole_ms: u64,
) -> Money {
    let (top, bottom) = (i128::from(start.0), i128::from(floor.0));
    let elapsed = i128::from(elapsed_ms.min(whole_ms));
    let fallen = match step {
        Some(PriceStep { every_ms, amount }) => {
            elapsed / i128::from(every_ms.max(1)) * i128::from(amount.0)
        }
        None if whole_ms == 0 => top - bottom,
        None => (top - bottom) * elapsed / i128::from(whole_ms),
    };
    let price = (top - fallen).clamp(bottom.min(top), top);
    Money(i64::try_from(price).unwrap_or(start.0))
}

/// A bid that was sealed, and stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its number: of equal ones the earliest wins.
    pub bid: BidId,
    /// For one.
    pub amount: Money,
    /// For how many.
    pub quantity: u32,
    /// For all of those, or none.
    pub all_or_none: bool,
}

/// The best bid that reaches `least`, and the next best one.
fn best_two(bids: &[Offered], least: Money) -> (Option<Offered>, Option<Offered>) {
    let mut fit: Vec<Offered> = bids.iter().copied().filter(|bid| least <= bid.amount).collect();
    fit.sort_by_key(|bid| (Reverse(bid.amount), bid.bid));
    (fit.first().copied(), fit.get(1).copied())
}

/// Who has won at the own price; `least` is the reserve, or the start price.
pub fn first_price(bids: &[Offered], least: Money) -> Option<(BidId, Money)> {
    let (best, _) = best_two(bids, least);
    best.map(|best| (best.bid, best.amount))
}

/// Who has won at the next best price (I-101); where there is none that reaches `least`, at that.
pub fn second_price(bids: &[Offered], least: Money) -> Option<(BidId, Money)> {
    let (best, next) = best_two(bids, least);
    best.map(|best| (best.bid, next.map_or(least, |next| next.amount)))
}

/// Who gets how many at which price for one, the best bids first (I-103). What is left of a bid that is for all or none
/// goes to the next ones.
pub fn allocate(bids: &[Offered], quantity: u32, pricing: Pricing) -> Vec<(BidId, u32, Money)> {
    let mut order = bids.to_vec();
    order.sort_by_key(|bid| (Reverse(bid.amount), bid.bid));
    let mut left = quantity;
    let mut filled: Vec<(BidId, u32, Money)> = Vec::new();
    for bid in order {
        let given = bid.quantity.min(left);
        if given == 0 || bid.all_or_none && given < bid.quantity {
            continue;
        }
        left -= given;
        filled.push((bid.bid, given, bid.amount));
    }
    if pricing == Pricing::Uniform
        && let Some(clearing) = filled.iter().map(|(_, _, amount)| *amount).min()
    {
        for (_, _, amount) in &mut filled {
            *amount = clearing;
        }
    }
    filled
}
