//! The first admin: links that make one, for as long as there is none.
//!
//! A file in the data directory holds what their codes hash to and until when they work, so that a command beside a
//! server, running or not, can add one. **Invariant:** the codes themselves are kept nowhere.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::{MetadataExt, OpenOptionsExt, chown},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{
    accounts::{Accounts, Device, Newcomer, SignedIn},
    address::block,
    links::{LINK_TTL_MS, code},
    standing::unavailable,
};
use crate::protocol::{account::Declined, fault::Fault, person::Role, secret::Secret, time::Time};

/// So many work at once; then the oldest goes.
pub const LINKS_MAX: usize = 8;
const FILE_NAME: &str = "setup_links";
/// When a file that could not be read may be read again, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// The links of a data directory.
#[derive(Clone, Debug)]
pub struct SetupLinks(PathBuf);

/// A link that works.
struct Open {
    hash: String,
    until: Time,
}

impl SetupLinks {
    /// Those of this data directory.
    pub fn of(directory: &Path) -> Self {
        SetupLinks(directory.join(FILE_NAME))
    }

    /// A new link: its code, which works once, for half an hour.
    pub fn add(&self, now: Time) -> io::Result<String> {
        let code = code()?;
        let mut open = self.open(now)?;
        open.push(Open { hash: hash(&code), until: now.plus(LINK_TTL_MS) });
        let spare = open.len().saturating_sub(LINKS_MAX);
        self.write(&open[spare..])?;
        Ok(code)
    }

    /// Whether the code is that of a link that works.
    pub fn know(&self, code: &str, now: Time) -> io::Result<bool> {
        let hash = hash(code);
        Ok(self.open(now)?.iter().any(|link| link.hash == hash))
    }

    /// None works any more.
    pub fn close(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn open(&self, now: Time) -> io::Result<Vec<Open>> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(why) => return Err(why),
        };
        let links = text.lines().filter_map(|line| {
            let (hash, until) = line.split_once(' ')?;
            Some(Open { hash: hash.to_owned(), until: Time::from_ms(until.parse().ok()?) })
        });
        Ok(links.filter(|link| now < link.until).collect())
    }

    /// Writes beside it first: who reads finds the old links or the new ones.
    fn write(&self, open: &[Open]) -> io::Result<()> {
        let beside = self.0.with_extension("new");
        let mut options = fs::OpenOptions::new();
        let mut out = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        for Open { hash, until } in open {
            writeln!(out, "{hash} {}", until.ms())?;
        }
        out.sync_all()?;
        if let Some(directory) = self.0.parent() {
            let owner = fs::metadata(directory)?;
            // An administrator's command must leave it to the server to read; others own it already, or may not.
            if out.metadata()?.uid() != owner.uid() {
                let _own = chown(&beside, Some(owner.uid()), Some(owner.gid()));
            }
        }
        fs::rename(&beside, &self.0)
    }
}

impl Accounts {
    /// Whether there is an admin.
    pub async fn is_set_up(&self) -> Result<bool, Fault> {
        self.store.has_admin().await.map_err(unavailable)
    }

    /// Makes the first admin and signs them in. A code of no link that works is `not_found`, and so is every code once
    /// there is an admin; whoever guesses is slowed down.
    pub async fn set_up(
        &self,
        links: &SetupLinks,
        code: &Secret,
        who: Newcomer,
        device: &Device,
    ) -> Result<SignedIn, Declined> {
        let now = self.clock.now();
        // Guessing makes nobody wait but the guesser.
        let guesser = format!("setup from {}", block(device.address));
        let attempt = self.throttle.attempt(&guesser, device.address, now)?;
        let (seen, typed) = (links.clone(), code.clone());
        let known = tokio::task::spawn_blocking(move || seen.know(typed.expose(), now)).await;
        match known.map_err(io::Error::other).flatten() {
            Ok(true) => attempt.succeeded(),
            Ok(false) => return Err(Fault::NotFound.into()),
            Err(why) => {
                attempt.not_judged();
                log::error!("the setup links cannot be read: {why}");
                return Err(Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }.into());
            }
        }
        if self.is_set_up().await? {
            return Err(Fault::NotFound.into());
        }
        let who = Newcomer { role: Role::Admin, ..who };
        let new = self.prepare(&who).await?;
        let id = new.id;
        // Of two who come at once the store lets one in.
        let user = match self.store.add_first_admin(new).await {
            Ok(true) => self.user(id).await?,
            Ok(false) => return Err(Fault::NotFound.into()),
            Err(why) => return Err(self.not_made(&who, why).await),
        };
        if let Err(why) = links.close() {
            log::warn!("setup links stay until they are too old: {why}");
        }
        self.sign_in(&user, device).await
    }
}

fn hash(code: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(code))
}
