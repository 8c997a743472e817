//! What bidders do: bid, buy at once, take a bid back.

use super::{
    book::{self, Offer},
    clock::Stir,
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
        auction::names,
    },
    protocol::{
        auction::{
            Bid, BidId, Ended, Event, Extender, Outcome, Placed, Reject, Removed, Standing, Status,
            money::{Hold, Order, Ticketed},
            snapshot::{Lead, Lot},
            terms::{Bidding, BuyNowPolicy},
        },
        fault::FieldError,
        id::UserId,
        money::Money,
        person::Person,
        session::ExtendScope,
        time::Time,
    },
};

/// Why a bid is struck out for which there is no money.
pub(super) const UNFUNDED_REASON: &str = "The wallet does not hold the money for it.";

impl Lot {
    /// Whether bids are welcome now, from this person.
    pub(super) fn welcomes(&self, by: &Person, now: Time) -> Result<(), Reject> {
        if !may(by.role, Deed::Bid) {
            return Err(Reject::Forbidden);
        }
        match self.status_at(now) {
            Status::Draft | Status::Scheduled => Err(Reject::NotStarted),
            Status::Paused => Err(Reject::Paused),
            Status::Ended => Err(Reject::Ended),
            Status::Cancelled => Err(Reject::Cancelled),
            Status::Active => Ok(()),
        }
    }

    /// An offer to pay.
    pub(super) fn bid(&self, asked: &Asked<'_>, bid: &Bid) -> Result<Vec<Event>, Reject> {
        let Asked { by, now, .. } = *asked;
        let offer = self.considered(asked, bid)?;
        let ticket = Self::set_aside(asked, self.needs(&offer))?;
        let (lead, standing) = book::fold(&self.terms, self.reserve, self.lead, offer);

        let rose = self.price().is_some_and(|before| before < lead.price);
        let own = matches!(standing, Standing::Raised | Standing::Lowered);
        let stir = match (own, rose) {
            (true, _) => Stir::Nothing,
            (false, true) => Stir::Rise,
            (false, false) => Stir::Change,
        };
        let ends_at = self.end_with_bid(now);
        let extended = self.softened(now, ends_at, stir);
        let money = self.after_bid(by.id, ticket, lead);
        let placed = self.placed(by, offer, lead, standing, extended.or(ends_at), money);
        let mut events = vec![Event::BidPlaced(placed)];
        let met = |price| self.reaches_reserve(price) == Some(true);
        if !met(self.price()) && met(Some(lead.price)) {
            events.push(Event::ReserveMet);
        }
        events.extend(extended.map(|moved| self.by_soft_close(ends_at, moved)));
        Ok(events)
    }

    /// The offer in a bid, once it has passed every check of its amounts.
    pub(super) fn offer(&self, by: &Person, bid: &Bid) -> Result<Offer, Reject> {
        let Bid { amount, max, expected_price, currency, .. } = bid;
        let most = match (self.terms.bidding, max) {
            (_, None) => *amount,
            (Bidding::Proxy, Some(max)) if amount <= max => *max,
            (Bidding::Proxy, Some(_)) => {
                return Err(max_is("below_amount", "not below the amount"));
            }
            (Bidding::Open, Some(_)) => return Err(max_is("not_here", "only in proxy bidding")),
        };
        if !amount.is_valid() || !most.is_valid() {
            return Err(Reject::InvalidAmount);
        }
        if currency.is_some_and(|currency| currency != self.terms.currency) {
            return Err(Reject::CurrencyMismatch { currency: self.terms.currency });
        }
        if by.id == self.seller {
            return Err(Reject::SellerCannotBid);
        }
        let price = self.price();
        let minimum = self.minimum_above(price);
        let looked_at = price.unwrap_or(self.terms.start_price);
        if expected_price.is_some_and(|expected| expected != looked_at) {
            return Err(Reject::PriceChanged { price, minimum });
        }
        let tick = self.terms.tick;
        if amount.0 % tick.0 != 0 || most.0 % tick.0 != 0 {
            return Err(Reject::BadTick { tick });
        }
        let own = self.lead.filter(|lead| lead.leader == by.id);
        let lowers = match (self.terms.bidding, own) {
            (Bidding::Proxy, Some(lead)) => self.moves_own(lead, most)?,
            (Bidding::Proxy, None) | (Bidding::Open, _) if *amount < minimum => {
                return Err(Reject::BidTooLow { minimum });
            }
            (Bidding::Proxy, None) | (Bidding::Open, _) => false,
        };
        Ok(Offer { bidder: by.id, max: most, lowers })
    }

    /// Whether the leader lowers the own maximum with this, instead of raising it.
    fn moves_own(&self, lead: Lead, max: Money) -> Result<bool, Reject> {
        if lead.max < max {
            return Ok(false);
        }
        if lead.max == max || !self.terms.allow_lower_max {
            return Err(Reject::NotAboveOwnMax { max: lead.max });
        }
        if max < lead.price {
            return Err(Reject::BidTooLow { minimum: lead.price });
        }
        Ok(true)
    }

    fn placed(
        &self,
        by: &Person,
        offer: Offer,
        lead: Lead,
        standing: Standing,
        ends_at: Option<Time>,
        (ticket, orders): (Option<Ticketed>, Vec<Order>),
    ) -> Placed {
        let shown = self.shown(by);
        let own = lead.leader == by.id;
        let former = self.lead.map(|lead| lead.leader);
        let quiet = matches!(standing, Standing::Raised | Standing::Lowered);
        Placed {
            bid: id_of(self.bids.len()),
            bidder: by.id,
            standing,
            max: offer.max,
            amount: offer.max.min(lead.price),
            price: lead.price,
            minimum: self.minimum_above(Some(lead.price)),
            bid_count: self.bid_count + 1,
            leader: lead.leader,
            leader_shown: if own { shown.clone() } else { names::of(self, lead.leader) },
            shown,
            automatic: standing == Standing::Outbid,
            ends_at,
            buy_now: self.buy_now && self.keeps_buy_now(lead.price),
            displaced: former.filter(|former| *former != lead.leader),
            hidden: quiet && self.price() == Some(lead.price),
            ticket,
            orders,
        }
    }

    /// Whether one may still buy at once after a bid that made this price.
    fn keeps_buy_now(&self, price: Money) -> bool {
        let below = |limit: Option<Money>| limit.is_some_and(|limit| price < limit);
        match self.terms.buy_now_policy {
            BuyNowPolicy::UntilFirstBid => below(self.reserve),
            BuyNowPolicy::UntilReserveMet => below(self.reserve.or(self.terms.buy_now)),
            BuyNowPolicy::UntilPriceExceeds => {
                self.terms.buy_now.is_some_and(|buy_now| price <= buy_now)
            }
        }
    }

    /// The price at which this person may buy at once.
    pub(super) fn may_buy(&self, asked: &Asked<'_>) -> Result<Money, Reject> {
        self.welcomes(asked.by, asked.now)?;
        if asked.by.id == self.seller {
            return Err(Reject::SellerCannotBid);
        }
        self.terms.buy_now.filter(|_| self.buy_now).ok_or(Reject::BuyNowUnavailable)
    }

    /// Buying at once.
    pub(super) fn buy(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        let buy_now = self.may_buy(asked)?;
        let needed = (self.terms.hold == Hold::Max).then(|| self.with_premium(buy_now));
        let ticket = Self::set_aside(asked, needed)?;
        let ended = Ended {
            winner: Some(asked.by.id),
            winner_shown: Some(self.shown(asked.by)),
            hammer: Some(buy_now),
            bought: true,
            ..Ended::of(Outcome::Sold, asked.now)
        };
        Ok(self.concluded(ended, ticket))
    }

    /// Taking back one's latest bid.
    pub(super) fn retract(&self, asked: &Asked<'_>, bid: BidId) -> Result<Vec<Event>, Reject> {
        match self.welcomes(asked.by, asked.now) {
            // The clock stands, and so does the window.
            Ok(()) | Err(Reject::Paused) => (),
            Err(why) => return Err(why),
        }
        if self.is_sealed() {
            return self.unseal(asked, bid, None);
        }
        let place = self.place_of(bid).ok_or(Reject::UnknownBid)?;
        let placement = self.bids.get(place).filter(|bid| bid.bidder == asked.by.id);
        let placement = placement.ok_or(Reject::UnknownBid)?;
        if placement.removed {
            return Err(Reject::AlreadyRetracted);
        }
        if placement.standing == Standing::Lowered {
            return Err(Reject::NotRetractable);
        }
        if self.latest_of(asked.by.id) != Some(place) {
            return Err(Reject::NotLatestBid);
        }
        let Some(rule) = self.terms.retraction else { return Err(Reject::RetractLimit) };
        if rule.window_ms < self.clock(asked.now).since(placement.clock) {
            return Err(Reject::RetractWindowClosed);
        }
        if rule.limit <= self.bidders.get(&asked.by.id).map_or(0, |bidder| bidder.retracted) {
            return Err(Reject::RetractLimit);
        }
        Ok(self.remove(asked.now, place, None))
    }

    /// What follows when the bid at `place` no longer counts: the fold over the rest.
    pub(super) fn remove(&self, now: Time, place: usize, void: Option<String>) -> Vec<Event> {
        let Some(gone) = self.bids.get(place) else { return Vec::new() };
        let lead = self.refold(|at, bid| !bid.removed && at != place);
        let price = lead.map(|lead| lead.price);
        let leader = lead.map(|lead| lead.leader);
        let leader_changed = leader != self.lead.map(|lead| lead.leader);
        let changed = leader_changed || price != self.price();
        let running = self.status_at(now) == Status::Active;
        let stir = if changed { Stir::Change } else { Stir::Nothing };
        let extended = if running { self.softened(now, self.ends_at, stir) } else { None };
        // After the end the outcome that follows says what becomes of the money.
        let orders = if self.ended.is_some() {
            Vec::new()
        } else {
            let stands = |user: UserId| {
                let places = self.bidders.get(&user).into_iter().flat_map(|bidder| &bidder.bids);
                let mut left = places.filter(|at| **at != place);
                left.any(|at| self.bids.get(*at).is_some_and(|bid| !bid.removed))
            };
            self.after_removal(lead, self.leading(lead, place), stands)
        };
        let removed = Removed {
            bid: id_of(place),
            bidder: gone.bidder,
            void,
            price,
            minimum: self.minimum_above(price),
            bid_count: self.bid_count.saturating_sub(1),
            max: lead.map(|lead| lead.max),
            leader,
            leader_shown: leader.map(|leader| names::of(self, leader)),
            leader_changed,
            reserve_met: self.reaches_reserve(price),
            ends_at: extended.or(self.ends_at),
            hidden: gone.hidden && !changed,
            orders,
        };
        let mut events = vec![Event::BidRemoved(removed)];
        events.extend(extended.map(|moved| self.by_soft_close(self.ends_at, moved)));
        events
    }

    /// A late bid moves the end; a session whose lots wait for each other is told by how much.
    fn by_soft_close(&self, before: Option<Time>, ends_at: Time) -> Event {
        let waits = self.part_of.as_ref();
        let waits = waits.is_some_and(|part| part.extend_scope == ExtendScope::Session);
        let by_ms = before.filter(|_| waits).map(|before| ends_at.since(before));
        Event::Extended { ends_at, by: Extender::SoftClose, remaining_ms: None, by_ms }
    }

    /// Another lot of the session was extended, and this one waits as long; not beyond its hard end.
    pub(super) fn prolong(&self, now: Time, by_ms: u64) -> Vec<Event> {
        let status = self.status_at(now);
        let open = matches!(status, Status::Scheduled | Status::Active | Status::Paused);
        let Some(before) = self.ends_at.filter(|_| open) else { return Vec::new() };
        let hard = self.hard_end.unwrap_or(before.plus(by_ms));
        let ends_at = before.plus(by_ms).min(hard);
        if ends_at <= before {
            return Vec::new();
        }
        let remaining_ms = self.remaining_ms().map(|ms| ms + ends_at.since(before));
        vec![Event::Extended { ends_at, by: Extender::Session, remaining_ms, by_ms: None }]
    }

    /// There is no money for somebody who leads again: the bid is struck out.
    pub(super) fn unfunded(&self, now: Time, user: UserId, bid: BidId) -> Vec<Event> {
        let bare =
            self.owes(user).is_some() && self.ended.is_none() && !self.tickets.contains_key(&user);
        let place = self.place_of(bid).filter(|_| bare);
        let own = |place: &usize| {
            self.bids.get(*place).is_some_and(|bid| bid.bidder == user && !bid.removed)
        };
        let place = place.filter(own);
        place.map(|place| self.remove(now, place, Some(UNFUNDED_REASON.into()))).unwrap_or_default()
    }

    /// The bid that makes this lead, without the one at `but`.
    fn leading(&self, lead: Option<Lead>, but: usize) -> Option<BidId> {
        let Lead { leader, max, .. } = lead?;
        let mut bids = self.bids.iter().enumerate().rev();
        let (place, _) = bids.find(|(at, bid)| {
            *at != but && !bid.removed && bid.bidder == leader && bid.max == max
        })?;
        Some(id_of(place))
    }

    /// The place of a bid in [`Lot::bids`].
    pub(super) fn place_of(&self, bid: BidId) -> Option<usize> {
        let place = usize::try_from(bid.0).ok()?.checked_sub(1)?;
        (place < self.bids.len()).then_some(place)
    }

    /// The place of somebody's latest bid that stands.
    pub(super) fn latest_of(&self, user: UserId) -> Option<usize> {
        let own = self.bidders.get(&user)?.bids.iter().rev();
        own.copied().find(|place| self.bids.get(*place).is_some_and(|bid| !bid.removed))
    }
}

/// The number of the bid at `place`.
pub(super) fn id_of(place: usize) -> BidId {
    BidId(u32::try_from(place + 1).unwrap_or(u32::MAX))
}

fn max_is(code: &'static str, why: &str) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new("max", code, why)] }
}
