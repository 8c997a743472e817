//! What is known of a connection outside the actor that serves it, and the rope that ends it.
//!
//! The actor of a connection may be waiting for an answer, or be stuck. **Invariant:** whatever judges or
//! ends a connection is here and needs nothing from that actor.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use actix::Recipient;
use log::debug;
use tokio::net::TcpStream;

use super::{close::Close, door::Order, encode, limits::Limits, outbox::Outbox};
use crate::{clock::Stopwatch, protocol::time::Time};

/// An endpoint may hold a connection with one answer for so long.
const HELD_MS_MAX: u64 = 60_000;

/// What should be done about a connection now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    Ping,
    Close(Close),
    Cut,
}

/// One connection, seen from outside. All moments but the alarm are milliseconds of one stopwatch, 0 is never.
pub(super) struct Lifeline {
    pub(super) serial: u64,
    pub(super) limits: Arc<Limits>,
    pub(super) outbox: Outbox,
    clock: Stopwatch,
    ping_every_ms: u64,
    heard_ms: AtomicU64,
    pinged_ms: AtomicU64,
    held_ms: AtomicU64,
    condemned_ms: AtomicU64,
    /// When the endpoint wants to be woken, in milliseconds of the wall clock.
    alarm_ms: AtomicI64,
    condemned: OnceLock<Close>,
    severed: AtomicBool,
    /// The actor has had its turn.
    is_tired: AtomicBool,
    orders: OnceLock<Recipient<Order>>,
}

impl Lifeline {
    pub(super) fn new(
        serial: u64,
        limits: Arc<Limits>,
        clock: Stopwatch,
        stream: Arc<TcpStream>,
    ) -> Arc<Self> {
        // Thousands that came back in the same second are not pinged in the same second for ever.
        let ping_every_ms = ms(limits.ping_every);
        let early_ms = serial.wrapping_mul(0x9E37_79B9) % (ping_every_ms / 2).max(1);
        let now = ms(clock.elapsed()) + 1;
        Arc::new(Lifeline {
            serial,
            outbox: Outbox::new(stream, limits.outbound_bytes_max, clock),
            limits,
            clock,
            ping_every_ms: ping_every_ms - early_ms,
            heard_ms: AtomicU64::new(now),
            pinged_ms: AtomicU64::new(0),
            held_ms: AtomicU64::new(0),
            condemned_ms: AtomicU64::new(0),
            alarm_ms: AtomicI64::new(i64::MAX),
            condemned: OnceLock::new(),
            severed: AtomicBool::new(false),
            is_tired: AtomicBool::new(false),
            orders: OnceLock::new(),
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

    /// The endpoint is woken then, and not before it asks again.
    pub(super) fn wake_at(&self, at: Option<Time>) {
        self.alarm_ms.store(at.map_or(i64::MAX, Time::ms), Relaxed);
    }

    /// The actor has had its turn, and pauses until its task has let others have theirs.
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
        if close == Close::Slow {
            // It will be told everything again; the goodbye has room, and so has the process.
            self.outbox.shed();
        }
        self.condemned_ms.store(self.now_ms(), Relaxed);
        self.order(Order::Close);
    }

    pub(super) fn condemned(&self) -> Option<Close> {
        self.condemned.get().copied()
    }

    /// Ends the connection without a word.
    pub(super) fn cut(&self) {
        self.severed.store(true, Relaxed);
        self.outbox.wake();
    }

    pub(super) fn is_severed(&self) -> bool {
        self.severed.load(Relaxed)
    }

    /// What the reaper does with each connection, each time.
    pub(super) fn look(&self, time: Time) {
        let now = self.now_ms();
        match self.judge(now) {
            Verdict::Fine => (),
            Verdict::Ping => {
                self.pinged_ms.store(now, Relaxed);
                // Past the actor: thousands of idle connections are not woken for it.
                self.outbox.control(encode::ping());
                self.outbox.flush();
            }
            Verdict::Close(close) => self.condemn(close),
            Verdict::Cut => self.cut(),
        }
        if self.alarm_ms.load(Relaxed) <= time.ms() {
            self.alarm_ms.store(i64::MAX, Relaxed);
            self.order(Order::Wake);
        }
    }

    fn order(&self, order: Order) {
        if let Some(orders) = self.orders.get() {
            // A full mailbox needs no order: its actor looks at `condemned` with every message.
            let _full = orders.try_send(order);
        }
    }

    fn judge(&self, now: u64) -> Verdict {
        let since = |moment: &AtomicU64| now.saturating_sub(moment.load(Relaxed));
        if self.condemned().is_some() {
            let cut_after = 2 * ms(self.limits.linger);
            let is_due = !self.is_severed() && cut_after < since(&self.condemned_ms);
            return if is_due { Verdict::Cut } else { Verdict::Fine };
        }
        if ms(self.limits.frozen_within) < self.outbox.stuck_ms() {
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
