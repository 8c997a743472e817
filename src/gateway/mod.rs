//! The doors for clients.

pub mod session;
