//! What is stated when an auction has ended; whoever keeps it can show later what was said.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::protocol::{
    id::{RoomId, Seq},
    money::Money,
    time::Time,
};

/// What is stated when an auction has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// Which auction.
    pub auction: RoomId,
    /// The position of the end in its journal.
    pub seq: Seq,
    /// When it was over.
    pub ended_at: Time,
    /// Sold or not.
    pub outcome: Outcome,
    /// To whom, by the name there.
    #[schema(required)]
    pub winner: Option<String>,
    /// At which price.
    #[schema(required)]
    pub hammer: Option<Money>,
    /// The head of the chain at that position, as hexadecimal digits.
    pub chain: String,
}
