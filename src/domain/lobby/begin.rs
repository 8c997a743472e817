//! How a lobby starts, how it ends, and what time alone does to it.

use super::open::invalid;
use crate::{
    domain::Asked,
    protocol::{
        id::UserId,
        lobby::{Event, Reject, Status, Why, bodies::Outcome, event::Ending, snapshot::Lounge},
        person::{Person, Role},
        time::Time,
    },
};

impl Lounge {
    pub(super) fn start(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        if self.host != Some(asked.by.id) {
            return Err(self.refusal(asked.by));
        }
        match self.status {
            Status::Ready => {
                Ok(vec![Event::Starting { at: asked.now.plus(self.terms.rules.countdown_ms) }])
            }
            Status::Starting => Ok(Vec::new()),
            Status::Active | Status::Closed => Err(Reject::AlreadyStarted),
            Status::Forming => {
                let missing = self.terms.members_min.saturating_sub(self.members.len());
                let waiting = self.members.iter().filter(|member| !member.ready);
                let waiting_for = waiting.map(|member| member.user).collect();
                Err(Reject::NotReady { missing, waiting_for })
            }
        }
    }

    /// The game's backend says how it ended; ratings follow from it where the mode is rated.
    pub(super) fn conclude(
        &self,
        asked: &Asked<'_>,
        outcome: Outcome,
    ) -> Result<Vec<Event>, Reject> {
        let game = self.game(asked);
        if !self.is_backend(asked.by) {
            return Err(self.refusal(asked.by));
        }
        match self.status {
            Status::Active => (),
            Status::Closed => return Err(Reject::LobbyClosed),
            Status::Forming | Status::Ready | Status::Starting => return Err(Reject::NotStarted),
        }
        self.check(&outcome)?;
        let mode = game.zip(self.terms.mode.as_ref()).and_then(|(game, mode)| game.modes.get(mode));
        let rated = mode.is_some_and(|mode| mode.rated);
        let ended = Event::Closed { reason: Ending::Finished };
        Ok(vec![Event::Concluded { outcome, rated }, ended])
    }

    /// Whether this is the game's backend.
    pub(super) fn is_backend(&self, person: &Person) -> bool {
        let owner = self.terms.owner.as_deref();
        let is_owner = owner.is_none_or(|owner| *person.name == *owner);
        person.role == Role::App && is_owner && !person.is_house()
    }

    fn check(&self, outcome: &Outcome) -> Result<(), Reject> {
        let wrong = |message: &str| Err(invalid("teams", "wrong_value", message));
        if outcome.teams.len() < 2 {
            return wrong("at least two teams");
        }
        if outcome.teams.iter().any(|team| team.place == 0 || team.members.is_empty()) {
            return wrong("each with members and a place from 1");
        }
        let mut named: Vec<UserId> =
            outcome.teams.iter().flat_map(|team| &team.members).copied().collect();
        let count = named.len();
        named.sort_unstable();
        named.dedup();
        if named.len() < count {
            return wrong("nobody is in two teams");
        }
        let mut players = self.players.clone();
        players.sort_unstable();
        if named == players { Ok(()) } else { wrong("exactly those who were there at the start") }
    }

    /// When something becomes true by time alone.
    pub(super) fn deadline(&self) -> Option<Time> {
        if self.status == Status::Closed {
            return None;
        }
        let grace = self.members.iter().filter_map(|member| member.until);
        let idle = self.active_at.plus(self.terms.rules.idle_ms);
        grace.chain(self.starting_at).chain([idle]).min()
    }

    /// What becomes true because time has passed: what was due first, and the rest when it is asked again.
    pub(super) fn due(&self, now: Time) -> Vec<Event> {
        let Some(at) = self.deadline().filter(|at| *at <= now) else { return Vec::new() };
        if self.starting_at == Some(at) {
            let players = self.members.iter().map(|member| member.user).collect();
            return vec![Event::Started { players }];
        }
        let lost = self.members.iter().find(|member| member.until == Some(at));
        match lost {
            Some(lost) => self.gone(lost.user, Why::Lost),
            None => vec![Event::Closed { reason: Ending::Idle }],
        }
    }
}
