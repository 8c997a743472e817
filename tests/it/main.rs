//! One integration-test binary: it links once.

mod rooms;
mod session;
mod stage;
mod store;
mod store_faults;
mod store_lists;
mod token;
