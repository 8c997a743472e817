//! What becomes true by time alone, and what is found when somebody is new: matches.

use std::collections::{BTreeMap, BTreeSet};

use super::{QueueRoom, apply::place, limits::RELAXED_MAX, search::matches};
use crate::protocol::{
    game::Mode,
    id::Place,
    matchmaking::{
        Event,
        event::{Over, Pairing},
    },
    time::Time,
};

impl QueueRoom {
    pub(super) fn tick(&self, now: Time) -> Vec<Event> {
        if !self.kept.fresh.is_empty() || !self.kept.vacant.is_empty() {
            return self.find_matches(now);
        }
        let late: Vec<u64> =
            self.checks.iter().take_while(|(at, _)| *at <= now).map(|(_, found)| *found).collect();
        if !late.is_empty() {
            return late.into_iter().filter_map(|found| self.unanswered(found)).collect();
        }
        self.relax(now)
    }

    /// Matches of those who are new, and those who find a seat.
    fn find_matches(&self, now: Time) -> Vec<Event> {
        let mut by_mode: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for no in &self.kept.fresh {
            let searching = self.kept.tickets.get(no).filter(|one| one.found.is_none());
            if let Some(searching) = searching {
                by_mode.entry(&searching.ticket.mode).or_default().push(*no);
            }
        }
        let mut events = Vec::new();
        let mut taken = BTreeSet::new();
        self.fill_seats(now, &by_mode, &mut taken, &mut events);
        for (name, fresh) in by_mode {
            let (Some(mode), Some(pool)) = (self.kept.modes.get(name), self.pools.get(name)) else {
                continue;
            };
            for possible in matches(pool, mode, &fresh, &mut taken) {
                let teams: Vec<Vec<Place>> = possible
                    .teams
                    .iter()
                    .map(|team| team.iter().map(|no| place(*no)).collect())
                    .collect();
                let region = self.nearest(teams.iter().flatten(), mode);
                let found = self.next(events.len());
                let until = now.plus(mode.ready_check_ms);
                let (mode, lobby) = (name.to_owned(), None);
                events.push(Event::Paired(Box::new(Pairing {
                    found,
                    mode,
                    teams,
                    region,
                    until,
                    lobby,
                })));
            }
        }
        events.push(Event::Searched);
        events
    }

    /// The position that an event will have before which there are so many others.
    pub(super) fn next(&self, before: usize) -> Place {
        place(self.kept.seq.0 + 1 + before as u64)
    }

    /// The region that is near enough for all, and nearest for the one who is farthest away.
    fn nearest<'a>(&self, tickets: impl Iterator<Item = &'a Place>, mode: &Mode) -> Option<String> {
        let searching = tickets.filter_map(|ticket| self.kept.tickets.get(&ticket.0.0));
        let choosy: Vec<_> = searching.filter(|one| !one.ticket.regions.is_empty()).collect();
        let mut regions = choosy.first()?.ticket.regions.keys();
        let farthest = |region: &&String| {
            let ms = choosy.iter().map(|one| {
                let max = mode.level(one.level).latency_ms;
                let ms = one.ticket.regions.get(*region).copied();
                ms.filter(|ms| max.is_none_or(|max| *ms <= max))
            });
            ms.collect::<Option<Vec<u32>>>().and_then(|all| all.into_iter().max())
        };
        let near = regions.by_ref().filter_map(|region| Some((farthest(&region)?, region)));
        near.min().map(|(_, region)| region.clone())
    }

    /// A match that not all have accepted in time.
    fn unanswered(&self, found: u64) -> Option<Event> {
        let late = self.kept.matches.get(&found)?;
        let silent = late.pairing.teams.iter().flatten().filter(|ticket| {
            let searching = self.kept.tickets.get(&ticket.0.0);
            searching
                .is_none_or(|one| one.ticket.users.iter().any(|user| !late.accepted.contains(user)))
        });
        let out = silent.map(|ticket| (*ticket, Over::NoAnswer)).collect();
        Some(Event::Failed { found: place(found), out })
    }

    /// Searches whose time has come: some end, the others become less demanding.
    fn relax(&self, now: Time) -> Vec<Event> {
        let due = self.due.iter().take_while(|(at, _)| *at <= now).take(RELAXED_MAX);
        let mut events = Vec::new();
        let mut relaxed = Vec::new();
        for (_, no) in due {
            let Some(searching) = self.kept.tickets.get(no) else { continue };
            if searching.ticket.until <= now {
                events.push(Event::Ended { ticket: place(*no), why: Over::Expired });
            } else {
                relaxed.push(place(*no));
            }
        }
        if !relaxed.is_empty() {
            events.push(Event::Relaxed { tickets: relaxed });
        }
        events
    }
}
