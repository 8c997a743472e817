//! What comes in and goes out: deposits and withdrawals, booked by the shop's backend or an admin.

use super::{limits::REFERENCE_CHARS_MAX, purchase::short_of};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
        goods::Wrong,
    },
    protocol::{
        market::{
            self, Event, Reject,
            bodies::Funding,
            ledger::{Account, Known, Move, Transfer},
            snapshot::Market,
        },
        money::Money,
    },
};

impl Market {
    /// Books a payment once, whatever its key: a payment outside happens once, and its reference says which it is.
    pub(super) fn fund(
        &self,
        asked: &Asked<'_>,
        funding: Funding,
        out: bool,
    ) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Bank) {
            return Err(Reject::Forbidden);
        }
        let Funding { user, currency, amount, reference } = &funding;
        let mut wrong = Wrong::default();
        let known = asked.facts.people.iter().any(|person| person.id == *user);
        wrong.unless(known, "user", "unknown_user", || "there is no such account".into());
        wrong.amount("amount", *amount, Money(1));
        let length = reference.trim().chars().count();
        wrong.unless((1..=REFERENCE_CHARS_MAX).contains(&length), "reference", "length", || {
            format!("1 to {REFERENCE_CHARS_MAX} characters")
        });
        wrong.found().map_err(|fields| Reject::Invalid { fields })?;
        let id = market::reference(&funding, out);
        let wallet = Account::User(*user);
        let (debit, credit) =
            if out { (wallet, Account::External) } else { (Account::External, wallet) };
        let transfer = Transfer { id, debit, credit, currency: *currency, amount: *amount };
        // Long ago it was booked as the store has it; lately, as the books have it.
        let lately = self.books.known.get(&transfer.id).map(|Known { line, .. }| line.clone());
        let booked = lately.or_else(|| asked.facts.payment.clone().map(Move::Pay));
        let line = Move::Pay(transfer);
        if let Some(booked) = booked {
            return if booked == line { Ok(Vec::new()) } else { Err(Reject::ReferenceUsed) };
        }
        let lines = vec![line];
        self.books.check(asked.now, &lines).map_err(|why| short_of(&why, true))?;
        let user = *user;
        Ok(vec![Event::Funded { user, by: asked.by.id, funding, out, lines }])
    }
}
