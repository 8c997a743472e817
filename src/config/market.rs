//! Settings of the market.

use serde::{Deserialize, Serialize};

use super::Period;
use crate::protocol::auction::experiment::Experiment;

/// What is sold, and what the house takes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Market {
    /// What buyers pay on top of a price, in hundredths of a percent. What is for sale already keeps what it had.
    pub premium_bps: u32,
    /// What sellers pay out of a price, in hundredths of a percent.
    pub commission_bps: u32,
    /// How long what is in a basket is kept.
    pub reservation: Period,
    /// How long an offer is open.
    pub offer: Period,
    /// Whether an offer sets the money for it aside.
    pub offer_hold: bool,
    /// Rules of increments that are compared: auctions that name the experiment get one of them.
    pub experiments: Vec<Experiment>,
}

impl Default for Market {
    fn default() -> Self {
        Market {
            premium_bps: 0,
            commission_bps: 0,
            reservation: Period::seconds(10 * 60),
            offer: Period::seconds(48 * 60 * 60),
            offer_hold: false,
            experiments: Vec::new(),
        }
    }
}
