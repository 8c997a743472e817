//! Slows guessing down: failed sign-ins are counted per account and per address.
//!
//! An attempt counts as failed before its password is compared, so that a hundred at once are no way around it.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    gateway::address::block,
    protocol::{fault::Fault, time::Time},
};

/// Failures of one account that cost nothing.
pub const ACCOUNT_FREE: u32 = 5;
/// Failures of one address that cost nothing; several people may share one.
pub const ADDRESS_FREE: u32 = 20;
/// The longest that one has to wait: an account cannot be locked by others for longer.
pub const WAIT_MS_MAX: u64 = 60_000;
/// Failures are forgotten this long after the last one.
pub const FORGET_MS: u64 = 15 * 60 * 1000;
/// How many accounts, and how many addresses, are remembered.
pub const REMEMBERED_MAX: usize = 10_000;

/// Counts failed sign-ins.
#[derive(Debug, Default)]
pub struct Throttle {
    accounts: Mutex<Failures<String>>,
    addresses: Mutex<Failures<IpAddr>>,
}

/// An attempt that counts as failed until it is told otherwise.
#[derive(Debug)]
#[must_use]
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    account: String,
    address: IpAddr,
}

impl Throttle {
    /// Lets an attempt through, or says when to come again. `account` is what was typed, folded; nobody need have it.
    pub fn attempt(&self, account: &str, address: IpAddr, now: Time) -> Result<Attempt<'_>, Fault> {
        let address = block(address);
        let mut accounts = lock(&self.accounts);
        let mut addresses = lock(&self.addresses);
        let wait = accounts.wait_ms(&account.to_owned(), ACCOUNT_FREE, now).max(addresses.wait_ms(
            &address,
            ADDRESS_FREE,
            now,
        ));
        if 0 < wait {
            return Err(Fault::RateLimited { retry_after_ms: wait });
        }
        accounts.count(account.to_owned(), now);
        addresses.count(address, now);
        Ok(Attempt { throttle: self, account: account.to_owned(), address })
    }

    /// How many accounts and addresses are remembered.
    pub fn remembered(&self) -> (usize, usize) {
        (lock(&self.accounts).by.len(), lock(&self.addresses).by.len())
    }
}

impl Attempt<'_> {
    /// It was the right password: the account begins anew, the address has this one back.
    pub fn succeeded(self) {
        lock(&self.throttle.accounts).by.remove(&self.account);
        lock(&self.throttle.addresses).give_back(&self.address);
    }

    /// Nobody looked at the password, for the server was busy: it does not count.
    pub fn not_judged(self) {
        lock(&self.throttle.accounts).give_back(&self.account);
        lock(&self.throttle.addresses).give_back(&self.address);
    }
}

#[derive(Debug)]
struct Failures<K> {
    by: HashMap<K, Failed>,
}

#[derive(Clone, Copy, Debug)]
struct Failed {
    times: u32,
    last: Time,
}

impl<K> Default for Failures<K> {
    fn default() -> Self {
        Failures { by: HashMap::new() }
    }
}

impl<K: Hash + Eq + Clone> Failures<K> {
    /// How long to wait: 1 s after the first failure that is not free, then twice as long each time.
    fn wait_ms(&self, key: &K, free: u32, now: Time) -> u64 {
        let Some(failed) = self.by.get(key) else {
            return 0;
        };
        if FORGET_MS <= now.since(failed.last) {
            return 0;
        }
        let Some(doublings) = failed.times.checked_sub(free) else {
            return 0;
        };
        let wait = 1_000_u64.checked_shl(doublings.min(16)).unwrap_or(WAIT_MS_MAX).min(WAIT_MS_MAX);
        wait.saturating_sub(now.since(failed.last))
    }

    fn count(&mut self, key: K, now: Time) {
        if REMEMBERED_MAX <= self.by.len() && !self.by.contains_key(&key) {
            self.make_room(now);
        }
        let failed = self.by.entry(key).or_insert(Failed { times: 0, last: now });
        if FORGET_MS <= now.since(failed.last) {
            failed.times = 0;
        }
        *failed = Failed { times: failed.times.saturating_add(1), last: now };
    }

    fn give_back(&mut self, key: &K) {
        if let Some(failed) = self.by.get_mut(key) {
            failed.times = failed.times.saturating_sub(1);
            if failed.times == 0 {
                self.by.remove(key);
            }
        }
    }

    /// Forgets what is old; where nothing is, the one that has failed least and longest ago.
    fn make_room(&mut self, now: Time) {
        self.by.retain(|_, failed| now.since(failed.last) < FORGET_MS);
        if REMEMBERED_MAX <= self.by.len() {
            let least = self.by.iter().min_by_key(|(_, failed)| (failed.times, failed.last));
            if let Some(key) = least.map(|(key, _)| key.clone()) {
                self.by.remove(&key);
            }
        }
    }
}

/// A panic elsewhere leaves numbers that are still numbers.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
