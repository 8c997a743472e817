//! Kinds of auction in which nobody sees the others' bids, and the one in which the price falls: what bidders do.

use super::{bidding::id_of, formats, money::free, names};
use crate::{
    domain::Asked,
    protocol::{
        auction::{
            Bid, BidId, Ended, Event, Outcome, Reject, Status,
            money::{Hold, Order},
            sealed::{Award, Envelope, Sealed, Unsealed},
            snapshot::Lot,
            terms::AuctionKind,
        },
        fault::FieldError,
        id::UserId,
        money::Money,
        time::Time,
    },
};

/// A sealed bid that has passed every check.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    amount: Money,
    quantity: u32,
    all_or_none: bool,
}

impl Lot {
    /// Whether nobody sees the others' bids.
    pub(super) const fn is_sealed(&self) -> bool {
        match self.terms.kind {
            AuctionKind::SealedFirst | AuctionKind::Vickrey | AuctionKind::MultiUnit => true,
            AuctionKind::English | AuctionKind::Dutch => false,
        }
    }

    /// Refuses what only other kinds of auction know.
    pub(super) fn is_kind(&self, kinds: &[AuctionKind]) -> Result<(), Reject> {
        if kinds.contains(&self.terms.kind) {
            Ok(())
        } else {
            Err(Reject::WrongKind { kind: self.terms.kind })
        }
    }

    /// The price that falls, at this moment; the clock stands while paused.
    pub(super) fn falling_price(&self, now: Time) -> Option<Money> {
        if self.terms.kind != AuctionKind::Dutch {
            return None;
        }
        let floor = self.terms.floor_price.unwrap_or(self.terms.start_price);
        if let Some(ended) = &self.ended {
            return Some(ended.hammer.unwrap_or(floor));
        }
        let (Some(start), Some(end)) = (self.starts_at, self.ends_at) else {
            return Some(self.terms.start_price);
        };
        let end = Time::from_ms(end.ms().saturating_sub_unsigned(self.paused_ms));
        let elapsed_ms = self.clock(now).since(start);
        Some(formats::falling(
            self.terms.start_price,
            floor,
            self.terms.step,
            elapsed_ms,
            end.since(start),
        ))
    }

    /// The price at which this person may have it now, up to the limit.
    pub(super) fn may_accept(&self, asked: &Asked<'_>, limit: Money) -> Result<Money, Reject> {
        self.is_kind(&[AuctionKind::Dutch])?;
        self.welcomes(asked.by, asked.now)?;
        if asked.by.id == self.seller {
            return Err(Reject::SellerCannotBid);
        }
        if !limit.is_valid() {
            return Err(Reject::InvalidAmount);
        }
        let price = self.falling_price(asked.now).unwrap_or(self.terms.start_price);
        if limit < price { Err(Reject::PriceAboveLimit { price }) } else { Ok(price) }
    }

    /// The first to accept has it (2.10).
    pub(super) fn accept(&self, asked: &Asked<'_>, limit: Money) -> Result<Vec<Event>, Reject> {
        let price = self.may_accept(asked, limit)?;
        let needed = (self.terms.hold == Hold::Max).then(|| self.with_premium(price));
        let ticket = Self::set_aside(asked, needed)?;
        let ended = Ended {
            winner: Some(asked.by.id),
            winner_shown: Some(self.shown(asked.by)),
            hammer: Some(price),
            bought: true,
            ..Ended::of(Outcome::Sold, asked.now)
        };
        Ok(self.concluded(ended, ticket))
    }

    /// A sealed bid, before the money for it is looked at.
    pub(super) fn letter(&self, asked: &Asked<'_>, bid: &Bid) -> Result<Letter, Reject> {
        let claimed =
            |claim: &String| *claim == *asked.by.name || *claim == asked.by.id.to_string();
        if !bid.bidder.as_ref().is_none_or(claimed) {
            return Err(Reject::Forbidden);
        }
        self.welcomes(asked.by, asked.now)?;
        let Bid { amount, max, expected_price, currency, quantity, all_or_none, .. } = bid;
        let several = self.terms.kind == AuctionKind::MultiUnit;
        let unknown = [
            ("max", max.is_some()),
            ("expectedPrice", expected_price.is_some()),
            ("quantity", quantity.is_some() && !several),
            ("allOrNone", all_or_none.is_some() && !several),
        ];
        if let Some((path, _)) = unknown.into_iter().find(|(_, there)| *there) {
            let why = "not in this kind of auction";
            return Err(Reject::Invalid { fields: vec![FieldError::new(path, "not_here", why)] });
        }
        let most = self.terms.quantity.unwrap_or(1);
        let quantity = quantity.unwrap_or(1);
        if !(1..=most).contains(&quantity) {
            let why = format!("1 to {most}");
            let wrong = FieldError::new("quantity", "out_of_range", why);
            return Err(Reject::Invalid { fields: vec![wrong] });
        }
        if !amount.is_valid()
            || amount.0.checked_mul(i64::from(quantity)).is_none_or(|all| !Money(all).is_valid())
        {
            return Err(Reject::InvalidAmount);
        }
        if currency.is_some_and(|currency| currency != self.terms.currency) {
            return Err(Reject::CurrencyMismatch { currency: self.terms.currency });
        }
        if asked.by.id == self.seller {
            return Err(Reject::SellerCannotBid);
        }
        if amount.0 % self.terms.tick.0 != 0 {
            return Err(Reject::BadTick { tick: self.terms.tick });
        }
        if *amount < self.terms.start_price {
            return Err(Reject::BidTooLow { minimum: self.terms.start_price });
        }
        Ok(Letter { amount: *amount, quantity, all_or_none: all_or_none.unwrap_or(false) })
    }

    /// How much a sealed bid has to set aside.
    pub(super) fn letter_needs(&self, letter: Letter) -> Option<Money> {
        let all = Money(letter.amount.0 * i64::from(letter.quantity));
        (self.terms.hold == Hold::Max).then(|| self.with_premium(all))
    }

    /// A sealed bid, in the place of an earlier one: the last counts.
    pub(super) fn seal(&self, asked: &Asked<'_>, bid: &Bid) -> Result<Vec<Event>, Reject> {
        let letter = self.letter(asked, bid)?;
        let ticket = Self::set_aside(asked, self.letter_needs(letter))?;
        let by = asked.by.id;
        let replaced = self.envelope_of(by).is_some();
        let Letter { amount, quantity, all_or_none } = letter;
        Ok(vec![Event::Sealed(Box::new(Sealed {
            bid: id_of(self.envelopes.len()),
            bidder: by,
            shown: self.shown(asked.by),
            amount,
            quantity,
            all_or_none,
            bid_count: self.bid_count + u32::from(!replaced),
            ticket,
            orders: self.tickets.get(&by).map(|held| free(*held)).into_iter().collect(),
        }))])
    }

    /// The place of somebody's sealed bid that stands.
    pub(super) fn envelope_of(&self, user: UserId) -> Option<usize> {
        let mut own = self.envelopes.iter().enumerate().rev();
        own.find(|(_, one)| one.bidder == user && !one.removed).map(|(place, _)| place)
    }

    /// A sealed bid is taken back within the window, or struck out.
    pub(super) fn unseal(
        &self,
        asked: &Asked<'_>,
        bid: BidId,
        void: Option<String>,
    ) -> Result<Vec<Event>, Reject> {
        let place = usize::try_from(bid.0).ok().and_then(|number| number.checked_sub(1));
        let found = place.and_then(|place| self.envelopes.get(place));
        let own = |one: &&Envelope| void.is_some() || one.bidder == asked.by.id;
        let envelope = found.filter(own).ok_or(Reject::UnknownBid)?;
        if envelope.removed {
            return Err(Reject::AlreadyRetracted);
        }
        if void.is_none() {
            let rule = self.terms.retraction.ok_or(Reject::RetractLimit)?;
            if rule.window_ms < self.clock(asked.now).since(envelope.clock) {
                return Err(Reject::RetractWindowClosed);
            }
            let taken = self.bidders.get(&asked.by.id).map_or(0, |bidder| bidder.retracted);
            if rule.limit <= taken {
                return Err(Reject::RetractLimit);
            }
        }
        let held = self.tickets.get(&envelope.bidder);
        Ok(vec![Event::Unsealed(Box::new(Unsealed {
            bid,
            bidder: envelope.bidder,
            void,
            bid_count: self.bid_count.saturating_sub(1),
            orders: held.map(|held| free(*held)).into_iter().collect(),
        }))])
    }

    /// How an auction of sealed bids ends.
    pub(super) fn opened(&self, ended_at: Time) -> Ended {
        let standing = self.envelopes.iter().enumerate().filter(|(_, one)| !one.removed);
        let bids: Vec<formats::Offered> = standing
            .map(|(place, one)| formats::Offered {
                bid: id_of(place),
                amount: one.amount,
                quantity: one.quantity,
                all_or_none: one.all_or_none,
            })
            .collect();
        let unsold =
            if bids.is_empty() { Outcome::UnsoldNoBids } else { Outcome::UnsoldReserveNotMet };
        let least = self.reserve.unwrap_or(self.terms.start_price);
        let whose = |bid: BidId| {
            let place = usize::try_from(bid.0).unwrap_or_default().saturating_sub(1);
            self.envelopes.get(place).map(|one| one.bidder)
        };
        if self.terms.kind == AuctionKind::MultiUnit {
            let filled =
                formats::allocate(&bids, self.terms.quantity.unwrap_or(1), self.terms.pricing);
            let awards: Vec<Award> = filled
                .iter()
                .filter_map(|(bid, quantity, price)| {
                    let bidder = whose(*bid)?;
                    let shown = names::of(self, bidder);
                    Some(Award { bidder, shown, quantity: *quantity, price: *price })
                })
                .collect();
            let outcome = if awards.is_empty() { unsold } else { Outcome::Sold };
            let hammer = awards.iter().map(|award| award.price).min();
            return Ended { hammer, awards, ..Ended::of(outcome, ended_at) };
        }
        let won = if self.terms.kind == AuctionKind::Vickrey {
            formats::second_price(&bids, least)
        } else {
            formats::first_price(&bids, least)
        };
        let Some((winner, hammer)) = won.and_then(|(bid, hammer)| Some((whose(bid)?, hammer)))
        else {
            return Ended::of(unsold, ended_at);
        };
        Ended {
            winner: Some(winner),
            winner_shown: Some(names::of(self, winner)),
            hammer: Some(hammer),
            ..Ended::of(Outcome::Sold, ended_at)
        }
    }

    /// The orders by which those pay who get some of several units; what they do not need is free.
    pub(super) fn awarded(&self, ended: &Ended) -> Vec<Order> {
        let pays = |award: &Award| {
            let held = self.tickets.get(&award.bidder)?;
            let amount = Money(award.price.0 * i64::from(award.quantity));
            let (ticket, buyer, quantity) = (held.ticket, award.bidder, award.quantity);
            Some(Order::Settle { ticket, buyer, amount, quantity })
        };
        let paid = ended.awards.iter().filter_map(pays);
        let gets = |user: &UserId| ended.awards.iter().any(|award| award.bidder == *user);
        let others = self.tickets.iter().filter(|(user, _)| !gets(user));
        others.map(|(_, held)| free(*held)).chain(paid).collect()
    }

    /// Whether the bids may be known by now.
    pub(super) fn is_opened(&self, status: Status) -> bool {
        !self.is_sealed() || status == Status::Ended
    }
}
