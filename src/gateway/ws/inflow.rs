//! What comes from the client, read only as fast as it is served.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use actix_web::web::Payload;
use futures_util::Stream;

use super::{
    frames::{Decoder, Incoming, Violation},
    lifeline::Lifeline,
};

/// Pings, pongs and the like cost no budget, so they are counted; nobody needs a hundred a second.
const CONTROL_FRAMES_PER_SECOND_MAX: u32 = 100;

/// The messages of one client. After a violation what still comes is thrown away, until the
/// client has closed its side: a close frame gets lost where unread bytes make the kernel reset.
pub(super) struct Inflow {
    payload: Payload,
    decoder: Decoder,
    line: Arc<Lifeline>,
    is_broken: bool,
    control_since_ms: u64,
    control_frames: u32,
}

impl Inflow {
    pub(super) fn new(payload: Payload, line: Arc<Lifeline>) -> Self {
        let decoder = Decoder::new(line.limits.frame_bytes_max);
        Inflow { payload, decoder, line, is_broken: false, control_since_ms: 0, control_frames: 0 }
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
            match ready!(Pin::new(&mut this.payload).poll_next(cx)) {
                Some(Ok(piece)) => {
                    this.line.heard();
                    if !this.is_broken {
                        this.decoder.feed(piece);
                    }
                }
                // The connection is gone, in whatever way.
                Some(Err(_)) | None => return Poll::Ready(None),
            }
        }
    }
}
