//! Builds everything and connects it; start, drain, stop. Only it knows all modules.

use std::{fmt, io, net::SocketAddr};

use crate::{
    config::Config,
    demo,
    gateway::token::keys::KeyError,
    store::{LockError, OpenError},
};

/// Whether the floor is a demo.
#[derive(Debug)]
pub enum Demo {
    /// No.
    Off,
    /// Yes, and this is where its data is until it stops.
    On(demo::Directory),
}

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
            Failure::Machine(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

/// Opens the house and returns when it has been told to close and everything is on disk.
pub fn run(config: Config, demo: Demo) -> Result<(), Failure> {
    drop((config, demo));
    Ok(())
}
