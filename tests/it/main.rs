//! One integration-test binary: it links once.

mod config;
