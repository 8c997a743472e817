//! Frames encoded once, and the latest of them for clients that come back.

use std::{collections::VecDeque, sync::Arc};

use bytestring::ByteString;

use crate::protocol::{
    frame,
    id::{RoomId, Seq, UserId},
};

/// The frames of one event: what everyone receives, and what single users receive instead.
#[derive(Debug)]
pub struct Shown {
    /// The event's position.
    pub seq: Seq,
    /// For everyone else.
    pub public: ByteString,
    /// For these users.
    pub private: Vec<(UserId, ByteString)>,
    /// Whose words these are; who comes back hears them or not as they want it then.
    pub by: Option<UserId>,
}

impl Shown {
    /// Whether this viewer receives what everyone else does.
    pub fn is_public_for(&self, viewer: Option<UserId>) -> bool {
        viewer.is_none_or(|viewer| self.private.iter().all(|(user, _)| *user != viewer))
    }

    /// What this viewer receives.
    pub fn to(&self, viewer: Option<UserId>) -> &ByteString {
        let own = self.private.iter().find(|(user, _)| Some(*user) == viewer);
        own.map_or(&self.public, |(_, frame)| frame)
    }
}

/// The latest events of a room, still encoded; a client that comes back gets its tail.
pub struct History {
    frames: VecDeque<Arc<Shown>>,
    frames_max: usize,
}

impl History {
    /// Keeps the last `frames_max` events.
    pub fn new(frames_max: usize) -> Self {
        History { frames: VecDeque::new(), frames_max }
    }

    /// Adds the next event.
    pub fn push(&mut self, shown: Arc<Shown>) {
        self.frames.push_back(shown);
        while self.frames_max < self.frames.len() {
            self.frames.pop_front();
        }
    }

    /// Shows nobody again what happened at a position; that something did stays.
    pub fn conceal(&mut self, room: &RoomId, seq: Seq) {
        if let Some(shown) = self.frames.iter_mut().find(|shown| shown.seq == seq) {
            let public = frame::hidden(room, seq);
            *shown = Arc::new(Shown { seq, public, private: Vec::new(), by: None });
        }
    }

    /// Every event after `since`, where `seq` is the room's last; `None` where some are gone,
    /// or where `since` is from the future.
    pub fn after(&self, since: Seq, seq: Seq) -> Option<impl Iterator<Item = &Arc<Shown>> + Clone> {
        let missed = usize::try_from(seq.0.checked_sub(since.0)?).ok()?;
        let skipped = self.frames.len().checked_sub(missed)?;
        Some(self.frames.iter().skip(skipped))
    }
}
