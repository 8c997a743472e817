//! What comes from the client, read only as fast as it is served.

use std::{
    cell::RefCell,
    io::ErrorKind,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::Stream;
use tokio::{io::Interest, net::TcpStream};

use super::{
    frames::{Decoder, Incoming, Violation},
    lifeline::Lifeline,
};

/// Pings, pongs and the like cost no budget, so they are counted; nobody needs a hundred a second.
const CONTROL_FRAMES_PER_SECOND_MAX: u32 = 100;
/// So much is read at once.
const READ_BYTES_MAX: usize = 16 * 1024;

thread_local! {
    /// One for all connections of a thread: most of them have nothing to read most of the time.
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BYTES_MAX].into());
}

/// The messages of one client. After a violation what still comes is thrown away, until the
/// client has closed its side: a close frame gets lost where unread bytes make the kernel reset.
pub(super) struct Inflow {
    stream: Arc<TcpStream>,
    decoder: Decoder,
    line: Arc<Lifeline>,
    is_broken: bool,
    control_since_ms: u64,
    control_frames: u32,
}

impl Inflow {
    /// Reads `stream`, from which `early` has been read already.
    pub(super) fn new(stream: Arc<TcpStream>, early: Bytes, line: Arc<Lifeline>) -> Self {
        let mut decoder = Decoder::new(line.limits.frame_bytes_max);
        decoder.feed(early);
        Inflow { stream, decoder, line, is_broken: false, control_since_ms: 0, control_frames: 0 }
    }

    fn take(&mut self) -> Result<Option<Incoming>, Violation> {
        let incoming = self.decoder.take()?;
        if let Some(Incoming::Ping(_) | Incoming::Pong) = incoming {
            let now = self.line.now_ms();
            if 1_000 <= now.saturating_sub(self.control_since_ms) {
                (self.control_since_ms, self.control_frames) = (now, 0);
            }
            self.control_frames += 1;
            if CONTROL_FRAMES_PER_SECOND_MAX < self.control_frames {
                return Err(Violation::Flooding);
            }
        }
        Ok(incoming)
    }

    /// The next bytes; none when the connection is gone, in whatever way.
    fn poll_read(&self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if ready!(self.stream.poll_read_ready(cx)).is_err() {
                return Poll::Ready(None);
            }
            let read = BUFFER.with_borrow_mut(|buffer| {
                let read = self.stream.try_read(buffer)?;
                if (1..buffer.len()).contains(&read) {
                    // That was all: to be told so by the kernel would cost another call.
                    let empty = || Err::<(), _>(ErrorKind::WouldBlock.into());
                    let _empty = self.stream.try_io(Interest::READABLE, empty);
                }
                Ok::<_, std::io::Error>(Bytes::copy_from_slice(&buffer[..read]))
            });
            match read {
                Ok(piece) => return Poll::Ready(Some(piece).filter(|piece| !piece.is_empty())),
                Err(error) if error.kind() == ErrorKind::WouldBlock => (),
                Err(_) => return Poll::Ready(None),
            }
        }
    }
}

impl Stream for Inflow {
    type Item = Result<Incoming, Violation>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if !this.is_broken {
                match this.take() {
                    Ok(None) => (),
                    Ok(Some(incoming)) => return Poll::Ready(Some(Ok(incoming))),
                    Err(violation) => {
                        this.is_broken = true;
                        return Poll::Ready(Some(Err(violation)));
                    }
                }
            }
            let Some(piece) = ready!(this.poll_read(cx)) else { return Poll::Ready(None) };
            this.line.heard();
            if !this.is_broken {
                this.decoder.feed(piece);
            }
        }
    }
}
