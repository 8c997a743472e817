//! One integration-test binary: it links once.

mod session;
mod store;
