//! One integration-test binary: it links once.

mod rooms;
mod stage;
mod store;
