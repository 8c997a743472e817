//! `serve --demo`: a house in business with robots, in a directory that is gone when it stops, on this machine alone.
//!
//! **Invariant:** nothing here is a shortcut: people have accounts, and whatever they do they do by the ordinary requests.

use std::{
    env, fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use crate::{
    config::{Config, EXAMPLES},
    protocol::{id::Id, time::Time},
};

pub mod auctions;
pub mod cast;
pub mod floor;
pub mod games;
pub mod market;
pub mod players;
pub mod robots;
mod talk;

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
