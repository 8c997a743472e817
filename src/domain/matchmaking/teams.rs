//! How those who play in a match are put into teams: parties whole, teams as equal as can be.

use super::{limits::SPLITS_MAX, pool::Entry};

/// The searches of each team, as equal as can be; nothing where parties do not fit.
pub(super) fn split(entries: &[&Entry], teams: usize, players: usize) -> Option<Vec<Vec<u64>>> {
    let mut order: Vec<&Entry> = entries.to_vec();
    // The largest first: what is hard to place is placed while there is room.
    order.sort_by_key(|entry| (std::cmp::Reverse((entry.size, entry.rating)), entry.age));
    let mut splitting = Splitting {
        order: &order,
        players,
        teams: vec![(0, 0, Vec::new()); teams],
        best: None,
        left: SPLITS_MAX,
    };
    splitting.place(0);
    splitting.best.map(|(_, teams)| teams)
}

/// Whether so many teams of so many players could be made of parties of these sizes, whatever else there is to them.
pub(super) fn can_fill(sizes: impl Iterator<Item = usize>, teams: usize, players: usize) -> bool {
    let mut counts = vec![0_usize; players + 1];
    let mut people = 0;
    for size in sizes.filter(|size| *size <= players) {
        counts[size] += 1;
        people += size;
    }
    // Where there are as many who are alone as there are seats, and in large teams, nothing is to be found out.
    if people < teams * players {
        return false;
    }
    LOOKED_INTO_MAX < players || fill(&mut counts, teams, players, players, players)
}

/// The largest teams for which it is found out beforehand whether parties can fill them.
const LOOKED_INTO_MAX: usize = 10;

/// Fills the rest of a team from parties of at most `size`, and then the teams after it.
fn fill(counts: &mut [usize], teams: usize, players: usize, left: usize, size: usize) -> bool {
    if left == 0 {
        return teams == 1 || fill(counts, teams - 1, players, players, players);
    }
    (1..=size.min(left)).rev().any(|part| {
        if counts[part] == 0 {
            return false;
        }
        counts[part] -= 1;
        let fits = fill(counts, teams, players, left - part, part);
        counts[part] += 1;
        fits
    })
}

struct Splitting<'a> {
    order: &'a [&'a Entry],
    players: usize,
    /// How many are in each team, the sum of their ratings, and their searches.
    teams: Vec<(usize, i64, Vec<u64>)>,
    /// The best so far: how far the teams are apart, and they.
    best: Option<(i64, Vec<Vec<u64>>)>,
    left: usize,
}

impl Splitting<'_> {
    /// Places everybody from this one on, in every way there is room for.
    fn place(&mut self, next: usize) {
        let Some(entry) = self.order.get(next) else { return self.take() };
        let mut order: Vec<usize> = (0..self.teams.len()).collect();
        order.sort_by_key(|team| self.teams[*team].1);
        let mut empty_tried = false;
        for team in order {
            let (count, _, _) = self.teams[team];
            // One empty team is like another.
            if self.left == 0 || self.players < count + entry.size || count == 0 && empty_tried {
                continue;
            }
            empty_tried |= count == 0;
            let weight = i64::from(entry.rating) * i64::try_from(entry.size).unwrap_or_default();
            let (count, sum, list) = &mut self.teams[team];
            *count += entry.size;
            *sum += weight;
            list.push(entry.no());
            self.place(next + 1);
            let (count, sum, list) = &mut self.teams[team];
            *count -= entry.size;
            *sum -= weight;
            list.pop();
        }
    }

    fn take(&mut self) {
        self.left = self.left.saturating_sub(1);
        if self.teams.iter().any(|(count, _, _)| *count != self.players) {
            return;
        }
        let sums = self.teams.iter().map(|(_, sum, _)| *sum);
        let apart = sums.clone().max().unwrap_or_default() - sums.min().unwrap_or_default();
        if self.best.as_ref().is_none_or(|(best, _)| apart < *best) {
            let teams = self.teams.iter().map(|(_, _, list)| list.clone()).collect();
            self.best = Some((apart, teams));
        }
    }
}
