//! Experiments: auctions that say so get one of several rules of increments, and what comes of them is compared.

use serde::{Deserialize, Serialize};

use super::terms::Increment;

/// An experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// What it is called: what an auction says that takes part.
    pub name: String,
    /// The rules that are compared.
    pub arms: Vec<Arm>,
}

/// One of the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// What it is called.
    pub name: String,
    /// By how much a bid must exceed the price.
    pub increment: Increment,
}
