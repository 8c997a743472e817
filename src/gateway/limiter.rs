//! How often one may ask: per user, per address and per class of request, for bids per user and auction.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};

use crate::{
    clock::Clock,
    gateway::address::block,
    protocol::{
        fault::Fault,
        id::{RoomId, UserId},
    },
};

/// How many keys of a class are remembered before those at rest are forgotten out of turn.
pub const KEYS_MAX: usize = 100_000;
/// How often those at rest are forgotten.
pub const TIDY_EVERY_MS: u64 = 60_000;

/// So many a second, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_second: NonZeroU32,
    /// At once, after a rest.
    pub burst: NonZeroU32,
}

impl Rate {
    /// `per_second` and `burst`; what is 0 counts as 1.
    pub const fn new(per_second: u32, burst: u32) -> Self {
        const fn at_least_one(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Rate { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

/// The limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Requests of a user, over whatever door.
    pub requests_per_user: Rate,
    /// Requests of an address, of all its guests together.
    pub requests_per_guest_address: Rate,
    /// Requests of an address, of all who sit there together.
    pub requests_per_address: Rate,
    /// Subscriptions of a user, or of an address' guests: each may wake a room.
    pub subscriptions: Rate,
    /// Changes of the own account that cost a hash.
    pub writes_per_user: Rate,
    /// Bids of a user in an auction.
    pub bids_per_user_and_auction: Rate,
    /// Attempts of a user to come into a lobby, each with a password or a code.
    pub joins_per_user_and_lobby: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            requests_per_user: Rate::new(50, 200),
            requests_per_guest_address: Rate::new(50, 200),
            requests_per_address: Rate::new(1_000, 4_000),
            subscriptions: Rate::new(50, 800),
            writes_per_user: Rate::new(20, 60),
            bids_per_user_and_auction: Rate::new(5, 5),
            joins_per_user_and_lobby: Rate::new(1, 10),
        }
    }
}

/// Counts requests and refuses those over a limit.
#[derive(Debug)]
pub struct Limiter {
    requests: Keyed<UserId>,
    guests: Keyed<IpAddr>,
    addresses: Keyed<IpAddr>,
    subscriptions: Keyed<UserId>,
    guest_subscriptions: Keyed<IpAddr>,
    writes: Keyed<UserId>,
    bids: Keyed<(UserId, RoomId)>,
    joins: Keyed<(UserId, RoomId)>,
}

impl Limiter {
    /// Counts by `clock`.
    pub fn new(rates: &Rates, clock: &Clock) -> Self {
        Limiter {
            requests: Keyed::new(rates.requests_per_user, clock),
            guests: Keyed::new(rates.requests_per_guest_address, clock),
            addresses: Keyed::new(rates.requests_per_address, clock),
            subscriptions: Keyed::new(rates.subscriptions, clock),
            guest_subscriptions: Keyed::new(rates.subscriptions, clock),
            writes: Keyed::new(rates.writes_per_user, clock),
            bids: Keyed::new(rates.bids_per_user_and_auction, clock),
            joins: Keyed::new(rates.joins_per_user_and_lobby, clock),
        }
    }

    /// One request of a user who sits at an address.
    pub fn request(&self, user: UserId, address: IpAddr) -> Result<(), Fault> {
        self.requests.take(&user)?;
        self.addresses.take(&block(address))
    }

    /// One request of somebody unknown.
    pub fn guest_request(&self, address: IpAddr) -> Result<(), Fault> {
        self.guests.take(&block(address))?;
        self.addresses.take(&block(address))
    }

    /// One picture, whoever looks at it: a page has many, and each is asked for once.
    pub fn picture(&self, address: IpAddr) -> Result<(), Fault> {
        self.addresses.take(&block(address))
    }

    /// One subscription of a user, which has been counted as a request.
    pub fn subscription(&self, user: UserId) -> Result<(), Fault> {
        self.subscriptions.take(&user)
    }

    /// The same of somebody unknown.
    pub fn guest_subscription(&self, address: IpAddr) -> Result<(), Fault> {
        self.guest_subscriptions.take(&block(address))
    }

    /// One request of a user that writes.
    pub fn write(&self, user: UserId) -> Result<(), Fault> {
        self.writes.take(&user)
    }

    /// One bid of a user in an auction.
    pub fn bid(&self, user: UserId, auction: &RoomId) -> Result<(), Fault> {
        self.bids.take(&(user, auction.clone()))
    }

    /// One attempt of a user to come into a lobby: passwords are not to be guessed.
    pub fn join(&self, user: UserId, lobby: &RoomId) -> Result<(), Fault> {
        self.joins.take(&(user, lobby.clone()))
    }

    /// Forgets everyone who is at rest. To be called every [`TIDY_EVERY_MS`].
    pub fn tidy(&self) {
        self.requests.tidy();
        self.guests.tidy();
        self.addresses.tidy();
        self.subscriptions.tidy();
        self.guest_subscriptions.tidy();
        self.writes.tidy();
        self.bids.tidy();
        self.joins.tidy();
    }

    /// How many keys are remembered, of all classes together.
    pub fn remembered(&self) -> usize {
        self.requests.limiter.len()
            + self.guests.limiter.len()
            + self.addresses.limiter.len()
            + self.subscriptions.limiter.len()
            + self.guest_subscriptions.limiter.len()
            + self.writes.limiter.len()
            + self.bids.limiter.len()
            + self.joins.limiter.len()
    }
}

/// Our clock, as the limiter reads it.
#[derive(Clone, Debug)]
struct Steady(Clock);

impl governor::clock::Clock for Steady {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let ms = u64::try_from(self.0.now().ms()).unwrap_or_default();
        Nanos::from(Duration::from_millis(ms))
    }
}

#[derive(Debug)]
struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, Steady, NoOpMiddleware<Nanos>>,
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    fn new(rate: Rate, clock: &Clock) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Keyed { limiter: RateLimiter::dashmap_with_clock(quota, Steady(clock.clone())) }
    }

    fn take(&self, key: &K) -> Result<(), Fault> {
        self.limiter.check_key(key).map_err(|until| self.limited(&until))
    }

    fn limited(&self, until: &NotUntil<Nanos>) -> Fault {
        let wait = until.wait_time_from(self.limiter.clock().now());
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Fault::RateLimited { retry_after_ms: ms.max(1) }
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}
