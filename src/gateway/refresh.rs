//! Refresh tokens: opaque, hashed at rest, spent by being used.
//!
//! A token is `handle.secret`: the handle names its family for life, the secret changes with each use.
//! The next secret follows from the one that is used and a salt that only the store has: whoever asks again
//! because the reply was lost gets the same one, and nothing that could be used lies in the store.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::protocol::{fault::Fault, secret::Secret};

/// How long a family lives after its last use.
pub const REFRESH_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// How long the token before the current one is taken again, in case the reply was lost.
pub const GRACE_MS: u64 = 30_000;

const HANDLE_BYTES: usize = 16;
const SECRET_BYTES: usize = 32;
/// What two parts of unpadded base64url and a dot are long.
const TOKEN_BYTES: usize = 22 + 1 + 43;

/// What is kept of a secret or a handle.
pub type Hash = [u8; 32];

/// A refresh token, read.
#[derive(Clone, PartialEq, Eq)]
pub struct Refresh {
    handle: [u8; HANDLE_BYTES],
    secret: [u8; SECRET_BYTES],
}

impl Refresh {
    /// The first token of a family.
    pub fn first() -> Result<Self, Fault> {
        let mut refresh = Refresh { handle: [0; HANDLE_BYTES], secret: [0; SECRET_BYTES] };
        getrandom::fill(&mut refresh.handle)
            .and_then(|()| getrandom::fill(&mut refresh.secret))
            .map_err(|error| {
                log::error!("no randomness: {error}");
                Fault::Internal { request_id: "random".to_owned() }
            })?;
        Ok(refresh)
    }

    /// The token that the text is, if it has the form of one.
    pub fn read(text: &Secret) -> Option<Self> {
        let text = text.expose();
        if text.len() != TOKEN_BYTES {
            return None;
        }
        let (handle, secret) = text.split_once('.')?;
        Some(Refresh {
            handle: URL_SAFE_NO_PAD.decode(handle).ok()?.try_into().ok()?,
            secret: URL_SAFE_NO_PAD.decode(secret).ok()?.try_into().ok()?,
        })
    }

    /// As its holder keeps it.
    pub fn text(&self) -> Secret {
        let (handle, secret) =
            (URL_SAFE_NO_PAD.encode(self.handle), URL_SAFE_NO_PAD.encode(self.secret));
        Secret::new(format!("{handle}.{secret}"))
    }

    /// By what its family is found.
    pub fn handle_hash(&self) -> Hash {
        hash(&[b"handle", &self.handle])
    }

    /// By what it is known.
    pub fn secret_hash(&self) -> Hash {
        hash(&[b"secret", &self.secret])
    }

    /// The token that follows it in a family with this salt.
    #[must_use]
    pub fn next(&self, salt: &[u8]) -> Self {
        Refresh { handle: self.handle, secret: hash(&[b"next", salt, &self.secret]) }
    }
}

impl std::fmt::Debug for Refresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Refresh(***)")
    }
}

/// Each part is preceded by its length, so that two lists of parts never hash alike.
fn hash(parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
