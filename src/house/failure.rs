//! Why a house does not open.

use std::{fmt, io, net::SocketAddr};

use crate::{
    gateway::token::keys::KeyError,
    store::{LockError, OpenError},
};

/// Why a house does not open.
#[derive(Debug)]
pub enum Failure {
    /// Another one lives in the data directory, or it cannot be entered.
    Lock(LockError),
    /// The store does not open.
    Store(OpenError),
    /// The keys that sign tokens, or those of another issuer, cannot be used.
    Keys(KeyError),
    /// An issuer has neither a key nor a key set.
    Keyless {
        /// Which.
        issuer: String,
    },
    /// An address cannot be listened on.
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The machine does not give what is needed.
    Machine(io::Error),
    /// What the demo shows could not be set up.
    Demo(String),
}

impl Failure {
    /// What to try.
    pub fn remedy(&self) -> &'static str {
        match self {
            Failure::Lock(_) => {
                "stop the other one, or give this one another directory with --data"
            }
            Failure::Store(_) => "see the message; a copy of the database helps to look into it",
            Failure::Keys(_) => {
                "see the message; without the file a new one is made at the next start"
            }
            Failure::Keyless { issuer: _ } => {
                "give it a key_file or a jwks_file in [[auth.issuers]]"
            }
            Failure::Bind { address: _, error: _ } => "choose another address with --listen",
            Failure::Machine(_) | Failure::Demo(_) => "see the message above",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Lock(why) => why.fmt(f),
            Failure::Store(why) => why.fmt(f),
            Failure::Keys(why) => why.fmt(f),
            Failure::Keyless { issuer } => write!(f, "the issuer {issuer} has no key"),
            Failure::Bind { address, error } => write!(f, "cannot listen on {address}: {error}"),
            Failure::Machine(why) => why.fmt(f),
            Failure::Demo(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {}
