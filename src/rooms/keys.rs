//! Idempotency keys: what a room remembers of them, and what makes two requests the same.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, value::RawValue};
use sha2::{Digest, Sha256};

use crate::{
    protocol::{
        frame::Answer,
        id::{Key, RoomId, UserId},
        time::Time,
    },
    store::KEY_LIFE_MS,
};

/// How many of its latest keys a room has at hand. Older ones are looked up in the store before a
/// request reaches the room, so this only has to outlast a request's way from there.
pub const KEYS_REMEMBERED_MAX: usize = 4_096;

/// What makes two requests the same: room, name and data, whatever the order of fields or the spaces.
pub type Fingerprint = [u8; 16];

/// The fingerprint of a request.
pub fn fingerprint(room: &RoomId, request: &str, data: &RawValue) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(room.as_str());
    hash.update([0]);
    hash.update(request);
    hash.update([0]);
    // A `Value` keeps its fields sorted.
    match serde_json::from_str::<Value>(data.get()) {
        Ok(value) => hash.update(value.to_string()),
        Err(_) => hash.update(data.get()),
    }
    let mut short = Fingerprint::default();
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

/// What a key stands for.
pub enum Recall {
    /// Not seen here.
    New,
    /// The same request: its first answer, marked as replayed.
    Same(Answer),
    /// Another request.
    Other,
}

/// What is known of a key.
struct Known {
    fingerprint: Fingerprint,
    answer: Answer,
    at: Time,
}

/// The latest keys of one room.
#[derive(Default)]
pub struct Keys {
    answers: HashMap<(UserId, Key), Known>,
    order: VecDeque<(UserId, Key)>,
}

impl Keys {
    /// What `key` stands for, when it comes with this request at `now`.
    pub fn recall(&self, now: Time, user: UserId, key: &Key, fingerprint: &Fingerprint) -> Recall {
        match self.answers.get(&(user, key.clone())) {
            None => Recall::New,
            Some(known) if KEY_LIFE_MS <= now.ms() - known.at.ms() => Recall::New,
            Some(known) if known.fingerprint == *fingerprint => Recall::Same(known.answer.again()),
            Some(_) => Recall::Other,
        }
    }

    /// Keeps the first answer to a key, and forgets the oldest where there are too many.
    pub fn remember(
        &mut self,
        at: Time,
        user: UserId,
        key: Key,
        fingerprint: Fingerprint,
        answer: Answer,
    ) {
        let whose = (user, key);
        let known = Known { fingerprint, answer, at };
        if self.answers.insert(whose.clone(), known).is_none() {
            self.order.push_back(whose);
        }
        while KEYS_REMEMBERED_MAX < self.order.len() {
            if let Some(oldest) = self.order.pop_front() {
                self.answers.remove(&oldest);
            }
        }
    }
}
