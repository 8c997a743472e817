//! Files with secrets: read where nobody else can, made where they are to be made.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use super::PostError;

/// The text of a file that only its owner may read.
pub(super) fn read(path: &Path) -> Result<String, PostError> {
    let failed = |error| PostError::File { path: path.to_owned(), error };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(failed(io::Error::other("others can read it; run: chmod 600")));
    }
    fs::read_to_string(path).map_err(failed)
}

/// Makes it, beside it first.
pub(super) fn make(path: &Path, line: &str) -> Result<(), PostError> {
    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&beside);
    opened
        .and_then(|mut out| writeln!(out, "{line}").and_then(|()| out.sync_all()))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| PostError::File { path: path.to_owned(), error })
}
