//! Makes the table of what `web/dist` holds, so that the binary carries its pages and a build needs Rust alone.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// What the build of the pages has written.
const DIST: &str = "web/dist";
/// Without it there are no pages.
const INDEX: &str = "index.html";
/// Says what the pages were built of: for those who build, and not for browsers.
const SOURCES: &str = "sources.sha256";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={DIST}");
    let mut names = Vec::new();
    collect(Path::new(DIST), &mut names).map_err(|why| unbuilt(&why.to_string()))?;
    if !names.iter().any(|name| name == INDEX) {
        return Err(unbuilt(&format!("{INDEX} is missing")));
    }
    names.sort();
    let rows: String = names.iter().filter(|name| *name != SOURCES).map(|name| row(name)).collect();
    let table = format!("static EMBEDDED: &[(&str, &[u8])] = &[\n{rows}];\n");
    let target = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(target.join("pages.rs"), table)
}

/// The names of all files below a folder, as they stand in addresses. What begins with a dot is for tools.
fn collect(folder: &Path, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(DIST).ok().and_then(Path::to_str);
        let unreadable = || io::Error::other(format!("{} cannot be named", path.display()));
        let name = name.ok_or_else(unreadable)?;
        if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
            continue;
        }
        if path.is_dir() {
            collect(&path, names)?;
        } else {
            names.push(name.to_owned());
        }
    }
    Ok(())
}

/// A line of the table. It names no folder of this machine.
fn row(name: &str) -> String {
    let path = format!("/{DIST}/{name}");
    format!("    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),\n")
}

fn unbuilt(why: &str) -> io::Error {
    io::Error::other(format!("{DIST}: {why}; run npm run build"))
}
