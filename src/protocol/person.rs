//! People and backends, as rooms and clients know them.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::id::{Id, UserId};

/// What somebody is to the house; what each may do is the table in `domain/access.rs`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Watches, bids, buys, talks.
    #[default]
    User,
    /// Also sells.
    Seller,
    /// Keeps order.
    Moderator,
    /// May do everything staff does.
    Admin,
    /// The backend of a shop or a game.
    App,
}

impl Role {
    /// Every role, for tables and for `--help`.
    pub const ALL: [Role; 5] = [Role::User, Role::Seller, Role::Moderator, Role::Admin, Role::App];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Seller => "seller",
            Role::Moderator => "moderator",
            Role::Admin => "admin",
            Role::App => "app",
        }
    }

    /// The role that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Somebody with an account, known from a verified token and the users table; never from a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The public name, unique without regard to case.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// What they may do.
    pub role: Role,
}

impl Person {
    /// The house itself, which asks one room for what happened in another. No account has its id.
    pub fn house() -> Self {
        Person {
            id: UserId(Id::from_number(0)),
            name: ByteString::from_static("rialto"),
            role: Role::App,
        }
    }

    /// Whether this is the house itself.
    pub fn is_house(&self) -> bool {
        self.id == UserId(Id::from_number(0))
    }
}
