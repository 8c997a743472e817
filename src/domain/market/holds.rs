//! Money that is set aside for the sales of other rooms.
//!
//! A bid that needs money gets a **ticket** before its auction is asked, so that the auction decides alone and in the
//! order in which bids come. Of the tickets that somebody has for one room the greatest is reserved in the books: who
//! raises a bid needs only the difference. The auction says what becomes of each ticket; of one that it says
//! nothing about (the power failed in between) it is asked when no request can carry it any more.

use super::purchase::{Bill, short_of};
use crate::protocol::{
    id::{RoomId, UserId},
    market::{
        Event, Held, Reject, Settled, TicketId,
        bodies::{Forfeit, Retake, Settle, TakeHold, WhichTicket},
        ledger::{Account, Move, Transfer, TransferId},
        snapshot::{Hold, Market},
    },
    money::Money,
    time::Time,
};

impl Market {
    /// Sets money aside for a request to another room.
    pub(super) fn take_hold(&self, now: Time, take: TakeHold) -> Result<Vec<Event>, Reject> {
        Ok(vec![self.held(now, take, None)?])
    }

    /// The same for somebody who leads again there, whose money has been given back since.
    pub(super) fn retake(&self, now: Time, retake: Retake) -> Vec<Event> {
        let Retake { hold, bid } = retake;
        let (room, user) = (hold.room.clone(), hold.user);
        let held = self.held(now, hold, Some(bid.clone()));
        vec![held.unwrap_or(Event::Unheld { room, user, bid })]
    }

    fn held(&self, now: Time, take: TakeHold, bid: Option<String>) -> Result<Event, Reject> {
        let TakeHold { room, user, currency, amount } = take;
        let ticket = self.last_ticket.next();
        let before = self.hold(&room, user);
        let reserved = before.map_or(Money(0), |hold| hold.reserved);
        let lines = self.reserves(&room, user, currency, before, reserved.max(amount));
        self.books.check(now, &lines).map_err(|why| short_of(&why, true))?;
        let until = now.plus(super::limits::TICKET_MS);
        Ok(Event::Held(Box::new(Held { ticket, room, user, currency, amount, until, bid, lines })))
    }

    /// What somebody has set aside for a room.
    fn hold(&self, room: &RoomId, user: UserId) -> Option<&Hold> {
        self.holds.get(&(room.clone(), user))
    }

    /// Whose a ticket is, and what they have set aside.
    fn ticket(&self, ticket: TicketId) -> Option<(&RoomId, UserId, &Hold)> {
        let (room, user) = self.tickets.get(&ticket)?;
        Some((room, *user, self.hold(room, *user)?))
    }

    /// The lines after which so much is reserved, instead of what was.
    fn reserves(
        &self,
        room: &RoomId,
        user: UserId,
        currency: crate::protocol::money::Currency,
        before: Option<&Hold>,
        amount: Money,
    ) -> Vec<Move> {
        if before.map_or(Money(0), |hold| hold.reserved) == amount {
            return Vec::new();
        }
        let void =
            before.map(|hold| Move::Void { id: self.line("v"), pending: hold.pending.clone() });
        let transfer = Transfer {
            id: self.line("h"),
            debit: Account::User(user),
            credit: Account::Escrow(room.clone()),
            currency,
            amount,
        };
        let pend = (0 < amount.0).then_some(Move::Pend { transfer, until: None });
        void.into_iter().chain(pend).collect()
    }

    /// An id that no other line has: the next event is the only one of its number.
    fn line(&self, what: &str) -> TransferId {
        format!("{what}{}", self.seq.next().0).into()
    }

    /// Less is needed for a request, or nothing. Asked twice it changes nothing.
    pub(super) fn shrink(&self, now: Time, which: WhichTicket) -> Vec<Event> {
        let WhichTicket { ticket, amount } = which;
        let Some((room, user, hold)) = self.ticket(ticket) else { return Vec::new() };
        let own = hold.tickets.iter().find(|one| one.id == ticket);
        let own = own.map_or(Money(0), |own| own.amount);
        let amount = amount.filter(|amount| 0 < amount.0).map(|amount| amount.min(own));
        let others = hold.tickets.iter().filter(|one| one.id != ticket).map(|one| one.amount);
        let needed = others.chain(amount).max().unwrap_or(Money(0));
        let lines = self.reserves(room, user, hold.currency, Some(hold), needed);
        debug_assert_eq!(self.books.check(now, &lines), Ok(()), "less is always there");
        vec![Event::Freed { room: room.clone(), user, ticket, amount, lines }]
    }

    /// The other room needs it still.
    pub(super) fn keep(&self, ticket: TicketId) -> Vec<Event> {
        self.ticket(ticket).map(|_| Event::Kept { ticket }).into_iter().collect()
    }

    /// Pays for what another room has sold. Asked twice it changes nothing: the ticket is gone.
    pub(super) fn settle(&self, now: Time, of: Settle) -> Result<Vec<Event>, Reject> {
        let Some((room, _, hold)) = self.ticket(of.ticket) else { return Ok(Vec::new()) };
        let bill = Bill::of(of.amount, 1, of.fees).ok_or(Reject::InvalidAmount)?;
        let sale = self.last_sale.next();
        let (id, pending) = (self.line("p"), hold.pending.clone());
        let mut lines = vec![Move::Post { id, pending, amount: Some(Money(bill.total())) }];
        let escrow = Account::Escrow(room.clone());
        lines.extend(bill.lines(sale, &escrow, of.seller, of.currency));
        self.books.check(now, &lines).map_err(|why| short_of(&why, true))?;
        let Bill { premium, commission, .. } = bill;
        Ok(vec![Event::Settled(Box::new(Settled { sale, of, premium, commission, lines }))])
    }

    /// Whoever let another down pays what was set aside. Asked twice it changes nothing.
    pub(super) fn forfeit(&self, now: Time, forfeit: Forfeit) -> Result<Vec<Event>, Reject> {
        let Forfeit { ticket, to } = forfeit;
        let Some((room, user, hold)) = self.ticket(ticket) else { return Ok(Vec::new()) };
        let (id, pending) = (self.line("p"), hold.pending.clone());
        let transfer = Transfer {
            id: self.line("d"),
            debit: Account::Escrow(room.clone()),
            credit: Account::User(to),
            currency: hold.currency,
            amount: hold.reserved,
        };
        let lines = vec![Move::Post { id, pending, amount: None }, Move::Pay(transfer)];
        self.books.check(now, &lines).map_err(|why| short_of(&why, true))?;
        Ok(vec![Event::Forfeited { room: room.clone(), user, ticket, to, lines }])
    }
}
