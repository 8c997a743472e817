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
    ("files", &["protocol"]),
    ("store", &["protocol", "clock", "metrics"]),
    ("rooms", &["protocol", "domain", "clock", "metrics", "store"]),
    ("audit", &["protocol", "domain", "store", "rooms"]),
    ("simulation", &["protocol", "domain", "rooms"]),
    ("gateway", &["protocol", "domain", "clock", "config", "metrics", "store", "rooms"]),
    ("post", &["protocol", "clock", "config", "metrics", "store"]),
    (
        "http",
        &[
            "protocol", "domain", "clock", "config", "metrics", "files", "store", "rooms",
            "gateway", "post",
        ],
    ),
    (
        "demo",
        &["protocol", "domain", "clock", "config", "metrics", "store", "rooms", "gateway", "http"],
    ),
    (
        "house",
        &[
            "protocol", "domain", "clock", "config", "metrics", "logs", "files", "store", "rooms",
            "gateway", "post", "http", "demo",
        ],
    ),
    (
        "cli",
        &[
            "protocol",
            "domain",
            "clock",
            "config",
            "metrics",
            "logs",
            "files",
            "store",
            "rooms",
            "gateway",
            "post",
            "http",
            "demo",
            "house",
            "simulation",
            "audit",
        ],
    ),
];

/// Words that may appear only where listed.
const CONFINED: &[(&str, &[&str])] = &[
    ("diesel", &["store/"]),
    ("libsqlite3", &["store/"]),
    ("actix_web_actors", &["gateway/ws/mod.rs"]),
    ("actix_web::", &["gateway/", "http/", "demo/", "house.rs", "house/"]),
    (
        "actix::",
        &["rooms/", "store/", "gateway/", "post/", "http/", "demo/", "house.rs", "house/", "cli/"],
    ),
    ("Serialize", &["protocol/", "http/", "gateway/ws/handshake.rs", "config/", "cli/"]),
    ("jsonwebtoken", &["gateway/token/"]),
    ("aws_lc_rs", &["post/"]),
    ("hyper", &["post/"]),
    ("argon2", &["gateway/password.rs"]),
    ("SystemTime", &["clock.rs"]),
    ("Instant::now", &["clock.rs"]),
    ("Utc::now", &[]),
    ("Local::now", &[]),
    ("println!", &["cli/", "house.rs", "house/"]),
    ("print!", &["cli/", "house.rs", "house/"]),
    ("env::var", &["cli/", "main.rs"]),
    ("process::exit", &[]),
    ("static mut", &[]),
    ("thread::sleep", &["store/writer.rs"]),
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

/// Where some of these may stand all the same: whatever is computed there is rounded before it is written.
const EXCEPTED: &[(&str, &[&str])] = &[("domain/rating.rs", &["f64"])];

/// Beyond this a file is two files.
const FILE_LINES_MAX: usize = 400;

/// What a line of a file says that a tool has written.
const GENERATED: &str = "// @generated";

/// Where something may not appear, comments included. Spelled in halves, for this file is read as well.
const BANNED_EVERYWHERE: &[(&str, &str, &str)] = &[
    ("tests", "#[ign", "ore"),
    ("tests", "#[should_", "panic"),
    ("tests", "thread::sl", "eep("),
    ("", "/wo", "rk/"),
];

#[test]
fn layers() {
    let mut wrong = Vec::new();
    for (path, text) in rust("src") {
        let Some((own, allowed)) = LAYERS.iter().find(|(layer, _)| is_in(&path, layer)) else {
            if !["lib.rs", "main.rs"].contains(&path.as_str()) {
                wrong.push(format!("src/{path} is in no layer of tests/it/tidy.rs"));
            }
            continue;
        };
        for used in used_modules(&text) {
            if used != *own && !allowed.contains(&used.as_str()) {
                wrong.push(format!("src/{path}: `{own}` must not use `{used}`"));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn confined_words() {
    let mut wrong = Vec::new();
    for (path, text) in rust("src") {
        let strange =
            CONFINED.iter().filter(|(_, homes)| !homes.iter().any(|home| path.starts_with(home)));
        let excepted = EXCEPTED.iter().filter(|(home, _)| *home == path);
        let excepted: Vec<&str> = excepted.flat_map(|(_, words)| words.iter().copied()).collect();
        let banned = BANNED_IN.iter().filter(|(home, _)| path.starts_with(home));
        let words = strange
            .map(|(word, _)| *word)
            .chain(banned.flat_map(|(_, words)| words.iter().copied()));
        for word in words.filter(|word| !excepted.contains(word)) {
            for (number, line) in code(&text).filter(|(_, line)| has_word(line, word)) {
                wrong.push(format!("src/{path}:{number}: no `{word}` here: {}", line.trim()));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn small_files_with_module_docs() {
    let mut wrong = Vec::new();
    for (root, path, text) in ["src", "tests", "benches", "bench/load/src"]
        .into_iter()
        .flat_map(|root| rust(root).into_iter().map(move |(path, text)| (root, path, text)))
    {
        let lines = text.lines().count();
        if FILE_LINES_MAX < lines && !text.lines().any(|line| line.starts_with(GENERATED)) {
            wrong.push(format!("{root}/{path} has {lines} lines"));
        }
        if !text.starts_with("//! ") && !text.starts_with(GENERATED) {
            wrong.push(format!("{root}/{path} needs a module doc"));
        }
    }
    nothing(&wrong);
}

#[test]
fn nothing_is_banned_anywhere() {
    let whole =
        ["src", "tests", "benches", "bench/load/src", "web", "config", "docs", "scripts", ".ci"];
    let mut wrong = Vec::new();
    for part in whole {
        for (path, text) in files(part) {
            for (_, start, end) in
                BANNED_EVERYWHERE.iter().filter(|(home, _, _)| part.starts_with(home))
            {
                if text.contains(&format!("{start}{end}")) {
                    wrong.push(format!("{}: no `{start}{end}`", path.display()));
                }
            }
        }
    }
    nothing(&wrong);
}

#[track_caller]
fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn scripts_stop_at_the_first_failure() {
    for path in ["scripts/test", "scripts/test-web", ".ci/run"] {
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
    let text = "use std::fmt;\nuse crate::{\n    a::{b, c},\n    d,\n    e::f,\n};\nuse super::g::h;\ncrate::i::j();\n// crate::k\n";
    assert_eq!(used_modules(text), ["a", "d", "e", "i"]);
}

/// Our own modules that a file names from the root.
fn used_modules(text: &str) -> Vec<String> {
    let code: String = code(text).flat_map(|(_, line)| [line.trim(), "\n"]).collect();
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        match rest.strip_prefix('{') {
            None => found.push(first_word(rest)),
            Some(list) => found.extend(heads(list)),
        }
    }
    found.retain(|name| name.starts_with(|first: char| first.is_lowercase()));
    found.sort();
    found.dedup();
    found
}

/// The first word of each member of a list, up to the brace that closes it.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut heads, mut begins) = (0, Vec::new(), true);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            other if begins && !other.is_whitespace() => {
                heads.push(first_word(&list[at..]));
                begins = false;
            }
            _ => (),
        }
    }
    heads
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
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
