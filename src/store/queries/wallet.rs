//! What is in a wallet, and how it came there.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};

use super::{
    cursor::{Cursor, ListError, Page, page_rows},
    read_word,
};
use crate::{
    protocol::{
        id::UserId,
        market::{
            ledger::{Account, Balance},
            page::Wallet,
        },
        money::{Currency, Money},
        time::Time,
    },
    store::{
        Store, StoreError,
        db::Db,
        schema::{accounts, ledger},
    },
};

/// The list that cursors of entries belong to.
const LIST: u8 = b'w';

/// A line of the books, as one whom it concerns sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Time,
    /// `pay`, `pend`, `post`, `void` or `expire`.
    pub kind: String,
    /// What for: `deposit`, `withdrawal`, `sale`, `offer`, `bid` or `default`.
    pub cause: String,
    /// Whether it comes out of the wallet.
    pub out: bool,
    /// Of the amount.
    pub currency: Currency,
    /// How much.
    pub amount: Money,
    /// The id of the transfer, where it has one.
    pub transfer: Option<String>,
    /// Which reservation it settles.
    pub pending: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ledger)]
struct Line {
    id: i64,
    transfer: Option<String>,
    kind: String,
    cause: String,
    debit: String,
    currency: String,
    amount: i64,
    pending: Option<String>,
    at_ms: i64,
}

impl Store {
    /// What is in a wallet, by currency.
    pub async fn wallet(&self, user: UserId) -> Result<Vec<Wallet>, StoreError> {
        let account = Account::User(user).to_string();
        self.read(move |db| {
            let rows = accounts::table
                .filter(accounts::account.eq(account))
                .order(accounts::currency)
                .select((
                    accounts::currency,
                    accounts::debits,
                    accounts::credits,
                    accounts::debits_pending,
                    accounts::credits_pending,
                ))
                .load::<(String, i64, i64, i64, i64)>(db)?;
            let wallet = |(currency, debits, credits, debits_pending, credits_pending): (
                String,
                i64,
                i64,
                i64,
                i64,
            )| {
                let sums = Balance { debits, credits, debits_pending, credits_pending };
                Ok(Wallet::of(read_word(&currency)?, &sums))
            };
            rows.into_iter().map(wallet).collect()
        })
        .await
    }

    /// A page of what came into a wallet and went out, the latest first.
    pub async fn wallet_entries(
        &self,
        user: UserId,
        currency: Option<Currency>,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<EntryRow>, ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let rows = page_rows(limit);
        let account = Account::User(user).to_string();
        let found = self.read(move |db| entries(db, &account, currency, rows, after)).await?;
        Ok(Page::cut(found, rows, |last| Cursor { list: LIST, value: 0, key: last.id }))
    }
}

fn entries(
    db: &mut Db,
    account: &str,
    currency: Option<Currency>,
    rows: usize,
    after: i64,
) -> QueryResult<Vec<EntryRow>> {
    let own = ledger::debit.eq(account).or(ledger::credit.eq(account));
    let mut wanted = ledger::table
        .filter(ledger::id.lt(after).and(own))
        .order(ledger::id.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select(Line::as_select())
        .into_boxed();
    if let Some(currency) = currency {
        wanted = wanted.filter(ledger::currency.eq(currency.to_string()));
    }
    let entry = |line: Line| {
        Ok(EntryRow {
            id: line.id,
            at: Time::from_ms(line.at_ms),
            kind: line.kind,
            cause: line.cause,
            out: line.debit == account,
            currency: read_word(&line.currency)?,
            amount: Money(line.amount),
            transfer: line.transfer,
            pending: line.pending,
        })
    };
    wanted.load(db)?.into_iter().map(entry).collect()
}
