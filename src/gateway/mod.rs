//! The doors for clients.

pub mod ws;
