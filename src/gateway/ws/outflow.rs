//! What goes to the client: watches how much of it is out, pauses, and stops when the rope is cut.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::Stream;

use super::lifeline::Lifeline;

/// The body of the response, as the transport asks for it. It asks for more only when it has less
/// than its write buffer (32 KiB) left, so being asked means that what went before is out.
pub(super) struct Outflow<S> {
    frames: S,
    line: Arc<Lifeline>,
    given_bytes: usize,
    pause: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl<S> Outflow<S> {
    pub(super) fn new(frames: S, line: Arc<Lifeline>) -> Self {
        Outflow { frames, line, given_bytes: 0, pause: None }
    }

    /// Lets the thread turn to others. The actor cannot do it alone: when it has said something,
    /// the transport asks again at once, whatever the actor waits for.
    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(tokio::task::yield_now()));
        ready!(pause.as_mut().poll(cx));
        self.pause = None;
        self.line.rest();
        Poll::Ready(())
    }
}

impl<S, E> Stream for Outflow<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    type Item = Result<Bytes, E>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.line.wake_when_cut(cx.waker());
        this.line.polled(std::mem::take(&mut this.given_bytes));
        if this.line.is_severed() {
            return Poll::Ready(None);
        }
        loop {
            if this.line.is_tired() {
                ready!(this.poll_pause(cx));
            }
            let frames = Pin::new(&mut this.frames).poll_next(cx);
            if let Poll::Ready(Some(_)) = frames {
                this.given_bytes = this.line.given();
            } else if frames.is_pending() && this.line.is_tired() {
                continue;
            }
            return frames;
        }
    }
}
