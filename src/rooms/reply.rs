//! Where answers go, exactly once: a room that dies on the way still answers.

use actix::Addr;
use bytestring::ByteString;
use tokio::sync::oneshot;

use super::{
    RETRY_AFTER_MS,
    audience::Place,
    switchboard::{SessionNo, Switchboard, ToBoard},
};
use crate::{
    clock::Stopwatch,
    protocol::{fault::Fault, frame::Answer},
};

/// Where an answer goes.
pub struct Reply(Option<Way>);

/// How an answer gets there.
pub(super) enum Way {
    /// To whoever this calls.
    Call(Box<dyn FnOnce(Answer) + Send>),
    /// To a session, through the switchboard of its thread.
    Session(Box<Errand>),
}

/// A request of a session.
pub struct Errand {
    /// The switchboard of the session's thread.
    pub board: Addr<Switchboard>,
    /// And its place.
    pub place: Place,
    /// Which session.
    pub session: SessionNo,
    /// The request's number, where it wants an answer.
    pub id: Option<u64>,
    /// What was asked.
    pub request: ByteString,
    /// Since when.
    pub since: Stopwatch,
}

/// A request of a session, with its answer.
pub struct Answered {
    /// Which session.
    pub session: SessionNo,
    /// The request's number, where it wants an answer.
    pub id: Option<u64>,
    /// What was asked.
    pub request: ByteString,
    /// Since when.
    pub since: Stopwatch,
    /// It.
    pub answer: Answer,
}

impl Errand {
    /// The answer to it.
    pub(super) fn answered(self, answer: Answer) -> Answered {
        let Errand { board: _, place: _, session, id, request, since } = self;
        Answered { session, id, request, since, answer }
    }
}

impl Reply {
    /// Calls this with the answer.
    pub fn to(tell: impl FnOnce(Answer) + Send + 'static) -> Self {
        Reply(Some(Way::Call(Box::new(tell))))
    }

    /// Tells a session; the answers of a batch travel together, and with what happened.
    pub fn session(errand: Errand) -> Self {
        Reply(Some(Way::Session(Box::new(errand))))
    }

    /// One who waits.
    pub fn channel() -> (Self, oneshot::Receiver<Answer>) {
        let (sender, receiver) = oneshot::channel();
        // Whoever no longer waits needs no answer.
        (Reply::to(move |answer| drop(sender.send(answer))), receiver)
    }

    /// It goes another way.
    pub fn forget(mut self) {
        self.0 = None;
    }

    /// Gives the answer.
    pub fn send(mut self, answer: Answer) {
        self.give(answer);
    }

    /// The way that the answer goes, for one who takes care of several at once.
    pub(super) fn way(mut self) -> Option<Way> {
        self.0.take()
    }

    /// Says no, for a reason that has nothing to do with the room's rules.
    pub fn refuse(self, fault: Fault) {
        self.send(Answer::refused(None, fault));
    }

    fn give(&mut self, answer: Answer) {
        match self.0.take() {
            None => (),
            Some(Way::Call(tell)) => tell(answer),
            Some(Way::Session(errand)) => {
                let board = errand.board.clone();
                let answers = vec![errand.answered(answer)];
                board.do_send(ToBoard::Told { events: None, answers });
            }
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.0.is_some() {
            let fault = Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS };
            self.give(Answer::refused(None, fault));
        }
    }
}
