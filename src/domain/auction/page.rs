//! The auction's page as a viewer finds it.

use super::{bidding::id_of, names, sight};
use crate::{
    domain::Viewer,
    protocol::{
        auction::{
            Outcome, Reject, Standing, Status,
            money::Settlement,
            page::{BidLine, ChanceShown, Item, OwnBid, Page, Rules, Seller, You},
            snapshot::{Lot, Placement},
            view::HammerFell,
        },
        fault::Refused,
        id::{RoomId, UserId},
        money::Money,
        person::Person,
        time::Time,
    },
};

/// How many of the last bids a page shows.
pub(super) const BIDS_SHOWN_MAX: usize = 20;

impl Lot {
    /// The page.
    pub(super) fn page(&self, room: &RoomId, viewer: Viewer<'_>, now: Time, watchers: u32) -> Page {
        let status = self.status_at(now);
        // A price that falls is what it is now.
        let price = self.falling_price(now).or(self.price());
        let opened = self.is_opened(status);
        let ended = self.hammer_fell(now, status);
        let settlement = self.settlement(viewer, ended.as_ref());
        Page {
            id: room.key().to_owned(),
            room: room.clone(),
            title: self.terms.title.clone(),
            currency: self.terms.currency,
            kind: self.terms.kind,
            bidding: self.terms.bidding,
            item: Item {
                title: self.terms.title.clone(),
                description: self.terms.description.clone(),
                images: self.terms.images.clone(),
                attributes: self.terms.attributes.clone(),
                item: self.terms.item.clone(),
            },
            seller: Seller { id: self.seller, name: self.seller_name.clone() },
            rules: self.rules(viewer),
            status,
            reason: self.reason.clone(),
            price,
            minimum: self.minimum_above(self.price()),
            bid_count: if opened || !self.terms.hide_count { self.bid_count } else { 0 },
            leader: self.lead.map(|lead| names::of(self, lead.leader)),
            // What is sealed is not told by the reserve either.
            reserve_met: self.reaches_reserve(self.price()).filter(|_| !self.is_sealed()),
            buy_now: self.buy_now && ended.is_none() && status != Status::Cancelled,
            starts_at: self.starts_at,
            ends_at: self.end_told(),
            remaining_ms: self.remaining_ms(),
            extensions: self.extensions,
            bids: self.history(),
            watchers,
            settlement,
            pay_by: self.deal.pay_by.filter(|_| settlement.is_some()),
            relisted_as: self.deal.relisted_as.clone(),
            relists: self.relists.clone(),
            part_of: self.part_of.clone(),
            ended,
            server_now: now,
            you: viewer.map(|person| self.you(person, now)),
        }
    }

    fn rules(&self, viewer: Viewer<'_>) -> Rules {
        let terms = &self.terms;
        let keeps = viewer.is_some_and(|person| self.is_kept_by(person));
        Rules {
            start_price: terms.start_price,
            increment: terms.increment.clone(),
            tick: terms.tick,
            has_reserve: self.reserve.is_some(),
            reserve: self.reserve.filter(|_| keeps),
            below_reserve: terms.below_reserve,
            buy_now: terms.buy_now,
            buy_now_policy: terms.buy_now_policy,
            duration_ms: terms.duration_ms,
            duration_after_first_bid_ms: terms.duration_after_first_bid_ms,
            soft_close: terms.soft_close,
            retraction: terms.retraction,
            allow_lower_max: terms.allow_lower_max,
            bidders: terms.bidders,
            floor_price: terms.floor_price,
            step: terms.step,
            quantity: terms.quantity,
            pricing: terms.quantity.map(|_| terms.pricing),
            hold: terms.hold,
            deposit: terms.deposit,
            premium_bps: self.fees.premium_bps,
            paid: terms.paid,
            payment_ms: terms.payment_ms,
        }
    }

    /// How it ended, told or not yet told.
    fn hammer_fell(&self, now: Time, status: Status) -> Option<HammerFell> {
        let over = (status == Status::Ended).then(|| self.ended_by(now))?;
        Some(HammerFell {
            outcome: over.outcome,
            winner: over.winner_shown.clone(),
            hammer: over.hammer,
            ended_at: over.ended_at,
            awards: sight::awards(&over),
        })
    }

    /// Only for the seller, the winner and staff.
    fn settlement(&self, viewer: Viewer<'_>, ended: Option<&HammerFell>) -> Option<Settlement> {
        let viewer = viewer?;
        let won = self.ended.as_ref().is_some_and(|ended| ended.winner == Some(viewer.id));
        let offered = self.deal.offered.is_some_and(|(to, _, _)| to == viewer.id);
        let concerned = won || offered || self.is_kept_by(viewer);
        // An end that no timer has told of yet is one all the same.
        let due = ended.map(|ended| match ended.outcome {
            Outcome::Sold => Settlement::AwaitingPayment,
            Outcome::UnsoldNoBids | Outcome::UnsoldReserveNotMet => Settlement::Unsold,
        });
        self.deal.stage.or(due).filter(|_| concerned)
    }

    /// The last bids that others were shown, newest first. After a retraction an amount may have
    /// been above the price of now; it is shown no higher than that.
    fn history(&self) -> Vec<BidLine> {
        let shown = self.bids.iter().enumerate().rev().filter(|(_, bid)| !bid.hidden);
        shown.take(BIDS_SHOWN_MAX).map(|(place, bid)| self.line(place, bid)).collect()
    }

    fn line(&self, place: usize, bid: &Placement) -> BidLine {
        let cap = self.price().filter(|_| !bid.removed).unwrap_or(bid.amount);
        BidLine {
            bid: id_of(place),
            bidder: names::of(self, bid.bidder),
            amount: bid.amount.min(cap),
            at: bid.at,
            automatic: bid.automatic,
            retracted: bid.removed,
        }
    }

    fn you(&self, person: &Person, now: Time) -> You {
        let own = || self.lead.filter(|lead| lead.leader == person.id);
        let why_not = self.why_not(person, now);
        You {
            leading: own().is_some(),
            max: own().map(|lead| lead.max).or_else(|| self.best_of(person.id)),
            held: self.tickets.get(&person.id).map(|held| held.amount),
            offered: self.offered_to(person.id, now),
            can_bid: why_not.is_none(),
            why_not: why_not.map(|why| why.code()),
            alias: self.bidders.get(&person.id).map(|bidder| bidder.shown.clone()),
            watching: self.followers.contains(&person.id),
            bids: self.bids_of(person.id),
            retractable_until: self.retractable_until(person.id, now),
        }
    }

    fn offered_to(&self, user: UserId, now: Time) -> Option<ChanceShown> {
        let (to, amount, until) = self.deal.offered?;
        (to == user && now < until).then_some(ChanceShown { amount, until })
    }

    fn why_not(&self, person: &Person, now: Time) -> Option<Reject> {
        let own_lot = (person.id == self.seller).then_some(Reject::SellerCannotBid);
        self.welcomes(person, now).err().or(own_lot)
    }

    /// The greatest maximum of somebody who does not lead. It is out in the open, so it is at most the
    /// price; one that the lowered reserve had cut was less than the bid said.
    fn best_of(&self, user: UserId) -> Option<Money> {
        if let Some(envelope) = self.envelope_of(user).and_then(|place| self.envelopes.get(place)) {
            return Some(envelope.amount);
        }
        let places = self.bidders.get(&user)?.bids.iter();
        let standing = places.filter_map(|place| self.bids.get(*place)).filter(|bid| !bid.removed);
        standing.map(|bid| bid.max).max().min(self.price())
    }

    fn bids_of(&self, user: UserId) -> Vec<OwnBid> {
        if self.is_sealed() {
            let own = self.envelopes.iter().enumerate().rev().filter(|(_, one)| one.bidder == user);
            let own = own.take(BIDS_SHOWN_MAX).map(|(place, one)| OwnBid {
                bid: id_of(place),
                max: one.amount,
                at: one.at,
                retracted: one.removed,
            });
            return own.collect();
        }
        let Some(bidder) = self.bidders.get(&user) else { return Vec::new() };
        let last = bidder.bids.iter().rev().take(BIDS_SHOWN_MAX);
        let own = last.filter_map(|place| self.bids.get(*place).map(|bid| (*place, bid)));
        own.map(|(place, bid)| OwnBid {
            bid: id_of(place),
            max: bid.max,
            at: bid.at,
            retracted: bid.removed,
        })
        .collect()
    }

    /// Until when the latest bid may be taken back; while the clock stands, that moves on with `now`.
    fn retractable_until(&self, user: UserId, now: Time) -> Option<Time> {
        let running = matches!(self.status_at(now), Status::Active | Status::Paused);
        let rule = self.terms.retraction.filter(|_| running)?;
        self.bidders.get(&user).filter(|bidder| bidder.retracted < rule.limit)?;
        let bid = self.latest_of(user).and_then(|place| self.bids.get(place))?;
        let age_ms = self.clock(now).since(bid.clock);
        let left_ms = rule.window_ms.checked_sub(age_ms)?;
        (bid.standing != Standing::Lowered).then(|| now.plus(left_ms))
    }
}
