//! What other rooms are told: the conversation and the list follow the lobby, inboxes hear what concerns their
//! owners, and the queue what became of those whom it found.

use crate::{
    domain::Reaction,
    protocol::{
        conversation::{
            bodies::{Follow, Follower},
            of_lobby,
            words::FOLLOW,
        },
        frame::to_json,
        id::{RoomId, UserId},
        inbox::play::{Invited, Kicked, Matched, Place, Play},
        lobby::{
            Event, Privacy, Status, Why,
            bodies::{Player, Standing},
            list::{LOBBIES, NOTE, Summary},
            snapshot::Lounge,
        },
        matchmaking::bodies::{BACKFILL, Backfill, RESULT, Result as Outcome, SEATED, Seated},
    },
};

impl Lounge {
    /// What an event that has been applied asks of other rooms.
    pub(super) fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let mut notes = Vec::new();
        match event {
            Event::Joined { .. } | Event::Left { .. } | Event::Hosted { .. }
                if self.is_settled() =>
            {
                notes.push(self.company(room));
                notes.push(self.standing(room));
                notes.extend(self.backfill(room));
            }
            Event::Changed(_) | Event::Readied { .. } | Event::Starting { .. } | Event::Stopped => {
                notes.push(self.standing(room));
            }
            Event::Started { .. } => {
                notes.push(self.standing(room));
                notes.extend(self.backfill(room));
            }
            Event::Closed { .. } => {
                notes.push(self.company(room));
                notes.push(self.standing(room));
                notes.extend(self.backfill(room));
            }
            Event::Concluded { outcome, rated: true } => notes.extend(self.result(room, outcome)),
            Event::Joined { .. }
            | Event::Left { .. }
            | Event::Hosted { .. }
            | Event::Created(_)
            | Event::Seated { .. }
            | Event::Connected { .. }
            | Event::Invited { .. }
            | Event::Banned { .. }
            | Event::Concluded { .. }
            | Event::Filled { .. }
            | Event::Unfilled { .. }
            | Event::Forgotten { .. } => (),
        }
        notes.extend(self.told(room, event));
        notes
    }

    /// Not while it is being opened, nor between the going of a host and the next one: what is told then is
    /// told once.
    fn is_settled(&self) -> bool {
        self.host.is_some() || self.members.is_empty()
    }

    /// The conversation's members are the lobby's.
    fn company(&self, room: &RoomId) -> Reaction {
        let member = |member: &crate::protocol::lobby::snapshot::Member| Follower {
            user: member.user,
            name: member.name.clone(),
        };
        let follow = Follow {
            lobby: room.clone(),
            seq: self.seq,
            title: self.terms.title.clone(),
            members: self.members.iter().map(member).collect(),
            closed: self.status == Status::Closed,
        };
        Reaction { room: of_lobby(room), request: FOLLOW, data: to_json(&follow) }
    }

    fn standing(&self, room: &RoomId) -> Reaction {
        let open = self.status != Status::Closed;
        let listed = open && self.terms.privacy != Privacy::Invite && !self.members.is_empty();
        let summary = || Summary {
            lobby: room.clone(),
            game: self.terms.game.clone(),
            mode: self.terms.mode.clone(),
            title: self.terms.title.clone(),
            status: self.status,
            region: self.terms.region.clone(),
            members: self.members.len(),
            capacity: self.terms.capacity,
            locked: self.terms.privacy == Privacy::Password,
            host: self.host,
            created_at: self.created_at,
        };
        let members = self.members.iter().filter(|_| open).map(|member| member.user);
        let standing = Standing {
            seq: self.seq,
            listed: listed.then(summary),
            lobby: room.clone(),
            game: self.terms.game.clone(),
            members: members.collect(),
        };
        Reaction { room: RoomId::from(LOBBIES), request: NOTE, data: to_json(&standing) }
    }

    /// Which seats are free, where the queue fills them.
    fn backfill(&self, room: &RoomId) -> Option<Reaction> {
        let found = self.terms.found.as_ref().filter(|found| found.backfill)?;
        let teams = found.players.len() / found.team_size.max(1);
        let free = |team: usize| {
            let seats = team * found.team_size..(team + 1) * found.team_size;
            seats.filter(|seat| !self.members.iter().any(|member| member.seat == *seat)).count()
        };
        let backfill = Backfill {
            lobby: room.clone(),
            seq: self.seq,
            mode: self.terms.mode.clone().unwrap_or_default(),
            region: self.terms.region.clone(),
            free: if self.is_begun() { Vec::new() } else { (0..teams).map(free).collect() },
            members: self.members.iter().map(|member| member.user).collect(),
            avoid: self.banned.iter().copied().collect(),
        };
        Some(Reaction { room: found.queue.clone(), request: BACKFILL, data: to_json(&backfill) })
    }

    fn result(
        &self,
        room: &RoomId,
        outcome: &crate::protocol::lobby::bodies::Outcome,
    ) -> Option<Reaction> {
        let result = Outcome {
            lobby: room.clone(),
            mode: self.terms.mode.clone()?,
            teams: outcome.teams.clone(),
        };
        let queue = crate::protocol::matchmaking::queue_of(&self.terms.game);
        Some(Reaction { room: queue, request: RESULT, data: to_json(&result) })
    }

    /// What inboxes and the queue are told of single users and matches.
    fn told(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let seated = |found, seated: bool| {
            let by = self.terms.found.as_ref()?;
            let data = to_json(&Seated { found, seated });
            Some(Reaction { room: by.queue.clone(), request: SEATED, data })
        };
        match event {
            Event::Created(terms) => {
                let found = terms.found.iter().flat_map(|found| &found.players);
                let all: Vec<UserId> = found.clone().map(|player| player.user).collect();
                found.filter_map(|player| self.matched(room, player, all.clone())).collect()
            }
            Event::Filled { found, players } => {
                let here: Vec<UserId> = self.members.iter().map(|member| member.user).collect();
                let matched =
                    players.iter().filter_map(|player| self.matched(room, player, here.clone()));
                seated(*found, true).into_iter().chain(matched).collect()
            }
            Event::Unfilled { found } => seated(*found, false).into_iter().collect(),
            Event::Invited { user, by } => {
                let from = self.member(*by).map(|from| from.name.clone()).unwrap_or_default();
                let lobby = self.place(room);
                vec![Reaction::play(*user, Play::LobbyInvited(Invited { lobby, from: *by }), &from)]
            }
            Event::Left { user, why: Why::Kicked { by: _, reason, banned }, .. } => {
                let kicked =
                    Kicked { lobby: self.place(room), reason: reason.clone(), banned: *banned };
                vec![Reaction::play(*user, Play::LobbyKicked(kicked), "")]
            }
            Event::Joined { .. }
            | Event::Left { .. }
            | Event::Hosted { .. }
            | Event::Readied { .. }
            | Event::Seated { .. }
            | Event::Connected { .. }
            | Event::Banned { .. }
            | Event::Changed(_)
            | Event::Starting { .. }
            | Event::Stopped
            | Event::Started { .. }
            | Event::Concluded { .. }
            | Event::Forgotten { .. }
            | Event::Closed { .. } => Vec::new(),
        }
    }

    /// Somebody's search has come to its end here.
    fn matched(&self, room: &RoomId, player: &Player, players: Vec<UserId>) -> Option<Reaction> {
        let matched = Play::Matched(Matched {
            match_request_id: player.request.clone(),
            lobby_id: room.key().to_owned(),
            lobby: room.clone(),
            game: self.terms.game.clone(),
            mode: self.terms.mode.clone()?,
            players,
        });
        Some(Reaction::play(player.user, matched, ""))
    }

    fn place(&self, room: &RoomId) -> Place {
        Place {
            lobby: room.clone(),
            game: self.terms.game.clone(),
            title: self.terms.title.clone(),
        }
    }
}
