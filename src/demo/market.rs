//! The market: what Bo has for sale, and robots that list, buy and make offers now and then.

use std::{collections::BTreeSet, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    floor::{Floor, Undone},
    robots::Dice,
};
use crate::protocol::{
    id::{RoomId, UserId},
    market::{ListingId, ListingStatus, MARKET, listing::ListingTerms},
    money::Money,
    person::Person,
};

/// A robot rests this long between two deeds, in milliseconds.
const REST_MS: std::ops::RangeInclusive<u64> = 8_000..=20_000;
/// A robot has at most so much for sale.
const OWN_MAX: usize = 4;
/// What a robot offers, in percent of the price.
const OFFER_PERCENT: std::ops::RangeInclusive<u64> = 70..=95;

/// What there is to sell.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// By Bo, from the beginning.
    pub of_bo: Vec<ListingTerms>,
    /// By robots, one after the other and again and again.
    pub of_robots: Vec<ListingTerms>,
}

/// What there is to sell.
pub fn goods() -> Goods {
    #[expect(clippy::expect_used, reason = "a test reads the file that is built in")]
    serde_json::from_str(include_str!("goods.json")).expect("goods.json holds goods")
}

/// The market as a robot sees it: part of what everyone sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shelf {
    /// What is for sale.
    pub listings: Vec<Ware>,
}

/// Something for sale.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ware {
    /// Which.
    pub listing: ListingId,
    /// By whom.
    pub seller: UserId,
    /// For how much.
    pub price: Money,
    /// How many.
    pub remaining: u32,
    /// Whether it can be bought now.
    pub status: ListingStatus,
    /// Whether less may be offered.
    pub accept_offers: bool,
}

/// What a robot does: the request and its data.
pub type Deal = (&'static str, Value);

/// What a robot does about a market, of which it has listed so many things already; nothing where there is nothing to do.
pub fn deal(
    shelf: &Shelf,
    me: UserId,
    robots: &BTreeSet<UserId>,
    next: &ListingTerms,
    dice: &mut Dice,
) -> Option<Deal> {
    let own = shelf.listings.iter().filter(|ware| ware.seller == me).count();
    if own < OWN_MAX && dice.between(1..=3) == 1 {
        return Some(("listing:create", json!(next)));
    }
    let open = |ware: &&Ware| ware.seller != me && ware.status == ListingStatus::Listed;
    // The last one of a person is left for persons.
    let spare = |ware: &&Ware| 1 < ware.remaining || robots.contains(&ware.seller);
    let others: Vec<&Ware> = shelf.listings.iter().filter(open).collect();
    let for_offers: Vec<&Ware> = others.iter().copied().filter(|ware| ware.accept_offers).collect();
    if dice.between(1..=2) == 1
        && let Some(ware) = for_offers.get(dice.place(for_offers.len()))
    {
        let percent = i64::try_from(dice.between(OFFER_PERCENT)).unwrap_or(100);
        let amount = Money((ware.price.0 * percent / 100).max(1));
        return Some(("offer:make", json!({ "listing": ware.listing, "amount": amount })));
    }
    let to_buy: Vec<&Ware> = others.into_iter().filter(spare).collect();
    let ware = to_buy.get(dice.place(to_buy.len()))?;
    Some(("listing:buy", json!({ "listing": ware.listing, "expectedPrice": ware.price })))
}

/// Puts up what Bo has, and lets robots deal.
pub(super) async fn open(
    floor: &Floor,
    bo: &Person,
    bank: &Person,
    dealers: Vec<Person>,
) -> Result<(), Undone> {
    let goods = goods();
    let market = RoomId::from(MARKET);
    for terms in &goods.of_bo {
        floor.ask(bo, &market, "listing:create", &json!(terms)).await?;
    }
    let robots: BTreeSet<_> = dealers.iter().map(|robot| robot.id).collect();
    for (number, robot) in dealers.into_iter().enumerate() {
        // They begin at different things.
        let mut stock = goods.of_robots.clone();
        stock.rotate_left(number * OWN_MAX % goods.of_robots.len().max(1));
        if let Some(terms) = stock.first() {
            floor.ask(&robot, &market, "listing:create", &json!(terms)).await?;
            stock.rotate_left(1);
        }
        let dice = Dice::new(robot.id.0.number().unsigned_abs());
        let robots = robots.clone();
        actix::spawn(floor.clone().deal_on_and_on(robot, robots, bank.clone(), stock, dice));
    }
    Ok(())
}

impl Floor {
    async fn deal_on_and_on(
        self,
        robot: Person,
        robots: BTreeSet<UserId>,
        bank: Person,
        mut stock: Vec<ListingTerms>,
        mut dice: Dice,
    ) {
        let market = RoomId::from(MARKET);
        loop {
            actix::clock::sleep(Duration::from_millis(dice.between(REST_MS))).await;
            let Some(seen) = self.look::<Shelf>(&market, &robot).await else { continue };
            let Some(next) = stock.first() else { return };
            let deal = deal(&seen, robot.id, &robots, next, &mut dice);
            let Some((request, data)) = deal else { continue };
            // Somebody may have been faster, or a price may have changed; then it looks again later.
            let done = self.ask(&robot, &market, request, &data).await;
            if done.is_ok() && request == "listing:create" {
                stock.rotate_left(1);
            }
            if self.is_short(&robot, &market).await {
                drop(self.fund(&robot, &bank).await);
            }
        }
    }

    /// Whether a robot has spent most of what it had.
    async fn is_short(&self, robot: &Person, market: &RoomId) -> bool {
        /// Of a currency: less is too little.
        const LITTLE: i64 = 50_000;
        let state = self.look::<Value>(market, robot).await.unwrap_or_default();
        let wallet = state["you"]["wallet"].as_array().cloned().unwrap_or_default();
        wallet.iter().any(|purse| purse["available"].as_i64().is_some_and(|left| left < LITTLE))
    }
}
