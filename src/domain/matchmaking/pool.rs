//! Those who search, where they are found: by what they are and want, by how demanding they are, by rating, and
//! the oldest first. Who could be in a match with somebody is looked up, not looked for among all.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, btree_set},
};

use crate::protocol::{
    game::Mode,
    id::UserId,
    matchmaking::{event::Criterion, snapshot::Searching},
    time::Time,
};

/// How many points wide a bucket of ratings is.
const BUCKET_POINTS: i32 = 25;

/// Those who search in one mode.
#[derive(Debug, Default)]
pub(super) struct Pool {
    entries: HashMap<u64, Entry>,
    lanes: Vec<Lane>,
    by_profile: HashMap<Profile, usize>,
    free: Vec<usize>,
    /// How many people they are.
    pub(super) players: usize,
    by_age: BTreeSet<Age>,
}

/// Who came first: since when, and the number of the search.
pub(super) type Age = (Time, u64);

/// What somebody is and wants, which regions are near enough, and how many they are.
type Profile = (Vec<Criterion>, u64, usize);

/// All who are and want the same.
#[derive(Debug, Default)]
struct Lane {
    profile: Vec<Criterion>,
    near: u64,
    size: usize,
    /// By how demanding they are.
    levels: BTreeMap<usize, Buckets>,
}

/// By rating, the oldest first.
type Buckets = BTreeMap<i32, BTreeSet<Age>>;

/// Somebody who searches, as far as a match depends on it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) age: Age,
    pub(super) rating: i32,
    pub(super) size: usize,
    pub(super) level: usize,
    /// The regions that are near enough, one bit for each of `regions`.
    pub(super) near: u64,
    pub(super) users: Vec<UserId>,
    avoid: BTreeSet<UserId>,
    pub(super) profile: Vec<Criterion>,
    /// Whether what is preferred must hold.
    pub(super) soft: bool,
    skill: Option<u32>,
}

impl Entry {
    /// A search as it stands; `regions` are those that anybody has named.
    pub(super) fn of(searching: &Searching, mode: &Mode, regions: &[String]) -> Self {
        let ticket = &searching.ticket;
        let level = mode.level(searching.level);
        let is_near = |region: &String| {
            ticket
                .regions
                .get(region)
                .is_some_and(|ms| level.latency_ms.is_none_or(|max| *ms <= max))
        };
        let near = regions.iter().enumerate().filter(|(_, region)| is_near(region));
        let near = near.fold(0, |near, (bit, _)| near | 1 << bit);
        Entry {
            age: (ticket.since, ticket.ticket.0.0),
            rating: ticket.rating,
            size: ticket.users.len(),
            level: searching.level,
            near: if ticket.regions.is_empty() { u64::MAX } else { near },
            users: ticket.users.clone(),
            avoid: ticket.avoid.clone(),
            profile: ticket.criteria.clone(),
            soft: level.soft,
            skill: level.skill,
        }
    }

    /// Its number.
    pub(super) fn no(&self) -> u64 {
        self.age.1
    }

    /// Whether the two may be in one match, as far as the two say.
    pub(super) fn suits(&self, other: &Entry) -> bool {
        self.is_near_in_skill(other)
            && self.near & other.near != 0
            && !self.avoids(other)
            && !other.avoids(self)
            && accepts(&self.profile, self.soft, &other.profile)
            && accepts(&other.profile, other.soft, &self.profile)
    }

    fn is_near_in_skill(&self, other: &Entry) -> bool {
        let apart = self.rating.abs_diff(other.rating);
        [self.skill, other.skill].into_iter().flatten().all(|max| apart <= max)
    }

    /// Whether the search goes so far as this rating.
    pub(super) fn reaches(&self, rating: i32) -> bool {
        self.skill.is_none_or(|max| self.rating.abs_diff(rating) <= max)
    }

    /// Whether it does not want to meet one of these.
    pub(super) fn avoids_any(&self, users: &[UserId]) -> bool {
        !self.avoid.is_empty() && users.iter().any(|user| self.avoid.contains(user))
    }

    /// Whether it does not want to meet one of them.
    pub(super) fn avoids(&self, other: &Entry) -> bool {
        self.avoids_any(&other.users)
    }
}

/// Whether everything that must hold does of another one's profile.
pub(super) fn accepts(wants: &[Criterion], soft: bool, others: &[Criterion]) -> bool {
    let must = wants.iter().filter(|want| soft || !want.soft);
    must.into_iter().all(|want| {
        let other = others.iter().find(|other| other.name == want.name);
        other.is_some_and(|other| want.accept.contains(&other.is))
    })
}

impl Pool {
    /// How many search.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Who came first.
    pub(super) fn oldest(&self) -> Option<Time> {
        self.by_age.first().map(|(since, _)| *since)
    }

    /// Everybody, the oldest first.
    pub(super) fn by_age(&self) -> impl Iterator<Item = &Entry> {
        self.by_age.iter().filter_map(|(_, no)| self.entries.get(no))
    }

    /// Everybody, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    pub(super) fn get(&self, no: u64) -> Option<&Entry> {
        self.entries.get(&no)
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        self.remove(entry.no());
        let lane = self.lane(&entry);
        let buckets = self.lanes[lane].levels.entry(entry.level).or_default();
        buckets.entry(bucket(entry.rating)).or_default().insert(entry.age);
        self.players += entry.size;
        self.by_age.insert(entry.age);
        self.entries.insert(entry.no(), entry);
    }

    pub(super) fn remove(&mut self, no: u64) -> Option<Entry> {
        let entry = self.entries.remove(&no)?;
        self.players -= entry.size;
        self.by_age.remove(&entry.age);
        let profile = (entry.profile.clone(), entry.near, entry.size);
        let number = self.by_profile.get(&profile).copied()?;
        let lane = &mut self.lanes[number];
        if let Some(buckets) = lane.levels.get_mut(&entry.level) {
            let place = bucket(entry.rating);
            if let Some(ages) = buckets.get_mut(&place) {
                ages.remove(&entry.age);
                if ages.is_empty() {
                    buckets.remove(&place);
                }
            }
            if buckets.is_empty() {
                lane.levels.remove(&entry.level);
            }
        }
        if lane.levels.is_empty() {
            self.by_profile.remove(&profile);
            lane.profile = Vec::new();
            self.free.push(number);
        }
        Some(entry)
    }

    /// Where those stand who are and want this.
    fn lane(&mut self, entry: &Entry) -> usize {
        let key = (entry.profile.clone(), entry.near, entry.size);
        if let Some(lane) = self.by_profile.get(&key) {
            return *lane;
        }
        let number = self.free.pop().unwrap_or_else(|| {
            self.lanes.push(Lane::default());
            self.lanes.len() - 1
        });
        let Entry { profile, near, size, .. } = entry.clone();
        self.lanes[number] = Lane { profile, near, size, levels: BTreeMap::new() };
        self.by_profile.insert(key, number);
        number
    }

    /// Those who may be in one match with this one, the oldest first; those who are so many, where that is said.
    pub(super) fn suiting<'a>(
        &'a self,
        mode: &Mode,
        entry: &'a Entry,
        size: Option<usize>,
    ) -> impl Iterator<Item = &'a Entry> {
        let mut merged = Merged::default();
        for lane in self.by_profile.values().map(|number| &self.lanes[*number]) {
            if size.is_some_and(|size| size != lane.size) {
                continue;
            }
            if entry.near & lane.near == 0 || !accepts(&entry.profile, entry.soft, &lane.profile) {
                continue;
            }
            for (level, buckets) in &lane.levels {
                let level = mode.level(*level);
                if !accepts(&lane.profile, level.soft, &entry.profile) {
                    continue;
                }
                // As far as both of them go.
                let skill = [entry.skill, level.skill].into_iter().flatten().min();
                let apart = skill
                    .map_or(i32::MAX / 4, |skill| i32::try_from(skill).unwrap_or(i32::MAX / 4));
                let from = bucket(entry.rating.saturating_sub(apart));
                let to = bucket(entry.rating.saturating_add(apart));
                for (_, ages) in buckets.range(from..=to) {
                    merged.add(ages.iter());
                }
            }
        }
        let found = merged.filter_map(|(_, no)| self.entries.get(&no));
        found.filter(move |other| {
            other.no() != entry.no()
                && entry.is_near_in_skill(other)
                && !entry.avoids(other)
                && !other.avoids(entry)
        })
    }
}

fn bucket(rating: i32) -> i32 {
    rating.div_euclid(BUCKET_POINTS)
}

/// Several lists that are each in order, as one.
#[derive(Default)]
struct Merged<'a> {
    heads: BinaryHeap<Reverse<(Age, usize)>>,
    lists: Vec<btree_set::Iter<'a, Age>>,
}

impl<'a> Merged<'a> {
    fn add(&mut self, mut list: btree_set::Iter<'a, Age>) {
        if let Some(head) = list.next() {
            self.heads.push(Reverse((*head, self.lists.len())));
            self.lists.push(list);
        }
    }
}

impl Iterator for Merged<'_> {
    type Item = Age;

    fn next(&mut self) -> Option<Age> {
        let Reverse((head, list)) = self.heads.pop()?;
        if let Some(next) = self.lists[list].next() {
            self.heads.push(Reverse((*next, list)));
        }
        Some(head)
    }
}
