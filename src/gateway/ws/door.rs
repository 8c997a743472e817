//! What an endpoint sees of its connection, and nothing of the transport beneath.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use actix::{Message, Recipient};
use bytes::Bytes;
use bytestring::ByteString;

use super::{
    close::{Close, Gone},
    lifeline::Lifeline,
};

/// Serves one connection: what to do with each message, whatever carries them.
///
/// All callbacks run on the thread of the connection, one at a time; none may block.
pub trait Endpoint: Sized + Unpin + 'static {
    /// What others, and its own futures, have to tell it.
    type Note: Send + 'static;

    /// How often [`Self::tick`] is called, if at all.
    const TICK_EVERY: Option<Duration> = Some(Duration::from_secs(1));

    /// The connection is open: greet.
    fn opened(&mut self, door: &mut Door<'_, Self::Note>);

    /// A whole text message.
    fn text(&mut self, text: ByteString, door: &mut Door<'_, Self::Note>);

    /// A whole binary message, which most do not understand.
    fn binary(&mut self, _content: Bytes, door: &mut Door<'_, Self::Note>) {
        door.close(Close::Unsupported);
    }

    /// Somebody's note, or what a future of its own has come to.
    fn noted(&mut self, note: Self::Note, door: &mut Door<'_, Self::Note>);

    /// Time has passed.
    fn tick(&mut self, _door: &mut Door<'_, Self::Note>) {}

    /// The server is about to close: the last text before the close frame, if there should be one.
    fn goodbye(&mut self, _close: Close) -> Option<ByteString> {
        None
    }

    /// It is over; called exactly once, and last.
    fn closed(&mut self, gone: Gone);
}

/// Why something was not taken: the client reads too slowly, and its connection is being closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slow;

type Answer<N> = Pin<Box<dyn Future<Output = N>>>;

/// What an endpoint wants done, in this order.
pub(super) enum Deed<N> {
    Text(ByteString),
    Binary(Bytes),
    Close(Close),
    Wait(Answer<N>),
    Spawn(Answer<N>),
}

/// The connection, as long as one callback of its endpoint runs.
pub struct Door<'a, N: Send + 'static> {
    pub(super) handle: &'a Handle<N>,
    pub(super) deeds: &'a mut Vec<Deed<N>>,
}

impl<N: Send + 'static> Door<'_, N> {
    /// Sends a text. Over the budget, the connection is closed as slow instead.
    pub fn send(&mut self, text: ByteString) {
        self.deeds.push(Deed::Text(text));
    }

    /// Sends a binary message, under the same budget.
    pub fn send_binary(&mut self, content: Bytes) {
        self.deeds.push(Deed::Binary(content));
    }

    /// Closes; nothing more is heard or sent, but the goodbye.
    pub fn close(&mut self, close: Close) {
        self.deeds.push(Deed::Close(close));
    }

    /// Waits for an answer, which comes back as a note. Until that has been handled, everything
    /// else of this connection waits: frames, notes, and what others send. So the requests of one
    /// connection stay in order, and what was sent after the answer was made comes after it.
    ///
    /// One at a time; the future must have a time limit of its own.
    pub fn wait(&mut self, answer: impl Future<Output = N> + 'static) {
        self.deeds.push(Deed::Wait(Box::pin(answer)));
    }

    /// Lets a future run beside all else; what it comes to comes back as a note.
    pub fn spawn(&mut self, answer: impl Future<Output = N> + 'static) {
        self.deeds.push(Deed::Spawn(Box::pin(answer)));
    }

    /// For others, on whatever thread, to reach this connection with.
    pub fn handle(&self) -> &Handle<N> {
        self.handle
    }
}

/// Reaches a connection from anywhere. It keeps nothing alive, and sending never waits.
pub struct Handle<N: Send + 'static> {
    pub(super) push: Recipient<Push<N>>,
    pub(super) line: Arc<Lifeline>,
}

impl<N: Send + 'static> Clone for Handle<N> {
    fn clone(&self) -> Self {
        Handle { push: self.push.clone(), line: Arc::clone(&self.line) }
    }
}

impl<N: Send + 'static> Handle<N> {
    /// A number that no other connection of this process has had.
    pub fn serial(&self) -> u64 {
        self.line.serial
    }

    /// Sends a text. Whoever gets [`Slow`] need not try again: the connection is ending.
    pub fn send(&self, text: ByteString) -> Result<(), Slow> {
        if self.line.condemned().is_some() {
            return Err(Slow);
        }
        let bytes = text.len();
        if self.line.reserve(bytes).is_ok() {
            if self.push.try_send(Push::Text(text)).is_ok() {
                return Ok(());
            }
            self.line.unreserve(bytes);
        }
        self.line.condemn(Close::Slow);
        Err(Slow)
    }

    /// Tells the endpoint something.
    pub fn note(&self, note: N) -> Result<(), Slow> {
        self.push.try_send(Push::Note(note)).map_err(|_| {
            self.line.condemn(Close::Slow);
            Slow
        })
    }

    /// Closes the connection, after the endpoint's goodbye. Where a frozen client lets no close
    /// through, its socket is cut after twice the linger.
    pub fn close(&self, close: Close) {
        self.line.condemn(close);
    }
}

/// What others send.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) enum Push<N: Send + 'static> {
    Text(ByteString),
    Note(N),
}

/// What the reaper wants.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub(super) enum Order {
    Ping,
    /// As [`Lifeline::condemned`] says.
    Close,
}
