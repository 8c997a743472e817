//! How well somebody plays, by Glicko-2; whole numbers, so that a journal gives the same on every machine.

use serde::{Deserialize, Serialize};

use super::time::Time;

/// How well somebody plays a mode of a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rating {
    /// The rating, in thousandths of a point.
    pub milli_rating: i64,
    /// How sure it is (RD), in thousandths of a point.
    pub milli_deviation: i64,
    /// How steady the player is, in millionths.
    pub micro_volatility: i64,
    /// How many results it is made of.
    pub matches: u32,
    /// As of when; nothing where there was no result yet.
    #[schema(required)]
    pub at: Option<Time>,
}

impl Default for Rating {
    /// Of one who has not played yet, as Glickman has it: 1500, 350, 0.06.
    fn default() -> Self {
        Rating {
            milli_rating: 1_500_000,
            milli_deviation: 350_000,
            micro_volatility: 60_000,
            matches: 0,
            at: None,
        }
    }
}

impl Rating {
    /// The rating in whole points.
    pub fn points(&self) -> i32 {
        i32::try_from(self.milli_rating.div_euclid(1_000)).unwrap_or_default()
    }
}
