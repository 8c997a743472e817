//! What events change.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Just, QueueRoom,
    limits::{RATED_MAX, TICK_MS, WAITS_MAX},
    pool::Entry,
};
use crate::protocol::{
    game::Mode,
    id::{Id, Place, RoomId, Seq},
    lobby,
    matchmaking::{
        Event,
        bodies::Backfill,
        event::{Over, Pairing, Ticket},
        snapshot::{Handed, Match, Searching, Seats, Wait},
    },
    time::Time,
};

impl QueueRoom {
    pub(super) fn take(&mut self, at: Time, event: &Event) {
        self.kept.seq = self.kept.seq.next();
        self.just = Just::default();
        match event {
            Event::Ruled(mode) => self.rule(mode),
            Event::Entered(ticket) => {
                let searching = Searching { ticket: (**ticket).clone(), level: 0, found: None };
                self.enter(searching);
            }
            Event::Relaxed { tickets } => {
                for ticket in tickets {
                    if let Some(mut searching) = self.leave(ticket.0.0) {
                        searching.level += 1;
                        self.enter(searching);
                    }
                }
            }
            Event::Paired(pairing) => self.pair(pairing),
            Event::Searched => {
                self.kept.fresh.clear();
                self.kept.vacant.clear();
            }
            Event::Accepted { found, user } => {
                if let Some(found) = self.kept.matches.get_mut(&found.0.0) {
                    found.accepted.insert(*user);
                    let tickets = found.pairing.teams.iter().flatten().map(|ticket| ticket.0.0);
                    self.stirred.extend(tickets);
                }
            }
            Event::Failed { found, out } => self.fail(at, *found, out),
            Event::Matched { found, tickets: _ } => self.matched(at, *found),
            Event::Ended { ticket, why: _ } => {
                let ended = self.leave(ticket.0.0);
                self.just.tickets.extend(ended);
            }
            Event::Seats(told) => self.tell_seats(at, told),
            Event::Seated { found, back } => self.seat(*found, back),
            Event::Rated { mode, ratings } => {
                for (user, rating) in ratings {
                    self.kept.rated.retain(|(who, what, _)| who != user || what != mode);
                    self.kept.rated.push_back((*user, mode.clone(), *rating));
                }
                let over = self.kept.rated.len().saturating_sub(RATED_MAX);
                self.kept.rated.drain(..over);
            }
        }
    }

    /// A match comes to nothing: these are over by it, the others search on.
    fn fail(&mut self, at: Time, found: Place, out: &[(Place, Over)]) {
        let Some(failed) = self.settle(found) else { return };
        self.keep_seats(&failed.pairing, false);
        let waited = self.waited(&failed.pairing, at);
        for ticket in failed.pairing.teams.iter().flatten() {
            let Some(mut searching) = self.leave(ticket.0.0) else { continue };
            if out.iter().any(|(over, _)| over == ticket) {
                self.just.tickets.push(searching);
            } else {
                searching.found = None;
                // Being asked does not count as searching.
                searching.ticket.until = searching.ticket.until.plus(waited);
                self.enter(searching);
            }
        }
        self.just.pairing = Some(failed.pairing);
    }

    /// A lobby has said what became of those who were found for it.
    fn seat(&mut self, found: Place, back: &[Ticket]) {
        let Some(handed) = self.kept.handed.remove(&found.0.0) else { return };
        if let Some(seats) = self.kept.lobbies.get_mut(&handed.lobby) {
            seats.kept.remove(&found.0.0);
            self.kept.vacant.insert(handed.lobby.clone());
        }
        for searching in handed.tickets {
            for user in &searching.ticket.users {
                self.by_user.remove(user);
            }
            if back.iter().any(|ticket| ticket.ticket == searching.ticket.ticket) {
                self.enter(Searching { found: None, ..searching });
            } else if let Some(seats) = self.kept.lobbies.get_mut(&handed.lobby) {
                seats.tickets.push(searching);
            }
        }
    }

    /// A mode is played otherwise: everybody who searches does so under the new rules.
    fn rule(&mut self, mode: &Mode) {
        let of_mode = |(_, one): &(&u64, &Searching)| one.ticket.mode == mode.name;
        let tickets = self.kept.tickets.iter().filter(of_mode);
        let tickets: Vec<u64> = tickets.map(|(no, _)| *no).collect();
        let left: Vec<Searching> = tickets.into_iter().filter_map(|no| self.leave(no)).collect();
        self.kept.modes.insert(mode.name.clone(), mode.clone());
        for mut searching in left {
            searching.level = searching.level.min(mode.levels.len().saturating_sub(1));
            self.enter(searching);
        }
    }

    /// Somebody searches, or does so otherwise.
    fn enter(&mut self, searching: Searching) {
        let no = searching.ticket.ticket.0.0;
        for user in &searching.ticket.users {
            self.by_user.insert(*user, no);
        }
        self.kept.tickets.insert(no, searching);
        self.kept.fresh.insert(no);
        self.index(no);
    }

    /// Puts a search where it is found, and notes when something becomes true of it by time.
    fn index(&mut self, no: u64) {
        self.stirred.insert(no);
        let Some(searching) = self.kept.tickets.get(&no).filter(|one| one.found.is_none()) else {
            return;
        };
        for region in searching.ticket.regions.keys() {
            if !self.regions.contains(region) && self.regions.len() < 64 {
                self.regions.push(region.clone());
            }
        }
        let Some(mode) = self.kept.modes.get(&searching.ticket.mode) else { return };
        self.due.insert((due(searching, mode), no));
        let pool = self.pools.entry(mode.name.clone()).or_default();
        pool.insert(Entry::of(searching, mode, &self.regions));
    }

    /// Somebody searches no more, or is about to do so otherwise.
    fn leave(&mut self, no: u64) -> Option<Searching> {
        let searching = self.kept.tickets.remove(&no)?;
        for user in &searching.ticket.users {
            self.by_user.remove(user);
        }
        self.unindex(&searching);
        self.kept.fresh.remove(&no);
        Some(searching)
    }

    fn unindex(&mut self, searching: &Searching) {
        let no = searching.ticket.ticket.0.0;
        if let Some(mode) = self.kept.modes.get(&searching.ticket.mode) {
            self.due.remove(&(due(searching, mode), no));
        }
        if let Some(pool) = self.pools.get_mut(&searching.ticket.mode) {
            pool.remove(no);
        }
    }

    fn pair(&mut self, pairing: &Pairing) {
        for ticket in pairing.teams.iter().flatten() {
            let no = ticket.0.0;
            if let Some(searching) = self.kept.tickets.get(&no).cloned() {
                self.unindex(&searching);
            }
            self.kept.fresh.remove(&no);
            if let Some(searching) = self.kept.tickets.get_mut(&no) {
                searching.found = Some(pairing.found);
            }
            self.stirred.insert(no);
        }
        self.keep_seats(pairing, true);
        self.checks.insert((pairing.until, pairing.found.0.0));
        let found = Match { pairing: pairing.clone(), accepted: BTreeSet::new() };
        self.kept.matches.insert(pairing.found.0.0, found);
    }

    /// A match is no longer to be accepted.
    fn settle(&mut self, found: Place) -> Option<Match> {
        let settled = self.kept.matches.remove(&found.0.0)?;
        self.checks.remove(&(settled.pairing.until, found.0.0));
        Some(settled)
    }

    /// How long those in a match were asked, in milliseconds.
    fn waited(&self, pairing: &Pairing, at: Time) -> u64 {
        let mode = self.kept.modes.get(&pairing.mode);
        let began = pairing.until.minus(mode.map_or(0, |mode| mode.ready_check_ms));
        at.since(began)
    }

    /// Keeps seats of a lobby for those who were found for them, or no longer.
    fn keep_seats(&mut self, pairing: &Pairing, on: bool) {
        let Some(lobby) = &pairing.lobby else { return };
        let count = |ticket: &Place| {
            self.kept.tickets.get(&ticket.0.0).map_or(0, |one| one.ticket.users.len())
        };
        let people = pairing.teams.iter().map(|team| team.iter().map(count).sum()).collect();
        let Some(seats) = self.kept.lobbies.get_mut(lobby) else { return };
        if on {
            seats.kept.insert(pairing.found.0.0, people);
        } else {
            seats.kept.remove(&pairing.found.0.0);
            self.kept.vacant.insert(lobby.clone());
        }
    }

    /// All have accepted.
    fn matched(&mut self, at: Time, found: Place) {
        let Some(matched) = self.settle(found) else { return };
        let pairing = matched.pairing;
        let mut tickets = Vec::new();
        for ticket in pairing.teams.iter().flatten() {
            tickets.extend(self.leave(ticket.0.0));
        }
        let ratings = tickets.iter().map(|one| one.ticket.rating);
        let low = ratings.clone().min().unwrap_or_default();
        let spread = ratings.max().unwrap_or_default().abs_diff(low);
        // Being asked is no waiting.
        let until = at.minus(self.waited(&pairing, at));
        let waits = self.kept.waits.entry(pairing.mode.clone()).or_default();
        for searching in &tickets {
            let ms = until.since(searching.ticket.since);
            waits.push_back(Wait { at, ms, spread, rating: searching.ticket.rating });
        }
        let over = waits.len().saturating_sub(WAITS_MAX);
        waits.drain(..over);
        let refills = self.kept.modes.get(&pairing.mode).is_some_and(|mode| mode.backfill);
        if let Some(lobby) = &pairing.lobby {
            // They search until the lobby says that they are in.
            for searching in &tickets {
                let no = searching.ticket.ticket.0.0;
                self.by_user.extend(searching.ticket.users.iter().map(|user| (*user, no)));
            }
            let handed = Handed { lobby: lobby.clone(), tickets: tickets.clone() };
            self.kept.handed.insert(found.0.0, handed);
        } else if refills {
            let seats = Seats {
                told: None,
                tickets: tickets.clone(),
                kept: BTreeMap::new(),
                since: at,
                mode: pairing.mode.clone(),
            };
            self.kept.lobbies.insert(lobby_of(&self.game, found), seats);
        }
        self.just = Just { pairing: Some(pairing), tickets };
    }

    fn tell_seats(&mut self, at: Time, told: &Backfill) {
        if told.free.is_empty() {
            self.kept.lobbies.remove(&told.lobby);
            self.kept.vacant.remove(&told.lobby);
            return;
        }
        let Some(seats) = self.kept.lobbies.get_mut(&told.lobby) else { return };
        if told.free.iter().any(|free| 0 < *free) {
            self.kept.vacant.insert(told.lobby.clone());
        }
        let was_full =
            seats.told.as_ref().is_none_or(|before| before.free.iter().all(|free| *free == 0));
        if was_full {
            seats.since = at;
        }
        seats.tickets.retain(|one| one.ticket.users.iter().any(|user| told.members.contains(user)));
        seats.told = Some(told.clone());
    }

    /// Everything that follows from what is kept.
    pub(super) fn restore(&mut self) {
        let all: Vec<u64> = self.kept.tickets.keys().copied().collect();
        for no in all {
            let users = self.kept.tickets.get(&no).map(|one| one.ticket.users.clone());
            self.by_user.extend(users.into_iter().flatten().map(|user| (user, no)));
            self.index(no);
        }
        for handed in self.kept.handed.values() {
            for searching in &handed.tickets {
                let no = searching.ticket.ticket.0.0;
                self.by_user.extend(searching.ticket.users.iter().map(|user| (*user, no)));
            }
        }
        let checks = self.kept.matches.values();
        self.checks = checks.map(|one| (one.pairing.until, one.pairing.found.0.0)).collect();
    }
}

/// The lobby of a match: there is one, however often it is asked for.
pub(super) fn lobby_of(game: &str, found: Place) -> RoomId {
    RoomId::of(lobby::words::KIND, Id::derived("match", &format!("{game}/{found}")))
}

/// When a search becomes less demanding, or ends; at a whole tick.
pub(super) fn due(searching: &Searching, mode: &Mode) -> Time {
    let Ticket { since, until, .. } = &searching.ticket;
    let next = mode.levels.get(searching.level + 1).map(|level| since.plus(level.after_ms));
    let at = next.map_or(*until, |next| next.min(*until));
    let tick = i64::try_from(TICK_MS).unwrap_or(1);
    Time::from_ms(at.ms().div_euclid(tick).saturating_add(i64::from(at.ms() % tick != 0)) * tick)
}

/// A position as the number of a search or a match.
pub(super) fn place(number: u64) -> Place {
    Place(Seq(number))
}
