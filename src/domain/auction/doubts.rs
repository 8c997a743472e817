//! What can be proven of an auction by its own bids: an audit asks this of a journal that has been replayed.

use crate::protocol::{
    auction::{Outcome, Status, snapshot::Lot},
    money::Money,
};

impl Lot {
    /// What does not follow from the bids that stand: the price (I-70), the number of bids, winner and hammer (I-34,
    /// I-41).
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        let standing = self.bids.iter().filter(|bid| !bid.removed).count()
            + self.envelopes.iter().filter(|one| !one.removed).count();
        if u32::try_from(standing) != Ok(self.bid_count) {
            doubts.push(format!("{standing} bids stand, and {} are counted", self.bid_count));
        }
        if self.status != Status::Draft && self.refold(|_, bid| !bid.removed) != self.lead {
            doubts.push("the bids that stand make another price or leader".to_owned());
        }
        if let Some(ended) = &self.ended {
            let due = self.outcome(self.lead, ended.ended_at);
            let told = (ended.outcome, ended.winner, ended.hammer);
            let is_own = ended.bought || ended.second_chance;
            if !is_own && told != (due.outcome, due.winner, due.hammer) {
                doubts.push("the bids that stand make another outcome".to_owned());
            }
            let below = |hammer: Money| self.reserve.is_some_and(|reserve| hammer < reserve);
            let sold = ended.outcome == Outcome::Sold && !ended.second_chance;
            if sold && ended.hammer.is_some_and(below) {
                doubts.push("it was sold below the reserve".to_owned());
            }
            if ended.bought && self.terms.buy_now.is_some() && ended.hammer != self.terms.buy_now {
                doubts.push("it was bought at another price than that".to_owned());
            }
        }
        doubts
    }
}
