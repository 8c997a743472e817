//! How well people play, and what follows from a result.

use super::QueueRoom;
use crate::{
    domain::{Asked, rating::rate},
    protocol::{
        id::UserId,
        matchmaking::{Event, bodies::Result as Outcome},
        rating::Rating,
    },
};

impl QueueRoom {
    /// How well somebody plays a mode: as remembered here, where that was changed lately, or as looked up.
    pub(super) fn rating(&self, asked: &Asked<'_>, user: UserId, mode: &str) -> Rating {
        let lately = self.kept.rated.iter().rev();
        let mut lately = lately.filter(|(who, what, _)| *who == user && what == mode);
        let looked_up = asked
            .facts
            .ratings
            .iter()
            .find(|(who, game, what, _)| *who == user && *game == self.game && what == mode);
        let looked_up = looked_up.map(|(_, _, _, rating)| *rating);
        lately.next().map(|(_, _, rating)| *rating).or(looked_up).unwrap_or_default()
    }

    /// How well those play from now on who were in a match.
    pub(super) fn rate(&self, asked: &Asked<'_>, result: &Outcome) -> Vec<Event> {
        let team = |team: &crate::protocol::lobby::bodies::Team| {
            let members = team.members.iter();
            let members = members.map(|user| (*user, self.rating(asked, *user, &result.mode)));
            (team.place, members.collect())
        };
        let teams: Vec<(u32, Vec<(UserId, Rating)>)> = result.teams.iter().map(team).collect();
        let ratings = rate(&teams, asked.now);
        vec![Event::Rated { mode: result.mode.clone(), ratings }]
    }
}
