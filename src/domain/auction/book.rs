//! The one definition of price: a fold over the bids that stand, in the order they came (2.3).

use std::cmp::Ordering;

use crate::{
    domain::auction::increment,
    protocol::{
        auction::{
            Capped, Standing,
            snapshot::{Lead, Lot, Placement},
            terms::{BelowReserve, Bidding, Terms},
        },
        id::UserId,
        money::Money,
    },
};

/// An offer that has passed every check.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    /// Whose.
    pub(super) bidder: UserId,
    /// The maximum; in open bidding the amount.
    pub(super) max: Money,
    /// The leader means to go down with it.
    pub(super) lowers: bool,
}

/// Who leads at which price after `offer`, and what it did.
pub(super) fn fold(
    terms: &Terms,
    reserve: Option<Money>,
    lead: Option<Lead>,
    offer: Offer,
) -> (Lead, Standing) {
    match terms.bidding {
        Bidding::Proxy => {
            let (lead, standing) = proxy(terms, lead, offer);
            (at_reserve(terms, reserve, lead), standing)
        }
        Bidding::Open => open(lead, offer),
    }
}

fn proxy(terms: &Terms, lead: Option<Lead>, offer: Offer) -> (Lead, Standing) {
    let Offer { bidder, max, lowers } = offer;
    let above = |losing| increment::above(&terms.increment, terms.tick, losing);
    let Some(lead) = lead else {
        return (Lead { leader: bidder, max, price: terms.start_price }, Standing::Leading);
    };
    if lead.leader == bidder {
        return match max.cmp(&lead.max) {
            Ordering::Less if lowers => {
                (Lead { max: max.max(lead.price), ..lead }, Standing::Lowered)
            }
            Ordering::Greater | Ordering::Equal | Ordering::Less => {
                (Lead { max: max.max(lead.max), ..lead }, Standing::Raised)
            }
        };
    }
    if lead.max < max {
        let price = lead.price.max(max.min(above(lead.max)));
        (Lead { leader: bidder, max, price }, Standing::Leading)
    } else {
        // the step is the one at the losing maximum. On a tie the earlier bid keeps the lead.
        let price = lead.price.max(lead.max.min(above(max)));
        (Lead { price, ..lead }, Standing::Outbid)
    }
}

/// The reserve's say, after every step of the proxy.
fn at_reserve(terms: &Terms, reserve: Option<Money>, lead: Lead) -> Lead {
    let Some(reserve) = reserve else { return lead };
    let floor = if reserve <= lead.max {
        reserve
    } else {
        match terms.below_reserve {
            BelowReserve::Competitive => return lead,
            BelowReserve::JumpToMax => lead.max,
        }
    };
    Lead { price: lead.price.max(floor), ..lead }
}

/// In open bidding the last amount is the price. Without the checks that it passed live, it may be
/// one that no longer exceeds the price; then it changes nothing.
fn open(lead: Option<Lead>, offer: Offer) -> (Lead, Standing) {
    let Offer { bidder, max, lowers: _ } = offer;
    let next = Lead { leader: bidder, max, price: max };
    match lead {
        Some(lead) if max <= lead.price => (lead, Standing::Outbid),
        Some(lead) if lead.leader == bidder => (next, Standing::Raised),
        Some(_) | None => (next, Standing::Leading),
    }
}

/// Who must be cut, and to what, when the reserve comes down to `reserve`: to the tick below
/// it, or the seller could feel for the hidden maximum by lowering it step by step.
pub(super) fn capped(terms: &Terms, lead: Option<Lead>, reserve: Money) -> Option<Capped> {
    let lead = lead.filter(|lead| lead.price < reserve && reserve <= lead.max)?;
    let below = Money(reserve.0 - terms.tick.0).max(lead.price);
    Some(Capped { bidder: lead.leader, max: below })
}

impl Lot {
    /// Who would lead at which price if only these bids had been made (R-61, I-70).
    pub(super) fn refold(&self, stands: impl Fn(usize, &Placement) -> bool) -> Option<Lead> {
        let mut reserve = self.terms.reserve;
        let mut lead: Option<Lead> = None;
        let mut changes = self.lowered.iter().peekable();
        for (place, bid) in self.bids.iter().enumerate() {
            while let Some(change) = changes.next_if(|change| change.after <= place) {
                lead = lower(&self.terms, lead, reserve, change.reserve);
                reserve = Some(change.reserve);
            }
            if stands(place, bid) {
                let lowers = bid.standing == Standing::Lowered;
                let offer = Offer { bidder: bid.bidder, max: bid.max, lowers };
                lead = Some(fold(&self.terms, reserve, lead, offer).0);
            }
        }
        for change in changes {
            lead = lower(&self.terms, lead, reserve, change.reserve);
            reserve = Some(change.reserve);
        }
        lead
    }

    /// Whether `price` reaches the reserve; `None` without one (I-40).
    pub(super) fn reaches_reserve(&self, price: Option<Money>) -> Option<bool> {
        let reserve = self.reserve?;
        Some(price.is_some_and(|price| reserve <= price))
    }

    /// The least that the next bid must offer at this price.
    pub(super) fn minimum_above(&self, price: Option<Money>) -> Money {
        match price {
            Some(price) => increment::above(&self.terms.increment, self.terms.tick, price),
            None => self.terms.start_price,
        }
    }

    /// The visible price.
    pub(super) fn price(&self) -> Option<Money> {
        self.lead.map(|lead| lead.price)
    }
}

/// One lowering of the reserve in the fold.
fn lower(terms: &Terms, lead: Option<Lead>, before: Option<Money>, reserve: Money) -> Option<Lead> {
    let held = lead?;
    let met = before.is_some_and(|before| before <= held.price);
    let cut = if met { None } else { capped(terms, lead, reserve) };
    Some(cut.map_or(held, |cut| Lead { max: cut.max, ..held }))
}
