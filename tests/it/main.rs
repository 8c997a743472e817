//! One integration-test binary: it links once.

mod access;
mod accounts;
mod desk;
mod http_auth;
mod limiter;
mod money;
mod openapi;
mod password;
mod store;
mod token;
