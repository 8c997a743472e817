//! The task of one connection: runs its actor, writes what waits, and ends when the rope is cut.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::Stream;
use log::debug;
use socket2::SockRef;
use tokio::net::TcpStream;

use super::{lifeline::Lifeline, outbox::Flow};

/// Drives a connection whose actor is `frames`: a stream of the control frames that it sends.
pub(super) struct Wire<S> {
    frames: S,
    stream: Arc<TcpStream>,
    line: Arc<Lifeline>,
    pause: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl<S> Wire<S> {
    pub(super) fn new(frames: S, stream: Arc<TcpStream>, line: Arc<Lifeline>) -> Self {
        Wire { frames, stream, line, pause: None }
    }

    /// Lets the thread turn to others. The actor cannot do it alone: when it has said something,
    /// it is asked again at once, whatever it waits for.
    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(tokio::task::yield_now()));
        ready!(pause.as_mut().poll(cx));
        self.pause = None;
        self.line.rest();
        Poll::Ready(())
    }

    /// Writes what waits until nothing does; ends when the connection is gone.
    fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut flow = self.line.outbox.flush();
        loop {
            match flow {
                Flow::Empty => return Poll::Pending,
                Flow::Broken => return Poll::Ready(()),
                Flow::Full => {
                    if ready!(self.stream.poll_write_ready(cx)).is_err() {
                        return Poll::Ready(());
                    }
                    flow = self.line.outbox.flush_again();
                }
            }
        }
    }

    /// Without it the kernel would keep for minutes what was sent to a client that does not read.
    fn reset(&self) {
        if let Err(error) = SockRef::from(&*self.stream).set_linger(Some(Duration::ZERO)) {
            debug!("a socket was gone before it was cut: {error}");
        }
    }
}

impl<S, E> Wire<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// Runs the actor as far as it goes; ends when it is over.
    fn poll_actor(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.line.is_tired() {
                ready!(self.poll_pause(cx));
            }
            match Pin::new(&mut self.frames).poll_next(cx) {
                Poll::Ready(Some(Ok(frame))) => self.line.outbox.control(frame),
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(()),
                Poll::Pending if self.line.is_tired() => (),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<S, E> Future for Wire<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        this.line.outbox.listen(cx.waker());
        if this.line.is_severed() {
            this.reset();
            return Poll::Ready(());
        }
        if this.poll_actor(cx).is_ready() {
            // Its last words: the socket takes them now, or nobody reads them.
            this.line.outbox.flush();
            return Poll::Ready(());
        }
        this.poll_flush(cx)
    }
}

impl<S> Drop for Wire<S> {
    fn drop(&mut self) {
        // Others may still hold the line; the socket ends here.
        self.line.outbox.end();
    }
}
