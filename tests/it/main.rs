//! One integration-test binary: it links once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod accounts;
mod cli;
mod config;
mod demo;
mod desk;
mod faults;
mod faults_audit;
mod floor;
mod house;
mod http_auth;
mod limiter;
mod money;
mod openapi;
mod pages;
mod password;
mod properties;
mod protocol_doc;
mod races;
mod rooms;
mod rooms_fall;
mod script;
mod scripts;
mod session;
mod simulate;
mod stage;
mod store;
mod store_faults;
mod store_lists;
mod store_pages;
mod tidy;
mod token;
mod vectors;
mod wire;
mod wire_auth;
mod wire_keys;
mod wire_rest;
mod wire_rooms;
mod wired;
mod ws_frames;
mod ws_handshake;
mod ws_leaving;
mod ws_pressure;
mod ws_support;
