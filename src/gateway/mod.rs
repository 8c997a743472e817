//! The doors for clients.

pub mod attendance;
mod count;
pub mod live;
pub mod session;
pub mod watch;
pub mod ws;
