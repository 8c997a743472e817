//! An inbox: one per user, seen by that user alone, written by the house alone.

use super::{Asked, Machine, Sight, Viewer};
use crate::protocol::{
    connection::Nothing,
    id::{Id, RoomId, UserId},
    inbox::{Command, Event, Inbox, Kept, Reject, Snapshot, State, View},
    time::Time,
};

/// How many of its latest notes an inbox has at hand; older ones are in the journal.
const NOTES_MAX: usize = 100;

/// What concerns one user.
#[derive(Debug)]
pub struct InboxRoom {
    owner: Option<UserId>,
    kept: Snapshot,
}

impl Machine for InboxRoom {
    type Words = Inbox;

    fn new(id: &RoomId) -> Self {
        Self::thaw(id, Snapshot::default())
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match command {
            Command::Note(note) if asked.by.is_house() => Ok(vec![Event::Noted { note }]),
            Command::Note(_) => Err(Reject::Forbidden),
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        match event {
            Event::Noted { note } => {
                self.kept.seq = self.kept.seq.next();
                let note = note.as_ref().clone();
                self.kept.notes.push_back(Kept { seq: self.kept.seq, at, note });
                if NOTES_MAX < self.kept.notes.len() {
                    self.kept.notes.pop_front();
                }
            }
        }
    }

    fn reply(&self, _: &Asked<'_>, _: &[Event]) -> Nothing {
        Nothing {}
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        viewer.is_some_and(|viewer| Some(viewer.id) == self.owner)
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        match event {
            Event::Noted { note } => Sight::everyone(View(note.as_ref().clone())),
        }
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> State {
        State { notes: self.kept.notes.iter().rev().cloned().collect(), server_now: now }
    }

    fn freeze(&self) -> Snapshot {
        self.kept.clone()
    }

    fn thaw(id: &RoomId, kept: Snapshot) -> Self {
        InboxRoom { owner: id.key().parse::<Id>().ok().map(UserId), kept }
    }
}
