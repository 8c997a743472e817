//! The whole of an auction, hidden parts included: what the machine keeps and a snapshot holds.
//! It never goes to a client; what they see is in `view.rs`.

use std::collections::{BTreeMap, BTreeSet};

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{
    Ended, Standing, Status, Terms,
    money::{Deal, Ticketed},
    sealed::Envelope,
};
use crate::protocol::{
    id::{RoomId, UserId},
    market::Fees,
    money::Money,
    session::PartOf,
    time::Time,
};

/// One lot, from draft to hammer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lot {
    /// Who sells.
    pub seller: UserId,
    /// By this public name.
    pub seller_name: ByteString,
    /// What and how; the reserve in them is the first one.
    pub terms: Terms,
    /// As the events have it: time may have passed since.
    pub status: Status,
    /// Whether it ever left the draft.
    pub published: bool,
    /// When bids are welcome from.
    pub starts_at: Option<Time>,
    /// When the hammer falls. While paused: as if the clock had not been stopped.
    pub ends_at: Option<Time>,
    /// The end moves no further than this.
    pub hard_end: Option<Time>,
    /// How often the soft close moved the end.
    pub extensions: u32,
    /// Since when the clock stands, if it does.
    pub paused_at: Option<Time>,
    /// Why it is paused, or was called off.
    pub reason: Option<String>,
    /// How long the clock stood in earlier pauses, in milliseconds.
    pub paused_ms: u64,
    /// Every accepted bid; a bid's number is its place, from 1.
    pub bids: Vec<Placement>,
    /// Every change of the reserve.
    pub lowered: Vec<Lowered>,
    /// Who leads at which price.
    pub lead: Option<Lead>,
    /// The reserve now.
    pub reserve: Option<Money>,
    /// Accepted bids that stand.
    pub bid_count: u32,
    /// Buying at once is still possible.
    pub buy_now: bool,
    /// Everyone who ever bid.
    pub bidders: BTreeMap<UserId, Bidder>,
    /// How many bidders share a mask.
    pub masks: BTreeMap<ByteString, u32>,
    /// Who follows it.
    pub followers: BTreeSet<UserId>,
    /// How it ended, if it has.
    pub ended: Option<Ended>,
    /// What the house takes of the sale.
    #[serde(default)]
    pub fees: Fees,
    /// Which auction was put up once more as this one.
    #[serde(default)]
    pub relists: Option<RoomId>,
    /// What bidders have set aside.
    #[serde(default)]
    pub tickets: BTreeMap<UserId, Ticketed>,
    /// What is left to do after the end.
    #[serde(default)]
    pub deal: Deal,
    /// Of which session it is.
    #[serde(default)]
    pub part_of: Option<PartOf>,
    /// Sealed bids; a bid's number is its place, from 1.
    #[serde(default)]
    pub envelopes: Vec<Envelope>,
}

/// Who leads: what the fold of 2.3 carries from bid to bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Who.
    pub leader: UserId,
    /// With this maximum.
    pub max: Money,
    /// At this visible price.
    pub price: Money,
}

/// An accepted bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Who.
    pub bidder: UserId,
    /// The hidden maximum.
    pub max: Money,
    /// What was shown of it.
    pub amount: Money,
    /// When.
    pub at: Time,
    /// When on the auction's clock, which stands while paused.
    pub clock: Time,
    /// What it did.
    pub standing: Standing,
    /// A hidden maximum answered it at once.
    pub automatic: bool,
    /// Others were not shown it.
    pub hidden: bool,
    /// It no longer counts.
    pub removed: bool,
}

/// A change of the reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lowered {
    /// After so many accepted bids.
    pub after: usize,
    /// To this.
    pub reserve: Money,
}

/// Somebody who bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bidder {
    /// Under which name they are shown here.
    pub shown: ByteString,
    /// The places of their bids in [`Lot::bids`].
    pub bids: Vec<usize>,
    /// How many they took back.
    pub retracted: u32,
}
