//! Who people were found to be lately: thousands who come back at once are let in without the store being
//! read for each.
//!
//! **Invariant:** nothing is remembered that was read before a change of its account was noticed; so a
//! memory is never older than [`super::watch`] is late.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
};

use bytestring::ByteString;
use sha2::{Digest, Sha256};

use super::token::Holder;
use crate::protocol::{
    account::FamilyId,
    id::UserId,
    person::{Person, Role},
    time::Time,
};

/// So many are remembered at most; then those that nobody has asked for again are forgotten.
const REMEMBERED_MAX: usize = 100_000;

/// What is remembered of somebody who may come in.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    pub(super) user: UserId,
    pub(super) name: ByteString,
    pub(super) role: Role,
    /// Tokens of other issuers that are as old or older are over.
    pub(super) valid_from: Time,
}

/// How many changes had been noticed at some moment; none while nobody looks for changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(Option<u64>);

/// The memory of a house.
#[derive(Default)]
pub(super) struct Memory {
    /// How many changes have been noticed.
    changes: AtomicU64,
    /// Somebody looks for changes.
    is_open: AtomicBool,
    shelves: Mutex<Shelves>,
}

/// Whom a token names, in few bytes.
type Handle = [u8; 16];

/// When the upper shelf is full it becomes the lower one, and what lay there is forgotten.
#[derive(Default)]
struct Shelves {
    upper: HashMap<Handle, Remembered>,
    lower: HashMap<Handle, Remembered>,
}

impl Memory {
    /// The state of the accounts as of now; to be asked for before the store is read.
    pub(super) fn as_of(&self) -> AsOf {
        AsOf(self.is_open.load(SeqCst).then(|| self.changes.load(SeqCst)))
    }

    /// Who that was, if it is remembered.
    pub(super) fn recall(&self, holder: &Holder) -> Option<Remembered> {
        let handle = handle(holder);
        let mut shelves = self.lock();
        if let Some(known) = shelves.upper.get(&handle) {
            return Some(known.clone());
        }
        let known = shelves.lower.remove(&handle)?;
        shelves.put(handle, known.clone());
        Some(known)
    }

    /// Remembers who somebody was found to be, unless an account has changed since `as_of`.
    pub(super) fn remember(&self, as_of: AsOf, holder: &Holder, found: Remembered) {
        let mut shelves = self.lock();
        // Looked at under the lock, as `forget` counts under it.
        if as_of.0.is_some() && as_of == self.as_of() {
            shelves.put(handle(holder), found);
        }
    }

    /// Whether an account has changed since.
    pub(super) fn has_changed(&self, since: AsOf) -> bool {
        since != self.as_of()
    }

    /// These accounts have changed; from the first call on there is something to be remembered.
    pub(super) fn forget(&self, users: &[UserId]) {
        let mut shelves = self.lock();
        self.changes.fetch_add(1, SeqCst);
        self.is_open.store(true, SeqCst);
        shelves.upper.retain(|_, known| !users.contains(&known.user));
        shelves.lower.retain(|_, known| !users.contains(&known.user));
    }

    /// Nobody knows what changes: nothing is remembered until [`Self::forget`] is called again.
    pub(super) fn close(&self) {
        let mut shelves = self.lock();
        self.changes.fetch_add(1, SeqCst);
        self.is_open.store(false, SeqCst);
        *shelves = Shelves::default();
    }

    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    fn put(&mut self, handle: Handle, known: Remembered) {
        if REMEMBERED_MAX / 2 <= self.upper.len() {
            self.lower = std::mem::take(&mut self.upper);
        }
        self.upper.insert(handle, known);
    }
}

impl Remembered {
    pub(super) fn person(&self, role: Option<Role>) -> Person {
        Person { id: self.user, name: self.name.clone(), role: role.unwrap_or(self.role) }
    }
}

fn handle(holder: &Holder) -> Handle {
    let mut handle = Handle::default();
    match holder {
        Holder::Own { user, family: FamilyId(family) } => {
            handle[..8].copy_from_slice(&user.0.number().to_be_bytes());
            handle[8..].copy_from_slice(&family.number().to_be_bytes());
        }
        Holder::Foreign { issuer, subject, name: _, role: _ } => {
            let mut hash = Sha256::new();
            hash.update(issuer);
            hash.update([0]);
            hash.update(subject);
            handle.copy_from_slice(&hash.finalize()[..16]);
            // Ids have 63 bits: no hash is taken for one of our own.
            handle[0] |= 0b1000_0000;
        }
    }
    handle
}
