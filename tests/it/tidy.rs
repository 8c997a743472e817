//! Reads the sources and holds them to the rules of the house: most are absences.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules in reading order, and which others each may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("domain", &["protocol"]),
    ("clock", &["protocol"]),
    ("config", &["protocol"]),
    ("metrics", &["protocol", "clock"]),
    ("logs", &["protocol", "clock", "config"]),
    ("store", &["protocol", "clock", "metrics"]),
    ("rooms", &["protocol", "domain", "clock", "metrics", "store"]),
    ("gateway", &["protocol", "domain", "clock", "config", "metrics", "store", "rooms"]),
    ("http", &["protocol", "domain", "clock", "config", "metrics", "store", "rooms", "gateway"]),
    (
        "demo",
        &["protocol", "domain", "clock", "config", "metrics", "store", "rooms", "gateway", "http"],
    ),
    (
        "house",
        &[
            "protocol", "domain", "clock", "config", "metrics", "logs", "store", "rooms",
            "gateway", "http", "demo",
        ],
    ),
    (
        "cli",
        &[
            "protocol", "domain", "clock", "config", "metrics", "logs", "store", "rooms",
            "gateway", "http", "demo", "house",
        ],
    ),
];

/// Words that may appear only where listed.
const CONFINED: &[(&str, &[&str])] = &[
    ("diesel", &["store/"]),
    ("libsqlite3", &["store/"]),
    ("actix_web_actors", &["gateway/ws/mod.rs"]),
    ("actix_web::", &["gateway/", "http/", "demo/", "house.rs", "house/"]),
    ("actix::", &["rooms/", "store/", "gateway/", "http/", "demo/", "house.rs", "house/", "cli/"]),
    ("Serialize", &["protocol/", "http/", "config/", "cli/"]),
    ("jsonwebtoken", &["gateway/token/"]),
    ("argon2", &["gateway/password.rs"]),
    ("SystemTime", &["clock.rs"]),
    ("Instant", &["clock.rs"]),
    ("Utc::now", &[]),
    ("Local::now", &[]),
    ("println!", &["cli/", "main.rs"]),
    ("print!", &["cli/", "main.rs"]),
    ("env::var", &["cli/", "main.rs"]),
    ("process::exit", &[]),
    ("static mut", &[]),
    ("thread::sleep", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
    ("dbg!", &[]),
    ("TODO", &[]),
    ("FIXME", &[]),
    ("#[allow(", &[]),
    ("#![allow(", &[]),
    (".unwrap()", &[]),
    (".do_send(", &["rooms/", "store/", "gateway/", "house.rs", "house/"]),
];

/// Words that may not appear there, whatever they are good for elsewhere.
const BANNED_IN: &[(&str, &[&str])] = &[
    (
        "domain/",
        &[
            "Mutex",
            "RwLock",
            "Atomic",
            "RefCell",
            "serde",
            "actix",
            "tokio",
            "async ",
            ".await",
            "log::",
            "info!",
            "warn!",
            "getrandom",
            "chrono",
            "f32",
            "f64",
        ],
    ),
    ("rooms/", &["Mutex", "RwLock", "DashMap", "RefCell"]),
    ("protocol/", &["actix", "tokio", "log::", ".await", "f32", "f64"]),
];

/// Beyond this a file is two files.
const FILE_LINES_MAX: usize = 400;

/// Words for tests too. Spelled in halves, for this file is read as well.
const BANNED_EVERYWHERE: &[(&str, &str)] =
    &[("#[ign", "ore"), ("#[should_", "panic"), ("thread::sl", "eep("), ("/wo", "rk/")];

#[test]
fn layers() {
    for (path, text) in rust("src") {
        let Some((own, allowed)) = LAYERS.iter().find(|(layer, _)| is_in(&path, layer)) else {
            assert!(
                ["lib.rs", "main.rs"].contains(&path.as_str()),
                "src/{path} is in no layer: say in tests/it/tidy.rs which modules it may use"
            );
            continue;
        };
        for (other, _) in LAYERS.iter().filter(|(other, _)| other != own) {
            let named = code(&text).any(|(_, line)| names(line, other));
            assert!(
                !named || allowed.contains(other),
                "src/{path}: `{own}` must not use `{other}`"
            );
        }
    }
}

#[test]
fn confined_words() {
    for (path, text) in rust("src") {
        for (word, homes) in CONFINED {
            if homes.iter().any(|home| path.starts_with(home)) {
                continue;
            }
            if let Some((number, line)) = code(&text).find(|(_, line)| has_word(line, word)) {
                panic!("src/{path}:{number}: `{word}` belongs in {homes:?}: {}", line.trim());
            }
        }
        for (_, words) in BANNED_IN.iter().filter(|(home, _)| path.starts_with(home)) {
            for word in *words {
                if let Some((number, line)) = code(&text).find(|(_, line)| has_word(line, word)) {
                    panic!("src/{path}:{number}: no `{word}` here: {}", line.trim());
                }
            }
        }
    }
}

#[test]
fn small_files_with_module_docs() {
    for root in ["src", "tests", "benches"] {
        for (path, text) in rust(root) {
            let lines = text.lines().count();
            assert!(lines <= FILE_LINES_MAX, "{root}/{path} has {lines} lines");
            assert!(text.starts_with("//! "), "{root}/{path} needs a module doc");
        }
    }
}

#[test]
fn nothing_is_banned_anywhere() {
    let whole = ["src", "tests", "benches", "web", "config", "docs", "scripts", ".ci"];
    for (path, text) in whole.into_iter().flat_map(files) {
        for (start, end) in BANNED_EVERYWHERE {
            let word = format!("{start}{end}");
            assert!(!text.contains(&word), "{}: no `{word}`", path.display());
        }
    }
}

#[test]
fn scripts_stop_at_the_first_failure() {
    for path in ["scripts/test", ".ci/run"] {
        let text = fs::read_to_string(root().join(path)).unwrap();
        assert!(text.starts_with("#!/usr/bin/env bash\n"), "{path}");
        assert!(text.contains("\nset -euo pipefail\n"), "{path}");
    }
}

#[test]
fn the_words_are_found_where_they_stand() {
    assert!(has_word("use std::time::Instant;", "Instant"));
    assert!(!has_word("// Instantly", "Instant"));
    assert!(!has_word("eprintln!(\"x\")", "println!"));
    assert!(has_word("Arc<Mutex<Room>>", "Mutex"));
    assert!(names("use crate::store::Store;", "store"));
    assert!(names("    store::Store,", "store"));
    assert!(names("use crate::{store::Store, clock::Clock};", "clock"));
    assert!(!names("let restored = backstore::x();", "store"));
    assert!(!names("crate::rooms::store_key()", "store"));
}

/// Whether a line of code names a module of ours.
fn names(line: &str, module: &str) -> bool {
    let direct = format!("crate::{module}");
    let direct = line.match_indices(&direct).any(|(at, found)| {
        !line[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
    });
    let listed = format!("{module}::");
    direct
        || line.trim_start().starts_with(&listed)
        || line.contains(&format!("{{{listed}")) && line.contains("crate::")
        || line.contains(&format!(", {listed}")) && line.contains("crate::")
}

/// Whether a line has the word, and not only as part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let begins = !word.starts_with(part) || !before.ends_with(part);
        let ends = !word.ends_with(part) || !after.starts_with(part);
        begins && ends
    })
}

fn is_in(path: &str, layer: &str) -> bool {
    path == format!("{layer}.rs") || path.starts_with(&format!("{layer}/"))
}

/// The lines that are not comments, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn rust(part: &str) -> Vec<(String, String)> {
    let root = root().join(part);
    let named = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    let files = files(part).into_iter();
    files
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|(path, text)| (named(&path), text))
        .collect()
}

/// Every file below, as far as it is text.
fn files(part: &str) -> Vec<(PathBuf, String)> {
    let (mut found, mut dirs) = (Vec::new(), vec![root().join(part)]);
    while let Some(dir) = dirs.pop() {
        let Ok(entries) = fs::read_dir(dir) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty() || part == "benches", "{part} is empty");
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
