//! Whether all take the match that was found for them; and how a search ends.

use super::{QueueRoom, apply::place};
use crate::protocol::{
    matchmaking::{
        Event, Reject, TicketId,
        event::Over,
        snapshot::{Match, Searching},
    },
    person::Person,
};

impl QueueRoom {
    pub(super) fn accept(&self, by: &Person, id: &TicketId) -> Result<Vec<Event>, Reject> {
        let (_, searching) = self.own(by, id).ok_or(Reject::NotFound)?;
        let found = searching.found.ok_or(Reject::NoMatch)?;
        let asked = self.kept.matches.get(&found.0.0).ok_or(Reject::NoMatch)?;
        let user = by.id;
        if asked.accepted.contains(&user) {
            return Ok(Vec::new());
        }
        let accepted = Event::Accepted { found, user };
        let waits = |one: &&Searching| {
            one.ticket.users.iter().any(|who| *who != user && !asked.accepted.contains(who))
        };
        if self.of(asked).any(|one| waits(&one)) {
            return Ok(vec![accepted]);
        }
        let tickets = asked.pairing.teams.iter().flatten().copied().collect();
        Ok(vec![accepted, Event::Matched { found, tickets }])
    }

    pub(super) fn decline(&self, by: &Person, id: &TicketId) -> Result<Vec<Event>, Reject> {
        let (no, searching) = self.own(by, id).ok_or(Reject::NotFound)?;
        searching.found.ok_or(Reject::NoMatch)?;
        Ok(self.end(no, Over::Cancelled, Over::Declined))
    }

    /// What is over, or somebody else's, is cancelled already as far as one is told.
    pub(super) fn cancel(&self, by: &Person, id: &TicketId) -> Vec<Event> {
        let own = self.own(by, id);
        own.map(|(no, _)| self.end(no, Over::Cancelled, Over::Declined)).unwrap_or_default()
    }

    /// A search ends; with it the match that it was asked to accept, whose others search on.
    pub(super) fn end(&self, no: u64, searching: Over, asked: Over) -> Vec<Event> {
        let ticket = place(no);
        match self.kept.tickets.get(&no).map(|one| one.found) {
            None => Vec::new(),
            Some(None) => vec![Event::Ended { ticket, why: searching }],
            Some(Some(found)) => vec![Event::Failed { found, out: vec![(ticket, asked)] }],
        }
    }

    /// The searches of a match.
    pub(super) fn of<'a>(&'a self, found: &'a Match) -> impl Iterator<Item = &'a Searching> {
        let tickets = found.pairing.teams.iter().flatten();
        tickets.filter_map(|ticket| self.kept.tickets.get(&ticket.0.0))
    }
}
