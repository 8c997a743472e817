//! Vectors of the ledger: transfers between accounts by name, and what became of each.

use std::collections::BTreeMap;

use rialto::{
    domain::market::books::Refusal,
    protocol::{
        id::{Id, UserId},
        market::ledger::{Account, Books, Move, Transfer},
        money::{Currency, Money},
        time::Time,
    },
};
use serde_json::{Value, json};

use super::{
    ABOUT, Played, compare,
    words::{known, unsupported},
};

/// The books, and who is who.
struct Desk {
    books: Books,
    accounts: BTreeMap<String, (Account, Currency)>,
}

pub(super) fn play(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["setup", "ops"]].concat(), "key")?;
    known(&vector["setup"], &["accounts", "fund"], "setup")?;
    let mut desk = Desk { books: Books::default(), accounts: BTreeMap::new() };
    for (n, account) in vector["setup"]["accounts"].as_array().into_iter().flatten().enumerate() {
        let (Some(name), Some(code), Some(guarded)) =
            (account[0].as_str(), account[1].as_str(), account[2].as_bool())
        else {
            return unsupported(format!("account {account}"));
        };
        let user = Account::User(UserId(Id::from_number(u64::try_from(n).unwrap() + 101)));
        let account = if guarded { user } else { Account::External };
        desk.accounts.insert(name.to_owned(), (account, code.parse().unwrap()));
    }
    for (name, amount) in vector["setup"]["fund"].as_object().into_iter().flatten() {
        let line = desk.transfer(&format!("fund-{name}"), "ext", name, amount.as_i64().unwrap());
        assert_eq!(desk.write(0, &[line?]), json!("CREATED"));
    }
    let Some(ops) = vector["ops"].as_array() else { return unsupported("without ops") };
    for (n, op) in ops.iter().enumerate() {
        desk.take(n + 1, op)?;
    }
    Ok(())
}

impl Desk {
    fn take(&mut self, n: usize, op: &Value) -> Played {
        let Some(all) = op.as_array() else { return unsupported(format!("{op}")) };
        let text = |at: usize| all.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |at: usize| all.get(at).and_then(Value::as_i64);
        let (expected, got) = match text(0).as_str() {
            "transfer" if all.len() == 7 => {
                let line = self.transfer(&text(1), &text(2), &text(3), number(4).unwrap_or(0))?;
                let pending = all[5].as_bool() == Some(true);
                let line = if pending { pend(line, None) } else { line };
                (&all[6], self.write(0, &[line]))
            }
            "transfer_exp" if all.len() == 7 => {
                let line = self.transfer(&text(1), &text(2), &text(3), number(4).unwrap_or(0))?;
                let until = number(5).map(Time::from_ms);
                (&all[6], self.write(0, &[pend(line, until)]))
            }
            "resolve" if all.len() == 6 => {
                (&all[5], self.resolve(0, &text(1), &text(2), &text(3), number(4))?)
            }
            "resolve_at" if all.len() == 7 => {
                let at = number(1).unwrap_or(0);
                let got = self.resolve(at, &text(2), &text(3), &text(4), number(5))?;
                (&all[6], got)
            }
            "batch" if all.len() == 3 => {
                let lines = all[1].as_array().into_iter().flatten().map(|one| {
                    let name = |at: usize| one[at].as_str().unwrap_or_default();
                    self.transfer(name(0), name(1), name(2), one[3].as_i64().unwrap_or(0))
                });
                let lines = lines.collect::<Result<Vec<_>, _>>()?;
                (&all[2], self.write(0, &lines))
            }
            "avail" if all.len() == 3 => (&all[2], json!(self.sums(&text(1))?.available())),
            "balance" if all.len() == 3 => (&all[2], json!(self.sums(&text(1))?.posted())),
            _ => return unsupported(format!("operation {op}")),
        };
        compare(n, &text(0), expected, &got)
    }

    fn account(&self, name: &str) -> Result<&(Account, Currency), super::Why> {
        self.accounts.get(name).ok_or_else(|| super::Why::Unsupported(format!("account {name}")))
    }

    fn sums(&self, name: &str) -> Result<rialto::protocol::market::ledger::Balance, super::Why> {
        let (account, currency) = self.account(name)?;
        Ok(self.books.balance(account, *currency))
    }

    fn transfer(&self, id: &str, from: &str, to: &str, amount: i64) -> Result<Move, super::Why> {
        let ((debit, currency), (credit, _)) = (self.account(from)?, self.account(to)?);
        let (id, debit, credit) = (id.into(), debit.clone(), credit.clone());
        Ok(Move::Pay(Transfer { id, debit, credit, currency: *currency, amount: Money(amount) }))
    }

    fn resolve(
        &mut self,
        at: i64,
        id: &str,
        pending: &str,
        how: &str,
        amount: Option<i64>,
    ) -> Result<Value, super::Why> {
        let (id, pending) = (id.into(), pending.into());
        let line = match how {
            "post" => Move::Post { id, pending, amount: amount.map(Money) },
            "void" => Move::Void { id, pending },
            _ => return unsupported(format!("resolution {how}")),
        };
        Ok(self.write(at, &[line]))
    }

    /// Writes lines as the market does: where they may be, all of them; and what has lapsed before.
    fn write(&mut self, at: i64, lines: &[Move]) -> Value {
        let now = Time::from_ms(at);
        let due: Vec<Move> = self
            .books
            .lapses
            .iter()
            .take_while(|(until, _)| *until <= now)
            .map(|(_, pending)| Move::Expire { pending: pending.clone() })
            .collect();
        // The check sees for itself what has lapsed; writing it comes after, as a late timer would.
        let checked = self.books.check(now, lines);
        self.books.write(&due);
        match checked {
            Ok(()) => {
                self.books.write(lines);
                json!("CREATED")
            }
            Err(why) => json!(status(&why)),
        }
    }
}

fn pend(line: Move, until: Option<Time>) -> Move {
    let Move::Pay(transfer) = line else { return line };
    Move::Pend { transfer, until }
}

fn status(why: &Refusal) -> &'static str {
    match why {
        Refusal::Exists => "EXISTS",
        Refusal::ExistsWithDifferentFields => "EXISTS_WITH_DIFFERENT_FIELDS",
        Refusal::InvalidAmount => "INVALID_AMOUNT",
        Refusal::ExceedsCredits { short: _ } => "EXCEEDS_CREDITS",
        Refusal::ExceedsPendingAmount => "EXCEEDS_PENDING_AMOUNT",
        Refusal::PendingNotFound => "PENDING_NOT_FOUND",
        Refusal::PendingAlreadyPosted => "PENDING_ALREADY_POSTED",
        Refusal::PendingAlreadyVoided => "PENDING_ALREADY_VOIDED",
        Refusal::PendingExpired => "PENDING_EXPIRED",
        Refusal::BalanceTooLarge => "BALANCE_TOO_LARGE",
    }
}
