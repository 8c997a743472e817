//! What members are shown, and what other rooms are told.

use crate::{
    domain::{Reaction, Sight},
    protocol::{
        frame::to_json,
        id::RoomId,
        inbox::play::{PartyInvited, PartyKicked, Play},
        matchmaking::{
            TicketId,
            bodies::{DISBAND, Disband},
            queue_of,
        },
        party::{
            Band, Event, Member, Why,
            page::{self, Page},
            view::{Invited, Joined, Left, Reconnecting, Searching, View, Whom},
        },
        time::Time,
    },
};

/// Who sees what of an event.
pub(super) fn sight(event: &Event) -> Sight<View> {
    Sight::everyone(match event {
        Event::Joined { user, name } => View::Joined(Joined { user: *user, name: name.clone() }),
        Event::Left { user, why } => View::Left(Left { user: *user, reason: why.as_str() }),
        Event::Led { user } => View::Leader(Whom { user: *user }),
        Event::Invited { user, by } => View::Invited(Invited { user: *user, by: *by }),
        Event::Declined { user } => View::Declined(Whom { user: *user }),
        Event::Connected { user, until: Some(until) } => {
            View::Reconnecting(Reconnecting { user: *user, until: *until })
        }
        Event::Connected { user, until: None } => View::Reconnected(Whom { user: *user }),
        Event::Queued { ticket, over, stale: _ } => {
            let search = Searching { match_request_id: ticket.clone() };
            if *over { View::Stopped(search) } else { View::Searching(search) }
        }
        Event::Closed => View::Closed {},
        Event::Created { leader: _ } | Event::Forgotten { .. } => return Sight::nobody(),
    })
}

impl Band {
    pub(super) fn page(&self, room: &RoomId, now: Time) -> Page {
        let member = |member: &Member| page::Member {
            user: member.user,
            name: member.name.clone(),
            reconnecting_until: member.until,
            joined_at: member.joined_at,
        };
        Page {
            room: room.clone(),
            id: room.key().to_owned(),
            leader: self.leader,
            members: self.members.iter().map(member).collect(),
            invited: self.invited.iter().copied().collect(),
            searches: self.searches.clone(),
            closed: self.closed,
            server_now: now,
        }
    }

    /// What an event that has been applied asks of other rooms.
    pub(super) fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let party = room.clone();
        match event {
            // Who searches together was asked together.
            Event::Joined { .. } => self.searches.iter().map(disband).collect(),
            Event::Left { user, why } => {
                let kicked = (*why == Why::Kicked)
                    .then(|| Reaction::play(*user, Play::PartyKicked(PartyKicked { party }), ""));
                self.searches.iter().map(disband).chain(kicked).collect()
            }
            Event::Queued { ticket, over: false, stale: true } => vec![disband(ticket)],
            Event::Invited { user, by } => {
                let from = self.members.iter().find(|member| member.user == *by);
                let name = from.map(|from| from.name.clone()).unwrap_or_default();
                vec![Reaction::play(
                    *user,
                    Play::PartyInvited(PartyInvited { party, from: *by }),
                    &name,
                )]
            }
            Event::Queued { .. }
            | Event::Created { .. }
            | Event::Led { .. }
            | Event::Declined { .. }
            | Event::Connected { .. }
            | Event::Forgotten { .. }
            | Event::Closed => Vec::new(),
        }
    }
}

fn disband(ticket: &TicketId) -> Reaction {
    let data = to_json(&Disband { ticket: ticket.clone() });
    Reaction { room: queue_of(&ticket.game), request: DISBAND, data }
}
