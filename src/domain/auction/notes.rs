//! What inboxes are told (2.8). A bidder who is beaten at once reads it in the reply and is not told again.

use crate::{
    domain::Reaction,
    protocol::{
        auction::{Ended, Event, Outcome, snapshot::Lot},
        frame::to_json,
        id::{RoomId, UserId},
        inbox::{NOTE, Note, What},
    },
};

impl Lot {
    /// What an event that has been applied asks of inboxes.
    pub fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let one = |user: Option<UserId>, what| {
            user.map(|user| self.note(room, user, what)).into_iter().collect()
        };
        match event {
            Event::BidPlaced(placed) => one(placed.displaced, What::Outbid),
            Event::BidRemoved(removed) => {
                one(removed.leader.filter(|_| removed.leader_changed), What::LeadingAgain)
            }
            Event::ReserveLowered { reserve: _, capped } => {
                one(capped.map(|capped| capped.bidder), What::ReserveLoweredRebid)
            }
            Event::Ended(ended) => self.ended_notes(room, ended),
            Event::Cancelled { reason: _ } => {
                self.standing_bidders().map(|user| self.note(room, user, What::Cancelled)).collect()
            }
            Event::Created { .. }
            | Event::Edited { terms: _ }
            | Event::Scheduled { .. }
            | Event::Started { ends_at: _ }
            | Event::Paused { .. }
            | Event::Resumed { ends_at: _ }
            | Event::Extended { .. }
            | Event::ReserveMet
            | Event::Watched { .. }
            | Event::Announced { text: _ } => Vec::new(),
        }
    }

    fn ended_notes(&self, room: &RoomId, ended: &Ended) -> Vec<Reaction> {
        let lost = match ended.outcome {
            Outcome::Sold if ended.bought => What::LostToBuyNow,
            Outcome::Sold => What::Lost,
            Outcome::UnsoldNoBids | Outcome::UnsoldReserveNotMet => What::Unsold,
        };
        let winner = ended.winner.map(|winner| self.note(room, winner, What::Won));
        let loses = |user: &UserId| Some(*user) != ended.winner;
        // A correction concerns only the two whom it moves.
        let losers: Vec<UserId> = if ended.corrects {
            ended.former.into_iter().filter(loses).collect()
        } else {
            self.standing_bidders().filter(loses).collect()
        };
        let losers = losers.into_iter().map(|user| self.note(room, user, lost));
        winner.into_iter().chain(losers).collect()
    }

    /// Everyone with a bid that counts.
    fn standing_bidders(&self) -> impl Iterator<Item = UserId> {
        let stands = |place: &usize| self.bids.get(*place).is_some_and(|bid| !bid.removed);
        self.bidders
            .iter()
            .filter(move |(_, bidder)| bidder.bids.iter().any(stands))
            .map(|(user, _)| *user)
    }

    fn note(&self, room: &RoomId, user: UserId, what: What) -> Reaction {
        let hammer = self.ended.as_ref().and_then(|ended| ended.hammer);
        let note = Note {
            auction: room.clone(),
            title: self.terms.title.clone(),
            what,
            price: hammer.or(self.price()),
            currency: self.terms.currency,
        };
        Reaction { room: RoomId::of("inbox", user), request: NOTE, data: to_json(&note) }
    }
}
