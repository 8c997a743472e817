//! One integration-test binary: it links once.

mod floor;
mod properties;
mod rooms;
mod script;
mod scripts;
mod simulate;
mod stage;
mod store;
mod vectors;
