//! Who listens, counted: per room and worker thread, without the room knowing anybody by name.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
};

use actix::Addr;

use super::switchboard::Switchboard;
use crate::protocol::id::Seq;

/// The switchboards of the house, one per worker thread. A worker takes the next place when it starts.
pub struct Boards {
    places: Box<[OnceLock<Addr<Switchboard>>]>,
    next: AtomicUsize,
}

/// A worker's place among the [`Boards`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(usize);

impl Boards {
    /// Room for `places` workers, those included that replace one that died.
    pub fn new(places: usize) -> Arc<Self> {
        let places = (0..places.max(1)).map(|_| OnceLock::new()).collect();
        Arc::new(Boards { places, next: AtomicUsize::new(0) })
    }

    /// The next free place, if one is left.
    pub fn take(&self) -> Option<Place> {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        (place < self.places.len()).then_some(Place(place))
    }

    /// Puts a switchboard at its place.
    pub fn seat(&self, place: Place, board: Addr<Switchboard>) {
        if let Some(seat) = self.places.get(place.0) {
            // A place is taken once, so its seat is free.
            let _ = seat.set(board);
        }
    }

    /// The switchboard at a place.
    pub fn at(&self, place: Place) -> Option<&Addr<Switchboard>> {
        self.places.get(place.0)?.get()
    }

    /// Every switchboard, with its place.
    pub fn all(&self) -> impl Iterator<Item = (Place, &Addr<Switchboard>)> {
        let seats = self.places.iter().enumerate();
        seats.filter_map(|(number, board)| Some((Place(number), board.get()?)))
    }

    /// An empty audience.
    pub fn empty(&self) -> Arc<Audience> {
        Arc::new(Audience {
            heads: self.places.iter().map(|_| AtomicU32::new(0)).collect(),
            stirred: AtomicBool::new(false),
            told: AtomicU64::new(u64::MAX),
        })
    }
}

impl Place {
    /// Its number; the first is 0.
    pub(super) fn number(self) -> usize {
        self.0
    }
}

/// Who listens to one room. It outlives the room's actor, so that a room that is reopened goes on
/// telling those who were listening.
pub struct Audience {
    heads: Box<[AtomicU32]>,
    stirred: AtomicBool,
    told: AtomicU64,
}

impl Audience {
    /// One more listens at this place; says whether the room must be told that its audience changed.
    pub fn enter(&self, place: Place) -> bool {
        if let Some(heads) = self.heads.get(place.0) {
            heads.fetch_add(1, Ordering::AcqRel);
        }
        !self.stirred.swap(true, Ordering::AcqRel)
    }

    /// One less; says the same.
    pub fn leave(&self, place: Place) -> bool {
        if let Some(heads) = self.heads.get(place.0) {
            heads.fetch_sub(1, Ordering::AcqRel);
        }
        !self.stirred.swap(true, Ordering::AcqRel)
    }

    /// Whether somebody listens at this place.
    pub fn listens(&self, place: Place) -> bool {
        self.heads.get(place.0).is_some_and(|heads| 0 < heads.load(Ordering::Acquire))
    }

    /// How many listen.
    pub fn count(&self) -> u32 {
        self.heads.iter().map(|heads| heads.load(Ordering::Acquire)).sum()
    }

    /// The room has taken note of the change.
    pub fn settle(&self) {
        self.stirred.store(false, Ordering::Release);
    }

    /// The last position that the audience has been told of; none before the room was first opened.
    pub fn told(&self) -> Option<Seq> {
        let told = self.told.load(Ordering::Acquire);
        (told != u64::MAX).then_some(Seq(told))
    }

    /// The audience has been told of everything up to `seq`.
    pub fn tell(&self, seq: Seq) {
        self.told.store(seq.0, Ordering::Release);
    }
}
