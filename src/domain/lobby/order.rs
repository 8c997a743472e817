//! What the host and staff do.

use super::{
    limits::{BANNED_MAX, REASON_CHARS_MAX, TITLE_CHARS_MAX},
    open::{check_capacity, digest, invalid, known_region, line},
};
use crate::{
    domain::{Asked, is_staff},
    protocol::{
        game::Mode,
        id::{RoomId, UserId},
        lobby::{
            Event, Privacy, Reject, Status, Why,
            bodies::{Change, Kick},
            event::{Changed, Ending},
            snapshot::Lounge,
        },
    },
};

impl Lounge {
    /// Whether this person keeps order here.
    fn may_order(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        let is_host = self.host == Some(asked.by.id);
        if is_host || is_staff(asked.by.role) { Ok(()) } else { Err(self.refusal(asked.by)) }
    }

    /// While it is played the host has no say: nobody escapes a result by ending it.
    fn is_open_to_host(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        let is_played = self.status == Status::Active;
        if is_played && !is_staff(asked.by.role) { Err(Reject::AlreadyStarted) } else { Ok(()) }
    }

    pub(super) fn kick(
        &self,
        asked: &Asked<'_>,
        kick: Kick,
        banned: bool,
    ) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        let Kick { user, reason } = kick;
        let by = asked.by.id;
        self.is_open_to_host(asked)?;
        if user == by {
            return Err(invalid("user", "wrong_value", "to go oneself there is `lobby:leave`"));
        }
        let reason = reason.map(|reason| line("reason", &reason, REASON_CHARS_MAX)).transpose()?;
        if banned && BANNED_MAX <= self.banned.len() {
            return Err(invalid("user", "too_many", &format!("at most {BANNED_MAX} are banned")));
        }
        if self.member(user).is_some() {
            return Ok(self.gone(user, Why::Kicked { by, reason, banned }));
        }
        let new = banned && !self.banned.contains(&user);
        Ok(new.then_some(Event::Banned { user, on: true }).into_iter().collect())
    }

    pub(super) fn unban(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        let known = self.banned.contains(&user);
        Ok(known.then_some(Event::Banned { user, on: false }).into_iter().collect())
    }

    pub(super) fn hand_over(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        if self.member(user).is_none() {
            return Err(invalid("user", "wrong_value", "a member of this lobby"));
        }
        let new = self.host != Some(user);
        Ok(new.then_some(Event::Hosted { user }).into_iter().collect())
    }

    pub(super) fn change(
        &self,
        room: &RoomId,
        asked: &Asked<'_>,
        change: Change,
    ) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        if self.status == Status::Active {
            return Err(Reject::AlreadyStarted);
        }
        let Change { settings, title, capacity, privacy, password, region } = change;
        let terms = &self.terms;
        let game = self.game(asked);
        let unknown = || Reject::UnknownGame { games: Vec::new() };
        let title = title.map(|title| line("title", &title, TITLE_CHARS_MAX)).transpose()?;
        let password = password.map(|password| digest(room, &password)).transpose()?;
        if privacy == Some(Privacy::Password)
            && password.as_ref().or(terms.password.as_ref()).is_none()
        {
            return Err(invalid("password", "missing_field", "one is needed"));
        }
        let settings = if settings.is_empty() {
            None
        } else {
            let settled = game.ok_or_else(unknown)?.settle(&terms.settings, &settings);
            Some(settled.map_err(|fields| Reject::Invalid { fields })?)
        };
        let region = match (region, game) {
            (Some(region), Some(game)) => Some(known_region(game, region)?),
            (region, _) => region,
        };
        if let Some(capacity) = capacity {
            let mode = game.zip(terms.mode.as_ref()).and_then(|(game, mode)| game.modes.get(mode));
            let most = mode.map_or(terms.rules.members_max, Mode::seats);
            let seated = self.members.iter().map(|member| member.seat + 1).max();
            check_capacity(capacity, terms.members_min.max(seated.unwrap_or_default()), most)?;
        }
        let changed = Changed {
            settings: settings.filter(|settings| *settings != terms.settings),
            title: title.filter(|title| Some(title) != terms.title.as_ref()),
            capacity: capacity.filter(|capacity| *capacity != terms.capacity),
            privacy: privacy.filter(|privacy| *privacy != terms.privacy),
            password: password.filter(|password| Some(password) != terms.password.as_ref()),
            region: region.filter(|region| Some(region) != terms.region.as_ref()),
        };
        if changed == Changed::default() {
            return Ok(Vec::new());
        }
        let stopped = (self.status == Status::Starting).then_some(Event::Stopped);
        Ok(stopped.into_iter().chain([Event::Changed(Box::new(changed))]).collect())
    }

    pub(super) fn close(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        if self.status == Status::Closed {
            return Ok(Vec::new());
        }
        self.is_open_to_host(asked)?;
        Ok(vec![Event::Closed { reason: Ending::Closed }])
    }
}
