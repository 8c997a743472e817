//! What is known of a connection outside the actor that serves it, and the rope that ends it.
//!
//! The actor of a connection is the body of its response: while a client does not read, nobody runs
//! it, with its timers and its mailbox. **Invariant:** whatever judges or ends a connection is here
//! and needs nothing from that actor.

use std::{
    any::Any,
    net::Shutdown,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    task::Waker,
    time::Duration,
};

use actix::Recipient;
use actix_web::dev::Extensions;
use futures_util::task::AtomicWaker;
use log::{debug, warn};

use super::{
    close::Close,
    door::{Order, Slow},
    limits::Limits,
};
use crate::clock::Stopwatch;

/// Bytes that went out and are not acknowledged for so long end the connection: the second net.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED_MAX: Duration = Duration::from_secs(30);
/// What a message costs of the budget beyond its bytes: the envelope and its place in a queue.
const MESSAGE_OVERHEAD_BYTES: usize = 128;
/// An endpoint may hold a connection with one answer for so long.
const HELD_MS_MAX: u64 = 60_000;

/// A second hold on the socket of a connection. It lives and ends with the connection.
pub(super) struct Cord(socket2::Socket);

impl Cord {
    /// Ends the connection at once; what was not read by the client is thrown away.
    fn cut(&self) {
        // Without it the kernel would keep what was sent, for minutes.
        let reset = self.0.set_linger(Some(Duration::ZERO));
        if let Err(error) = reset.and_then(|()| self.0.shutdown(Shutdown::Both)) {
            debug!("a socket was gone before it was cut: {error}");
        }
    }
}

/// The hook of the listener: keeps a duplicate of each socket with its connection. It knows plain
/// TCP only; TLS inside the process must look through its own stream here.
pub fn on_connect(connection: &dyn Any, extensions: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let socket = socket2::SockRef::from(stream);
    #[cfg(target_os = "linux")]
    if let Err(error) = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED_MAX)) {
        debug!("no timeout for unacknowledged bytes: {error}");
    }
    match socket.try_clone() {
        Ok(duplicate) => {
            extensions.insert(Arc::new(Cord(duplicate)));
        }
        Err(error) => warn!("a connection cannot become a WebSocket, no descriptor left: {error}"),
    }
}

/// What should be done about a connection now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    Ping,
    Close(Close),
    Cut,
}

/// One connection, seen from outside. All moments are milliseconds of one stopwatch, 0 is never.
pub(super) struct Lifeline {
    pub(super) serial: u64,
    pub(super) limits: Arc<Limits>,
    clock: Stopwatch,
    ping_every_ms: u64,
    heard_ms: AtomicU64,
    polled_ms: AtomicU64,
    pinged_ms: AtomicU64,
    held_ms: AtomicU64,
    condemned_ms: AtomicU64,
    condemned: OnceLock<Close>,
    severed: AtomicBool,
    /// Wakes the transport, which may listen to neither half of the socket when that is cut.
    transport: AtomicWaker,
    /// What waits for the client, in the mailbox or beyond it.
    pending_bytes: AtomicUsize,
    /// The part of it that the actor has handed on since the transport last asked for more.
    handed_bytes: AtomicUsize,
    /// The transport was given something, and has not asked for more since.
    is_given: AtomicBool,
    /// The actor has had its turn.
    is_tired: AtomicBool,
    orders: OnceLock<Recipient<Order>>,
    cord: Weak<Cord>,
}

impl Lifeline {
    pub(super) fn new(
        serial: u64,
        limits: Arc<Limits>,
        clock: Stopwatch,
        cord: &Arc<Cord>,
    ) -> Arc<Self> {
        // Thousands that came back in the same second are not pinged in the same second for ever.
        let ping_every_ms = ms(limits.ping_every);
        let early_ms = serial.wrapping_mul(0x9E37_79B9) % (ping_every_ms / 4).max(1);
        let now = ms(clock.elapsed()) + 1;
        Arc::new(Lifeline {
            serial,
            limits,
            clock,
            ping_every_ms: ping_every_ms - early_ms,
            heard_ms: AtomicU64::new(now),
            polled_ms: AtomicU64::new(now),
            pinged_ms: AtomicU64::new(0),
            held_ms: AtomicU64::new(0),
            condemned_ms: AtomicU64::new(0),
            condemned: OnceLock::new(),
            severed: AtomicBool::new(false),
            transport: AtomicWaker::new(),
            pending_bytes: AtomicUsize::new(0),
            handed_bytes: AtomicUsize::new(0),
            is_given: AtomicBool::new(false),
            is_tired: AtomicBool::new(false),
            orders: OnceLock::new(),
            cord: Arc::downgrade(cord),
        })
    }

    /// The actor runs, and takes orders here.
    pub(super) fn obey(&self, orders: Recipient<Order>) {
        if self.orders.set(orders).is_err() {
            debug!("connection {} started twice", self.serial);
        }
    }

    pub(super) fn now_ms(&self) -> u64 {
        ms(self.clock.elapsed()) + 1
    }

    /// Something came from the client, be it one byte.
    pub(super) fn heard(&self) {
        self.heard_ms.store(self.now_ms(), Relaxed);
    }

    /// Reading is held until an answer has come; silence means nothing meanwhile.
    pub(super) fn hold(&self) {
        self.held_ms.store(self.now_ms(), Relaxed);
    }

    pub(super) fn release(&self) {
        self.held_ms.store(0, Relaxed);
        self.heard();
    }

    /// Takes the place of a message in the budget.
    pub(super) fn reserve(&self, bytes: usize) -> Result<(), Slow> {
        let cost = bytes + MESSAGE_OVERHEAD_BYTES;
        let waiting = self.pending_bytes.fetch_add(cost, Relaxed) + cost;
        if self.limits.outbound_bytes_max < waiting {
            self.pending_bytes.fetch_sub(cost, Relaxed);
            return Err(Slow);
        }
        Ok(())
    }

    /// A message will not be sent after all.
    pub(super) fn unreserve(&self, bytes: usize) {
        self.pending_bytes.fetch_sub(bytes + MESSAGE_OVERHEAD_BYTES, Relaxed);
    }

    /// A message has left the actor.
    pub(super) fn hand(&self, bytes: usize) {
        self.handed_bytes.fetch_add(bytes + MESSAGE_OVERHEAD_BYTES, Relaxed);
    }

    /// The transport has room again: what it was given before, `gone_bytes`, is out.
    pub(super) fn polled(&self, gone_bytes: usize) {
        self.is_given.store(false, Relaxed);
        self.polled_ms.store(self.now_ms(), Relaxed);
        self.pending_bytes.fetch_sub(gone_bytes, Relaxed);
    }

    /// The transport was given frames; returns what they had cost of the budget.
    pub(super) fn given(&self) -> usize {
        self.is_given.store(true, Relaxed);
        self.handed_bytes.swap(0, Relaxed)
    }

    /// The actor has had its turn, and pauses until the transport has let others have theirs.
    pub(super) fn tire(&self) {
        self.is_tired.store(true, Relaxed);
    }

    pub(super) fn rest(&self) {
        self.is_tired.store(false, Relaxed);
    }

    pub(super) fn is_tired(&self) -> bool {
        self.is_tired.load(Relaxed)
    }

    /// Decides that the connection ends, once, and tells the actor, if that still listens.
    /// If the close does not get through, [`Self::look`] cuts the socket.
    pub(super) fn condemn(&self, close: Close) {
        if self.condemned.set(close).is_err() {
            return;
        }
        self.condemned_ms.store(self.now_ms(), Relaxed);
        if let Some(orders) = self.orders.get() {
            // A full mailbox needs no order: its actor looks at `condemned` with every message.
            let _full = orders.try_send(Order::Close);
        }
    }

    pub(super) fn condemned(&self) -> Option<Close> {
        self.condemned.get().copied()
    }

    /// Ends the connection without a word.
    pub(super) fn cut(&self) {
        self.severed.store(true, Relaxed);
        if let Some(cord) = self.cord.upgrade() {
            cord.cut();
        }
        self.transport.wake();
    }

    pub(super) fn wake_when_cut(&self, waker: &Waker) {
        self.transport.register(waker);
    }

    pub(super) fn is_severed(&self) -> bool {
        self.severed.load(Relaxed)
    }

    /// What the reaper does with each connection, each time.
    pub(super) fn look(&self) {
        let now = self.now_ms();
        match self.judge(now) {
            Verdict::Fine => (),
            Verdict::Ping => {
                self.pinged_ms.store(now, Relaxed);
                if let Some(orders) = self.orders.get() {
                    // Where it is full, the client is judged by what it does not take.
                    let _full = orders.try_send(Order::Ping);
                }
            }
            Verdict::Close(close) => self.condemn(close),
            Verdict::Cut => self.cut(),
        }
    }

    fn judge(&self, now: u64) -> Verdict {
        let since = |moment: &AtomicU64| now.saturating_sub(moment.load(Relaxed));
        if self.condemned().is_some() {
            let cut_after = 2 * ms(self.limits.linger);
            let is_due = !self.is_severed() && cut_after < since(&self.condemned_ms);
            return if is_due { Verdict::Cut } else { Verdict::Fine };
        }
        let is_frozen =
            self.is_given.load(Relaxed) && ms(self.limits.frozen_within) < since(&self.polled_ms);
        if is_frozen {
            return Verdict::Close(Close::Slow);
        }
        if self.held_ms.load(Relaxed) != 0 {
            let is_stuck = HELD_MS_MAX < since(&self.held_ms);
            return if is_stuck { Verdict::Close(Close::Internal) } else { Verdict::Fine };
        }
        let silent = since(&self.heard_ms);
        if ms(self.limits.ping_every + self.limits.pong_within) < silent {
            return Verdict::Close(Close::NoPong);
        }
        let is_ping_due = self.ping_every_ms <= silent.min(since(&self.pinged_ms));
        if is_ping_due { Verdict::Ping } else { Verdict::Fine }
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
