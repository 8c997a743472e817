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
            ledger::{Account, Known, Move, Transfer, TransferId},
            page::{Reply, WalletReply},
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
        let booked = self.booked(asked, &transfer.id);
        let line = Move::Pay(transfer);
        if let Some(booked) = booked {
            return if booked == line { Ok(Vec::new()) } else { Err(Reject::ReferenceUsed) };
        }
        let lines = vec![line];
        self.books.check(asked.now, &lines).map_err(|why| short_of(&why, true))?;
        let user = *user;
        Ok(vec![Event::Funded { user, by: asked.by.id, funding, out, lines }])
    }

    /// What was booked under this id: long ago as the store has it, lately as the books have it.
    fn booked(&self, asked: &Asked<'_>, id: &TransferId) -> Option<Move> {
        let lately = self.books.known.get(id).map(|Known { line, .. }| line.clone());
        lately.or_else(|| asked.facts.payment.clone().map(Move::Pay))
    }

    /// What is told of a payment that was booked before: the wallet, as the first time.
    pub(super) fn paid_before(&self, asked: &Asked<'_>) -> Option<Reply> {
        let booked = self.booked(asked, asked.facts.reference.as_ref()?)?;
        let Move::Pay(Transfer { debit, credit, currency, .. }) = booked else { return None };
        let ((Account::User(user), _) | (_, Account::User(user))) = (debit, credit) else {
            return None;
        };
        Some(Reply::Wallet(WalletReply { user, wallet: self.wallet(user, currency) }))
    }
}
