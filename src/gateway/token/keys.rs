//! The keys that our own tokens are signed with: the current one, and the one before it for as long as
//! tokens of it may be about.

use std::{
    fmt, fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};

/// The least length of a secret that signs with HS256 (RFC 7518, 3.2).
pub const SECRET_BYTES_MIN: usize = 32;
/// How many different bytes a secret of that length has at least; a random one misses it once in 10^20.
const DIFFERENT_BYTES_MIN: usize = 12;
/// The current key and the one before it.
const KEYS_MAX: usize = 2;
/// What stands in secrets that were copied from an example.
const SAMPLES: [&str; 9] = [
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "password",
    "example",
    "sample",
    "123456789",
    "your-",
];

/// Our keys, the current one first.
pub struct OwnKeys {
    current: OwnKey,
    previous: Option<OwnKey>,
}

/// One of our keys.
pub(super) struct OwnKey {
    /// Its name in the head of a token; tells nothing about the secret.
    pub(super) id: String,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
}

/// Why a key cannot be used.
#[derive(Debug)]
pub enum KeyError {
    /// The file cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Others than the owner may read the file.
    Open {
        /// Which.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Not one or two lines of unpadded base64url.
    Unreadable {
        /// Which.
        path: PathBuf,
    },
    /// Shorter than 32 bytes, or made of few different ones.
    Weak,
    /// It looks like one that was copied from an example.
    Sample,
    /// It is a public key, which everybody may know.
    PublicAsSecret,
    /// Not a key of the configured algorithm.
    WrongKind,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::File { path, error } => write!(f, "{}: {error}", path.display()),
            KeyError::Open { path, mode } => write!(
                f,
                "{} can be read by others (mode {mode:o}); run: chmod 600 {}",
                path.display(),
                path.display()
            ),
            KeyError::Unreadable { path } => write!(
                f,
                "{} is not a key file: one line of base64url for the current key, one for the previous",
                path.display()
            ),
            KeyError::Weak => write!(
                f,
                "the secret is too weak: it must be {SECRET_BYTES_MIN} or more random bytes, e.g. from: openssl rand -base64 48"
            ),
            KeyError::Sample => f.write_str(
                "the secret was copied from an example; make one of your own, e.g. with: openssl rand -base64 48",
            ),
            KeyError::PublicAsSecret => f.write_str(
                "this is a public key, and HS256 needs a secret: everybody who knows it could sign",
            ),
            KeyError::WrongKind => f.write_str(
                "this is not a public key of the configured algorithm (RSA needs 2048 bits or more)",
            ),
        }
    }
}

impl std::error::Error for KeyError {}

impl OwnKeys {
    /// Keys from secrets that are at hand.
    pub fn new(current: &[u8], previous: Option<&[u8]>) -> Result<Self, KeyError> {
        Ok(OwnKeys {
            current: OwnKey::new(current)?,
            previous: previous.map(OwnKey::new).transpose()?,
        })
    }

    /// The keys in the file, which is made with a new one where it is not there.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        if !path.exists() {
            write(path, &[fresh(path)?])?;
        }
        let secrets = read(path)?;
        let (current, previous) = match secrets.as_slice() {
            [current] => (current, None),
            [current, previous] => (current, Some(previous.as_slice())),
            [] | [_, _, _, ..] => {
                return Err(KeyError::Unreadable { path: path.to_owned() });
            }
        };
        OwnKeys::new(current, previous)
    }

    /// Puts a new key in front; the one that was current verifies on, the one before it is forgotten.
    pub fn rotate(path: &Path) -> Result<Self, KeyError> {
        let mut secrets = vec![fresh(path)?];
        secrets.extend(read(path)?);
        secrets.truncate(KEYS_MAX);
        write(path, &secrets)?;
        OwnKeys::open(path)
    }

    pub(super) fn current(&self) -> &OwnKey {
        &self.current
    }

    pub(super) fn named(&self, id: &str) -> Option<&OwnKey> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten().find(|key| key.id == id)
    }
}

impl fmt::Debug for OwnKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let previous = self.previous.as_ref().map(|key| &key.id);
        write!(f, "OwnKeys({}, {previous:?})", self.current.id)
    }
}

impl OwnKey {
    fn new(secret: &[u8]) -> Result<Self, KeyError> {
        judge(secret)?;
        let mut digest = Sha256::new();
        digest.update(b"rialto key id");
        digest.update(secret);
        Ok(OwnKey {
            id: URL_SAFE_NO_PAD.encode(&digest.finalize()[..8]),
            signing: EncodingKey::from_secret(secret),
            verifying: DecodingKey::from_secret(secret),
        })
    }
}

/// Refuses secrets that can be guessed.
pub(super) fn judge(secret: &[u8]) -> Result<(), KeyError> {
    let text = String::from_utf8_lossy(secret).to_lowercase();
    if text.contains("-----begin") {
        return Err(KeyError::PublicAsSecret);
    }
    if SAMPLES.iter().any(|sample| text.contains(sample)) {
        return Err(KeyError::Sample);
    }
    let mut seen = [false; 256];
    for byte in secret {
        seen[usize::from(*byte)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    if secret.len() < SECRET_BYTES_MIN || different < DIFFERENT_BYTES_MIN {
        return Err(KeyError::Weak);
    }
    Ok(())
}

fn fresh(path: &Path) -> Result<Vec<u8>, KeyError> {
    let mut secret = vec![0; SECRET_BYTES_MIN];
    getrandom::fill(&mut secret)
        .map_err(|error| file(path, io::Error::other(error.to_string())))?;
    Ok(secret)
}

fn read(path: &Path) -> Result<Vec<Vec<u8>>, KeyError> {
    let mode = fs::metadata(path).map_err(|error| file(path, error))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open { path: path.to_owned(), mode });
    }
    let text = fs::read_to_string(path).map_err(|error| file(path, error))?;
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            judge_text(line)?;
            URL_SAFE_NO_PAD.decode(line).map_err(|_| KeyError::Unreadable { path: path.to_owned() })
        })
        .collect()
}

/// A sample is one as it is written, too.
fn judge_text(line: &str) -> Result<(), KeyError> {
    let line = line.to_lowercase();
    if SAMPLES.iter().any(|sample| line.contains(sample)) { Err(KeyError::Sample) } else { Ok(()) }
}

/// Writes beside it first: a crash leaves the old keys or the new ones.
fn write(path: &Path, secrets: &[Vec<u8>]) -> Result<(), KeyError> {
    let beside = path.with_extension("key.new");
    let lines = |out: &mut fs::File| {
        for secret in secrets {
            writeln!(out, "{}", URL_SAFE_NO_PAD.encode(secret))?;
        }
        out.sync_all()
    };
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut out| lines(&mut out))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| file(path, error))
}

fn file(path: &Path, error: io::Error) -> KeyError {
    KeyError::File { path: path.to_owned(), error }
}
