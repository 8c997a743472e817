//! The words of the ledger: accounts, transfers, and the books that they are kept in. The rules are `domain/market/books.rs`.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
    str::FromStr,
};

use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::protocol::{
    id::{Id, RoomId, UserId},
    money::{Currency, Money},
    time::Time,
};

/// Whose money: `user:<id>`, `escrow:<room>`, `fees`, `external`. Each has a balance per currency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// A user's wallet; it never owes anything.
    User(UserId),
    /// What is set aside for a sale of this room.
    Escrow(RoomId),
    /// What the house has earned.
    Fees,
    /// The world outside: what has come in, less what has gone out, is owed to it.
    External,
}

impl Account {
    /// Whether it may not spend more than it has.
    pub const fn is_guarded(&self) -> bool {
        match self {
            Account::User(_) | Account::Escrow(_) => true,
            Account::Fees | Account::External => false,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::User(user) => write!(f, "user:{user}"),
            Account::Escrow(room) => write!(f, "escrow:{room}"),
            Account::Fees => f.write_str("fees"),
            Account::External => f.write_str("external"),
        }
    }
}

/// The text names no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAccount;

impl fmt::Display for NotAnAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an account")
    }
}

impl FromStr for Account {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Self, NotAnAccount> {
        match text.split_once(':') {
            Some(("user", id)) => {
                id.parse::<Id>().map(|id| Account::User(UserId(id))).map_err(|_| NotAnAccount)
            }
            Some(("escrow", room)) => Ok(Account::Escrow(RoomId::from(room))),
            None if text == "fees" => Ok(Account::Fees),
            None if text == "external" => Ok(Account::External),
            Some(_) | None => Err(NotAnAccount),
        }
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// A transfer's id: chosen by whoever asks for it, unique for good.
pub type TransferId = ByteString;

/// One amount that goes from one account to another. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Who pays.
    pub debit: Account,
    /// Who is paid.
    pub credit: Account,
    /// Of the amount.
    pub currency: Currency,
    /// How much; at least 1.
    pub amount: Money,
}

/// One line of the books. Lines of one event are all written, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Paid.
    Pay(Transfer),
    /// Reserved; to be posted, voided or expired, once.
    Pend {
        /// What is reserved for whom.
        transfer: Transfer,
        /// When it lapses by itself, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// Of what was reserved this much is paid, and the rest is free again.
    Post {
        /// The id of this line.
        id: TransferId,
        /// What was reserved.
        pending: TransferId,
        /// How much; all of it where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    },
    /// What was reserved is free again.
    Void {
        /// The id of this line.
        id: TransferId,
        /// What was reserved.
        pending: TransferId,
    },
    /// What was reserved has lapsed and is free again.
    Expire {
        /// What was reserved.
        pending: TransferId,
    },
}

/// The sums of an account in a currency; they only grow, but for what is pending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Paid.
    pub debits: i64,
    /// Been paid.
    pub credits: i64,
    /// Reserved for others.
    #[serde(default)]
    pub debits_pending: i64,
    /// Reserved by others.
    #[serde(default)]
    pub credits_pending: i64,
}

impl Balance {
    /// What is there, what is reserved included.
    pub const fn posted(&self) -> i64 {
        self.credits - self.debits
    }

    /// What may be spent.
    pub const fn available(&self) -> i64 {
        self.credits - self.debits - self.debits_pending
    }
}

/// What became of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It was paid.
    Paid,
    /// It is reserved.
    Pending,
    /// It was reserved, and paid, in part or whole.
    Posted,
    /// It was reserved, and given back.
    Voided,
    /// It was reserved, and has lapsed.
    Expired,
    /// It is the line that posted or voided another.
    Resolving,
}

/// A transfer that the books remember.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The line.
    pub line: Move,
    /// What became of it.
    pub fate: Fate,
}

/// The books: every account, and the transfers that something may still come of or be asked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Books {
    /// The accounts, by currency.
    #[serde(with = "pairs")]
    pub accounts: BTreeMap<(Account, Currency), Balance>,
    /// What is reserved, and the latest of what is not.
    pub known: BTreeMap<TransferId, Known>,
    /// What is not reserved any more, the latest last.
    pub settled: VecDeque<TransferId>,
    /// What lapses when.
    pub lapses: BTreeSet<(Time, TransferId)>,
}

/// A map by something that is no text, as a list of pairs.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes it.
    pub(crate) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    /// Reads it.
    pub(crate) fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(from)?.into_iter().collect())
    }
}
