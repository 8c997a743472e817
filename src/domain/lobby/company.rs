//! Who comes into a lobby, who goes, and who is ready.

use bytestring::ByteString;

use super::{
    limits::INVITED_MAX,
    open::{digest, invalid, may_enter},
};
use crate::{
    domain::{
        Asked, Expelled,
        access::{Deed, may},
    },
    protocol::{
        connection::Whereabouts,
        game::Game,
        id::{RoomId, Seq, UserId},
        lobby::{
            Event, Privacy, Reject, Status, Why,
            bodies::{Fill, Join},
            event::Ending,
            snapshot::{Lounge, Member},
        },
        time::Time,
    },
};

/// What somebody is called whom a match found; nothing where their account is gone.
pub(super) fn name_of(asked: &Asked<'_>, user: UserId) -> ByteString {
    let person = asked.facts.people.iter().find(|person| person.id == user);
    person.map(|person| person.name.clone()).unwrap_or_default()
}

impl Lounge {
    /// Somebody in it.
    pub(super) fn member(&self, user: UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user == user)
    }

    pub(super) fn join(
        &self,
        room: &RoomId,
        asked: &Asked<'_>,
        join: &Join,
    ) -> Result<Vec<Event>, Reject> {
        let (by, user) = (asked.by, asked.by.id);
        let open = self.status != Status::Closed;
        if open && self.member(user).is_some() {
            return Ok(Vec::new());
        }
        let with_code = join.code.as_deref().is_some_and(|code| code == self.terms.code);
        let may_know = self.terms.privacy != Privacy::Invite || with_code;
        if !may_know && !self.admits(Some(by)) {
            return Err(Reject::NotFound);
        }
        if !may(by.role, Deed::Play) {
            return Err(Reject::Forbidden);
        }
        if !open {
            return Err(if self.admits(Some(by)) { Reject::LobbyClosed } else { Reject::NotFound });
        }
        if self.banned.contains(&user) {
            return Err(Reject::BannedFromLobby);
        }
        let asked_in = with_code || self.invited.contains(&user);
        match self.terms.privacy {
            Privacy::Invite if !asked_in => return Err(Reject::Forbidden),
            Privacy::Password if !asked_in => {
                let given = join.password.as_deref().map(|password| digest(room, password));
                if given.transpose()? != self.terms.password {
                    return Err(Reject::WrongPassword);
                }
            }
            Privacy::Public | Privacy::Invite | Privacy::Password => (),
        }
        if self.is_begun() {
            return Err(Reject::AlreadyStarted);
        }
        let seat = self.free_seat(0).ok_or(Reject::LobbyFull { capacity: self.terms.capacity })?;
        if let Some(game) = self.game(asked) {
            may_enter(asked, game, Some(room))?;
        }
        let status = self.status_with(&[(user, false)], None);
        Ok(vec![Event::Joined { user, name: by.name.clone(), seat, status }])
    }

    /// Whether nobody can come in any more.
    pub(super) fn is_begun(&self) -> bool {
        matches!(self.status, Status::Starting | Status::Active | Status::Closed)
    }

    pub(super) fn game<'a>(&self, asked: &'a Asked<'_>) -> Option<&'a Game> {
        asked.settings.games.get(&self.terms.game)
    }

    /// The first free seat from this one on.
    fn free_seat(&self, from: usize) -> Option<usize> {
        let is_free = |seat: &usize| !self.members.iter().any(|member| member.seat == *seat);
        (from..self.terms.capacity).find(is_free)
    }

    pub(super) fn leave(&self, user: UserId) -> Result<Vec<Event>, Reject> {
        if self.member(user).is_none() && self.terms.privacy == Privacy::Invite {
            return Err(Reject::NotFound);
        }
        Ok(self.gone(user, Why::Left))
    }

    /// Somebody goes: with the host the longest-present takes over, with the last it is over; but what is played
    /// waits for its result, whoever is still there.
    pub(super) fn gone(&self, user: UserId, why: Why) -> Vec<Event> {
        if self.member(user).is_none() || self.status == Status::Closed {
            return Vec::new();
        }
        let mut events = Vec::new();
        if self.status == Status::Starting {
            events.push(Event::Stopped);
        }
        let status = self.status_with(&[], Some(user));
        events.push(Event::Left { user, why, status });
        let mut rest = self.members.iter().map(|member| member.user).filter(|who| *who != user);
        match rest.next() {
            None if self.status == Status::Active => (),
            None => events.push(Event::Closed { reason: Ending::Empty }),
            Some(heir) if self.host == Some(user) => events.push(Event::Hosted { user: heir }),
            Some(_) => (),
        }
        events
    }

    pub(super) fn ready(&self, user: UserId, ready: bool) -> Result<Vec<Event>, Reject> {
        let member = self.member(user).ok_or(Reject::Forbidden)?;
        if self.status == Status::Active {
            return Err(Reject::AlreadyStarted);
        }
        if member.ready == ready {
            return Ok(Vec::new());
        }
        let stopped = (self.status == Status::Starting).then_some(Event::Stopped);
        let status = self.status_with(&[(user, ready)], None);
        Ok(stopped.into_iter().chain([Event::Readied { user, ready, status }]).collect())
    }

    pub(super) fn take_seat(&self, user: UserId, seat: usize) -> Result<Vec<Event>, Reject> {
        let member = self.member(user).ok_or(Reject::Forbidden)?;
        if self.is_begun() {
            return Err(Reject::AlreadyStarted);
        }
        if member.seat == seat {
            return Ok(Vec::new());
        }
        if self.terms.found.is_some() {
            return Err(invalid("seat", "wrong_value", "a match has given everybody a seat"));
        }
        let is_taken = self.members.iter().any(|other| other.seat == seat);
        if self.terms.capacity <= seat || is_taken {
            return Err(Reject::SeatTaken);
        }
        Ok(vec![Event::Seated { user, seat }])
    }

    pub(super) fn invite(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        let by = asked.by.id;
        self.member(by).ok_or(Reject::Forbidden)?;
        if self.terms.privacy != Privacy::Public && self.host != Some(by) {
            return Err(Reject::Forbidden);
        }
        if self.is_begun() {
            return Err(Reject::AlreadyStarted);
        }
        if !asked.facts.people.iter().any(|person| person.id == user) {
            return Err(invalid("user", "unknown_user", "there is no such account"));
        }
        if asked.facts.are_apart(by, user) {
            return Err(Reject::Blocked);
        }
        if self.banned.contains(&user) {
            return Err(invalid("user", "wrong_value", "banned from this lobby"));
        }
        if self.member(user).is_some() || self.invited.contains(&user) {
            return Ok(Vec::new());
        }
        if INVITED_MAX <= self.invited.len() {
            return Err(Reject::TooManyInvitations { max: INVITED_MAX });
        }
        Ok(vec![Event::Invited { user, by }])
    }

    /// A connection has come or gone.
    pub(super) fn connected(&self, now: Time, told: Whereabouts) -> Vec<Event> {
        let Whereabouts { user, here } = told;
        let Some(member) = self.member(user).filter(|_| self.status != Status::Closed) else {
            return Vec::new();
        };
        if here == member.until.is_none() {
            return Vec::new();
        }
        let until = (!here).then(|| now.plus(self.terms.rules.reconnect_grace_ms));
        vec![Event::Connected { user, until }]
    }

    /// Brings in those whom a match has found, all of them or none.
    pub(super) fn fill(&self, asked: &Asked<'_>, fill: &Fill) -> Vec<Event> {
        let found = fill.found;
        let team_size = self.terms.found.as_ref().map_or(self.terms.capacity, |by| by.team_size);
        let mut taken: Vec<usize> = self.members.iter().map(|member| member.seat).collect();
        let mut joined = Vec::new();
        for player in &fill.players {
            let seats = player.team * team_size..(player.team + 1) * team_size;
            let seat = seats.into_iter().find(|seat| !taken.contains(seat));
            let comes = !self.is_begun()
                && !self.banned.contains(&player.user)
                && self.member(player.user).is_none();
            let Some(seat) = seat.filter(|seat| comes && *seat < self.terms.capacity) else {
                return vec![Event::Unfilled { found }];
            };
            taken.push(seat);
            let (user, status) = (player.user, Status::Forming);
            let name = name_of(asked, user);
            joined.push(Event::Joined { user, name, seat, status });
        }
        joined.push(Event::Filled { found, players: fill.players.clone() });
        joined
    }

    /// Where the lobby stands when these are ready or not, who may be new, and this one is gone: ready when there
    /// are enough and all are ready. What is played, or over, stays so.
    pub(super) fn status_with(&self, changed: &[(UserId, bool)], gone: Option<UserId>) -> Status {
        if matches!(self.status, Status::Active | Status::Closed) {
            return self.status;
        }
        let of = |user| changed.iter().find(|(who, _)| *who == user).map(|(_, ready)| *ready);
        let stay = self.members.iter().filter(|member| Some(member.user) != gone);
        let all = stay.clone().all(|member| of(member.user).unwrap_or(member.ready));
        let fresh = changed.iter().filter(|(user, _)| self.member(*user).is_none());
        let all = all && fresh.clone().all(|(_, ready)| *ready);
        let enough = self.terms.members_min <= stay.count() + fresh.count();
        if enough && all { Status::Ready } else { Status::Forming }
    }

    pub(super) fn forget(&self, user: UserId) -> Vec<Event> {
        let mut events = self.gone(user, Why::Erased);
        let joins = self.joins.iter().filter(|(who, _)| *who == user);
        let positions: Vec<Seq> = joins.map(|(_, seq)| *seq).collect();
        if !positions.is_empty() {
            events.push(Event::Forgotten { user, positions });
        }
        events
    }

    /// Those who are not in it hear no more of it. Who they are nobody knows, so all who listen ask anew.
    pub(super) fn strangers(&self) -> Expelled {
        let mut members: Vec<UserId> = self.members.iter().map(|member| member.user).collect();
        members.sort_unstable();
        Expelled::Others(members)
    }
}
