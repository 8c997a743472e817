//! Answers that a session gives of itself.

use super::{
    line::Note,
    session::{self, Task},
    ws::Door,
};
use crate::{
    protocol::{
        connection::{Outcome, OutcomeState},
        fault::Fault,
        frame::{self, Answer},
    },
    rooms::handle,
};

/// The reply to a request, where it asked for one.
pub(super) fn answer(id: Option<u64>, answer: &Answer, door: &mut Door<'_, Note>) {
    if let Task::Send(frame) = session::reply(id, answer) {
        door.send(frame);
    }
}

/// A request that cannot be carried out as it stands; told also where no reply was asked for.
pub(super) fn refuse(id: Option<u64>, fault: &Fault, door: &mut Door<'_, Note>) {
    door.send(frame::unread(id, fault));
}

/// What became of a key.
pub(super) fn told(outcome: &handle::Outcome) -> Answer {
    let (state, first) = match outcome {
        handle::Outcome::Applied(first) => (OutcomeState::Applied, Some(first)),
        handle::Outcome::Refused(first) => (OutcomeState::Refused, Some(first)),
        handle::Outcome::Unknown => (OutcomeState::Unknown, None),
    };
    Answer::done(None, &Outcome { state, reply: first })
}
