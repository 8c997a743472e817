//! One server per data folder. (The program's other commands may use the database beside it.)

use std::{
    fmt,
    fs::{DirBuilder, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The file in the data folder that a server holds.
const LOCK_FILE: &str = "rialto.lock";

/// Holds a data folder until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// The data folder could not be taken.
#[derive(Debug)]
pub enum LockError {
    /// Another server has it.
    Taken {
        /// The file that it holds.
        file: PathBuf,
    },
    /// The file cannot be made or locked.
    Io {
        /// Which file.
        file: PathBuf,
        /// Why.
        why: io::Error,
    },
}

impl Lock {
    /// Takes the data folder.
    pub(super) fn take(data: &Path) -> Result<Self, LockError> {
        let file = data.join(LOCK_FILE);
        make_folder(Some(data)).map_err(|why| LockError::Io { file: file.clone(), why })?;
        let opened = make_file(&file).and_then(|()| File::options().append(true).open(&file));
        let held = opened.map_err(|why| LockError::Io { file: file.clone(), why })?;
        match held.try_lock() {
            Ok(()) => Ok(Lock { _file: held }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken { file }),
            Err(TryLockError::Error(why)) => Err(LockError::Io { file, why }),
        }
    }
}

/// Makes a folder where there is none, for nobody else to look into.
pub(super) fn make_folder(folder: Option<&Path>) -> io::Result<()> {
    // A file's parent may be the empty path: the folder one is in.
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}

/// Makes an empty file where there is none, for nobody else to read; `SQLite` gives its log the same rights.
pub(super) fn make_file(file: &Path) -> io::Result<()> {
    let mut maker = File::options();
    maker.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut maker, 0o600);
    maker.open(file).map(drop)
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockError::Taken { file } => write!(
                f,
                "another server is running on this data folder (it holds {}); stop it, or choose another folder with --data",
                file.display()
            ),
            LockError::Io { file, why } => write!(f, "cannot lock {}: {why}", file.display()),
        }
    }
}

impl std::error::Error for LockError {}
