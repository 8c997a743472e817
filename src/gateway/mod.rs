//! The doors: who somebody is, how often they may ask, and how they are connected.

pub mod address;
pub mod limiter;
pub mod password;
pub mod throttle;
pub mod token;
