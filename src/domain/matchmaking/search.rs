//! Finds matches: of those that are possible the one with the oldest search, and of those the one whose ratings are
//! nearest to each other.
//!
//! Whenever somebody comes, or becomes less demanding, only matches with them can be new: all others would have
//! been found before. So they alone are looked at. Where several are new at once, the match with the oldest
//! search of all goes first.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use super::{
    limits::{CANDIDATES_MAX, CANDIDATES_MIN, STEPS_MAX},
    pool::{Age, Entry, Pool},
    teams::{can_fill, split},
};
use crate::protocol::game::Mode;

/// A match that is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Possible {
    /// The searches.
    numbers: Vec<u64>,
    /// The same by team.
    pub(super) teams: Vec<Vec<u64>>,
}

/// All matches that are to be made now that these are new, the one with the oldest search first.
pub(super) fn matches(
    pool: &Pool,
    mode: &Mode,
    fresh: &[u64],
    taken: &mut BTreeSet<u64>,
) -> Vec<Possible> {
    let fresh: BTreeSet<u64> = fresh.iter().copied().collect();
    let sight = Sight { pool, mode, fresh: &fresh };
    let open = fresh.iter().filter(|no| !taken.contains(no)).filter_map(|no| pool.get(*no));
    let mut seekers: Vec<Seeker> = open.map(|new| sight.look(new, taken)).collect();
    let first = seekers.iter().enumerate().map(|(place, one)| Reverse((one.turn(&sight), place)));
    let mut turns: BinaryHeap<Reverse<(Turn, usize)>> = first.collect();
    let mut found = Vec::new();
    while let Some(Reverse((turn, place))) = turns.pop() {
        let seeker = &mut seekers[place];
        if taken.contains(&seeker.new.no()) || !seeker.go_on(&sight, taken) {
            continue;
        }
        let now = seeker.turn(&sight);
        if now != turn {
            // Whom it would have met is taken; others may come before the next one.
            turns.push(Reverse((now, place)));
            continue;
        }
        match seeker.attempt(mode, taken) {
            Some(possible) => {
                taken.extend(&possible.numbers);
                found.push(possible);
            }
            None if seeker.next < seeker.older => {
                seeker.next += 1;
                turns.push(Reverse((seeker.turn(&sight), place)));
            }
            None => seeker.is_done = true,
        }
    }
    found
}

/// When a match would be made: by its oldest search, then by how near the ratings are, where that is known.
type Turn = (Age, u32);

/// What is looked at.
struct Sight<'a> {
    pool: &'a Pool,
    mode: &'a Mode,
    fresh: &'a BTreeSet<u64>,
}

/// Somebody new, and those who may be in a match with them.
struct Seeker<'a> {
    new: &'a Entry,
    /// The oldest first.
    mine: Vec<&'a Entry>,
    /// How many of them are older.
    older: usize,
    /// Which of the older ones is to be in the match now; with none of them it is the oldest itself.
    next: usize,
    /// There are more than these.
    is_cut: bool,
    is_done: bool,
    /// How many steps are left for all of its attempts.
    left: usize,
}

impl<'a> Sight<'a> {
    fn look(&self, new: &'a Entry, taken: &BTreeSet<u64>) -> Seeker<'a> {
        let (mut mine, mut is_cut) = (Vec::new(), false);
        // Of each size some: a crowd of parties must not hide the one that they lack.
        let most = (CANDIDATES_MAX / self.mode.players).max(CANDIDATES_MIN);
        for size in 1..=self.mode.players.min(self.mode.seats() - new.size) {
            let mut found = 0;
            for other in self.pool.suiting(self.mode, new, Some(size)) {
                if taken.contains(&other.no()) {
                    continue;
                }
                if found == most {
                    is_cut = true;
                    break;
                }
                found += 1;
                mine.push(other);
                // Of two the older one is enough.
                let is_known = other.age < new.age && !self.fresh.contains(&other.no());
                if self.mode.seats() == 2 && is_known {
                    is_cut = true;
                    break;
                }
            }
        }
        mine.sort_by_key(|other| other.age);
        let older = mine.partition_point(|other| other.age < new.age);
        Seeker { new, mine, older, next: 0, is_cut, is_done: false, left: STEPS_MAX }
    }
}

impl<'a> Seeker<'a> {
    /// When its next attempt is due.
    fn turn(&self, sight: &Sight<'a>) -> Turn {
        match self.mine[..self.older].get(self.next) {
            Some(oldest) if sight.mode.seats() == 2 => {
                (oldest.age, oldest.rating.abs_diff(self.new.rating))
            }
            Some(oldest) => (oldest.age, 0),
            None => (self.new.age, 0),
        }
    }

    /// Goes on to the next of the older ones who is to be tried, or to itself; whether there is one.
    fn go_on(&mut self, sight: &Sight<'a>, taken: &BTreeSet<u64>) -> bool {
        // Who is older and new looks for themselves.
        let is_passed =
            |other: &&Entry| taken.contains(&other.no()) || sight.fresh.contains(&other.no());
        while self.mine[..self.older].get(self.next).is_some_and(is_passed) {
            self.next += 1;
        }
        let is_stale = || self.mine.iter().any(|other| taken.contains(&other.no()));
        if self.next == self.older && self.is_cut && is_stale() {
            *self = sight.look(self.new, taken);
            return self.go_on(sight, taken);
        }
        !self.is_done
    }

    /// The match with the older one whose turn it is, or of which it is the oldest itself.
    fn attempt(&mut self, mode: &Mode, taken: &BTreeSet<u64>) -> Option<Possible> {
        let free = |from: usize| {
            self.mine[from..].iter().copied().filter(|other| !taken.contains(&other.no()))
        };
        let sizes = free(self.next).map(|other| other.size).chain([self.new.size]);
        if self.left == 0 || !can_fill(sizes, mode.teams, mode.players) {
            return None;
        }
        let (near, size) = (self.new.near, self.new.size);
        let mut search = Search { mode, chosen: vec![self.new], near, size, left: self.left };
        let found = match self.mine[..self.older].get(self.next) {
            Some(oldest) => search.with(oldest, free(self.next + 1)),
            None => search.complete(free(self.older)),
        };
        self.left = search.left;
        found
    }
}

/// A search for a match that those who are chosen are in.
struct Search<'a> {
    mode: &'a Mode,
    chosen: Vec<&'a Entry>,
    near: u64,
    size: usize,
    left: usize,
}

impl<'a> Search<'a> {
    /// The same with one more.
    fn with(&mut self, one: &'a Entry, rest: impl Iterator<Item = &'a Entry>) -> Option<Possible> {
        if self.mode.seats() < self.size + one.size || self.near & one.near == 0 {
            return None;
        }
        let near = self.near;
        self.choose(one);
        let found = self.complete(rest);
        self.drop_last(near);
        found
    }

    /// Completes the match from these, the nearest in rating first.
    fn complete(&mut self, rest: impl Iterator<Item = &'a Entry>) -> Option<Possible> {
        let sum: i64 = self.chosen.iter().map(|entry| i64::from(entry.rating)).sum();
        let centre = sum / i64::try_from(self.chosen.len()).unwrap_or(1).max(1);
        let fixed = &self.chosen[1..];
        let mut rest: Vec<&Entry> =
            rest.filter(|other| fixed.iter().all(|one| one.suits(other))).collect();
        rest.sort_by_key(|other| (i64::from(other.rating).abs_diff(centre), other.age));
        // How many there are from each place on.
        let mut ahead = vec![0; rest.len() + 1];
        for place in (0..rest.len()).rev() {
            ahead[place] = ahead[place + 1] + rest[place].size;
        }
        self.step(&rest, &ahead, 0, fixed.len() + 1)
    }

    fn step(
        &mut self,
        rest: &[&'a Entry],
        ahead: &[usize],
        from: usize,
        fixed: usize,
    ) -> Option<Possible> {
        if self.size == self.mode.seats() {
            return self.made();
        }
        for place in from..rest.len() {
            if self.left == 0 || self.size + ahead[place] < self.mode.seats() {
                return None;
            }
            self.left -= 1;
            let other = rest[place];
            let fits = self.size + other.size <= self.mode.seats()
                && self.near & other.near != 0
                && self.chosen[fixed..].iter().all(|one| one.suits(other));
            if !fits {
                continue;
            }
            let near = self.near;
            self.choose(other);
            let found = self.step(rest, ahead, place + 1, fixed);
            self.drop_last(near);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn choose(&mut self, entry: &'a Entry) {
        self.near &= entry.near;
        self.size += entry.size;
        self.chosen.push(entry);
    }

    fn drop_last(&mut self, near: u64) {
        self.near = near;
        self.size -= self.chosen.pop().map_or(0, |entry| entry.size);
    }

    fn made(&self) -> Option<Possible> {
        let teams = split(&self.chosen, self.mode.teams, self.mode.players)?;
        Some(Possible { numbers: self.chosen.iter().map(|entry| entry.no()).collect(), teams })
    }
}
