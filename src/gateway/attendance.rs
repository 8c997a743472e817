//! How many connections each user has, in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::protocol::id::UserId;

/// Counts connections by user; cheap to clone.
#[derive(Clone)]
pub struct Attendance(Arc<Inner>);

struct Inner {
    seats_max: usize,
    taken: Mutex<HashMap<UserId, usize>>,
}

/// One connection of a user, counted until it is dropped.
pub struct Seat {
    inner: Arc<Inner>,
    user: UserId,
}

impl Attendance {
    /// At most `seats_max` connections of one user.
    pub fn new(seats_max: usize) -> Self {
        Attendance(Arc::new(Inner { seats_max, taken: Mutex::default() }))
    }

    /// One more connection of this user, if there may be one.
    pub fn take(&self, user: UserId) -> Option<Seat> {
        let mut all = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(user).or_default();
        if self.0.seats_max <= *taken {
            return None;
        }
        *taken += 1;
        Some(Seat { inner: self.0.clone(), user })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.inner.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = all.get_mut(&self.user) {
            *taken -= 1;
            if *taken == 0 {
                all.remove(&self.user);
            }
        }
    }
}
