//! What waits for one client, in three lanes under one budget; the only place that writes to a socket.
//!
//! Whoever has something for the client writes it at once, from whatever thread; only what the socket does
//! not take waits here, and the connection's own task goes on with it when there is room.
//! **Invariant:** frames are never torn or mixed, and what waits never exceeds the budget.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, IoSlice},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::Waker,
};

use bytes::Bytes;
use bytestring::ByteString;
use futures_util::task::AtomicWaker;
use socket2::SockRef;
use tokio::net::TcpStream;

use super::door::Slow;
use crate::{clock::Stopwatch, metrics};

/// What a message costs of the budget beyond its bytes: its place in a lane.
const MESSAGE_OVERHEAD_BYTES: usize = 64;
/// So many pieces are handed to the kernel in one call.
const PIECES_MAX: usize = 32;
/// A lane that has grown beyond so many places gives them back when it is empty.
const LANE_KEPT_MAX: usize = 8;

/// The way out of one connection.
pub(super) struct Outbox {
    bytes_max: usize,
    clock: Stopwatch,
    lanes: Mutex<Lanes>,
    /// When the client last took something, or had nothing to take, in milliseconds of the clock.
    took_ms: AtomicU64,
    /// The connection's task, which waits for room in the socket.
    task: AtomicWaker,
}

/// How an attempt to write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Nothing waits.
    Empty,
    /// The socket is full.
    Full,
    /// The connection is gone.
    Broken,
}

/// What waits for clients, by lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Answers and control frames.
    pub answers_bytes: usize,
    /// What happened in rooms.
    pub events_bytes: usize,
    /// What is not kept.
    pub signals_bytes: usize,
    /// Connections whose sockets take no more for now.
    pub blocked: usize,
}

#[derive(Default)]
struct Lanes {
    /// None when the connection is over.
    stream: Option<Arc<TcpStream>>,
    /// The rest of a piece that the socket took in part.
    begun: Bytes,
    /// Answers to the client's own requests, and control frames: they overtake what others do.
    answers: VecDeque<Bytes>,
    /// What happened in rooms, in order.
    events: VecDeque<Bytes>,
    /// What is not kept; of each topic the newest.
    signals: VecDeque<(ByteString, Bytes)>,
    waiting_bytes: usize,
    is_full: bool,
    /// The last words have been said, or are about to be.
    is_hushed: bool,
}

impl Outbox {
    pub(super) fn new(stream: Arc<TcpStream>, bytes_max: usize, clock: Stopwatch) -> Self {
        let lanes = Lanes { stream: Some(stream), ..Lanes::default() };
        Outbox {
            bytes_max,
            clock,
            lanes: Mutex::new(lanes),
            took_ms: AtomicU64::new(0),
            task: AtomicWaker::new(),
        }
    }

    /// Puts a frame into the lane of answers. It goes out with the next [`Self::flush`].
    pub(super) fn answer(&self, frame: Bytes) -> Result<(), Slow> {
        let mut lanes = self.lock();
        if lanes.is_closed() {
            return Ok(());
        }
        lanes.waiting_bytes += cost(&frame);
        lanes.answers.push_back(frame);
        self.within(&mut lanes)
    }

    /// Puts frames into the lane of events, like [`Self::answer`].
    pub(super) fn event(&self, frames: Bytes) -> Result<(), Slow> {
        let mut lanes = self.lock();
        if lanes.is_closed() {
            return Ok(());
        }
        lanes.waiting_bytes += cost(&frames);
        lanes.events.push_back(frames);
        self.within(&mut lanes)
    }

    /// Puts a control frame, or the goodbye, where it is due: before all that waits, or, when nothing new is
    /// taken any more, behind it.
    pub(super) fn control(&self, frame: Bytes) {
        let mut lanes = self.lock();
        if lanes.stream.is_some() {
            lanes.waiting_bytes += cost(&frame);
            if lanes.is_hushed {
                lanes.events.push_back(frame);
            } else {
                lanes.answers.push_back(frame);
            }
        }
    }

    /// Sends what happened in rooms, and all that waits before it.
    pub(super) fn send(&self, frames: &Bytes) -> Result<(), Slow> {
        let mut lanes = self.lock();
        if lanes.is_closed() {
            return Ok(());
        }
        let Some(stream) = &lanes.stream else { return Ok(()) };
        if !lanes.is_empty() {
            lanes.waiting_bytes += cost(frames);
            lanes.events.push_back(frames.clone());
            if !lanes.is_full {
                self.write(&mut lanes);
            }
            return self.within(&mut lanes);
        }
        // Nearly always: nothing waits, and the socket takes it whole. Without a look at what the runtime
        // knows of the socket, which is far away in memory; it is asked when the socket is full.
        match SockRef::from(&**stream).send(frames) {
            Ok(written) if written == frames.len() => return Ok(()),
            Ok(written) => {
                lanes.begun = frames.slice(written..);
                lanes.waiting_bytes = lanes.begun.len();
                self.fill(&mut lanes);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                lanes.waiting_bytes = cost(frames);
                lanes.events.push_back(frames.clone());
                self.fill(&mut lanes);
            }
            Err(_) => self.lose(&mut lanes),
        }
        self.within(&mut lanes)
    }

    /// Puts a signal into its lane, in the place of an older one of the same topic. Signals are not kept, so
    /// one that does not fit is not missed.
    pub(super) fn signal(&self, topic: &ByteString, frame: &Bytes) {
        let mut lanes = self.lock();
        if lanes.is_closed() {
            return;
        }
        if let Some(place) = lanes.signals.iter().position(|(known, _)| known == topic) {
            metrics::signal_conflated();
            let older = std::mem::replace(&mut lanes.signals[place].1, frame.clone());
            lanes.waiting_bytes -= cost(&older);
        } else if self.bytes_max < lanes.waiting_bytes + cost(frame) {
            return;
        } else {
            lanes.signals.push_back((topic.clone(), frame.clone()));
        }
        lanes.waiting_bytes += cost(frame);
    }

    /// Writes what waits, as far as the socket takes it.
    pub(super) fn flush(&self) -> Flow {
        let mut lanes = self.lock();
        if !lanes.is_full && !lanes.is_empty() {
            self.write(&mut lanes);
        }
        lanes.flow()
    }

    /// The same, by the task that has seen that the socket has room again.
    pub(super) fn flush_again(&self) -> Flow {
        let mut lanes = self.lock();
        self.write(&mut lanes);
        lanes.flow()
    }

    /// Takes nothing new but control frames: the last words follow.
    pub(super) fn hush(&self) {
        let mut lanes = self.lock();
        lanes.is_hushed = true;
        lanes.forget_signals();
    }

    /// The same, and forgets what happened in rooms: the client is too slow for it and will resume.
    pub(super) fn shed(&self) {
        let mut lanes = self.lock();
        lanes.is_hushed = true;
        lanes.forget_signals();
        let events: usize = lanes.events.drain(..).map(|frames| cost(&frames)).sum();
        lanes.waiting_bytes -= events;
        lanes.settle();
    }

    /// Lets go of the socket; nothing is taken any more.
    pub(super) fn end(&self) {
        self.lock().end();
    }

    /// What waits.
    pub(super) fn waiting(&self) -> Waiting {
        let lanes = self.lock();
        let bytes = |lane: &VecDeque<Bytes>| lane.iter().map(Bytes::len).sum();
        Waiting {
            answers_bytes: bytes(&lanes.answers),
            events_bytes: lanes.begun.len() + bytes(&lanes.events),
            signals_bytes: lanes.signals.iter().map(|(_, frame)| frame.len()).sum(),
            blocked: usize::from(lanes.is_full),
        }
    }

    /// For how long the client has taken nothing although something waits, in milliseconds.
    pub(super) fn stuck_ms(&self) -> u64 {
        if !self.lock().is_full {
            return 0;
        }
        self.now_ms().saturating_sub(self.took_ms.load(Relaxed))
    }

    /// The task that goes on when there is something to do.
    pub(super) fn listen(&self, waker: &Waker) {
        self.task.register(waker);
    }

    pub(super) fn wake(&self) {
        self.task.wake();
    }

    /// Keeps the budget: what is over it gets one more chance, for the socket may have room.
    fn within(&self, lanes: &mut Lanes) -> Result<(), Slow> {
        if self.bytes_max < lanes.waiting_bytes && !lanes.is_full {
            self.write(lanes);
        }
        if self.bytes_max < lanes.waiting_bytes { Err(Slow) } else { Ok(()) }
    }

    fn write(&self, lanes: &mut Lanes) {
        let before = lanes.waiting_bytes;
        match lanes.write() {
            Ok(()) => lanes.is_full = false,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if lanes.waiting_bytes < before {
                    self.took_ms.store(self.now_ms(), Relaxed);
                }
                self.fill(lanes);
            }
            Err(_) => self.lose(lanes),
        }
    }

    /// The socket takes no more for now: the task waits until it does.
    fn fill(&self, lanes: &mut Lanes) {
        if !lanes.is_full {
            lanes.is_full = true;
            self.took_ms.store(self.now_ms(), Relaxed);
            self.task.wake();
        }
    }

    fn lose(&self, lanes: &mut Lanes) {
        lanes.end();
        self.task.wake();
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lanes {
    fn is_closed(&self) -> bool {
        self.stream.is_none() || self.is_hushed
    }

    fn is_empty(&self) -> bool {
        self.begun.is_empty()
            && self.answers.is_empty()
            && self.events.is_empty()
            && self.signals.is_empty()
    }

    fn flow(&self) -> Flow {
        match (&self.stream, self.is_full) {
            (None, _) => Flow::Broken,
            (Some(_), true) => Flow::Full,
            (Some(_), false) => Flow::Empty,
        }
    }

    /// Writes until nothing is left, or fails with what the socket says.
    fn write(&mut self) -> io::Result<()> {
        while !self.is_empty() {
            let written = match &self.stream {
                None => return Ok(()),
                Some(stream) => {
                    let mut pieces = [IoSlice::new(&[]); PIECES_MAX];
                    let count = self.pieces(&mut pieces);
                    stream.try_write_vectored(&pieces[..count])?
                }
            };
            self.advance(written);
        }
        self.settle();
        Ok(())
    }

    /// What goes out next, in order.
    fn pieces<'a>(&'a self, pieces: &mut [IoSlice<'a>; PIECES_MAX]) -> usize {
        let begun = Some(&self.begun).filter(|begun| !begun.is_empty());
        let signals = self.signals.iter().map(|(_, frame)| frame);
        let waiting = begun.into_iter().chain(&self.answers).chain(&self.events).chain(signals);
        let mut count = 0;
        for (piece, bytes) in pieces.iter_mut().zip(waiting) {
            *piece = IoSlice::new(bytes);
            count += 1;
        }
        count
    }

    /// So many bytes of [`Self::pieces`] are out.
    fn advance(&mut self, mut written: usize) {
        let begun = written.min(self.begun.len());
        self.begun = self.begun.split_off(begun);
        self.waiting_bytes -= begun;
        written -= begun;
        while 0 < written {
            let Some(mut piece) = self.next() else { return };
            self.waiting_bytes -= cost(&piece);
            let gone = written.min(piece.len());
            self.begun = piece.split_off(gone);
            self.waiting_bytes += self.begun.len();
            written -= gone;
        }
    }

    fn next(&mut self) -> Option<Bytes> {
        let signal = |signals: &mut VecDeque<_>| signals.pop_front().map(|(_, frame)| frame);
        let answer = self.answers.pop_front();
        answer.or_else(|| self.events.pop_front()).or_else(|| signal(&mut self.signals))
    }

    /// Gives back what a backlog has taken: most connections never have one.
    fn settle(&mut self) {
        if LANE_KEPT_MAX < self.answers.capacity() && self.answers.is_empty() {
            self.answers = VecDeque::new();
        }
        if LANE_KEPT_MAX < self.events.capacity() && self.events.is_empty() {
            self.events = VecDeque::new();
        }
    }

    fn forget_signals(&mut self) {
        let signals: usize = self.signals.drain(..).map(|(_, frame)| cost(&frame)).sum();
        self.waiting_bytes -= signals;
    }

    fn end(&mut self) {
        *self = Lanes::default();
    }
}

fn cost(frames: &Bytes) -> usize {
    frames.len() + MESSAGE_OVERHEAD_BYTES
}
