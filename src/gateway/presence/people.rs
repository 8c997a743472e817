//! Who is there, who is watched, and who watches.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{
    protocol::{
        id::UserId,
        person::Person,
        presence::{Chosen, Seen},
        time::Time,
    },
    rooms::{
        audience::{Audience, Place},
        switchboard::SessionNo,
    },
    store::KeptPresence,
};

/// Somebody who is there, or was a moment ago.
#[derive(Default)]
pub(super) struct Here {
    /// Connections, each with the time of its last request.
    pub(super) sessions: Vec<(SessionNo, Arc<AtomicI64>)>,
    pub(super) left_at: Option<Time>,
    pub(super) active_at: Time,
}

/// How somebody wants to be seen, until the store is known to have it.
#[derive(Default)]
pub(super) struct Choosing {
    pub(super) chosen: Chosen,
    /// Since when they are invisible, where they were there.
    pub(super) hidden_at: Option<Time>,
    /// Writes that have not come back.
    pub(super) writes: u32,
}

/// Somebody who is watched.
pub(super) struct Target {
    /// Those who see what everybody sees, and those who see all.
    pub(super) audiences: [Arc<Audience>; 2],
    /// What the store has, once it was read.
    pub(super) kept: Option<KeptPresence>,
    /// What they have been told.
    pub(super) told: Option<[Seen; 2]>,
    /// A look into the store that began before this is out of date.
    pub(super) changes: u64,
}

/// What a session watches, and as who.
pub(super) struct Watching {
    pub(super) place: Place,
    pub(super) viewer: Person,
    pub(super) users: Vec<UserId>,
}

impl Here {
    /// When they last asked for something.
    pub(super) fn active_at(&self) -> Time {
        let live = self.sessions.iter().map(|(_, active)| active.load(Ordering::Relaxed)).max();
        live.map_or(self.active_at, |live| self.active_at.max(Time::from_ms(live)))
    }
}
