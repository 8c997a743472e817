//! What is shown to whom: of an event, and of a lobby as one finds it.

use crate::{
    domain::{Sight, Viewer, is_staff},
    protocol::{
        conversation::of_lobby,
        id::{RoomId, UserId},
        lobby::{
            Event, Why, page,
            page::{Page, Set},
            snapshot::{Lounge, Member},
            view::{
                Closed, Invited, Joined, Kicked, Left, Ready, Reconnecting, Seated, Started,
                Starting, Update, View, Whom,
            },
        },
        time::Time,
    },
};

impl Lounge {
    pub(super) fn sight(&self, event: &Event) -> Sight<View> {
        Sight::everyone(match event {
            Event::Joined { user, name, seat, status } => View::Joined(Joined {
                user: *user,
                name: name.clone(),
                seat: *seat,
                team: self.team(*seat),
                status: *status,
            }),
            Event::Left { user, why, status } => left(*user, why, *status),
            Event::Hosted { user } => View::Host(Whom { user: *user }),
            Event::Readied { user, ready, status } => {
                View::Ready(Ready { user: *user, ready: *ready, status: *status })
            }
            Event::Seated { user, seat } => View::Seated(Seated { user: *user, seat: *seat }),
            Event::Connected { user, until: Some(until) } => {
                View::Reconnecting(Reconnecting { user: *user, until: *until })
            }
            Event::Connected { user, until: None } => View::Reconnected(Whom { user: *user }),
            Event::Invited { user, by } => {
                let invited = View::Invited(Invited { user: *user, by: *by });
                return Sight::only(vec![(*by, invited.clone()), (*user, invited)]);
            }
            Event::Changed(changed) => View::Update(Box::new(Update {
                unready: true,
                title: changed.title.clone(),
                privacy: changed.privacy,
                capacity: changed.capacity,
                region: changed.region.clone(),
                settings: changed.settings.clone(),
                ..Update::default()
            })),
            Event::Starting { at } => View::Starting(Starting { at: *at }),
            Event::Stopped => {
                let status = crate::protocol::lobby::Status::Ready;
                View::Update(Box::new(Update { status, ..Update::default() }))
            }
            Event::Started { players } => View::Started(Started { players: players.clone() }),
            Event::Concluded { outcome, rated: _ } => View::Concluded(outcome.clone()),
            Event::Closed { reason } => View::Closed(Closed { reason: *reason }),
            Event::Created(_)
            | Event::Banned { .. }
            | Event::Filled { .. }
            | Event::Unfilled { .. }
            | Event::Forgotten { .. } => return Sight::nobody(),
        })
    }

    /// The team of a seat, where a match made the lobby.
    pub(super) fn team(&self, seat: usize) -> Option<usize> {
        self.terms.found.as_ref().map(|found| seat / found.team_size.max(1))
    }

    pub(super) fn page(&self, room: &RoomId, viewer: Viewer<'_>, now: Time) -> Page {
        let terms = &self.terms;
        let is_member = viewer.is_some_and(|person| self.member(person.id).is_some());
        let keeps =
            viewer.is_some_and(|person| is_staff(person.role) || self.host == Some(person.id));
        Page {
            room: room.clone(),
            id: room.key().to_owned(),
            game: terms.game.clone(),
            mode: terms.mode.clone(),
            status: self.status,
            set: self.shown(),
            matched: terms.found.is_some(),
            members_min: terms.members_min,
            members: self.members.iter().map(|member| self.shown_member(member)).collect(),
            host: self.host,
            starting_at: self.starting_at,
            conversation: is_member.then(|| of_lobby(room)),
            code: is_member.then(|| terms.code.clone()),
            banned: keeps.then(|| self.banned.iter().copied().collect()),
            created_at: self.created_at,
            server_now: now,
        }
    }

    fn shown(&self) -> Set {
        let terms = &self.terms;
        Set {
            title: terms.title.clone(),
            privacy: terms.privacy,
            capacity: terms.capacity,
            region: terms.region.clone(),
            settings: terms.settings.clone(),
        }
    }

    fn shown_member(&self, member: &Member) -> page::Member {
        page::Member {
            user: member.user,
            name: member.name.clone(),
            seat: member.seat,
            team: self.team(member.seat),
            ready: member.ready,
            reconnecting_until: member.until,
            joined_at: member.joined_at,
        }
    }
}

fn left(user: UserId, why: &Why, status: crate::protocol::lobby::Status) -> View {
    let reason = match why {
        Why::Kicked { by, reason, banned } => {
            let (by, reason, banned) = (*by, reason.clone(), *banned);
            return View::Kicked(Kicked { user, by, reason, banned, status });
        }
        Why::Left => "left",
        Why::Lost => "lost",
        Why::Elsewhere => "elsewhere",
        Why::Erased => "erased",
    };
    View::Left(Left { user, reason, status })
}
