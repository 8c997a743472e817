//! Reads what somebody searches for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    QueueRoom,
    limits::{AVOID_MAX, LATENCY_MS_MAX, TICKETS_MAX},
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        fault::FieldError,
        game::{Game, Mode},
        id::{RoomId, UserId},
        matchmaking::{
            Event, Reject,
            bodies::{Find, Wanted, Wish},
            event::{Criterion, Ticket},
        },
    },
};

impl QueueRoom {
    pub(super) fn find(&self, asked: &Asked<'_>, find: Find) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Play) {
            return Err(Reject::Forbidden);
        }
        let games = &asked.settings.games;
        let unknown = || Reject::UnknownGame { games: games.keys().cloned().collect() };
        let game =
            games.get(&find.game).filter(|game| game.name == self.game).ok_or_else(unknown)?;
        let modes = || Reject::UnknownGame { games: game.modes.keys().cloned().collect() };
        let mode = game.modes.get(&find.mode).ok_or_else(modes)?;
        if find.players.is_some_and(|players| players != mode.seats()) {
            let message = format!("{} play in this mode", mode.seats());
            return Err(invalid("players", "wrong_value", message));
        }
        let users = party(asked, find.party.as_ref())?;
        if mode.players < users.len() {
            return Err(Reject::PartyTooLarge { max: mode.players });
        }
        self.are_free(asked, game, &users)?;
        if TICKETS_MAX <= self.kept.tickets.len() {
            return Err(Reject::QueueFull { max: TICKETS_MAX });
        }
        let rule = (self.kept.modes.get(&mode.name) != Some(mode)).then(|| mode.clone());
        let ticket = Ticket {
            ticket: self.next(usize::from(rule.is_some())),
            mode: mode.name.clone(),
            rating: self.rating_of(asked, &users, &mode.name),
            criteria: criteria(mode, find.criteria)?,
            regions: regions(game, find.regions)?,
            avoid: avoided(asked, &users, find.avoid)?,
            party: find.party,
            users,
            since: asked.now,
            until: asked.now.plus(mode.timeout_ms),
        };
        let ruled = rule.map(|mode| Event::Ruled(Box::new(mode)));
        Ok(ruled.into_iter().chain([Event::Entered(Box::new(ticket))]).collect())
    }

    /// Whether none of them searches already, or is in as many lobbies of the game as one may be.
    fn are_free(&self, asked: &Asked<'_>, game: &Game, users: &[UserId]) -> Result<(), Reject> {
        if let Some(user) = users.iter().find(|user| self.by_user.contains_key(user)) {
            let own = (*user == asked.by.id).then(|| self.by_user.get(user)).flatten();
            return Err(Reject::AlreadySearching { ticket: own.map(|ticket| self.id(*ticket)) });
        }
        let lobbies = |user: &UserId| {
            let all = asked.facts.lobbies.iter();
            all.filter(|(who, _, played)| who == user && *played == game.name).count()
        };
        if users.iter().any(|user| game.lobbies_per_user <= lobbies(user)) {
            return Err(Reject::InLobby);
        }
        Ok(())
    }

    /// How well they play on average, in points.
    fn rating_of(&self, asked: &Asked<'_>, users: &[UserId], mode: &str) -> i32 {
        let sum: i64 =
            users.iter().map(|user| i64::from(self.rating(asked, *user, mode).points())).sum();
        let count = i64::try_from(users.len()).unwrap_or(1).max(1);
        i32::try_from(sum / count).unwrap_or_default()
    }
}

/// Who searches: the asker alone, or the party that they lead.
fn party(asked: &Asked<'_>, room: Option<&RoomId>) -> Result<Vec<UserId>, Reject> {
    let by = asked.by.id;
    let Some(room) = room else { return Ok(vec![by]) };
    let party = asked.facts.party.as_ref().filter(|party| party.room == *room);
    let party = party.ok_or(Reject::NotFound)?;
    if !party.members.iter().any(|(user, _)| *user == by) {
        return Err(Reject::NotFound);
    }
    if party.leader != by {
        return Err(Reject::Forbidden);
    }
    let others = party.members.iter().map(|(user, _)| *user).filter(|user| *user != by);
    Ok(std::iter::once(by).chain(others).collect())
}

/// What they are and want, as the mode knows it.
fn criteria(mode: &Mode, wishes: BTreeMap<String, Wish>) -> Result<Vec<Criterion>, Reject> {
    let mut criteria = Vec::new();
    for (name, wish) in wishes {
        let path = format!("criteria.{name}");
        let Some(values) = mode.criteria.get(&name) else {
            let known = mode.criteria.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(invalid(&path, "unknown_field", format!("the criteria are {known}")));
        };
        let wanted = match wish {
            Wish::Same(is) => Wanted { is, accept: None, soft: false },
            Wish::Full(wanted) => wanted,
        };
        let accept = wanted.accept.unwrap_or_else(|| BTreeSet::from([wanted.is.clone()]));
        let fits = |value: &String| values.contains(value);
        if !fits(&wanted.is) || accept.is_empty() || !accept.iter().all(fits) {
            let message = format!("of {}", values.join(", "));
            return Err(invalid(&path, "wrong_value", message));
        }
        criteria.push(Criterion { name, is: wanted.is, accept, soft: wanted.soft });
    }
    Ok(criteria)
}

/// How far away regions are, as the game knows them.
fn regions(game: &Game, regions: BTreeMap<String, u32>) -> Result<BTreeMap<String, u32>, Reject> {
    for (region, ms) in &regions {
        let path = format!("regions.{region}");
        if !game.regions.contains(region) {
            let message = format!("the regions are {}", game.regions.join(", "));
            return Err(invalid(&path, "unknown_field", message));
        }
        if LATENCY_MS_MAX < *ms {
            return Err(invalid(&path, "out_of_range", format!("0 to {LATENCY_MS_MAX}")));
        }
    }
    Ok(regions)
}

/// Whom none of them is to meet: whom the asker names, and whom any of them has blocked.
fn avoided(
    asked: &Asked<'_>,
    users: &[UserId],
    named: BTreeSet<UserId>,
) -> Result<BTreeSet<UserId>, Reject> {
    if AVOID_MAX < named.len() {
        return Err(invalid("avoid", "too_many", format!("at most {AVOID_MAX}")));
    }
    let blocked = asked.facts.avoided.iter().filter(|(by, _)| users.contains(by));
    let all = named.into_iter().chain(blocked.map(|(_, blocked)| *blocked));
    // Who is in a party with somebody is so by choice.
    Ok(all.filter(|user| !users.contains(user)).collect())
}

fn invalid(path: &str, code: &'static str, message: impl Into<String>) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new(path, code, message)] }
}
