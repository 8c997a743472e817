//! Rialto: a real-time game and auction server.
//!
//! Read the modules in this order; each may use only those above it, as `tests/it/tidy.rs` enforces.

pub mod protocol;

pub mod domain;

pub mod clock;
pub mod config;
pub mod logs;
pub mod metrics;

pub mod files;

pub mod store;

pub mod rooms;

pub mod audit;

pub mod simulation;

pub mod gateway;

pub mod post;

pub mod http;

pub mod demo;

pub mod house;

pub mod cli;
