//! One integration-test binary: it links once.

mod store;
mod store_faults;
