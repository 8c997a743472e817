//! The books as tables: every line for good, and what each account has.

use std::collections::BTreeMap;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, insert_into,
    upsert::excluded,
};

use super::{
    db::{Db, on_db},
    schema::{accounts, ledger, open_items},
};
use crate::protocol::{
    id::Seq,
    market::{
        Event,
        ledger::{Account, Balance, Move, Transfer, TransferId},
    },
    money::{Currency, Money},
    time::Time,
};

/// What a batch of events changes in accounts.
#[derive(Default)]
pub(super) struct Booking {
    changes: BTreeMap<(String, Currency), Balance>,
}

impl Booking {
    /// Writes the lines of an event.
    pub(super) fn take(
        &mut self,
        db: &mut Db,
        seq: Seq,
        at: Time,
        event: &Event,
    ) -> QueryResult<()> {
        let Some((cause, lines)) = booked(event) else { return Ok(()) };
        for line in lines {
            let (kind, id, transfer, pending) = match line {
                Move::Pay(transfer) => ("pay", Some(&transfer.id), transfer.clone(), None),
                Move::Pend { transfer, until: _ } => {
                    ("pend", Some(&transfer.id), transfer.clone(), None)
                }
                Move::Post { id, pending, amount } => {
                    let reserved = found(db, pending)?;
                    let amount = amount.unwrap_or(reserved.amount);
                    self.pending(&reserved, -1);
                    ("post", Some(id), Transfer { amount, ..reserved }, Some(pending))
                }
                Move::Void { id, pending } => {
                    let reserved = found(db, pending)?;
                    self.pending(&reserved, -1);
                    ("void", Some(id), reserved, Some(pending))
                }
                Move::Expire { pending } => {
                    let reserved = found(db, pending)?;
                    self.pending(&reserved, -1);
                    ("expire", None, reserved, Some(pending))
                }
            };
            match line {
                Move::Pay(_) | Move::Post { .. } => self.posted(&transfer),
                Move::Pend { .. } => self.pending(&transfer, 1),
                Move::Void { .. } | Move::Expire { .. } => (),
            }
            let row = (
                (
                    ledger::seq.eq(seq.number()),
                    ledger::transfer.eq(id.map(ToString::to_string)),
                    ledger::kind.eq(kind),
                    ledger::cause.eq(cause),
                    ledger::pending.eq(pending.map(ToString::to_string)),
                ),
                (
                    ledger::debit.eq(transfer.debit.to_string()),
                    ledger::credit.eq(transfer.credit.to_string()),
                    ledger::currency.eq(transfer.currency.to_string()),
                    ledger::amount.eq(transfer.amount.0),
                    ledger::at_ms.eq(at.ms()),
                ),
            );
            insert_into(ledger::table).values(row).execute(db)?;
        }
        Ok(())
    }

    fn both(&mut self, transfer: &Transfer, change: impl Fn(&mut Balance, &mut Balance, i64)) {
        let (mut from, mut to) = (Balance::default(), Balance::default());
        change(&mut from, &mut to, transfer.amount.0);
        for (account, more) in [(&transfer.debit, from), (&transfer.credit, to)] {
            let sums = self.changes.entry((account.to_string(), transfer.currency)).or_default();
            sums.debits += more.debits;
            sums.credits += more.credits;
            sums.debits_pending += more.debits_pending;
            sums.credits_pending += more.credits_pending;
        }
    }

    fn posted(&mut self, transfer: &Transfer) {
        self.both(transfer, |debit, credit, amount| {
            debit.debits += amount;
            credit.credits += amount;
        });
    }

    fn pending(&mut self, transfer: &Transfer, sign: i64) {
        self.both(transfer, |debit, credit, amount| {
            debit.debits_pending += sign * amount;
            credit.credits_pending += sign * amount;
        });
    }

    /// Writes what the accounts have now: one row for each, however many lines there were.
    pub(super) fn finish(self, db: &mut Db) -> QueryResult<()> {
        for ((account, currency), sums) in self.changes {
            let row = (
                accounts::account.eq(account),
                accounts::currency.eq(currency.to_string()),
                accounts::debits.eq(sums.debits),
                accounts::credits.eq(sums.credits),
                accounts::debits_pending.eq(sums.debits_pending),
                accounts::credits_pending.eq(sums.credits_pending),
            );
            let more = (
                accounts::debits.eq(accounts::debits + excluded(accounts::debits)),
                accounts::credits.eq(accounts::credits + excluded(accounts::credits)),
                accounts::debits_pending
                    .eq(accounts::debits_pending + excluded(accounts::debits_pending)),
                accounts::credits_pending
                    .eq(accounts::credits_pending + excluded(accounts::credits_pending)),
            );
            on_db!(db, |connection| insert_into(accounts::table)
                .values(row)
                .on_conflict((accounts::account, accounts::currency))
                .do_update()
                .set(more)
                .execute(connection))?;
        }
        Ok(())
    }
}

/// Why an event writes lines, and which.
fn booked(event: &Event) -> Option<(&'static str, &[Move])> {
    let booked: (&'static str, &[Move]) = match event {
        Event::Sold(sold) => ("sale", &sold.lines),
        Event::Settled(settled) => ("sale", &settled.lines),
        Event::Offered(offered) => ("offer", &offered.lines),
        Event::OfferClosed { lines, .. } => ("offer", lines),
        Event::Closed(closed) => ("offer", &closed.lines),
        Event::Funded { out: false, lines, .. } => ("deposit", lines),
        Event::Funded { out: true, lines, .. } => ("withdrawal", lines),
        Event::Held(held) => ("bid", &held.lines),
        Event::Freed { lines, .. } => ("bid", lines),
        Event::Forfeited { lines, .. } => ("default", lines),
        Event::Listed { .. }
        | Event::Updated { .. }
        | Event::Reserved { .. }
        | Event::Released { .. }
        | Event::Doubted { ticket: _ }
        | Event::Kept { ticket: _ }
        | Event::Unheld { .. } => return None,
    };
    Some(booked)
}

/// A line of the books.
type Line = (String, String, String, i64);

/// The transfer of this id.
fn found(db: &mut Db, id: &TransferId) -> QueryResult<Transfer> {
    paid(db, id)?.ok_or(diesel::result::Error::NotFound)
}

/// What was booked under this id, if anything was.
pub(super) fn paid(db: &mut Db, id: &TransferId) -> QueryResult<Option<Transfer>> {
    let row = ledger::table
        .filter(ledger::transfer.eq(&**id))
        .select((ledger::debit, ledger::credit, ledger::currency, ledger::amount))
        .first::<Line>(db)
        .optional()?;
    let Some((debit, credit, currency, amount)) = row else { return Ok(None) };
    let unreadable = |what: &str| {
        diesel::result::Error::DeserializationError(format!("not {what} in the ledger").into())
    };
    let account = |text: String| text.parse::<Account>().map_err(|_| unreadable("an account"));
    Ok(Some(Transfer {
        id: id.clone(),
        debit: account(debit)?,
        credit: account(credit)?,
        currency: currency.parse().map_err(|_| unreadable("a currency"))?,
        amount: Money(amount),
    }))
}

/// Whether something of this name is for sale.
pub(super) fn is_open(db: &mut Db, item: &str) -> QueryResult<bool> {
    let open: i64 = open_items::table.filter(open_items::item.eq(item)).count().get_result(db)?;
    Ok(open != 0)
}
