//! What inboxes are told (2.8). A bidder who is beaten at once reads it in the reply and is not told again.

use crate::{
    domain::Reaction,
    protocol::{
        auction::{Ended, Event, Status, snapshot::Lot},
        frame::to_json,
        id::{RoomId, UserId},
        inbox::{self, NOTE, Note},
    },
};

impl Lot {
    /// What an event that has been applied asks of inboxes.
    pub(super) fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let one = |user: Option<UserId>, what: fn(inbox::Lot) -> Note| {
            user.map(|user| self.note(room, user, what)).into_iter().collect()
        };
        match event {
            Event::BidPlaced(placed) => one(placed.displaced, Note::Outbid),
            Event::BidRemoved(removed) => {
                // After the end nobody leads; the corrected outcome follows and says who won.
                let leads = removed.leader_changed && self.status != Status::Ended;
                one(removed.leader.filter(|_| leads), Note::LeadingAgain)
            }
            Event::ReserveLowered { reserve: _, capped } => {
                one(capped.map(|capped| capped.bidder), Note::ReserveLoweredRebid)
            }
            Event::Ended(ended) => self.ended_notes(room, ended),
            Event::Cancelled { reason: _ } => {
                self.standing_bidders().map(|user| self.note(room, user, Note::Cancelled)).collect()
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
        let lost = if ended.bought { Note::LostToBuyNow } else { Note::Lost };
        let winner = ended.winner.map(|winner| self.note(room, winner, Note::Won));
        let is_beaten = |user: &UserId| Some(*user) != ended.winner;
        // A correction concerns only the two whom it moves.
        let losers: Vec<UserId> = if ended.corrects {
            ended.former.into_iter().filter(is_beaten).collect()
        } else {
            self.standing_bidders().filter(is_beaten).collect()
        };
        let losers = losers.into_iter().map(|user| self.note(room, user, lost));
        let others = self.onlookers().map(|user| self.note(room, user, Note::Ended));
        winner.into_iter().chain(losers).chain(others).collect()
    }

    /// The seller, and who follows it without a bid that counts.
    fn onlookers(&self) -> impl Iterator<Item = UserId> {
        let bidders: Vec<UserId> = self.standing_bidders().collect();
        let followers = self.followers.iter().copied().filter(|user| *user != self.seller);
        let rest = followers.filter(move |user| !bidders.contains(user));
        std::iter::once(self.seller).chain(rest)
    }

    /// Everyone with a bid that counts.
    fn standing_bidders(&self) -> impl Iterator<Item = UserId> {
        let stands = |place: &usize| self.bids.get(*place).is_some_and(|bid| !bid.removed);
        self.bidders
            .iter()
            .filter(move |(_, bidder)| bidder.bids.iter().any(stands))
            .map(|(user, _)| *user)
    }

    fn note(&self, room: &RoomId, user: UserId, what: impl Fn(inbox::Lot) -> Note) -> Reaction {
        let hammer = self.ended.as_ref().and_then(|ended| ended.hammer);
        let lot = inbox::Lot {
            auction: room.clone(),
            title: self.terms.title.clone(),
            price: hammer.or(self.price()),
            currency: self.terms.currency,
        };
        Reaction { room: RoomId::of("inbox", user), request: NOTE, data: to_json(&what(lot)) }
    }
}
