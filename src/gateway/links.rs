//! Links that sign somebody in: each works once, for half an hour.

use std::{
    collections::HashMap,
    io,
    sync::{Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::protocol::{id::UserId, time::Time};

/// How long a link works, in milliseconds.
pub const LINK_TTL_MS: u64 = 30 * 60 * 1000;
/// Nobody guesses so many random bytes.
const CODE_BYTES: usize = 16;

/// Links that have not been used.
#[derive(Debug, Default)]
pub struct Links(Mutex<HashMap<String, (UserId, Time)>>);

impl Links {
    /// A new link for `user`: its code, which is told nowhere else.
    pub fn add(&self, user: UserId, now: Time) -> io::Result<String> {
        let code = code()?;
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.insert(code.clone(), (user, now.plus(LINK_TTL_MS)));
        Ok(code)
    }

    /// Uses a link up: whom it signs in, if it still works.
    pub fn redeem(&self, code: &str, now: Time) -> Option<UserId> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (user, until) = links.remove(code)?;
        (now < until).then_some(user)
    }
}

/// A new code.
pub(super) fn code() -> io::Result<String> {
    let mut noise = [0_u8; CODE_BYTES];
    getrandom::fill(&mut noise).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(noise))
}
