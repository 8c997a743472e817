//! What falls in the simulated house: its disk, and the house itself.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix::prelude::*;
use rialto::{
    clock::Clock,
    rooms::Habits,
    store::{Fate, Faults, Options, Place, Store},
};

use crate::{simulate::Dice, stage::Stage};

/// How long a slow commit takes.
const SLOW_COMMIT: Duration = Duration::from_millis(1);

/// A disk that fails as the dice say.
pub(crate) struct Luck {
    dice: Mutex<Dice>,
    bad: AtomicBool,
}

impl Luck {
    /// One that fails from now on.
    pub(crate) fn new(dice: Dice) -> Self {
        Luck { dice: Mutex::new(dice), bad: AtomicBool::new(true) }
    }

    /// Fails no more.
    pub(crate) fn mend(&self) {
        self.bad.store(false, Ordering::SeqCst);
    }
}

impl Faults for Luck {
    fn at_commit(&self) -> Fate {
        if !self.bad.load(Ordering::SeqCst) {
            return Fate::Commit;
        }
        let fate = {
            let mut dice = self.dice.lock().unwrap();
            let slow = dice.below(3) == 0;
            (slow, dice.below(20))
        };
        // A slow disk: requests gather behind it, and are judged as one batch.
        if fate.0 {
            std::thread::park_timeout(SLOW_COMMIT);
        }
        match fate.1 {
            0 => Fate::Refuse,
            1 | 2 => Fate::CommitUnknown,
            3 | 4 => Fate::LoseUnknown,
            _ => Fate::Commit,
        }
    }
}

/// A house that can fall at any instant.
pub(crate) struct House {
    pub(crate) stage: Stage,
    threads: Vec<Arbiter>,
}

impl House {
    pub(crate) fn open(folder: &Path, luck: &Arc<Luck>, clock: &Clock, habits: &Habits) -> Self {
        let threads = vec![Arbiter::new(), Arbiter::new()];
        let options = Options { place: Place::File(folder.join("rialto.db")), readers: 2 };
        let store = Store::open_faulty(&options, luck.clone()).unwrap();
        let handles: Vec<_> = threads.iter().map(Arbiter::handle).collect();
        let stage = Stage::apart(store, clock.clone(), habits.clone(), &handles);
        House { stage, threads }
    }

    /// Every actor is gone in the midst of what it does; then the writer is.
    pub(crate) fn fall(&self) {
        for thread in &self.threads {
            thread.stop();
        }
        self.stage.store.close();
    }
}
