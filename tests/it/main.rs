//! One integration-test binary: it links once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod cli;
mod config;
mod demo;
mod desk;
mod pages;
mod rooms;
mod session;
mod stage;
mod store;
mod tidy;
mod token;
