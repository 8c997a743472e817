//! Why a house does not open.

use std::{fmt, io, net::SocketAddr};

use crate::{
    config::Problem,
    gateway::token::keys::KeyError,
    post::PostError,
    store::{LockError, OpenError},
};

/// Why the house did not open.
#[derive(Debug)]
pub enum Failure {
    /// An address cannot be listened on.
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        why: io::Error,
    },
    /// Another server has the data.
    Locked(LockError),
    /// The database does not open.
    Store(OpenError),
    /// The keys that sign tokens, or those of an issuer, cannot be used.
    Keys(KeyError),
    /// A game cannot be played as its file says.
    Games(Problem),
    /// What goes to people who are not here cannot be signed.
    Post(PostError),
    /// What the demo shows could not be set up.
    Demo(String),
    /// A folder, a thread or randomness could not be had.
    Machine(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Listen { address, why } => write!(f, "cannot listen on {address}: {why}"),
            Failure::Locked(why) => why.fmt(f),
            Failure::Store(why) => why.fmt(f),
            Failure::Keys(why) => why.fmt(f),
            Failure::Games(problem) => {
                write!(f, "{}: {}; {}", problem.at, problem.what, problem.why)
            }
            Failure::Post(why) => why.fmt(f),
            Failure::Demo(why) => f.write_str(why),
            Failure::Machine(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
