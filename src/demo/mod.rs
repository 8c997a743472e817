//! `serve --demo`: a floor with lots and robots, in a directory that is gone when it stops, on this machine alone.
//!
//! **Invariant:** nothing here is a shortcut: people have accounts, lots are put up and bid on by the ordinary requests.

use std::{
    env, fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    config::{Config, EXAMPLES},
    protocol::{auction::Terms, id::Id, money::Money, person::Role, time::Time},
};

pub mod floor;
pub mod robots;

/// Somebody in the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// How they are called.
    pub name: &'static str,
    /// What they may do.
    pub role: Role,
}

/// Those for whom a link is printed: who buys, who sells, who keeps order.
pub const PEOPLE: [Cast; 3] = [
    Cast { name: "Ada", role: Role::User },
    Cast { name: "Bo", role: Role::Seller },
    Cast { name: "Cy", role: Role::Admin },
];

/// Those who bid by themselves.
pub const ROBOTS: [Cast; 3] = [
    Cast { name: "Dot", role: Role::User },
    Cast { name: "Eli", role: Role::User },
    Cast { name: "Fay", role: Role::User },
];

/// A lot of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// What robots take it to be worth.
    pub worth: Money,
    /// How it is sold, as the body of `POST auctions`.
    pub terms: Terms,
}

/// The lots. When one has ended it is put up again, so that the floor never runs dry.
pub fn lots() -> Vec<Lot> {
    #[expect(clippy::expect_used, reason = "a test reads the file that is built in")]
    serde_json::from_str(include_str!("lots.json")).expect("lots.json holds lots")
}

/// A directory that is removed with this.
#[derive(Debug)]
pub struct Directory(PathBuf);

impl Directory {
    /// A new one that only its owner may enter.
    pub fn make(now: Time) -> io::Result<Self> {
        let noise = getrandom::u64().map_err(io::Error::other)?;
        let path = env::temp_dir().join(format!("rialto-demo-{}", Id::mint(now, noise)));
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Directory(path))
    }

    /// Files in it with games to begin with. One that cannot be written is not there.
    fn games(&self) -> Vec<PathBuf> {
        let written = EXAMPLES.iter().map(|(name, text)| {
            let file = self.0.join(name);
            fs::write(&file, text).map(|()| file)
        });
        written.filter_map(Result::ok).collect()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            log::warn!("cannot remove {}: {error}", self.0.display());
        }
    }
}

/// The demo listens where others can reach it: it has links that sign anybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reachable;

/// The settings of the demo: those that were given, with the data in `directory`.
pub fn settings(given: &Config, directory: &Directory) -> Result<Config, Reachable> {
    if !given.loopback_only() {
        return Err(Reachable);
    }
    let mut config = given.clone();
    directory.path().clone_into(&mut config.data.dir);
    if config.games.files.is_empty() {
        config.games.files = directory.games();
    }
    Ok(config)
}
