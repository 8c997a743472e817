//! The words of accounts: sign-in families, changes that live sockets must hear of, and why not.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    fault::{Fault, Problem},
    id::{Id, UserId},
    time::Time,
};

/// One sign-in: every token that follows from it belongs to its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FamilyId(pub Id);

impl fmt::Display for FamilyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What became of an account, so that its live sockets must be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// One family was signed out, or all of them.
    SignedOut,
    /// A spent refresh token was used: the family ended, somebody may have stolen it.
    Reused,
    /// Another password: every family ended.
    Password,
    /// Another role.
    Role,
    /// Shut out: every family ended.
    Banned,
    /// Let in again.
    Unbanned,
    /// Erased: it is nobody's any more.
    Erased,
}

impl Change {
    /// Every change.
    pub const ALL: [Change; 7] = [
        Change::SignedOut,
        Change::Reused,
        Change::Password,
        Change::Role,
        Change::Banned,
        Change::Unbanned,
        Change::Erased,
    ];

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Change::SignedOut => "signed_out",
            Change::Reused => "reused",
            Change::Password => "password",
            Change::Role => "role",
            Change::Banned => "banned",
            Change::Unbanned => "unbanned",
            Change::Erased => "erased",
        }
    }

    /// The change that is kept so.
    pub fn named(name: &str) -> Option<Self> {
        Change::ALL.into_iter().find(|change| change.as_str() == name)
    }
}

/// Why an account does not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else is called so, without regard to case.
    NameTaken,
    /// Somebody else has this address.
    EmailTaken,
    /// No such account, or another password: which of them is not told.
    WrongCredentials,
    /// Shut out.
    Banned {
        /// For ever where it is missing.
        until: Option<Time>,
        /// Told to the one who is shut out.
        reason: String,
    },
    /// Nobody changes the own role or shuts themselves out.
    OwnAccount,
    /// This account signs in elsewhere and has no password here.
    NoPassword,
    /// The account is not there.
    NoSuchUser {
        /// Who was meant.
        user: UserId,
    },
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        let (code, message, data) = match refusal {
            Refusal::NameTaken => ("name_taken", "Somebody else is called so.", None),
            Refusal::EmailTaken => ("email_taken", "Somebody else has this address.", None),
            Refusal::WrongCredentials => {
                ("unauthenticated", "The name or the password is wrong.", None)
            }
            Refusal::Banned { until, reason } => (
                "banned",
                "This account is shut out.",
                Some(json!({ "until": until, "reason": reason })),
            ),
            Refusal::OwnAccount => {
                ("own_account", "Nobody changes the own role or shuts themselves out.", None)
            }
            Refusal::NoPassword => {
                ("no_password", "This account signs in elsewhere and has no password here.", None)
            }
            Refusal::NoSuchUser { user: _ } => return Problem::from(Fault::NotFound),
        };
        Problem { code: code.into(), message: message.to_owned(), retry: false, data }
    }
}

/// Why somebody's account could not be used or changed: a rule, or a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declined {
    /// A rule.
    Refused(Refusal),
    /// Something that has nothing to do with the rules.
    Fault(Fault),
}

impl From<Fault> for Declined {
    fn from(fault: Fault) -> Self {
        Declined::Fault(fault)
    }
}

impl From<Refusal> for Declined {
    fn from(refusal: Refusal) -> Self {
        Declined::Refused(refusal)
    }
}

impl From<&Declined> for Problem {
    fn from(declined: &Declined) -> Self {
        match declined {
            Declined::Refused(refusal) => refusal.into(),
            Declined::Fault(fault) => fault.into(),
        }
    }
}

impl From<Declined> for Problem {
    fn from(declined: Declined) -> Self {
        Problem::from(&declined)
    }
}
