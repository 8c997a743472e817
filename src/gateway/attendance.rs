//! How many connections each user, and each address, has in this process.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts connections by whose they are; cheap to clone.
pub struct Attendance<K: Hash + Eq>(Arc<Inner<K>>);

struct Inner<K> {
    seats_max: usize,
    taken: Mutex<HashMap<K, usize>>,
}

/// One connection, counted until it is dropped.
pub struct Seat<K: Hash + Eq> {
    inner: Arc<Inner<K>>,
    whose: K,
}

impl<K: Hash + Eq> Clone for Attendance<K> {
    fn clone(&self) -> Self {
        Attendance(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> Attendance<K> {
    /// At most `seats_max` connections of each.
    pub fn new(seats_max: usize) -> Self {
        Attendance(Arc::new(Inner { seats_max, taken: Mutex::default() }))
    }

    /// One more connection, if there may be one.
    pub fn take(&self, whose: K) -> Option<Seat<K>> {
        let mut all = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(whose.clone()).or_default();
        if self.0.seats_max <= *taken {
            return None;
        }
        *taken += 1;
        Some(Seat { inner: self.0.clone(), whose })
    }
}

impl<K: Hash + Eq> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut all = self.inner.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = all.get_mut(&self.whose) {
            *taken -= 1;
            if *taken == 0 {
                all.remove(&self.whose);
            }
        }
    }
}
