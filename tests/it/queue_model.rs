//! Searches, and every match that is possible among them: tried one by one.

use std::collections::{BTreeMap, BTreeSet};

use rialto::protocol::{
    game::{Game, Level, Mode},
    id::{Id, Place, RoomId, Seq, UserId},
    matchmaking::{
        Event,
        bodies::Backfill,
        event::{Criterion, Over, Pairing, Ticket},
    },
    time::Time,
};

/// Somebody searches.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) ticket: u64,
    pub(crate) users: Vec<UserId>,
    pub(crate) since: Time,
    pub(crate) level: usize,
    pub(crate) found: Option<u64>,
    /// How long it was asked and did not search, in milliseconds.
    asked_ms: u64,
    what: Ticket,
}

/// A lobby whose seats are filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seats {
    pub(crate) seq: u64,
    free: Vec<usize>,
    members: BTreeSet<UserId>,
    tickets: Vec<Waiting>,
    /// How many of each team are on the way.
    pending: BTreeMap<u64, Vec<usize>>,
}

impl Seats {
    pub(crate) fn members(&self) -> impl Iterator<Item = UserId> {
        self.tickets.iter().flat_map(|one| one.users.clone())
    }
}

/// Everybody who searches.
pub(crate) struct Pool {
    modes: BTreeMap<String, Mode>,
    pub(crate) waiting: BTreeMap<u64, Waiting>,
    pub(crate) handed: BTreeMap<u64, (RoomId, Vec<Waiting>)>,
    pub(crate) lobbies: BTreeMap<RoomId, Seats>,
    matches: BTreeMap<u64, (Pairing, BTreeSet<UserId>)>,
}

impl Pool {
    pub(crate) fn of(game: &Game) -> Self {
        Pool {
            modes: game.modes.clone(),
            waiting: BTreeMap::new(),
            handed: BTreeMap::new(),
            lobbies: BTreeMap::new(),
            matches: BTreeMap::new(),
        }
    }

    /// Whether somebody searches, or is on the way into a lobby.
    pub(crate) fn is_busy(&self, user: UserId) -> bool {
        let handed = self.handed.values().flat_map(|(_, tickets)| tickets);
        self.waiting.values().chain(handed).any(|one| one.users.contains(&user))
    }

    pub(crate) fn take(&mut self, at: Time, seq: Seq, event: &Event) {
        match event {
            Event::Ruled(mode) => assert_eq!(**mode, self.modes[&mode.name]),
            Event::Entered(ticket) => {
                assert_eq!((ticket.ticket.0, ticket.since), (seq, at));
                assert!(!ticket.users.iter().any(|user| self.is_busy(*user)), "in two searches");
                self.waiting.insert(seq.0, waiting(ticket));
            }
            Event::Relaxed { tickets } => {
                for ticket in tickets {
                    let one = self.waiting.get_mut(&ticket.0.0).unwrap();
                    assert_eq!(one.found, None);
                    one.level += 1;
                    let begins = self.modes[&one.what.mode].levels[one.level].after_ms;
                    assert!(begins <= at.since(one.since), "too early");
                }
            }
            Event::Paired(pairing) => {
                assert_eq!((pairing.found.0, pairing.until), (seq, at.plus(15_000)));
                match &pairing.lobby {
                    None => self.check_match(pairing),
                    Some(lobby) => self.check_seats(lobby, pairing),
                }
                for no in numbers(pairing) {
                    self.waiting.get_mut(&no).unwrap().found = Some(seq.0);
                }
                self.matches.insert(seq.0, (pairing.as_ref().clone(), BTreeSet::new()));
            }
            Event::Searched => self.nothing_is_left(),
            Event::Accepted { found, user } => {
                assert!(self.matches.get_mut(&found.0.0).unwrap().1.insert(*user));
            }
            Event::Failed { found, out } => self.failed(at, found.0.0, out),
            Event::Matched { found, tickets } => self.matched(found.0.0, tickets.len()),
            Event::Ended { ticket, why } => {
                let ended = self.waiting.remove(&ticket.0.0).unwrap();
                assert_eq!(ended.found, None, "who is asked is not over without a word");
                let expired = why.as_str() == "expired";
                let searched = at.since(ended.since) - ended.asked_ms;
                assert!(!expired || 45_000 <= searched, "being asked is no searching");
            }
            Event::Seats(told) => self.vacant(told),
            Event::Seated { found, back } => self.seated(found.0.0, !back.is_empty()),
            Event::Rated { .. } => (),
        }
    }

    fn failed(&mut self, at: Time, found: u64, out: &[(Place, Over)]) {
        let (pairing, accepted) = self.matches.remove(&found).unwrap();
        for (ticket, why) in out {
            let gone = self.waiting.remove(&ticket.0.0).unwrap();
            assert_eq!(gone.found, Some(found));
            let all = gone.users.iter().all(|user| accepted.contains(user));
            assert!(!all || why.as_str() != "no_answer", "it has answered");
        }
        for no in numbers(&pairing) {
            if let Some(back) = self.waiting.get_mut(&no) {
                back.found = None;
                back.asked_ms += 15_000 - pairing.until.since(at);
            }
        }
        if let Some(seats) = pairing.lobby.and_then(|lobby| self.lobbies.get_mut(&lobby)) {
            seats.pending.remove(&found);
        }
    }

    fn vacant(&mut self, told: &Backfill) {
        if told.free.is_empty() {
            self.lobbies.remove(&told.lobby);
            return;
        }
        let seats = self.lobbies.get_mut(&told.lobby).unwrap();
        (seats.seq, seats.free) = (told.seq.0, told.free.clone());
        seats.members = told.members.iter().copied().collect();
        seats.tickets.retain(|one| one.users.iter().any(|user| told.members.contains(user)));
    }

    fn seated(&mut self, found: u64, search_on: bool) {
        let (lobby, tickets) = self.handed.remove(&found).unwrap();
        let seats = self.lobbies.get_mut(&lobby);
        if let Some(seats) = seats {
            seats.pending.remove(&found);
            if !search_on {
                seats.tickets.extend(tickets.clone());
            }
        }
        for one in tickets.into_iter().filter(|_| search_on) {
            self.waiting.insert(one.ticket, Waiting { found: None, ..one });
        }
    }

    fn matched(&mut self, found: u64, count: usize) {
        let (pairing, accepted) = self.matches.remove(&found).unwrap();
        let tickets: Vec<Waiting> =
            numbers(&pairing).iter().map(|no| self.waiting.remove(no).unwrap()).collect();
        assert_eq!(count, tickets.len());
        let mut users = tickets.iter().flat_map(|one| &one.users);
        assert!(users.all(|user| accepted.contains(user)), "all have accepted");
        match pairing.lobby {
            Some(lobby) => drop(self.handed.insert(found, (lobby, tickets))),
            None if self.modes[&pairing.mode].backfill => {
                let id = Id::derived("match", &format!("toy/{found}"));
                let seats = Seats { tickets, free: vec![0, 0], ..Seats::default() };
                self.lobbies.insert(RoomId::of("lobby", id), seats);
            }
            None => (),
        }
    }

    /// Those who wait in a mode, the oldest first.
    fn idle(&self, mode: &str) -> Vec<&Waiting> {
        let idle = self.waiting.values().filter(|one| one.found.is_none() && one.what.mode == mode);
        let mut idle: Vec<&Waiting> = idle.collect();
        idle.sort_by_key(|one| (one.since, one.ticket));
        idle
    }

    /// A match is possible, and there is none with an older search.
    fn check_match(&self, pairing: &Pairing) {
        let mode = &self.modes[&pairing.mode];
        let chosen: Vec<&Waiting> = numbers(pairing).iter().map(|no| &self.waiting[no]).collect();
        assert!(chosen.iter().all(|one| one.found.is_none()), "in two matches");
        assert!(is_possible(mode, &chosen), "{chosen:#?}");
        assert_eq!(pairing.teams.len(), mode.teams);
        for team in &pairing.teams {
            let people = team.iter().map(|ticket| self.waiting[&ticket.0.0].users.len());
            assert_eq!(people.sum::<usize>(), mode.players, "parties whole, teams full");
        }
        if let Some(region) = &pairing.region {
            assert!(chosen.iter().all(|one| is_near(mode, one, region)), "{region}");
        }
        let key = |set: &[&Waiting]| set.iter().map(|one| (one.since, one.ticket)).min().unwrap();
        let all = possible(mode, &self.idle(&pairing.mode));
        let oldest = all.iter().map(|set| key(set)).min().unwrap();
        if mode.backfill {
            return;
        }
        assert_eq!(key(&chosen).0, oldest.0, "an older search was passed over");
        if mode.seats() == 2 {
            let rival = |set: &&Vec<&Waiting>| key(set) == key(&chosen);
            let nearest = all.iter().filter(rival).map(|set| spread(set)).min().unwrap();
            assert_eq!(spread(&chosen), nearest, "a nearer one was passed over");
        }
    }

    /// Those who are found for a lobby fit into it.
    fn check_seats(&mut self, lobby: &RoomId, pairing: &Pairing) {
        let chosen: Vec<Waiting> =
            numbers(pairing).iter().map(|no| self.waiting[no].clone()).collect();
        let [one] = chosen.as_slice() else { panic!("one at a time") };
        let mode = &self.modes[&pairing.mode];
        let seats = self.lobbies.get_mut(lobby).unwrap();
        assert!(fits(mode, one, seats));
        let people: Vec<usize> =
            pairing.teams.iter().map(|team| team.len() * one.users.len()).collect();
        seats.pending.insert(pairing.found.0.0, people);
        for (team, free) in seats.free.iter().enumerate() {
            let coming: usize = seats.pending.values().map(|people| people[team]).sum();
            assert!(coming <= *free, "more than there are seats");
        }
    }

    /// No match is possible any more, and no seat can be filled.
    fn nothing_is_left(&self) {
        for mode in self.modes.values() {
            let idle = self.idle(&mode.name);
            let left = possible(mode, &idle);
            assert!(left.is_empty(), "{left:#?}");
            for seats in self.lobbies.values().filter(|_| mode.backfill) {
                let open: Vec<usize> = seats
                    .free
                    .iter()
                    .enumerate()
                    .map(|(team, free)| {
                        let coming = seats.pending.values().map(|people| people[team]);
                        free.saturating_sub(coming.sum())
                    })
                    .collect();
                let could = |one: &&&Waiting| {
                    fits(mode, one, seats) && open.iter().any(|open| one.users.len() <= *open)
                };
                let left = idle.iter().find(could);
                assert!(left.is_none(), "a seat stays free: {left:#?}");
            }
        }
    }
}

fn waiting(ticket: &Ticket) -> Waiting {
    Waiting {
        ticket: ticket.ticket.0.0,
        users: ticket.users.clone(),
        since: ticket.since,
        level: 0,
        found: None,
        asked_ms: 0,
        what: ticket.clone(),
    }
}

fn spread(set: &[&Waiting]) -> u32 {
    let ratings = set.iter().map(|one| one.what.rating);
    ratings.clone().max().unwrap().abs_diff(ratings.min().unwrap())
}

/// Every set that could be a match.
fn possible<'a>(mode: &Mode, idle: &[&'a Waiting]) -> Vec<Vec<&'a Waiting>> {
    let mut found = Vec::new();
    for bits in 1_u32..1 << idle.len() {
        let set: Vec<&Waiting> = idle
            .iter()
            .enumerate()
            .filter(|(n, _)| bits & 1 << n != 0)
            .map(|(_, one)| *one)
            .collect();
        if set.iter().map(|one| one.users.len()).sum::<usize>() == mode.seats()
            && is_possible(mode, &set)
        {
            found.push(set);
        }
    }
    found
}

fn is_possible(mode: &Mode, set: &[&Waiting]) -> bool {
    let pairs = || set.iter().flat_map(|one| set.iter().map(move |other| (one, other)));
    let all = pairs()
        .filter(|(one, other)| one.ticket != other.ticket)
        .all(|(one, other)| wants(mode, one, other));
    let regions = ["eu", "us", "elsewhere"];
    let near = regions.iter().any(|region| set.iter().all(|one| is_near(mode, one, region)));
    all && near
        && fits_teams(
            mode,
            &mut set.iter().map(|one| one.users.len()).collect::<Vec<_>>(),
            &mut vec![0; mode.teams],
        )
}

/// Whether there is a way to fill the teams with parties that stay whole.
fn fits_teams(mode: &Mode, sizes: &mut Vec<usize>, teams: &mut Vec<usize>) -> bool {
    let Some(size) = sizes.pop() else { return teams.iter().all(|team| *team == mode.players) };
    let fits = (0..teams.len()).any(|team| {
        teams[team] += size;
        let fits = teams[team] <= mode.players && fits_teams(mode, sizes, teams);
        teams[team] -= size;
        fits
    });
    sizes.push(size);
    fits
}

fn level(mode: &Mode, one: &Waiting) -> Level {
    mode.levels[one.level]
}

/// Whether one accepts another.
fn wants(mode: &Mode, one: &Waiting, other: &Waiting) -> bool {
    let level = level(mode, one);
    let apart = one.what.rating.abs_diff(other.what.rating);
    level.skill.is_none_or(|skill| apart <= skill)
        && !other.users.iter().any(|user| one.what.avoid.contains(user))
        && holds(&one.what.criteria, level.soft, &other.what.criteria)
}

fn holds(wants: &[Criterion], soft: bool, others: &[Criterion]) -> bool {
    wants.iter().filter(|want| soft || !want.soft).all(|want| {
        others.iter().any(|other| other.name == want.name && want.accept.contains(&other.is))
    })
}

fn is_near(mode: &Mode, one: &Waiting, region: &str) -> bool {
    if one.what.regions.is_empty() {
        return true;
    }
    let max = level(mode, one).latency_ms;
    one.what.regions.get(region).is_some_and(|ms| max.is_none_or(|max| *ms <= max))
}

/// Whether somebody fits to those who are in a lobby: what must hold does, in both directions.
fn fits(mode: &Mode, one: &Waiting, seats: &Seats) -> bool {
    let own = level(mode, one);
    !one.users.iter().any(|user| seats.members.contains(user))
        && !seats.members.iter().any(|user| one.what.avoid.contains(user))
        && seats.tickets.iter().all(|other| {
            let apart = one.what.rating.abs_diff(other.what.rating);
            own.skill.is_none_or(|skill| apart <= skill)
                && !one.users.iter().any(|user| other.what.avoid.contains(user))
                && holds(&one.what.criteria, own.soft, &other.what.criteria)
                && holds(&other.what.criteria, false, &one.what.criteria)
        })
}

/// The searches of a match.
fn numbers(pairing: &Pairing) -> Vec<u64> {
    pairing.teams.iter().flatten().map(|ticket| ticket.0.0).collect()
}
