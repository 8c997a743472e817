//! One integration-test binary: it links once.

mod ws_frames;
mod ws_handshake;
mod ws_leaving;
mod ws_pressure;
mod ws_support;
