//! Makes events true. Everything that a rule worked out is in the event already.

use super::{money::free, names};
use crate::protocol::{
    auction::{
        Capped, Ended, Event, Extender, Placed, Removed, Status,
        money::Deal,
        sealed::{Envelope, Sealed, Unsealed},
        snapshot::{Bidder, Lead, Lot, Lowered, Placement},
        terms::{Bidders, Terms},
    },
    id::UserId,
    market::Fees,
    money::Money,
    time::Time,
};

/// The draft of an auction.
pub(super) fn draft(seller: UserId, seller_name: &bytestring::ByteString, terms: &Terms) -> Lot {
    Lot {
        seller,
        seller_name: seller_name.clone(),
        terms: terms.clone(),
        status: Status::Draft,
        published: false,
        starts_at: None,
        ends_at: None,
        hard_end: None,
        extensions: 0,
        paused_at: None,
        reason: None,
        paused_ms: 0,
        bids: Vec::new(),
        lowered: Vec::new(),
        lead: None,
        reserve: terms.reserve,
        bid_count: 0,
        buy_now: terms.buy_now.is_some(),
        bidders: std::collections::BTreeMap::new(),
        masks: std::collections::BTreeMap::new(),
        followers: std::collections::BTreeSet::new(),
        ended: None,
        fees: Fees::default(),
        relists: None,
        tickets: std::collections::BTreeMap::new(),
        deal: Deal::default(),
        envelopes: Vec::new(),
        part_of: None,
    }
}

impl Lot {
    /// Takes note of what happened.
    pub(super) fn apply(&mut self, at: Time, event: &Event) {
        match event {
            Event::Created { seller, seller_name, terms, fees, relists, part_of } => {
                let first = draft(*seller, seller_name, terms);
                let (relists, part_of) = (relists.clone(), part_of.clone());
                *self = Lot { fees: *fees, relists, part_of, ..first };
            }
            Event::Edited { terms } => {
                let edited = draft(self.seller, &self.seller_name.clone(), terms);
                let (relists, part_of) = (self.relists.clone(), self.part_of.clone());
                let followers = self.followers.clone();
                *self = Lot { fees: self.fees, relists, part_of, followers, ..edited };
            }
            Event::Scheduled { starts_at, ends_at } => {
                self.status = Status::Scheduled;
                self.published = true;
                self.starts_at = Some(*starts_at);
                self.plan_end(*ends_at);
            }
            Event::Started { ends_at } => {
                self.status = Status::Active;
                self.published = true;
                self.starts_at = self.starts_at.or(Some(at));
                self.plan_end(*ends_at);
            }
            Event::Paused { reason, remaining_ms: _ } => {
                self.status = Status::Paused;
                self.paused_at = Some(at);
                self.reason = Some(reason.clone());
            }
            Event::Resumed { ends_at } => self.resumed(at, *ends_at),
            Event::BidPlaced(placed) => self.bid_placed(at, placed),
            Event::BidRemoved(removed) => self.bid_removed(removed),
            Event::Sealed(sealed) => self.sealed(at, sealed),
            Event::Unsealed(unsealed) => self.unsealed(unsealed),
            Event::Extended { ends_at, by, .. } => self.extended(*ends_at, *by),
            // Read off the price.
            Event::ReserveMet | Event::Announced { text: _ } => (),
            Event::ReserveLowered { reserve, capped, orders } => {
                self.obey(orders);
                self.reserve_lowered(*reserve, *capped);
            }
            Event::Watched { user, on: true } => {
                self.followers.insert(*user);
            }
            Event::Watched { user, on: false } => {
                self.followers.remove(user);
            }
            Event::Ended(ended) => self.ends(ended),
            Event::Cancelled { reason, orders } => {
                self.obey(orders);
                self.status = Status::Cancelled;
                self.reason = Some(reason.clone());
                self.paused_at = None;
            }
            Event::Paid(_)
            | Event::Defaulted { .. }
            | Event::Offered { .. }
            | Event::ChancePassed { .. }
            | Event::Relisted { .. } => self.settles(event),
            Event::Funded { user, ticket, orders } => {
                let refused = orders.contains(&free(*ticket));
                if !refused {
                    self.tickets.insert(*user, *ticket);
                }
                self.obey(orders);
            }
            Event::Checked { orders } => self.obey(orders),
        }
    }

    fn ends(&mut self, ended: &Ended) {
        self.status = Status::Ended;
        self.paused_at = None;
        self.reason = None;
        self.obey(&ended.orders);
        if let Some((winner, ticket)) = ended.winner.zip(ended.ticket) {
            self.tickets.insert(winner, ticket);
        }
        self.ends_at = Some(ended.ended_at);
        self.settle_end(ended);
        self.ended = Some(ended.clone());
    }

    fn resumed(&mut self, at: Time, ends_at: Option<Time>) {
        let stood_ms = self.pause_ms(at);
        self.status = Status::Active;
        self.paused_at = None;
        self.reason = None;
        self.paused_ms += stood_ms;
        self.hard_end = self.hard_end.map(|hard| hard.plus(stood_ms));
        self.ends_at = ends_at;
    }

    fn bid_placed(&mut self, at: Time, placed: &Placed) {
        let Placed { bidder, shown, standing, max, amount, price, leader, .. } = placed;
        let place = self.bids.len();
        self.bids.push(Placement {
            bidder: *bidder,
            max: *max,
            amount: *amount,
            at,
            clock: self.clock(at),
            standing: *standing,
            automatic: placed.automatic,
            hidden: placed.hidden,
            removed: false,
        });
        if !self.bidders.contains_key(bidder) && self.terms.bidders == Bidders::Masked {
            *self.masks.entry(names::mask_of(shown)).or_default() += 1;
        }
        let newcomer = || Bidder { shown: shown.clone(), bids: Vec::new(), retracted: 0 };
        self.bidders.entry(*bidder).or_insert_with(newcomer).bids.push(place);
        let held = self.lead.map_or(*max, |lead| lead.max);
        self.obey(&placed.orders);
        if let Some(ticket) = placed.ticket {
            self.tickets.insert(*bidder, ticket);
        }
        let max = if leader == bidder { *max } else { held };
        self.lead = Some(Lead { leader: *leader, max, price: *price });
        self.bid_count = placed.bid_count;
        self.buy_now = placed.buy_now;
        if self.ends_at.is_none() {
            self.plan_end(self.end_with_bid(at));
        }
        self.ends_at = placed.ends_at;
    }

    fn sealed(&mut self, at: Time, sealed: &Sealed) {
        let Sealed { bidder, shown, amount, quantity, all_or_none, .. } = sealed;
        self.obey(&sealed.orders);
        if let Some(ticket) = sealed.ticket {
            self.tickets.insert(*bidder, ticket);
        }
        if let Some(before) = self.envelope_of(*bidder) {
            self.envelopes[before].removed = true;
        }
        let envelope = Envelope {
            bidder: *bidder,
            amount: *amount,
            quantity: *quantity,
            all_or_none: *all_or_none,
            at,
            clock: self.clock(at),
            removed: false,
        };
        self.envelopes.push(envelope);
        if !self.bidders.contains_key(bidder) && self.terms.bidders == Bidders::Masked {
            *self.masks.entry(names::mask_of(shown)).or_default() += 1;
        }
        let newcomer = || Bidder { shown: shown.clone(), bids: Vec::new(), retracted: 0 };
        self.bidders.entry(*bidder).or_insert_with(newcomer);
        self.bid_count = sealed.bid_count;
    }

    fn unsealed(&mut self, unsealed: &Unsealed) {
        self.obey(&unsealed.orders);
        let place = usize::try_from(unsealed.bid.0).ok().and_then(|number| number.checked_sub(1));
        if let Some(envelope) = place.and_then(|place| self.envelopes.get_mut(place)) {
            envelope.removed = true;
        }
        if unsealed.void.is_none()
            && let Some(bidder) = self.bidders.get_mut(&unsealed.bidder)
        {
            bidder.retracted += 1;
        }
        self.bid_count = unsealed.bid_count;
    }

    fn bid_removed(&mut self, removed: &Removed) {
        if let Some(bid) = self.place_of(removed.bid).and_then(|place| self.bids.get_mut(place)) {
            bid.removed = true;
        }
        self.obey(&removed.orders);
        if removed.void.is_none()
            && let Some(bidder) = self.bidders.get_mut(&removed.bidder)
        {
            bidder.retracted += 1;
        }
        let lead = removed.leader.zip(removed.max).zip(removed.price);
        self.lead = lead.map(|((leader, max), price)| Lead { leader, max, price });
        self.bid_count = removed.bid_count;
        self.ends_at = removed.ends_at;
    }

    fn extended(&mut self, ends_at: Time, by: Extender) {
        match by {
            Extender::SoftClose => self.extensions += 1,
            // The hard end of a lot is its own.
            Extender::Session => (),
            Extender::Staff => {
                let moved_ms = self.ends_at.map_or(0, |before| ends_at.since(before));
                self.hard_end = self.hard_end.map(|hard| hard.plus(moved_ms));
            }
        }
        self.ends_at = Some(ends_at);
    }

    fn reserve_lowered(&mut self, reserve: Money, capped: Option<Capped>) {
        self.lowered.push(Lowered { after: self.bids.len(), reserve });
        self.reserve = Some(reserve);
        if let (Some(lead), Some(Capped { bidder: _, max })) = (&mut self.lead, capped) {
            lead.max = max;
        }
    }
}
