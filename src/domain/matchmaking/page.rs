//! What those who search are told of it, and what staff see.

use super::{
    QueueRoom,
    limits::{POTENTIAL_MAX, TOLD_EVERY_MS},
};
use crate::{
    domain::{Counted, Figure, Measure, Whisper},
    protocol::{
        frame::to_json,
        id::UserId,
        matchmaking::{
            Event,
            event::Over,
            page::{ModePage, Page, ReadyCheck, STATUS, Standing, Status},
        },
        time::Time,
    },
};

impl QueueRoom {
    /// How a search stands, as one of those is told who search.
    pub(super) fn standing(&self, no: u64, user: UserId, now: Time) -> Option<Standing> {
        let searching = self.kept.tickets.get(&no)?;
        let ticket = &searching.ticket;
        let mode = self.kept.modes.get(&ticket.mode)?;
        let pool = self.pools.get(&ticket.mode);
        let asked = searching.found.and_then(|found| self.kept.matches.get(&found.0.0));
        let ready_check = asked.map(|asked| ReadyCheck {
            until: asked.pairing.until,
            players: self.of(asked).map(|one| one.ticket.users.len()).sum(),
            accepted: asked.accepted.len(),
            you_accepted: asked.accepted.contains(&user),
        });
        let elapsed = now.since(ticket.since);
        let estimate = match asked {
            Some(_) => Ok(0),
            None => self.estimate(&ticket.mode, ticket.rating, elapsed, now),
        };
        let own = pool.zip(pool.and_then(|pool| pool.get(no)));
        let potential =
            own.map_or(0, |(pool, own)| pool.suiting(mode, own, None).take(POTENTIAL_MAX).count());
        Some(Standing {
            match_request_id: self.id(no),
            game: self.game.clone(),
            mode: ticket.mode.clone(),
            status: match (asked, searching.level) {
                (Some(_), _) => Status::ReadyCheck,
                (None, 0) => Status::Searching,
                (None, _) => Status::RelaxingCriteria,
            },
            search_time_elapsed: elapsed,
            estimated_wait_time: estimate.ok(),
            estimate_reason: estimate.err(),
            current_relaxation_level: searching.level,
            relaxation: mode.level(searching.level).words(),
            potential_matches_found: potential,
            searching: pool.map_or(0, super::pool::Pool::len),
            expires_at: ticket.until,
            ready_check,
        })
    }

    /// What those are told who have something new to be told, or have not been told for a while.
    pub(super) fn whispers(&mut self, now: Time) -> Vec<Whisper> {
        let mut told = std::mem::take(&mut self.stirred);
        while let Some(first) = self.telling.first().copied().filter(|(at, _)| *at <= now) {
            self.telling.remove(&first);
            // Who was told of something new meanwhile has another time.
            if self.told_at.get(&first.1) == Some(&first.0) {
                told.insert(first.1);
            }
        }
        let mut whispers = Vec::new();
        for no in told {
            let Some(searching) = self.kept.tickets.get(&no) else {
                self.told_at.remove(&no);
                continue;
            };
            for user in &searching.ticket.users {
                if let Some(standing) = self.standing(no, *user, now) {
                    whispers.push(Whisper { user: *user, name: STATUS, data: to_json(&standing) });
                }
            }
            let next = now.plus(TOLD_EVERY_MS);
            self.told_at.insert(no, next);
            self.telling.insert((next, no));
        }
        whispers
    }

    pub(super) fn page(&self, now: Time) -> Page {
        let modes = self.kept.modes.values().map(|mode| {
            let pool = self.pools.get(&mode.name);
            let mut by_level = vec![0; mode.levels.len()];
            for entry in pool.into_iter().flat_map(super::pool::Pool::all) {
                if let Some(count) = by_level.get_mut(entry.level) {
                    *count += 1;
                }
            }
            let asked = self.kept.matches.values().filter(|one| one.pairing.mode == mode.name);
            let vacant = self.kept.lobbies.values().filter(|seats| {
                let told = seats.told.as_ref();
                seats.mode == mode.name
                    && told.is_some_and(|told| told.free.iter().any(|free| 0 < *free))
            });
            ModePage {
                mode: mode.name.clone(),
                searching: pool.map_or(0, super::pool::Pool::len),
                by_level,
                players: pool.map_or(0, |pool| pool.players),
                in_ready_check: asked.flat_map(|one| one.pairing.teams.iter().flatten()).count(),
                backfills: vacant.count(),
                oldest_ms: pool.and_then(super::pool::Pool::oldest).map(|oldest| now.since(oldest)),
                matched: self.quantiles(&mode.name, now),
            }
        });
        Page { game: self.game.clone(), modes: modes.collect(), server_now: now }
    }

    pub(super) fn sizes(&self) -> Vec<Measure> {
        let pools = self.pools.iter();
        pools
            .map(|(mode, pool)| self.measure(Counted::Pool, mode, Figure::Now(pool.len() as u64)))
            .collect()
    }

    /// What is counted of an event that has been applied.
    pub(super) fn measured(&self, event: &Event) -> Vec<Measure> {
        match event {
            Event::Matched { .. } => {
                let Some(pairing) = &self.just.pairing else { return Vec::new() };
                let mode = &pairing.mode;
                let waits = self.kept.waits.get(mode).into_iter().flatten().rev();
                let mut measures = vec![self.measure(Counted::Matches, mode, Figure::More(1))];
                for wait in waits.take(self.just.tickets.len()) {
                    measures.push(self.measure(Counted::Wait, mode, Figure::One(wait.ms)));
                    let spread = Figure::One(u64::from(wait.spread) * 1_000);
                    measures.push(self.measure(Counted::Spread, mode, spread));
                }
                measures
            }
            Event::Failed { .. } => {
                let pairing = self.just.pairing.iter();
                pairing
                    .map(|one| self.measure(Counted::FailedChecks, &one.mode, Figure::More(1)))
                    .collect()
            }
            Event::Ended { why: Over::Expired, .. } => {
                let ended = self.just.tickets.iter();
                ended
                    .map(|one| self.measure(Counted::Expired, &one.ticket.mode, Figure::More(1)))
                    .collect()
            }
            Event::Ruled(_)
            | Event::Entered(_)
            | Event::Relaxed { .. }
            | Event::Paired(_)
            | Event::Searched
            | Event::Accepted { .. }
            | Event::Ended { .. }
            | Event::Seats(_)
            | Event::Seated { .. }
            | Event::Rated { .. } => Vec::new(),
        }
    }

    fn measure(&self, what: Counted, mode: &str, figure: Figure) -> Measure {
        Measure { what, game: self.game.clone(), mode: mode.to_owned(), figure }
    }
}
