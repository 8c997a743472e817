//! The doors for clients: who somebody is, how often they may ask, and how they are connected.
//!
//! [`session`] says what frames mean and does no I/O; [`live`] is its hands; [`ws`] is the transport, and
//! knows nothing of either.

pub mod accounts;
pub mod address;
mod answers;
pub mod attendance;
pub mod count;
pub mod demo;
pub mod limiter;
pub mod line;
pub mod links;
pub mod live;
mod memory;
pub mod naming;
mod own_account;
pub mod password;
pub mod presence;
pub mod refresh;
pub mod session;
pub mod setup;
pub mod standing;
pub mod throttle;
pub mod token;
pub mod watch;
pub mod ws;
