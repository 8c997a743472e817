//! What an endpoint sees of its connection, and nothing of the transport beneath.

use std::{future::Future, pin::Pin, sync::Arc};

use actix::{Message, Recipient};
use bytes::Bytes;
use bytestring::ByteString;

use super::{
    close::{Close, Gone},
    encode,
    lifeline::Lifeline,
};
use crate::{metrics, protocol::time::Time};

/// Serves one connection: what to do with each message, whatever carries them.
///
/// All callbacks run on the thread of the connection, one at a time; none may block.
pub trait Endpoint: Sized + Unpin + 'static {
    /// What others, and its own futures, have to tell it.
    type Note: Send + 'static;

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

    /// The moment has come that was asked for with [`Door::wake_at`].
    fn woken(&mut self, _door: &mut Door<'_, Self::Note>) {}

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

    /// Waits for an answer, which comes back as a note. Until that has been handled, the requests and notes
    /// of this connection wait, so that they stay in order; what rooms tell goes on past it.
    ///
    /// One at a time; the future must have a time limit of its own.
    pub fn wait(&mut self, answer: impl Future<Output = N> + 'static) {
        self.deeds.push(Deed::Wait(Box::pin(answer)));
    }

    /// Lets a future run beside all else; what it comes to comes back as a note.
    pub fn spawn(&mut self, answer: impl Future<Output = N> + 'static) {
        self.deeds.push(Deed::Spawn(Box::pin(answer)));
    }

    /// Asks to be woken at this moment, or a little later; asked again, the last one counts.
    pub fn wake_at(&self, at: Option<Time>) {
        self.handle.line.wake_at(at);
    }

    /// For others, on whatever thread, to reach this connection with.
    pub fn handle(&self) -> &Handle<N> {
        self.handle
    }
}

/// Reaches a connection from anywhere. It keeps nothing alive, and sending never waits.
pub struct Handle<N: Send + 'static> {
    pub(super) notes: Recipient<Told<N>>,
    pub(super) line: Arc<Lifeline>,
}

impl<N: Send + 'static> Clone for Handle<N> {
    fn clone(&self) -> Self {
        Handle { notes: self.notes.clone(), line: Arc::clone(&self.line) }
    }
}

impl<N: Send + 'static> Handle<N> {
    /// A number that no other connection of this process has had.
    pub fn serial(&self) -> u64 {
        self.line.serial
    }

    /// Sends a text, past what rooms have told. Whoever gets [`Slow`] need not try again: the connection is
    /// ending.
    pub fn send(&self, text: &str) -> Result<(), Slow> {
        self.answer(text)?;
        self.flush();
        Ok(())
    }

    /// The same with the next [`Self::flush`], together with what else waits.
    pub fn answer(&self, text: &str) -> Result<(), Slow> {
        metrics::frames_out(1);
        self.judged(self.line.outbox.answer(encode::text(text)))
    }

    /// The answer to having subscribed: in its place among what the room tells.
    pub fn event(&self, text: &str) -> Result<(), Slow> {
        metrics::frames_out(1);
        self.judged(self.line.outbox.event(encode::text(text)))
    }

    /// Sends what has happened in a room: frames as [`super::texts`] makes them.
    pub fn events(&self, frames: &Bytes) -> Result<(), Slow> {
        self.judged(self.line.outbox.send(frames))
    }

    /// Sends what is not kept, a frame of the same make, with the next [`Self::flush`] or [`Self::events`]; of
    /// each topic only the newest waits.
    pub fn signal(&self, topic: &ByteString, frame: &Bytes) {
        self.line.outbox.signal(topic, frame);
    }

    /// Writes what waits, as far as the client takes it.
    pub fn flush(&self) {
        self.line.outbox.flush();
    }

    /// Tells the endpoint something.
    pub fn note(&self, note: N) -> Result<(), Slow> {
        self.judged(self.notes.try_send(Told(note)).map_err(|_| Slow))
    }

    fn judged(&self, sent: Result<(), Slow>) -> Result<(), Slow> {
        if self.line.condemned().is_some() {
            return Err(Slow);
        }
        if sent.is_err() {
            self.line.condemn(Close::Slow);
        }
        sent
    }

    /// Closes the connection, after the endpoint's goodbye. Where a frozen client lets no close
    /// through, its socket is cut after twice the linger.
    pub fn close(&self, close: Close) {
        self.line.condemn(close);
    }
}

/// What others have to tell an endpoint.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Told<N: Send + 'static>(pub(super) N);

/// What is asked of a connection from outside.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub(super) enum Order {
    /// As [`Lifeline::condemned`] says.
    Close,
    /// The endpoint wanted to be woken.
    Wake,
}
