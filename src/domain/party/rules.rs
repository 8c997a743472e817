//! Who may do what in a party.

use super::{GRACE_MS, INVITED_MAX, MEMBERS_MAX};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        connection::Whereabouts,
        fault::FieldError,
        id::{Seq, UserId},
        matchmaking::bodies::Queued,
        party::{Band, Command, Event, Reject, Why},
        time::Time,
    },
};

/// Somebody opens a party, and leads it.
pub(super) fn create(asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
    if !may(asked.by.role, Deed::Play) {
        return Err(Reject::Forbidden);
    }
    is_free(asked)?;
    let user = asked.by.id;
    let name = asked.by.name.clone();
    Ok(vec![Event::Created { leader: user }, Event::Joined { user, name }])
}

/// Whether the asker is in no party.
fn is_free(asked: &Asked<'_>) -> Result<(), Reject> {
    let other = asked.facts.parties.iter().find(|(user, _)| *user == asked.by.id);
    other.map_or(Ok(()), |(_, party)| Err(Reject::AlreadyInParty { party: party.clone() }))
}

impl Band {
    pub(super) fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        let by = asked.by.id;
        match command {
            _ if asked.by.is_house() => Ok(self.told(asked.now, command)),
            Command::Connection(_) | Command::Queued(_) | Command::Forget { .. } => {
                Err(if self.admits(by) { Reject::Forbidden } else { Reject::NotFound })
            }
            _ if !self.admits(by) => Err(Reject::NotFound),
            Command::Accept => self.accept(asked),
            Command::Decline => {
                let asked_in = self.invited.contains(&by);
                Ok(asked_in.then_some(Event::Declined { user: by }).into_iter().collect())
            }
            _ if self.member(by).is_none() => Err(Reject::Forbidden),
            Command::Leave => Ok(self.gone(by, Why::Left)),
            Command::Invite { user } => self.invite(asked, user),
            Command::Lead { .. } | Command::Kick { .. } if self.leader != by => {
                Err(Reject::Forbidden)
            }
            Command::Lead { user } => {
                self.member(user).ok_or_else(|| invalid("a member of this party"))?;
                let new = self.leader != user;
                Ok(new.then_some(Event::Led { user }).into_iter().collect())
            }
            Command::Kick { user } if user == by => {
                Err(invalid("to go oneself there is `party:leave`"))
            }
            Command::Kick { user } if self.invited.contains(&user) => {
                Ok(vec![Event::Declined { user }])
            }
            Command::Kick { user } => Ok(self.gone(user, Why::Kicked)),
            // There is one already.
            Command::Create => Err(Reject::NotFound),
        }
    }

    /// What the house tells.
    fn told(&self, now: Time, command: Command) -> Vec<Event> {
        match command {
            Command::Connection(Whereabouts { user, here }) => {
                let member = self.member(user);
                let news = member.is_some_and(|member| here != member.until.is_none());
                let until = (!here).then(|| now.plus(GRACE_MS));
                news.then_some(Event::Connected { user, until }).into_iter().collect()
            }
            Command::Queued(queued) => {
                let Queued { ticket, members, over } = *queued;
                let own = self.members.iter().map(|member| member.user);
                let same = members.len() == self.members.len()
                    && own.into_iter().all(|user| members.contains(&user));
                let stale = !over && (self.closed || !same);
                vec![Event::Queued { ticket, over, stale }]
            }
            Command::Forget { user } => {
                let mut events = self.gone(user, Why::Erased);
                let joins = self.joins.iter().filter(|(who, _)| *who == user);
                let positions: Vec<Seq> = joins.map(|(_, seq)| *seq).collect();
                if !positions.is_empty() {
                    events.push(Event::Forgotten { user, positions });
                }
                events
            }
            Command::Create
            | Command::Invite { .. }
            | Command::Accept
            | Command::Decline
            | Command::Lead { .. }
            | Command::Kick { .. }
            | Command::Leave => Vec::new(),
        }
    }

    fn accept(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        let user = asked.by.id;
        if self.member(user).is_some() {
            return Ok(Vec::new());
        }
        if !may(asked.by.role, Deed::Play) {
            return Err(Reject::Forbidden);
        }
        if !self.invited.contains(&user) {
            return Err(Reject::NotInvited);
        }
        is_free(asked)?;
        if MEMBERS_MAX <= self.members.len() {
            return Err(Reject::PartyFull { max: MEMBERS_MAX });
        }
        Ok(vec![Event::Joined { user, name: asked.by.name.clone() }])
    }

    fn invite(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        let by = asked.by.id;
        if !asked.facts.people.iter().any(|person| person.id == user) {
            let field = FieldError::new("user", "unknown_user", "there is no such account");
            return Err(Reject::Invalid { fields: vec![field] });
        }
        if asked.facts.are_apart(by, user) {
            return Err(Reject::Blocked);
        }
        if self.member(user).is_some() || self.invited.contains(&user) {
            return Ok(Vec::new());
        }
        if MEMBERS_MAX <= self.members.len() {
            return Err(Reject::PartyFull { max: MEMBERS_MAX });
        }
        if INVITED_MAX <= self.invited.len() {
            return Err(Reject::TooManyInvitations { max: INVITED_MAX });
        }
        Ok(vec![Event::Invited { user, by }])
    }

    /// Somebody goes: after the leader the longest-present leads, with the last it is over.
    fn gone(&self, user: UserId, why: Why) -> Vec<Event> {
        if self.member(user).is_none() || self.closed {
            return Vec::new();
        }
        let mut events = vec![Event::Left { user, why }];
        let mut rest = self.members.iter().map(|member| member.user).filter(|who| *who != user);
        match rest.next() {
            None => events.push(Event::Closed),
            Some(heir) if self.leader == user => events.push(Event::Led { user: heir }),
            Some(_) => (),
        }
        events
    }

    /// Somebody whose connection did not come back in time goes.
    pub(super) fn lose(&self, due: Option<Time>) -> Vec<Event> {
        let lost = self.members.iter().find(|member| member.until.is_some() && member.until == due);
        lost.map(|lost| self.gone(lost.user, Why::Lost)).unwrap_or_default()
    }
}

fn invalid(message: &str) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new("user", "wrong_value", message)] }
}
