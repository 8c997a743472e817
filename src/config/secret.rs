//! Secrets: read from files, made where there is none yet, never shown.

use std::{
    env, fmt, fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::Config;

/// The variable by which systemd names the directory of credentials.
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";
/// The credential, and the file in the data directory, that signs tokens.
const SIGNING_NAME: &str = "token_secret";
/// A shorter secret could be guessed.
const SECRET_BYTES_MIN: usize = 32;

/// Something that nobody may see.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// A secret made of fresh randomness.
    pub fn random() -> io::Result<Self> {
        let mut noise = [0_u8; SECRET_BYTES_MIN];
        getrandom::fill(&mut noise).map_err(io::Error::other)?;
        Ok(Secret(STANDARD_NO_PAD.encode(noise).into_bytes()))
    }

    /// Its bytes, for whom it is for.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why there is no secret.
#[derive(Debug)]
pub struct NoSecret {
    /// The file that was looked at.
    pub path: PathBuf,
    /// What was wrong with it.
    pub why: io::Error,
}

/// The secret that signs tokens: `auth.secret_file`, else the credential `token_secret`, else `token_secret` in the
/// data directory, which is made at the first start and readable by its owner alone.
pub fn signing(config: &Config) -> Result<Secret, NoSecret> {
    let credentials = env::var_os(CREDENTIALS_DIRECTORY).map(PathBuf::from);
    let given = match (&config.auth.secret_file, credentials) {
        (Some(file), _) => Some(file.clone()),
        (None, Some(directory)) => Some(directory.join(SIGNING_NAME)).filter(|file| file.exists()),
        (None, None) => None,
    };
    let own = config.data.dir.join(SIGNING_NAME);
    let path = given.clone().unwrap_or_else(|| own.clone());
    let secret = match given {
        Some(file) => read(&file),
        None if own.exists() => read(&own),
        None => make(&own),
    };
    secret.map_err(|why| NoSecret { path, why })
}

/// Reads a secret; a line end after it does not count.
pub fn read(path: &Path) -> io::Result<Secret> {
    let mut bytes = fs::read(path)?;
    while bytes.last().is_some_and(u8::is_ascii_whitespace) {
        bytes.pop();
    }
    if bytes.len() < SECRET_BYTES_MIN {
        let why =
            format!("a secret has at least {SECRET_BYTES_MIN} bytes, this has {}", bytes.len());
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    Ok(Secret(bytes))
}

fn make(path: &Path) -> io::Result<Secret> {
    let secret = Secret::random()?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret.expose())?;
    file.sync_all()?;
    Ok(secret)
}
