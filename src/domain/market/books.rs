//! The ledger: double entry, two phases, guarded accounts, all or nothing (2.12).
//!
//! [`Books::check`] says whether lines may be written, [`Books::write`] writes them. What the lines are for is not
//! known here.

use std::collections::BTreeMap;

use crate::protocol::{
    market::ledger::{Account, Balance, Books, Fate, Known, Move, Transfer, TransferId},
    money::{Currency, MONEY_MAX, Money},
    time::Time,
};

/// How many transfers of which nothing more comes are known by their ids. Those of users are looked up before.
pub const SETTLED_MAX: usize = 4_096;

/// Why lines cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The id is taken by the same transfer: it has been written already.
    Exists,
    /// The id is taken by another one.
    ExistsWithDifferentFields,
    /// The amount is none.
    InvalidAmount,
    /// The one who pays has too little.
    ExceedsCredits {
        /// By how much.
        short: Money,
    },
    /// More than was reserved.
    ExceedsPendingAmount,
    /// Nothing is reserved under this id.
    PendingNotFound,
    /// It was paid before.
    PendingAlreadyPosted,
    /// It was given back before.
    PendingAlreadyVoided,
    /// It has lapsed.
    PendingExpired,
    /// An account would hold more than an amount may say.
    BalanceTooLarge,
}

/// The books as they would be with some lines more.
struct Draft<'a> {
    books: &'a Books,
    now: Time,
    accounts: BTreeMap<(Account, Currency), Balance>,
    known: BTreeMap<TransferId, Known>,
}

impl Books {
    /// The sums of an account.
    pub fn balance(&self, account: &Account, currency: Currency) -> Balance {
        self.accounts.get(&(account.clone(), currency)).copied().unwrap_or_default()
    }

    /// Whether these lines may be written now, all of them, in this order.
    pub fn check(&self, now: Time, lines: &[Move]) -> Result<(), Refusal> {
        let mut draft =
            Draft { books: self, now, accounts: BTreeMap::new(), known: BTreeMap::new() };
        lines.iter().try_for_each(|line| draft.take(line))
    }

    /// Writes lines that have been checked.
    pub fn write(&mut self, lines: &[Move]) {
        for line in lines {
            self.take(line);
        }
    }

    fn take(&mut self, line: &Move) {
        match line {
            Move::Pay(transfer) => {
                self.sums(transfer, |debit, credit, amount| {
                    debit.debits += amount;
                    credit.credits += amount;
                });
                self.settle(transfer.id.clone(), line, Fate::Paid);
            }
            Move::Pend { transfer, until } => {
                self.sums(transfer, |debit, credit, amount| {
                    debit.debits_pending += amount;
                    credit.credits_pending += amount;
                });
                let known = Known { line: line.clone(), fate: Fate::Pending };
                self.known.insert(transfer.id.clone(), known);
                self.lapses.extend(until.map(|until| (until, transfer.id.clone())));
            }
            Move::Post { id, pending, amount } => {
                self.resolve(pending, Fate::Posted, *amount);
                self.settle(id.clone(), line, Fate::Resolving);
            }
            Move::Void { id, pending } => {
                self.resolve(pending, Fate::Voided, None);
                self.settle(id.clone(), line, Fate::Resolving);
            }
            Move::Expire { pending } => self.resolve(pending, Fate::Expired, None),
        }
    }

    fn resolve(&mut self, pending: &TransferId, fate: Fate, posted: Option<Money>) {
        let Some(Known { line, fate: Fate::Pending }) = self.known.get(pending).cloned() else {
            return;
        };
        let Move::Pend { transfer, until } = &line else { return };
        self.sums(transfer, |debit, credit, reserved| {
            debit.debits_pending -= reserved;
            credit.credits_pending -= reserved;
            if fate == Fate::Posted {
                let paid = posted.map_or(reserved, |amount| amount.0);
                debit.debits += paid;
                credit.credits += paid;
            }
        });
        if let Some(until) = until {
            self.lapses.remove(&(*until, pending.clone()));
        }
        self.settle(pending.clone(), &line, fate);
    }

    fn sums(&mut self, transfer: &Transfer, change: impl FnOnce(&mut Balance, &mut Balance, i64)) {
        let Transfer { debit, credit, currency, amount, .. } = transfer;
        let mut from = self.balance(debit, *currency);
        let mut to = self.balance(credit, *currency);
        change(&mut from, &mut to, amount.0);
        for (account, sums) in [(debit, from), (credit, to)] {
            // An escrow that is empty is over.
            if matches!(account, Account::Escrow(_)) && is_over(&sums) {
                self.accounts.remove(&(account.clone(), *currency));
            } else {
                self.accounts.insert((account.clone(), *currency), sums);
            }
        }
    }

    /// Remembers what nothing more comes of, and forgets the oldest of those.
    fn settle(&mut self, id: TransferId, line: &Move, fate: Fate) {
        self.known.insert(id.clone(), Known { line: line.clone(), fate });
        self.settled.push_back(id);
        if SETTLED_MAX < self.settled.len()
            && let Some(oldest) = self.settled.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

fn is_over(sums: &Balance) -> bool {
    sums.posted() == 0 && sums.debits_pending == 0 && sums.credits_pending == 0
}

impl Draft<'_> {
    fn known(&self, id: &TransferId) -> Option<&Known> {
        self.known.get(id).or_else(|| self.books.known.get(id))
    }

    fn take(&mut self, line: &Move) -> Result<(), Refusal> {
        match line {
            Move::Pay(transfer) => {
                self.is_new(&transfer.id, line)?;
                self.spend(transfer, transfer.amount.0, 0)?;
                self.note(&transfer.id, line, Fate::Paid);
            }
            Move::Pend { transfer, until } => {
                self.is_new(&transfer.id, line)?;
                self.reserve(transfer)?;
                let lapsed = until.is_some_and(|until| until <= self.now);
                self.note(&transfer.id, line, if lapsed { Fate::Expired } else { Fate::Pending });
            }
            Move::Post { id, pending, amount } => {
                self.is_new(id, line)?;
                let reserved = self.pending(pending)?;
                let amount = amount.unwrap_or(reserved.amount);
                if reserved.amount < amount {
                    return Err(Refusal::ExceedsPendingAmount);
                }
                if !amount.is_valid() {
                    return Err(Refusal::InvalidAmount);
                }
                self.release(&reserved);
                self.spend(&reserved, amount.0, 0)?;
                self.fate(pending, Fate::Posted);
                self.note(id, line, Fate::Resolving);
            }
            Move::Void { id, pending } => {
                self.is_new(id, line)?;
                let reserved = self.pending(pending)?;
                self.release(&reserved);
                self.fate(pending, Fate::Voided);
                self.note(id, line, Fate::Resolving);
            }
            Move::Expire { pending } => {
                let reserved = match self.pending(pending) {
                    Ok(reserved) => reserved,
                    Err(Refusal::PendingExpired) => return Ok(()),
                    Err(why) => return Err(why),
                };
                self.release(&reserved);
                self.fate(pending, Fate::Expired);
            }
        }
        Ok(())
    }

    fn note(&mut self, id: &TransferId, line: &Move, fate: Fate) {
        self.known.insert(id.clone(), Known { line: line.clone(), fate });
    }

    fn fate(&mut self, id: &TransferId, fate: Fate) {
        if let Some(known) = self.known(id).cloned() {
            self.known.insert(id.clone(), Known { fate, ..known });
        }
    }

    /// Whether the id is free.
    fn is_new(&self, id: &TransferId, line: &Move) -> Result<(), Refusal> {
        match self.known(id) {
            None => Ok(()),
            Some(known) if known.line == *line => Err(Refusal::Exists),
            Some(_) => Err(Refusal::ExistsWithDifferentFields),
        }
    }

    /// What is reserved under this id, once.
    fn pending(&self, id: &TransferId) -> Result<Transfer, Refusal> {
        match self.known(id) {
            Some(Known { line: Move::Pend { transfer, until }, fate: Fate::Pending }) => {
                if until.is_some_and(|until| until <= self.now) {
                    return Err(Refusal::PendingExpired);
                }
                Ok(transfer.clone())
            }
            Some(Known { fate: Fate::Posted, .. }) => Err(Refusal::PendingAlreadyPosted),
            Some(Known { fate: Fate::Voided, .. }) => Err(Refusal::PendingAlreadyVoided),
            Some(Known { fate: Fate::Expired, .. }) => Err(Refusal::PendingExpired),
            Some(_) | None => Err(Refusal::PendingNotFound),
        }
    }

    fn balance(&self, account: &Account, currency: Currency) -> Balance {
        let drafted = self.accounts.get(&(account.clone(), currency));
        let mut sums = drafted.copied().unwrap_or_else(|| self.books.balance(account, currency));
        if drafted.is_none() {
            // What has lapsed is free, whether or not a timer has told of it.
            for (_, id) in self.books.lapses.iter().take_while(|(until, _)| *until <= self.now) {
                if let Some(Known { line: Move::Pend { transfer, .. }, .. }) =
                    self.books.known.get(id)
                    && transfer.currency == currency
                {
                    let lapsed =
                        |whose: &Account| if whose == account { transfer.amount.0 } else { 0 };
                    sums.debits_pending -= lapsed(&transfer.debit);
                    sums.credits_pending -= lapsed(&transfer.credit);
                }
            }
        }
        sums
    }

    fn set(&mut self, account: &Account, currency: Currency, sums: Balance) {
        self.accounts.insert((account.clone(), currency), sums);
    }

    /// Pays `paid` and reserves `reserved`, where the one who pays has it.
    fn spend(&mut self, transfer: &Transfer, paid: i64, reserved: i64) -> Result<(), Refusal> {
        let Transfer { debit, credit, currency, amount, .. } = transfer;
        if !amount.is_valid() || debit == credit {
            return Err(Refusal::InvalidAmount);
        }
        let (mut from, mut to) = (self.balance(debit, *currency), self.balance(credit, *currency));
        let available = from.available();
        let short = paid + reserved - available;
        if debit.is_guarded() && 0 < short {
            return Err(Refusal::ExceedsCredits { short: Money(short) });
        }
        let more = |sum: i64, more: i64| sum.checked_add(more).ok_or(Refusal::BalanceTooLarge);
        from.debits = more(from.debits, paid)?;
        from.debits_pending = more(from.debits_pending, reserved)?;
        to.credits = more(to.credits, paid)?;
        to.credits_pending = more(to.credits_pending, reserved)?;
        // As if all that is reserved were paid: what is promised can be kept.
        if credit.is_guarded() && MONEY_MAX < more(to.posted(), to.credits_pending)? {
            return Err(Refusal::BalanceTooLarge);
        }
        self.set(debit, *currency, from);
        self.set(credit, *currency, to);
        Ok(())
    }

    fn reserve(&mut self, transfer: &Transfer) -> Result<(), Refusal> {
        self.spend(transfer, 0, transfer.amount.0)
    }

    fn release(&mut self, transfer: &Transfer) {
        let Transfer { debit, credit, currency, amount, .. } = transfer;
        let (mut from, mut to) = (self.balance(debit, *currency), self.balance(credit, *currency));
        from.debits_pending -= amount.0;
        to.credits_pending -= amount.0;
        self.set(debit, *currency, from);
        self.set(credit, *currency, to);
    }
}
