//! What other rooms are told: lobbies of those who meet in them, parties of their search, and inboxes of its end.

use super::{QueueRoom, apply::lobby_of};
use crate::{
    domain::Reaction,
    protocol::{
        frame::to_json,
        id::Place,
        inbox::play::{self, Play},
        lobby::{
            bodies::{Fill, Open, Player},
            words::{FILL, OPEN},
        },
        matchmaking::{
            Event,
            bodies::{QUEUED, Queued},
            event::{Over, Pairing, Ticket},
            queue_of,
            snapshot::Searching,
        },
    },
};

impl QueueRoom {
    /// What an event that has been applied asks of other rooms.
    pub(super) fn notes(&self, event: &Event) -> Vec<Reaction> {
        match event {
            Event::Entered(ticket) => self.tell_party(ticket, false).into_iter().collect(),
            Event::Ended { ticket: _, why } => {
                let ended = self.just.tickets.iter();
                ended.flat_map(|one| self.over(&one.ticket, *why)).collect()
            }
            Event::Failed { found: _, out } => {
                let why = |one: &Searching| {
                    let why = out.iter().find(|(ticket, _)| *ticket == one.ticket.ticket);
                    why.map_or(Over::Declined, |(_, why)| *why)
                };
                let ended = self.just.tickets.iter();
                ended.flat_map(|one| self.over(&one.ticket, why(one))).collect()
            }
            Event::Matched { found, tickets: _ } => {
                let meet = self.just.pairing.as_ref().map(|pairing| self.meet(*found, pairing));
                let parties = self.just.tickets.iter();
                let parties = parties.filter_map(|one| self.tell_party(&one.ticket, true));
                meet.into_iter().chain(parties).collect()
            }
            Event::Seated { found: _, back } => {
                back.iter().filter_map(|ticket| self.tell_party(ticket, false)).collect()
            }
            Event::Ruled(_)
            | Event::Relaxed { .. }
            | Event::Paired(_)
            | Event::Searched
            | Event::Accepted { .. }
            | Event::Seats(_)
            | Event::Rated { .. } => Vec::new(),
        }
    }

    /// Those who have accepted meet in a lobby: a new one, or the one they were found for.
    fn meet(&self, found: Place, pairing: &Pairing) -> Reaction {
        let player = |(team, one): (usize, &Searching)| {
            let request = self.id(one.ticket.ticket.0.0).to_string();
            let players = one.ticket.users.clone().into_iter();
            players.map(move |user| Player { user, team, request: request.clone() })
        };
        let mut seated: Vec<(usize, &Searching)> = Vec::new();
        for (team, tickets) in pairing.teams.iter().enumerate() {
            let of_team =
                self.just.tickets.iter().filter(|one| tickets.contains(&one.ticket.ticket));
            seated.extend(of_team.map(|one| (team, one)));
        }
        // Who has waited longest is the first in the lobby, and its host.
        seated.sort_by_key(|(_, one)| (one.ticket.since, one.ticket.ticket));
        let players: Vec<Player> = seated.into_iter().flat_map(player).collect();
        if let Some(lobby) = &pairing.lobby {
            let fill = Fill { found, players };
            return Reaction { room: lobby.clone(), request: FILL, data: to_json(&fill) };
        }
        let mode = self.kept.modes.get(&pairing.mode);
        let open = Open {
            game: self.game.clone(),
            mode: pairing.mode.clone(),
            queue: queue_of(&self.game),
            found,
            region: pairing.region.clone(),
            team_size: mode.map_or(players.len(), |mode| mode.players),
            backfill: mode.is_some_and(|mode| mode.backfill),
            players,
        };
        let room = lobby_of(&self.game, found);
        Reaction { room, request: OPEN, data: to_json(&open) }
    }

    /// A party is told that it searches, or no longer.
    fn tell_party(&self, ticket: &Ticket, over: bool) -> Option<Reaction> {
        let party = ticket.party.clone()?;
        let id = self.id(ticket.ticket.0.0);
        let queued = Queued { ticket: id, members: ticket.users.clone(), over };
        Some(Reaction { room: party, request: QUEUED, data: to_json(&queued) })
    }

    /// A search is over without a match.
    fn over(&self, ticket: &Ticket, why: Over) -> Vec<Reaction> {
        let request = self.id(ticket.ticket.0.0).to_string();
        let over = play::Over {
            match_request_id: request.clone(),
            game: self.game.clone(),
            mode: ticket.mode.clone(),
            reason: why.as_str().to_owned(),
        };
        let play = match why {
            Over::Cancelled | Over::Declined | Over::NoAnswer => Play::Cancelled(over),
            Over::Expired => Play::Expired(over),
            Over::PartyChanged | Over::AccountErased => Play::Failed(play::Failed {
                match_request_id: request,
                code: why.as_str().to_owned(),
            }),
        };
        let inboxes = ticket.users.iter().map(|user| Reaction::play(*user, play.clone(), ""));
        inboxes.chain(self.tell_party(ticket, true)).collect()
    }
}
