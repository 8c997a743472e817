//! Money that is set aside for bids. The market sets it aside before the auction is asked, so that the auction
//! decides alone; what becomes of it is in the event that decides it, as orders to the market.

use super::book::Offer;
use crate::{
    domain::Asked,
    protocol::{
        auction::{
            Bid, BidId, Command, Event, Reject,
            money::{Hold, Order, Settlement, Ticketed},
            snapshot::{Lead, Lot},
            terms::AuctionKind,
        },
        fault::FieldError,
        id::UserId,
        money::{MONEY_MAX, Money},
    },
};

impl Lot {
    /// The price with the premium on it.
    pub(super) fn with_premium(&self, amount: Money) -> Money {
        let premium = i128::from(amount.0) * i128::from(self.fees.premium_bps) / 10_000;
        let total = i128::from(amount.0) + premium;
        // A sum beyond what an amount may say is in no wallet.
        Money(i64::try_from(total).unwrap_or(MONEY_MAX))
    }

    /// How much is to be set aside before this is decided, where anything is. What would be refused anyway asks for
    /// nothing.
    pub(super) fn wants(&self, asked: &Asked<'_>, command: &Command) -> Option<Money> {
        // Most auctions set nothing aside, and what they are asked is looked at once.
        if self.terms.hold == Hold::None && *command != Command::Pay {
            return None;
        }
        if let Command::Bid(bid) = command
            && self.is_sealed()
        {
            let letter = self.letter(asked, bid).ok()?;
            self.letter_needs(letter)
        } else if let Command::Accept { limit } = command {
            let price = self.may_accept(asked, *limit).ok()?;
            (self.terms.hold == Hold::Max).then(|| self.with_premium(price))
        } else if let Command::Bid(bid) = command {
            let offer = self.considered(asked, bid).ok()?;
            self.needs(&offer)
        } else if *command == Command::Buy {
            let buy_now = self.may_buy(asked).ok()?;
            (self.terms.hold == Hold::Max).then(|| self.with_premium(buy_now))
        } else if *command == Command::Pay {
            let due = self.may_pay(asked).ok()?;
            Some(self.with_premium(due))
        } else {
            None
        }
    }

    /// How much a bid has to set aside; nothing where it may be made as it is.
    pub(super) fn needs(&self, offer: &Offer) -> Option<Money> {
        match self.terms.hold {
            Hold::None => None,
            Hold::Max => Some(self.with_premium(offer.max)),
            Hold::Deposit if self.tickets.contains_key(&offer.bidder) => None,
            Hold::Deposit => self.terms.deposit,
        }
    }

    /// What was set aside for a request that needs so much.
    pub(super) fn set_aside(
        asked: &Asked<'_>,
        needed: Option<Money>,
    ) -> Result<Option<Ticketed>, Reject> {
        let Some(needed) = needed else { return Ok(None) };
        let (ticket, until) =
            asked.facts.ticket.ok_or(Reject::InsufficientFunds { short: needed })?;
        // The market asks what became of it from then on, and has to be told the truth.
        if until <= asked.now {
            return Err(Reject::HoldExpired);
        }
        // The state may have moved while it was set aside.
        if ticket.amount < needed {
            return Err(Reject::HoldExpired);
        }
        Ok(Some(ticket))
    }

    /// What becomes of what was set aside before, when a bid makes this lead.
    pub(super) fn after_bid(
        &self,
        bidder: UserId,
        ticket: Option<Ticketed>,
        lead: Lead,
    ) -> (Option<Ticketed>, Vec<Order>) {
        if self.terms.hold != Hold::Max {
            return (ticket, Vec::new());
        }
        // Only who leads has something to keep.
        let others = self.tickets.iter().filter(|(user, _)| **user != lead.leader);
        let mut orders: Vec<Order> = others.map(|(_, held)| free(*held)).collect();
        if lead.leader == bidder {
            orders.extend(self.tickets.get(&bidder).map(|held| free(*held)));
            return (ticket, orders);
        }
        orders.extend(ticket.map(free));
        (None, orders)
    }

    /// What becomes of it when a bid no longer counts. `stands` says who still has one that does.
    pub(super) fn after_removal(
        &self,
        lead: Option<Lead>,
        bid: Option<BidId>,
        stands: impl Fn(UserId) -> bool,
    ) -> Vec<Order> {
        match self.terms.hold {
            Hold::None => Vec::new(),
            Hold::Deposit => {
                let gone = self.tickets.iter().filter(|(user, _)| !stands(**user));
                gone.map(|(_, held)| free(*held)).collect()
            }
            Hold::Max => {
                let leader = lead.map(|lead| lead.leader);
                let others = self.tickets.iter().filter(|(user, _)| Some(**user) != leader);
                let mut orders: Vec<Order> = others.map(|(_, held)| free(*held)).collect();
                let needed = lead.map(|lead| (lead.leader, self.with_premium(lead.max)));
                orders.extend(needed.and_then(|(user, amount)| self.covers(user, amount, bid)));
                orders
            }
        }
    }

    /// What makes it so that somebody has exactly so much set aside.
    pub(super) fn covers(&self, user: UserId, amount: Money, bid: Option<BidId>) -> Option<Order> {
        match self.tickets.get(&user) {
            Some(held) if held.amount == amount => None,
            Some(held) if amount < held.amount => {
                Some(Order::Shrink { ticket: held.ticket, amount })
            }
            // What was given back when somebody else led.
            Some(_) | None => {
                let bid = bid.map(|bid| bid.0.to_string()).unwrap_or_default();
                Some(Order::Retake { user, amount, bid })
            }
        }
    }

    /// All that is set aside is free, but for one's.
    pub(super) fn frees(&self, but: Option<UserId>) -> Vec<Order> {
        let others = self.tickets.iter().filter(|(user, _)| Some(**user) != but);
        others.map(|(_, held)| free(*held)).collect()
    }

    /// Makes orders true, as far as they are the auction's to know.
    pub(super) fn obey(&mut self, orders: &[Order]) {
        for order in orders {
            match order {
                Order::Free { ticket }
                | Order::Settle { ticket, .. }
                | Order::Forfeit { ticket, .. } => {
                    self.tickets.retain(|_, held| held.ticket != *ticket);
                }
                Order::Shrink { ticket, amount } => {
                    let own = self.tickets.values_mut().filter(|held| held.ticket == *ticket);
                    own.for_each(|held| held.amount = *amount);
                }
                Order::Keep { ticket: _ } | Order::Retake { .. } => (),
            }
        }
    }

    /// Money is there again for somebody who leads again; or is not needed any more, or not all of it: time has passed
    /// since it was asked for.
    pub(super) fn funded(&self, user: UserId, ticket: Ticketed) -> Vec<Event> {
        let before = self.tickets.get(&user);
        let orders = match self.owes(user) {
            Some(needed) if before.is_none_or(|held| held.amount < needed) => {
                let more = (needed < ticket.amount)
                    .then_some(Order::Shrink { ticket: ticket.ticket, amount: needed });
                before.map(|held| free(*held)).into_iter().chain(more).collect()
            }
            Some(_) | None => vec![free(ticket)],
        };
        vec![Event::Funded { user, ticket, orders }]
    }

    /// How much somebody has to have set aside: the leader, or who has won and not paid.
    pub(super) fn owes(&self, user: UserId) -> Option<Money> {
        let won = self.ended.as_ref().filter(|ended| {
            ended.winner == Some(user) && self.deal.stage == Some(Settlement::AwaitingPayment)
        });
        let leads = self.lead.filter(|lead| self.ended.is_none() && lead.leader == user);
        let due = won.and_then(|ended| ended.hammer).or(leads.map(|lead| lead.max));
        due.filter(|_| self.terms.hold == Hold::Max).map(|due| self.with_premium(due))
    }

    /// What the market is told of a ticket: nothing that carries it comes any more.
    pub(super) fn checked(&self, ticket: crate::protocol::market::TicketId) -> Order {
        let is_held = self.tickets.values().any(|held| held.ticket == ticket);
        if is_held { Order::Keep { ticket } } else { Order::Free { ticket } }
    }

    /// The bid, before the money for it is looked at.
    pub(super) fn considered(&self, asked: &Asked<'_>, bid: &Bid) -> Result<Offer, Reject> {
        let Asked { by, now, .. } = *asked;
        let claimed = |claim: &String| *claim == *by.name || *claim == by.id.to_string();
        if !bid.bidder.as_ref().is_none_or(claimed) {
            return Err(Reject::Forbidden);
        }
        self.welcomes(by, now)?;
        self.is_kind(&[AuctionKind::English])?;
        let several = bid.quantity.is_some() || bid.all_or_none.is_some();
        if several {
            let why = "only where there are several units";
            let wrong = FieldError::new("quantity", "not_here", why);
            return Err(Reject::Invalid { fields: vec![wrong] });
        }
        self.offer(by, bid)
    }
}

/// It is not needed any more.
pub(super) fn free(held: Ticketed) -> Order {
    Order::Free { ticket: held.ticket }
}
