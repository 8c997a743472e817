//! What the seller and staff do: make, publish, pause, extend, end, call off, lower the reserve,
//! strike out, announce.

use super::{book, terms};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
        auction::names,
        is_staff,
    },
    protocol::{
        auction::{
            BidId, Ended, Event, Extender, Outcome, Reject, Standing, Status,
            money::{Hold, Settlement},
            snapshot::{Lead, Lot},
            terms::{AuctionKind, Changes, Terms},
        },
        fault::FieldError,
        id::{Id, RoomId},
        money::Money,
        person::Person,
        time::Time,
    },
};

/// Making an auction in a room where there is none yet.
pub(super) fn create(
    room: &RoomId,
    asked: &Asked<'_>,
    terms: &Terms,
) -> Result<Vec<Event>, Reject> {
    if !may(asked.by.role, Deed::Sell) {
        return Err(Reject::Forbidden);
    }
    if asked.facts.item_taken {
        return Err(Reject::ItemListed);
    }
    let terms = &tried(room, asked, terms)?;
    terms::check(terms, asked.now)?;
    let created = Event::Created {
        seller: asked.by.id,
        seller_name: asked.by.name.clone(),
        terms: Box::new(Terms { publish: false, ..terms.clone() }),
        fees: asked.settings.market.fees,
        relists: None,
        part_of: None,
    };
    let publish = terms.publish.then(|| begin(terms, asked.now));
    Ok(std::iter::once(created).chain(publish).collect())
}

/// The terms with the rule that an experiment has for this auction: one of several by chance, and always the same.
fn tried(room: &RoomId, asked: &Asked<'_>, terms: &Terms) -> Result<Terms, Reject> {
    let wrong =
        |path, why| Reject::Invalid { fields: vec![FieldError::new(path, "wrong_value", why)] };
    if terms.arm.is_some() {
        return Err(wrong("arm", "the house says which"));
    }
    let Some(name) = &terms.experiment else { return Ok(terms.clone()) };
    let known = asked.settings.experiments.iter().find(|one| one.name == *name);
    let arms = &known.ok_or_else(|| wrong("experiment", "there is no such experiment"))?.arms;
    let chance = Id::derived("experiment", &format!("{name}/{room}")).number().unsigned_abs();
    let count = u64::try_from(arms.len()).unwrap_or(1).max(1);
    let arm = usize::try_from(chance % count).ok().and_then(|place| arms.get(place));
    let arm = arm.ok_or_else(|| wrong("experiment", "it has no arms"))?;
    let (increment, arm) = (arm.increment.clone(), Some(arm.name.clone()));
    Ok(Terms { increment, arm, ..terms.clone() })
}

/// How an auction with these terms leaves the draft: it begins, or will by itself.
pub(super) fn begin(terms: &Terms, now: Time) -> Event {
    let end_from =
        |start: Time| terms.ends_at.or_else(|| terms.duration_ms.map(|ms| start.plus(ms)));
    match terms.starts_at {
        Some(starts_at) if now < starts_at => {
            Event::Scheduled { starts_at, ends_at: end_from(starts_at) }
        }
        Some(_) | None => Event::Started { ends_at: end_from(now) },
    }
}

impl Lot {
    /// Whether this person keeps the auction in order: its seller, staff, or the shop's backend.
    pub(super) fn is_kept_by(&self, person: &Person) -> bool {
        person.id == self.seller || may(person.role, Deed::Moderate)
    }

    /// Refuses everyone who does not keep the auction in order.
    pub(super) fn keeper(&self, asked: &Asked<'_>) -> Result<Status, Reject> {
        if self.is_kept_by(asked.by) {
            Ok(self.status_at(asked.now))
        } else {
            Err(Reject::Forbidden)
        }
    }

    /// Other terms for a draft.
    pub(super) fn edit(&self, asked: &Asked<'_>, changes: &Changes) -> Result<Vec<Event>, Reject> {
        in_states(self.keeper(asked)?, &[Status::Draft])?;
        let invalid = |fields| Reject::Invalid { fields };
        let terms = self.terms.amended(changes).map_err(invalid)?;
        // What an experiment has given stays, or it would compare what somebody chose.
        let tried = |terms: &Terms| {
            let fixed = terms.experiment.as_ref().map(|_| terms.increment.clone());
            (terms.experiment.clone(), terms.arm.clone(), fixed)
        };
        if tried(&terms) != tried(&self.terms) {
            let why = "an experiment is chosen when the draft is made, and says the increment";
            return Err(invalid(vec![FieldError::new("experiment", "wrong_value", why)]));
        }
        if terms.item != self.terms.item {
            let why = "it was claimed when the draft was made";
            return Err(invalid(vec![FieldError::new("item", "wrong_value", why)]));
        }
        terms::check(&terms, asked.now)?;
        let publish = terms.publish.then(|| begin(&terms, asked.now));
        let kept = Terms { publish: false, ..terms };
        let edited = Event::Edited { terms: Box::new(kept) };
        Ok(std::iter::once(edited).chain(publish).collect())
    }

    /// Out of the draft.
    pub(super) fn publish(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        in_states(self.keeper(asked)?, &[Status::Draft])?;
        // Time has passed since the draft was written.
        terms::check(&self.terms, asked.now)?;
        Ok(vec![begin(&self.terms, asked.now)])
    }

    /// The clock stops.
    pub(super) fn pause(&self, asked: &Asked<'_>, reason: String) -> Result<Vec<Event>, Reject> {
        in_states(self.keeper(asked)?, &[Status::Active])?;
        let remaining_ms = self.ends_at.map(|ends_at| ends_at.since(asked.now));
        Ok(vec![Event::Paused { reason, remaining_ms }])
    }

    /// The clock runs on.
    pub(super) fn resume(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        in_states(self.keeper(asked)?, &[Status::Paused])?;
        let ends_at = self.remaining_ms().map(|ms| asked.now.plus(ms));
        Ok(vec![Event::Resumed { ends_at }])
    }

    /// The end moves by hand.
    pub(super) fn extend(&self, asked: &Asked<'_>, seconds: u32) -> Result<Vec<Event>, Reject> {
        let status = self.keeper(asked)?;
        in_states(status, &[Status::Active, Status::Paused])?;
        // A price that falls would rise by it (I-100).
        if self.terms.kind == AuctionKind::Dutch {
            return Err(Reject::WrongKind { kind: self.terms.kind });
        }
        let by_ms = u64::from(seconds) * 1_000;
        // Before the first bid there may be no end to move.
        let ends_at = self.ends_at.ok_or(Reject::BadState { status })?.plus(by_ms);
        let remaining_ms = self.remaining_ms().map(|ms| ms + by_ms);
        let by = Extender::Staff;
        Ok(vec![Event::Extended { ends_at, by, remaining_ms, by_ms: None }])
    }

    /// The hammer falls now.
    pub(super) fn end(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        in_states(self.keeper(asked)?, &[Status::Active, Status::Paused])?;
        Ok(self.concluded(self.outcome(self.lead, asked.now), None))
    }

    /// It is called off.
    pub(super) fn cancel(&self, asked: &Asked<'_>, reason: String) -> Result<Vec<Event>, Reject> {
        let before_the_end = [Status::Draft, Status::Scheduled, Status::Active, Status::Paused];
        in_states(self.keeper(asked)?, &before_the_end)?;
        if !may(asked.by.role, Deed::Moderate) && !self.bids.is_empty() {
            return Err(Reject::Forbidden);
        }
        Ok(vec![Event::Cancelled { reason, orders: self.frees(None) }])
    }

    /// The seller asks for less.
    pub(super) fn lower_reserve(
        &self,
        asked: &Asked<'_>,
        reserve: Money,
    ) -> Result<Vec<Event>, Reject> {
        let status = self.keeper(asked)?;
        in_states(status, &[Status::Scheduled, Status::Active, Status::Paused])?;
        let Some(before) = self.reserve.filter(|before| self.price() < Some(*before)) else {
            return Err(Reject::BadState { status });
        };
        if !reserve.is_valid() {
            return Err(Reject::InvalidAmount);
        }
        if reserve.0 % self.terms.tick.0 != 0 {
            return Err(Reject::BadTick { tick: self.terms.tick });
        }
        if before <= reserve {
            return Err(Reject::NotLower);
        }
        let above = self.price().map_or(self.terms.start_price <= reserve, |price| price < reserve);
        if !above {
            let price = self.price().unwrap_or(self.terms.start_price);
            return Err(Reject::BelowCurrentPrice { price });
        }
        let capped = book::capped(&self.terms, self.lead, reserve);
        let less = capped.filter(|_| self.terms.hold == Hold::Max);
        let less = less.and_then(|cut| self.covers(cut.bidder, self.with_premium(cut.max), None));
        let orders = less.into_iter().collect();
        Ok(vec![Event::ReserveLowered { reserve, capped, orders }])
    }

    /// Staff strikes a bid out, at any time before settlement.
    pub(super) fn void(
        &self,
        asked: &Asked<'_>,
        bid: BidId,
        reason: String,
    ) -> Result<Vec<Event>, Reject> {
        if !is_staff(asked.by.role) {
            return Err(Reject::Forbidden);
        }
        let status = self.status_at(asked.now);
        if self.is_sealed() {
            // Once they are opened, they are what everybody saw.
            in_states(status, &[Status::Active, Status::Paused])?;
            return self.unseal(asked, bid, Some(reason));
        }
        in_states(status, &[Status::Active, Status::Paused, Status::Ended])?;
        let place = self.place_of(bid).ok_or(Reject::UnknownBid)?;
        let bid = self.bids.get(place).ok_or(Reject::UnknownBid)?;
        if bid.removed {
            return Err(Reject::AlreadyRetracted);
        }
        // A lowering is no offer; without it a higher maximum would hold that its bidder gave up.
        if bid.standing == Standing::Lowered {
            return Err(Reject::NotRetractable);
        }
        // What was paid stays paid.
        let open = [Settlement::AwaitingPayment, Settlement::Unsold, Settlement::Defaulted];
        if self.deal.stage.is_some_and(|stage| !open.contains(&stage)) {
            return Err(Reject::BadState { status });
        }
        let mut events = self.remove(asked.now, place, Some(reason));
        let bought = self.ended.as_ref().is_some_and(|ended| ended.bought);
        if status == Status::Ended && !bought {
            let lead = self.refold(|at, bid| !bid.removed && at != place);
            let before = self.ended_by(asked.now);
            let after = self.outcome(lead, before.ended_at);
            let same = (after.outcome, after.winner, after.hammer)
                == (before.outcome, before.winner, before.hammer);
            let corrected = Ended { corrects: true, former: before.winner, ..after };
            if !same {
                events.extend(self.concluded(corrected, None));
            }
        }
        Ok(events)
    }

    /// A word to everyone.
    pub(super) fn announce(&self, asked: &Asked<'_>, text: String) -> Result<Vec<Event>, Reject> {
        let told = [Status::Scheduled, Status::Active, Status::Paused, Status::Ended];
        in_states(self.keeper(asked)?, &told)?;
        Ok(vec![Event::Announced { text }])
    }

    /// How it ended, told or not yet told.
    pub(super) fn ended_by(&self, now: Time) -> Ended {
        let due = || self.outcome(self.lead, self.ends_at.unwrap_or(now));
        self.ended.clone().unwrap_or_else(due)
    }

    /// How it ends with this lead (R-32, I-41).
    pub(super) fn outcome(&self, lead: Option<Lead>, ended_at: Time) -> Ended {
        if self.is_sealed() {
            return self.opened(ended_at);
        }
        let price = lead.map(|lead| lead.price);
        let outcome = match (lead, self.reaches_reserve(price)) {
            (None, _) => Outcome::UnsoldNoBids,
            (Some(_), Some(false)) => Outcome::UnsoldReserveNotMet,
            (Some(_), Some(true) | None) => Outcome::Sold,
        };
        let sold = lead.filter(|_| outcome == Outcome::Sold);
        Ended {
            winner: sold.map(|lead| lead.leader),
            winner_shown: sold.map(|lead| names::of(self, lead.leader)),
            hammer: sold.map(|lead| lead.price),
            ..Ended::of(outcome, ended_at)
        }
    }
}

fn in_states(status: Status, fitting: &[Status]) -> Result<(), Reject> {
    if fitting.contains(&status) { Ok(()) } else { Err(Reject::BadState { status }) }
}
