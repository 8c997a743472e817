//! The doors: who somebody is, how often they may ask, and how they are connected.

pub mod accounts;
pub mod address;
pub mod limiter;
pub mod links;
pub mod naming;
pub mod password;
pub mod refresh;
pub mod standing;
pub mod throttle;
pub mod token;
