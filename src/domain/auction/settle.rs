//! What is left to do after the end (2.9): payment, default, second chance, and putting it up once more.

use super::{names, terms};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        auction::{
            Ended, Event, Outcome, Reject, Relisted,
            event::Paid,
            money::{Hold, Order, PaidWhen, Settlement, Ticketed},
            snapshot::Lot,
            terms::{Changes, Terms},
        },
        id::{Id, RoomId, UserId},
        money::Money,
        time::Time,
    },
};

/// How long a second chance stands, in milliseconds.
pub const CHANCE_MS: u64 = 48 * 60 * 60 * 1_000;
/// How long after the end there is one, in milliseconds: sixty days (eBay).
pub const CHANCE_WITHIN_MS: u64 = 60 * 24 * 60 * 60 * 1_000;

impl Lot {
    /// The end with what it means for the money that is set aside; and the payment, where it is paid with that at once.
    pub(super) fn concluded(&self, ended: Ended, ticket: Option<Ticketed>) -> Vec<Event> {
        if !ended.awards.is_empty() {
            let orders = self.awarded(&ended);
            return vec![Event::Ended(Ended { orders, ..ended })];
        }
        let Some((winner, hammer)) = ended.winner.zip(ended.hammer) else {
            return vec![Event::Ended(Ended { orders: self.frees(None), ..ended })];
        };
        let pay_by = Some(ended.ended_at.plus(self.terms.payment_ms));
        let held = ticket.or_else(|| self.tickets.get(&winner).copied());
        // Who has just set aside what it costs needs nothing else of what they had.
        let mut orders = self.frees(Some(winner).filter(|_| ticket.is_none()));
        let at_end = self.terms.paid == PaidWhen::AtEnd;
        let paid_with = held.filter(|_| self.terms.hold == Hold::Max && at_end);
        if let Some(held) = paid_with {
            let paid = paid(winner, hammer, held);
            return vec![
                Event::Ended(Ended { pay_by, ticket, orders, ..ended }),
                Event::Paid(paid),
            ];
        }
        if self.terms.hold == Hold::Max {
            let needed = self.with_premium(hammer);
            let covered = ticket.is_some_and(|ticket| ticket.amount == needed);
            let order = if covered { None } else { self.covers(winner, needed, None) };
            orders.extend(order);
        }
        vec![Event::Ended(Ended { pay_by, ticket, orders, ..ended })]
    }

    /// What the winner has to pay, for the winner.
    pub(super) fn may_pay(&self, asked: &Asked<'_>) -> Result<Money, Reject> {
        let ended = self.ended.as_ref().ok_or(Reject::BadState { status: self.status })?;
        let due = ended.winner.zip(ended.hammer);
        let (winner, hammer) = due.ok_or(Reject::BadState { status: self.status })?;
        if winner != asked.by.id {
            return Err(Reject::Forbidden);
        }
        self.in_stage(&[Settlement::AwaitingPayment])?;
        Ok(hammer)
    }

    /// The winner pays: what it costs has been set aside.
    pub(super) fn pay(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        let due = self.may_pay(asked)?;
        let needed = Some(self.with_premium(due));
        let Some(ticket) = Self::set_aside(asked, needed)? else { return Ok(Vec::new()) };
        let mut paid = paid(asked.by.id, due, ticket);
        // A hold for bids, or a deposit, has done its work.
        paid.orders.splice(0..0, self.frees(None));
        Ok(vec![Event::Paid(paid)])
    }

    /// It was paid elsewhere, as those say who know.
    pub(super) fn paid_outside(
        &self,
        asked: &Asked<'_>,
        reference: String,
    ) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Bank) {
            return Err(Reject::Forbidden);
        }
        self.in_stage(&[Settlement::AwaitingPayment])?;
        let ended = self.ended.as_ref();
        let due = ended.and_then(|ended| {
            let first = ended.awards.first().map(|award| award.bidder);
            ended.winner.or(first).zip(ended.hammer)
        });
        let (buyer, amount) = due.ok_or(Reject::BadState { status: self.status })?;
        let (reference, orders) = (Some(reference), self.frees(None));
        Ok(vec![Event::Paid(Paid { buyer, amount, reference, orders })])
    }

    /// The winner does not pay, as those say who keep order.
    pub(super) fn default(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Moderate) {
            return Err(Reject::Forbidden);
        }
        self.in_stage(&[Settlement::AwaitingPayment])?;
        Ok(self.defaulted().into_iter().collect())
    }

    /// A deposit goes to the seller; all else that was set aside is free.
    fn defaulted(&self) -> Option<Event> {
        let ended = self.ended.as_ref()?;
        let buyer = ended.winner.or(ended.awards.first().map(|award| award.bidder))?;
        let orders = match (self.terms.hold, self.tickets.get(&buyer)) {
            (Hold::Deposit, Some(held)) => {
                vec![Order::Forfeit { ticket: held.ticket, to: self.seller }]
            }
            (Hold::Deposit | Hold::Max | Hold::None, _) => self.frees(None),
        };
        Some(Event::Defaulted { buyer, orders })
    }

    /// What becomes true of it because time has passed.
    pub(super) fn settlement_due(&self, now: Time) -> Option<Event> {
        match self.deal.stage? {
            Settlement::AwaitingPayment if self.deal.pay_by? <= now => {
                let ended = self.ended.as_ref()?;
                let (winner, hammer) = ended.winner.zip(ended.hammer)?;
                // Whoever has set aside all of it has not failed to pay.
                let held = self.tickets.get(&winner).filter(|_| self.terms.hold == Hold::Max);
                let held = held.filter(|held| self.with_premium(hammer) <= held.amount);
                match held {
                    Some(held) => Some(Event::Paid(paid(winner, hammer, *held))),
                    None => self.defaulted(),
                }
            }
            Settlement::Offered => {
                let (to, _, until) = self.deal.offered?;
                (until <= now).then_some(Event::ChancePassed { to })
            }
            Settlement::AwaitingPayment
            | Settlement::Settled
            | Settlement::Defaulted
            | Settlement::Unsold
            | Settlement::Relisted => None,
        }
    }

    /// When something of it becomes true because time passes.
    pub(super) fn settlement_deadline(&self) -> Option<Time> {
        match self.deal.stage? {
            Settlement::AwaitingPayment => self.deal.pay_by,
            Settlement::Offered => self.deal.offered.map(|(_, _, until)| until),
            Settlement::Settled
            | Settlement::Defaulted
            | Settlement::Unsold
            | Settlement::Relisted => None,
        }
    }

    /// Offers it to somebody who was beaten, at their own highest bid.
    pub(super) fn second_chance(&self, asked: &Asked<'_>, to: &str) -> Result<Vec<Event>, Reject> {
        self.keeper(asked)?;
        self.in_stage(&[Settlement::Unsold, Settlement::Defaulted])?;
        let over = self
            .ended
            .as_ref()
            .is_some_and(|ended| ended.ended_at.plus(CHANCE_WITHIN_MS) <= asked.now);
        if over {
            return Err(Reject::BadState { status: self.status });
        }
        let named = |user: &UserId, shown: &str| shown == to || user.to_string() == to;
        let found = self.bidders.iter().find(|(user, bidder)| named(user, &bidder.shown));
        let (user, _) = found.ok_or(Reject::NotEligible)?;
        if self.deal.defaulters.contains(user) {
            return Err(Reject::NotEligible);
        }
        let amount = self.highest_of(*user).ok_or(Reject::NotEligible)?;
        let until = asked.now.plus(CHANCE_MS);
        Ok(vec![Event::Offered { to: *user, amount, until }])
    }

    /// The highest bid of somebody that stands (I-73).
    fn highest_of(&self, user: UserId) -> Option<Money> {
        if let Some(envelope) = self.envelope_of(user).and_then(|place| self.envelopes.get(place)) {
            return Some(envelope.amount);
        }
        let places = self.bidders.get(&user)?.bids.iter();
        let standing = places.filter_map(|place| self.bids.get(*place)).filter(|bid| !bid.removed);
        standing.map(|bid| bid.max).max()
    }

    /// Takes a second chance, or does not.
    pub(super) fn answer_chance(
        &self,
        asked: &Asked<'_>,
        accept: bool,
    ) -> Result<Vec<Event>, Reject> {
        self.in_stage(&[Settlement::Offered])?;
        let offered = self.deal.offered.filter(|(_, _, until)| asked.now < *until);
        let (to, amount, _) = offered.ok_or(Reject::BadState { status: self.status })?;
        if to != asked.by.id {
            return Err(Reject::Forbidden);
        }
        if !accept {
            return Ok(vec![Event::ChancePassed { to }]);
        }
        let before = self.ended_by(asked.now);
        Ok(vec![Event::Ended(Ended {
            outcome: Outcome::Sold,
            winner: Some(to),
            winner_shown: Some(names::of(self, to)),
            hammer: Some(amount),
            corrects: true,
            second_chance: true,
            former: None,
            pay_by: Some(asked.now.plus(self.terms.payment_ms)),
            ticket: None,
            orders: Vec::new(),
            ..before
        })])
    }

    /// Puts it up once more, under other terms.
    pub(super) fn relist(
        &self,
        room: &RoomId,
        asked: &Asked<'_>,
        changes: &Changes,
    ) -> Result<Vec<Event>, Reject> {
        self.keeper(asked)?;
        self.in_stage(&[Settlement::Unsold, Settlement::Defaulted])?;
        // The times of the first one are over.
        let first = Terms { starts_at: None, ends_at: None, ..self.terms.clone() };
        let terms = first.amended(changes).map_err(|fields| Reject::Invalid { fields })?;
        terms::check(&terms, asked.now)?;
        let publish = terms.publish;
        let terms = Box::new(Terms { publish: false, ..terms });
        let to = RoomId::of(room.kind(), Id::derived("relist", room.as_str()));
        Ok(vec![Event::Relisted { to, terms, publish }])
    }

    fn in_stage(&self, fitting: &[Settlement]) -> Result<(), Reject> {
        let fits = self.deal.stage.is_some_and(|stage| fitting.contains(&stage));
        let status = self.status;
        if fits { Ok(()) } else { Err(Reject::BadState { status }) }
    }

    /// Takes note of what was done after the end.
    pub(super) fn settles(&mut self, event: &Event) {
        match event {
            Event::Paid(paid) => {
                self.obey(&paid.orders);
                self.deal.stage = Some(Settlement::Settled);
                self.deal.pay_by = None;
            }
            Event::Defaulted { buyer, orders } => {
                self.obey(orders);
                self.deal.stage = Some(Settlement::Defaulted);
                self.deal.pay_by = None;
                self.deal.defaulters.push(*buyer);
            }
            Event::Offered { to, amount, until } => {
                self.deal.stage = Some(Settlement::Offered);
                self.deal.offered = Some((*to, *amount, *until));
            }
            Event::ChancePassed { to: _ } => {
                self.deal.offered = None;
                let unsold = self.deal.defaulters.is_empty();
                let stage = if unsold { Settlement::Unsold } else { Settlement::Defaulted };
                self.deal.stage = Some(stage);
            }
            Event::Relisted { to, .. } => {
                self.deal.stage = Some(Settlement::Relisted);
                self.deal.relisted_as = Some(to.clone());
            }
            Event::Created { .. }
            | Event::Edited { .. }
            | Event::Scheduled { .. }
            | Event::Started { .. }
            | Event::Paused { .. }
            | Event::Resumed { .. }
            | Event::BidPlaced(_)
            | Event::BidRemoved(_)
            | Event::Sealed(_)
            | Event::Unsealed(_)
            | Event::Extended { .. }
            | Event::ReserveMet
            | Event::ReserveLowered { .. }
            | Event::Watched { .. }
            | Event::Announced { .. }
            | Event::Ended(_)
            | Event::Cancelled { .. }
            | Event::Funded { .. }
            | Event::Checked { .. } => (),
        }
    }

    /// Takes note of the end in what is left to do.
    pub(super) fn settle_end(&mut self, ended: &Ended) {
        self.deal.pay_by = ended.pay_by;
        self.deal.offered = None;
        self.deal.stage = Some(match ended.outcome {
            // Those who get some of several units pay at the end, where money is set aside at all.
            Outcome::Sold if !ended.awards.is_empty() && self.terms.hold == Hold::Max => {
                Settlement::Settled
            }
            Outcome::Sold => Settlement::AwaitingPayment,
            Outcome::UnsoldNoBids | Outcome::UnsoldReserveNotMet => Settlement::Unsold,
        });
    }
}

/// Paid with what is set aside.
fn paid(buyer: UserId, amount: Money, held: Ticketed) -> Paid {
    let settle = Order::Settle { ticket: held.ticket, buyer, amount, quantity: 1 };
    Paid { buyer, amount, reference: None, orders: vec![settle] }
}

/// An auction that was put up once more begins as this.
pub(super) fn relisted(asked: &Asked<'_>, relisted: &Relisted) -> Vec<Event> {
    let Relisted { from, part_of, seller, seller_name, terms, publish } = relisted;
    let created = Event::Created {
        seller: *seller,
        seller_name: seller_name.clone(),
        // Something else of its name may be for sale by now; then it is put up without it.
        terms: Box::new(Terms {
            item: terms.item.clone().filter(|_| !asked.facts.item_taken),
            ..terms.clone()
        }),
        fees: asked.settings.market.fees,
        relists: from.clone(),
        part_of: part_of.clone(),
    };
    let begins = publish.then(|| super::staff::begin(terms, asked.now));
    std::iter::once(created).chain(begins).collect()
}
