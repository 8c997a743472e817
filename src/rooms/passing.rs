//! Signals that pass: that somebody is writing. They begin, end by themselves, and are not kept.

use bytestring::ByteString;

use crate::{
    domain::Passing,
    protocol::{
        frame,
        id::{RoomId, UserId},
        time::Time,
    },
};

/// The least time between two signals of one user that something begins, in milliseconds.
const TOLD_EVERY_MS: u64 = 3_000;
/// After how long it is over by itself, in milliseconds.
pub(super) const LASTS_MS: u64 = 5_000;

/// What passes in one room.
#[derive(Default)]
pub(super) struct Passings(Vec<Going>);

struct Going {
    name: &'static str,
    user: UserId,
    told_at: Time,
}

/// A signal, and what it is about: a newer one of the same topic takes its place.
pub(super) struct Signal {
    pub(super) topic: ByteString,
    pub(super) frame: ByteString,
}

impl Passings {
    /// Something begins or ends; the signal of it, where there is to be one.
    pub(super) fn note(&mut self, room: &RoomId, now: Time, passing: &Passing) -> Option<Signal> {
        let Passing { name, user, on } = *passing;
        if !on {
            return self.end(room, user);
        }
        match self.0.iter_mut().find(|going| going.user == user) {
            Some(going) if now.since(going.told_at) < TOLD_EVERY_MS => return None,
            Some(going) => going.told_at = now,
            None => self.0.push(Going { name, user, told_at: now }),
        }
        Some(signal(room, name, user, true))
    }

    /// What somebody did has ended.
    pub(super) fn end(&mut self, room: &RoomId, user: UserId) -> Option<Signal> {
        let place = self.0.iter().position(|going| going.user == user)?;
        let going = self.0.swap_remove(place);
        Some(signal(room, going.name, user, false))
    }

    /// What is over by itself.
    pub(super) fn expire(&mut self, room: &RoomId, now: Time) -> Vec<Signal> {
        let over = self.0.extract_if(.., |going| LASTS_MS <= now.since(going.told_at));
        over.map(|going| signal(room, going.name, going.user, false)).collect()
    }
}

fn signal(room: &RoomId, name: &'static str, user: UserId, typing: bool) -> Signal {
    let frame = frame::signal(name, Some(room), &frame::Typing { user, typing });
    Signal { topic: format!("{name} {user} {}", room.as_str()).into(), frame }
}
