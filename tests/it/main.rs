//! One integration-test binary: it links once.

mod accounts;
mod desk;
mod store;
mod token;
