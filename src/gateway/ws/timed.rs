//! A connection of HTTP that ends when nothing has been answered on it for long, and nothing comes in either.
//!
//! actix-http times the head of a connection's first request and a connection without any; a second head
//! that never ends would be waited for without a limit.

use std::{
    future::Future,
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// So much that comes in is progress. No head is longer than a few of these.
const PROGRESS_BYTES: usize = 64 * 1024;

/// A stream that must be written to once in a while, or bring something in.
pub(super) struct Timed {
    stream: TcpStream,
    within: Duration,
    due: Pin<Box<Sleep>>,
    /// What has come in since there was progress.
    pending: usize,
}

impl Timed {
    pub(super) fn new(stream: TcpStream, within: Duration) -> Self {
        Timed { stream, within, due: Box::pin(sleep(within)), pending: 0 }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The stream, which nobody times any more.
    pub(super) fn into_inner(self) -> TcpStream {
        self.stream
    }

    /// Something was answered: the time begins anew.
    fn wrote(&mut self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(1..)) = written {
            self.due.set(sleep(self.within));
        }
    }

    /// Something came in: enough of it is progress.
    fn came_in(&mut self, bytes: usize) {
        self.pending += bytes;
        if PROGRESS_BYTES <= self.pending {
            self.pending = 0;
            self.due.set(sleep(self.within));
        }
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let read @ Poll::Ready(_) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            self.came_in(buffer.filled().len() - before);
            return read;
        }
        ready!(self.due.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Timed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.wrote(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
