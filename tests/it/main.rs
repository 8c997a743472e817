//! One integration-test binary: it links once.

mod floor;
mod rooms;
mod stage;
mod store;
mod vectors;
