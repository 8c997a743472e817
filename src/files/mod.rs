//! Files that people upload: kept by their hash under the data directory, and what is in them.
//!
//! A file comes in under a name of its own, is flushed to disk, and takes its place only in the transaction that
//! names it; so there is no row without a file, and what is there without a row goes.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::protocol::id::Id;

pub mod bare;
pub mod nature;

/// What a file's content hashes to, by SHA-256.
pub type Hash = [u8; 32];

/// The folder in which files come in.
const INCOMING: &str = "incoming";

/// Where files are kept; cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: Arc<Path>,
}

/// A file that is coming in; it is gone when this is dropped, unless it was kept.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
}

impl Vault {
    /// Opens a vault, made where there is none; what a crash left coming in is removed.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let incoming = folder.join(INCOMING);
        make_folder(&incoming)?;
        for entry in fs::read_dir(&incoming)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Vault { folder: folder.into() })
    }

    /// A new file that nobody else has, for nobody else to read.
    pub fn receive(&self, name: Id) -> io::Result<(File, Incoming)> {
        let path = self.folder.join(INCOMING).join(name.to_string());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok((file, Incoming { path }))
    }

    /// Where the file of this hash is.
    pub fn path(&self, hash: &Hash) -> PathBuf {
        let mut name = String::with_capacity(2 * hash.len());
        for byte in hash {
            name.extend(
                [byte >> 4, byte & 15].map(|four| char::from_digit(four.into(), 16).unwrap_or('0')),
            );
        }
        let (folder, rest) = name.split_at(2);
        self.folder.join(folder).join(rest)
    }

    /// Puts a file that has come in, and is on disk, in its place. Once more is no mistake.
    pub fn keep(&self, incoming: &Incoming, hash: &Hash) -> io::Result<()> {
        let place = self.path(hash);
        if let Some(folder) = place.parent() {
            make_folder(folder)?;
            match fs::rename(&incoming.path, &place) {
                Err(why) if why.kind() == ErrorKind::NotFound && place.exists() => (),
                moved => moved?,
            }
            // The name must survive a loss of power as the content does, and so must its folder.
            File::open(folder)?.sync_all()?;
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Every file that is kept.
    pub fn all(&self) -> io::Result<Vec<Hash>> {
        let mut all = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            let head = folder.file_name();
            if head == INCOMING || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let name = format!("{}{}", head.display(), file?.file_name().display());
                all.extend(read_hash(&name));
            }
        }
        Ok(all)
    }

    /// Removes the file of this hash; one that is not there is removed.
    pub fn remove(&self, hash: &Hash) -> io::Result<()> {
        match fs::remove_file(self.path(hash)) {
            Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl Incoming {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What was kept is no longer here; what cannot be removed goes when the house opens again.
        let _gone = fs::remove_file(&self.path);
    }
}

/// The hash that a file is named by.
fn read_hash(name: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if name.len() != 2 * hash.len() || !name.is_ascii() {
        return None;
    }
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&name[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(hash)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
