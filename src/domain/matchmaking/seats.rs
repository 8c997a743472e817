//! Fills the seats of lobbies that somebody has left before they started: with the oldest search that fits.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    QueueRoom,
    pool::{Entry, accepts},
};
use crate::protocol::{
    id::{RoomId, UserId},
    matchmaking::{
        Event,
        bodies::{Backfill, Seated},
        event::Pairing,
        snapshot::Seats,
    },
    time::Time,
};

impl QueueRoom {
    /// A lobby says which seats are free.
    pub(super) fn vacancy(&self, told: Backfill) -> Vec<Event> {
        let Some(seats) = self.kept.lobbies.get(&told.lobby) else { return Vec::new() };
        let is_old = seats.told.as_ref().is_some_and(|before| told.seq <= before.seq);
        if is_old { Vec::new() } else { vec![Event::Seats(Box::new(told))] }
    }

    /// A lobby says what became of those who were found for it.
    pub(super) fn seated(&self, told: Seated) -> Vec<Event> {
        let Seated { found, seated } = told;
        let Some(handed) = self.kept.handed.get(&found.0.0) else { return Vec::new() };
        let tickets = handed.tickets.iter().filter(|_| !seated);
        vec![Event::Seated { found, back: tickets.map(|one| one.ticket.clone()).collect() }]
    }

    /// Finds somebody for every free seat that can be filled now.
    pub(super) fn fill_seats(
        &self,
        now: Time,
        fresh: &BTreeMap<&str, Vec<u64>>,
        taken: &mut BTreeSet<u64>,
        events: &mut Vec<Event>,
    ) {
        let mut waiting: Vec<(&RoomId, &Seats)> =
            self.kept.lobbies.iter().filter(|(_, seats)| seats.told.is_some()).collect();
        waiting.sort_by_key(|(_, seats)| seats.since);
        for (lobby, seats) in waiting {
            let (Some(mode), Some(pool)) =
                (self.kept.modes.get(&seats.mode), self.pools.get(&seats.mode))
            else {
                continue;
            };
            let Some(told) = &seats.told else { continue };
            let mut free = open_seats(seats, told);
            // Where nothing is new of the lobby, only who is new can be new to it.
            let all = self.kept.vacant.contains(lobby);
            let news = fresh.get(seats.mode.as_str()).map(Vec::as_slice).unwrap_or_default();
            let news = news.iter().filter(|_| !all).filter_map(|no| pool.get(*no));
            let everybody = pool.by_age().filter(|_| all);
            for entry in everybody.chain(news) {
                if free.iter().all(|free| *free == 0) {
                    break;
                }
                let team = free.iter().position(|free| entry.size <= *free);
                let Some(team) = team.filter(|_| !taken.contains(&entry.no())) else { continue };
                if !self.suits(entry, seats, told) {
                    continue;
                }
                free[team] -= entry.size;
                taken.insert(entry.no());
                let mut teams = vec![Vec::new(); free.len()];
                teams[team].push(super::apply::place(entry.no()));
                events.push(Event::Paired(Box::new(Pairing {
                    found: self.next(events.len()),
                    mode: seats.mode.clone(),
                    teams,
                    region: told.region.clone(),
                    until: now.plus(mode.ready_check_ms),
                    lobby: Some(lobby.clone()),
                })));
            }
        }
    }

    /// Whether somebody fits to those who are in a lobby. How demanding they were no longer counts for them, who
    /// wait for a last player; what must hold does.
    fn suits(&self, entry: &Entry, seats: &Seats, told: &Backfill) -> bool {
        let region = told.region.as_ref();
        let bit = region.and_then(|region| self.regions.iter().position(|one| one == region));
        // A region that nobody has named is as near as any.
        let is_near = bit.is_none_or(|bit| entry.near & 1 << bit != 0);
        let is_banned = |user: &UserId| told.avoid.contains(user) || told.members.contains(user);
        if !is_near || entry.users.iter().any(is_banned) || entry.avoids_any(&told.members) {
            return false;
        }
        seats.tickets.iter().all(|one| {
            let other = &one.ticket;
            entry.reaches(other.rating)
                && !entry.users.iter().any(|user| other.avoid.contains(user))
                && accepts(&entry.profile, entry.soft, &other.criteria)
                && accepts(&other.criteria, false, &entry.profile)
        })
    }
}

/// The seats of each team that are kept for nobody.
fn open_seats(seats: &Seats, told: &Backfill) -> Vec<usize> {
    let kept =
        |team: usize| -> usize { seats.kept.values().filter_map(|kept| kept.get(team)).sum() };
    told.free.iter().enumerate().map(|(team, free)| free.saturating_sub(kept(team))).collect()
}
