//! How others reach a live session: the switchboard of its thread with what rooms tell, everybody with a note.

use super::{
    count,
    standing::Admitted,
    ws::{self, Handle},
};
use crate::{
    protocol::{account::Declined, fault::Fault, frame::Answer, id::RoomId},
    rooms::{core::Ask, handle, parcel::Parcel, reply::Answered, switchboard::Ear},
};

/// What comes back to a session from elsewhere.
pub enum Note {
    /// Somebody has looked behind a token.
    Known {
        /// Why it was looked.
        asked: Asked,
        /// Who was found.
        found: Result<Box<Admitted>, Declined>,
    },
    /// The keys have been looked up, and the room may be asked now.
    Recalled {
        /// The request.
        id: Option<u64>,
        /// Which room.
        room: RoomId,
        /// What.
        ask: Box<Ask>,
        /// The first answer, where there is one.
        answer: Option<Answer>,
    },
    /// What became of a key has been looked up.
    Outcome {
        /// The request.
        id: Option<u64>,
        /// It.
        outcome: Result<handle::Outcome, Fault>,
    },
    /// A room did not let the session in.
    NotLetIn {
        /// The request.
        id: Option<u64>,
        /// Which.
        room: RoomId,
        /// Why.
        answer: Answer,
    },
    /// The account may have changed.
    Changed,
}

/// Why somebody looked behind a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It came with the handshake.
    Handshake,
    /// It came with `auth`.
    Request(Option<u64>),
    /// The account may have changed.
    Again,
}

/// How the switchboard reaches a session.
pub(super) struct Line(pub(super) Handle<Note>);

impl Ear for Line {
    // A connection that cannot take something is being closed as slow, and will resume.

    fn hear(&self, parcel: &Parcel) {
        for (topic, signal) in &parcel.signals {
            self.0.signal(topic, signal.bytes(ws::texts));
        }
        if parcel.events.frames().is_empty() {
            self.0.flush();
        } else {
            let _ = self.0.events(parcel.events.bytes(ws::texts));
        }
    }

    fn joined(&self, id: u64, answer: &Answer) {
        let _ = self.0.event(&answer.frame(id));
    }

    fn answer(&self, answered: &Answered) {
        count::answered(answered);
        if let Some(id) = answered.id {
            let _ = self.0.answer(&answered.answer.frame(id));
        }
    }

    fn flush(&self) {
        self.0.flush();
    }

    fn account_changed(&self) {
        let _ = self.0.note(Note::Changed);
    }
}
