//! Finds matches: of those that are possible the one with the oldest search, and of those the one whose ratings are
//! nearest to each other.
//!
//! Whenever somebody comes, or becomes less demanding, only matches with them can be new: all others would have
//! been found before. So they alone are looked at. Where several are new at once, the match with the oldest
//! search of all goes first.

use std::collections::BTreeSet;

use super::{
    limits::{CANDIDATES_MAX, STEPS_MAX},
    pool::{Age, Entry, Pool},
    teams::split,
};
use crate::protocol::game::Mode;

/// A match that is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Possible {
    /// Its oldest search.
    oldest: Age,
    /// How far the ratings are apart.
    spread: u32,
    /// The searches.
    numbers: Vec<u64>,
    /// The same by team.
    pub(super) teams: Vec<Vec<u64>>,
}

/// All matches that are to be made now that these are new, in order.
pub(super) fn matches(
    pool: &Pool,
    mode: &Mode,
    fresh: &[u64],
    taken: &mut BTreeSet<u64>,
) -> Vec<Possible> {
    let mut open: Vec<u64> = fresh.iter().filter(|no| !taken.contains(no)).copied().collect();
    let look = |no: &u64, taken: &BTreeSet<u64>| {
        pool.get(*no).and_then(|new| best(pool, mode, new, taken))
    };
    let mut found: Vec<Option<Possible>> = open.iter().map(|no| look(no, taken)).collect();
    let mut made = Vec::new();
    loop {
        let first =
            found.iter().flatten().min_by_key(|possible| (possible.oldest, possible.spread));
        let Some(first) = first.cloned() else { return made };
        taken.extend(&first.numbers);
        let mut place = 0;
        while place < open.len() {
            let is_in = taken.contains(&open[place]);
            let possible = found[place].as_ref();
            let is_broken = possible
                .is_some_and(|possible| possible.numbers.iter().any(|no| taken.contains(no)));
            if is_in || possible.is_none() {
                // What is not possible now does not become so by others going.
                open.swap_remove(place);
                found.swap_remove(place);
                continue;
            }
            if is_broken {
                found[place] = look(&open[place], taken);
            }
            place += 1;
        }
        made.push(first);
    }
}

/// The best match with this one in it.
fn best(pool: &Pool, mode: &Mode, new: &Entry, taken: &BTreeSet<u64>) -> Option<Possible> {
    let others = pool.suiting(mode, new).filter(|other| !taken.contains(&other.no()));
    let others: Vec<&Entry> = others.take(CANDIDATES_MAX).collect();
    let sizes: usize = others.iter().map(|other| other.size).sum();
    if new.size + sizes < mode.seats() {
        return None;
    }
    let mut search =
        Search { mode, chosen: vec![new], near: new.near, size: new.size, left: STEPS_MAX };
    // Those who are older than this one: the first with whom there is a match.
    let older = others.iter().take_while(|other| other.age < new.age);
    let mut same: Option<Possible> = None;
    for (place, oldest) in older.enumerate() {
        // Who came at the same moment came neither before nor after.
        let is_later = same.as_ref().is_some_and(|same| same.oldest.0 < oldest.age.0);
        if is_later {
            return same;
        }
        let rest = others[place + 1..].iter().copied();
        let possible = search.with(*oldest, rest);
        let is_nearer =
            |possible: &Possible| same.as_ref().is_none_or(|same| possible.spread < same.spread);
        same = possible.filter(is_nearer).or(same);
    }
    if same.is_some() {
        return same;
    }
    // It is the oldest itself.
    let younger = others.iter().copied().filter(|other| new.age < other.age);
    search.complete(younger)
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
        let ratings = self.chosen.iter().map(|entry| entry.rating);
        let (low, high) = (ratings.clone().min()?, ratings.max()?);
        Some(Possible {
            oldest: self.chosen.iter().map(|entry| entry.age).min()?,
            spread: high.abs_diff(low),
            numbers: self.chosen.iter().map(|entry| entry.no()).collect(),
            teams,
        })
    }
}
