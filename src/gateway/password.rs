//! Passwords: Argon2id, computed off the async threads, few at once, and as costly for nobody as for somebody.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordVerifier, Version,
    password_hash::{PasswordHasher, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::protocol::{
    fault::{Fault, FieldError},
    secret::Secret,
};

/// The least length of a password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 8;
/// The greatest length of a password, in characters.
pub const PASSWORD_CHARS_MAX: usize = 200;
/// How many are computed at once: each takes a core and its memory, and bids come first.
pub const HASHES_AT_ONCE_MAX: usize = 2;
/// How many may wait for their turn.
pub const HASHES_WAITING_MAX: u64 = 64;
/// How long one waits for its turn.
const WAIT_MS_MAX: u64 = 3_000;
/// When it is worth trying again.
const RETRY_AFTER_MS: u64 = 2_000;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// How often it is gone through.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What OWASP recommends at least: 19 MiB, two passes, one lane.
    pub const OWASP: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
}

/// Hashes and compares passwords.
#[derive(Debug)]
pub struct Passwords {
    argon: Argon2<'static>,
    /// Compared with where there is no account, so that both cases cost the same.
    nobody: String,
    turns: Semaphore,
    waiting: AtomicU64,
    computed: Arc<AtomicU64>,
}

impl Passwords {
    /// Ready to compute; `internal` where there is no randomness or the cost is not one.
    pub fn new(cost: Cost) -> Result<Self, Fault> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None);
        let params = params.map_err(|_| internal("argon2 parameters"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, "nobody has this password")?;
        Ok(Passwords {
            argon,
            nobody,
            turns: Semaphore::new(HASHES_AT_ONCE_MAX),
            waiting: AtomicU64::new(0),
            computed: Arc::new(AtomicU64::new(0)),
        })
    }

    /// The PHC string to keep of a password.
    pub async fn hash(&self, password: &Secret) -> Result<String, Fault> {
        let (argon, password) = (self.argon.clone(), password.clone());
        self.compute(move || hash(&argon, password.expose())).await?
    }

    /// Whether it is the password that was kept; where nothing was, it takes as long and is not.
    pub async fn fits(&self, password: &Secret, kept: Option<&str>) -> Result<bool, Fault> {
        let (argon, password) = (self.argon.clone(), password.clone());
        let known = kept.is_some();
        let kept = kept.unwrap_or(&self.nobody).to_owned();
        let fits = self.compute(move || {
            let kept = PasswordHash::new(&kept).map_err(|_| internal("a kept password"))?;
            Ok::<bool, Fault>(argon.verify_password(password.expose().as_bytes(), &kept).is_ok())
        });
        Ok(fits.await?? && known)
    }

    /// How many have been computed.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = Fault::Busy { retry_after_ms: RETRY_AFTER_MS };
        let place = Place::take(&self.waiting).ok_or_else(|| busy.clone())?;
        let turn = timeout(Duration::from_millis(WAIT_MS_MAX), self.turns.acquire()).await;
        drop(place);
        let Ok(Ok(turn)) = turn else {
            return Err(busy);
        };
        let computed = Arc::clone(&self.computed);
        let done = spawn_blocking(move || {
            computed.fetch_add(1, Ordering::Relaxed);
            work()
        });
        let done = done.await.map_err(|_| internal("password hashing"));
        drop(turn);
        done
    }
}

/// A place among those who wait; given back when dropped, also when the caller goes away.
struct Place<'a>(&'a AtomicU64);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicU64) -> Option<Self> {
        let place = Place(waiting);
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        (before < HASHES_WAITING_MAX).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Refuses passwords that are too short or too long.
pub fn check(path: &str, password: &Secret) -> Result<(), FieldError> {
    let chars = password.expose().chars().count();
    if (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    let message = format!("{PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters");
    Err(FieldError::new(path, "wrong_length", message))
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String, Fault> {
    let hashed: Result<PasswordHash, _> = argon.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|_| internal("password hashing"))
}

fn internal(what: &str) -> Fault {
    log::error!("{what} failed");
    Fault::Internal { request_id: "password".to_owned() }
}
