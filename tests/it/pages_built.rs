//! What the build of the pages has written: whole, of these sources, and nothing that the policy forbids.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use actix_web::http::StatusCode;
use sha2::{Digest, Sha256};

use crate::pages::{found, text};

/// What the pages are built of: every file of these folders, and these files, where there are any.
/// `web/scripts/finish.mjs` says the same of what it lists.
const SOURCES: [&str; 11] = [
    "clients/js/package.json",
    "clients/js/scripts",
    "clients/js/src",
    "package-lock.json",
    "web/index.html",
    "web/package.json",
    "web/public",
    "web/scripts",
    "web/src",
    "web/tsconfig.json",
    "web/vite.config.ts",
];

/// Where the build says what it was made of, as `sha256sum` does.
const LIST: &str = "web/dist/sources.sha256";

/// Ways to make markup or code of text.
const BANNED: [&str; 8] = [
    "innerHTML",
    "outerHTML",
    "InnerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "srcdoc",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a path, or the file itself, by its path from the root; sorted.
fn files(root: &Path, path: &str) -> Vec<(String, Vec<u8>)> {
    let whole = root.join(path);
    if let Ok(content) = fs::read(&whole) {
        return vec![(path.to_owned(), content)];
    }
    let Ok(entries) = fs::read_dir(whole) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.iter().flat_map(|name| files(root, &format!("{path}/{name}"))).collect()
}

/// What was built, by the paths from its folder; without what is for tools.
pub(crate) fn dist() -> Vec<(String, Vec<u8>)> {
    let built = files(root(), "web/dist").into_iter().filter(|(path, _)| !path.contains("/."));
    built.map(|(path, content)| (path.replacen("web/dist/", "", 1), content)).collect()
}

/// What stands behind the last dot of a name.
pub(crate) fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The first source that is not what the pages were built of.
fn stale(root: &Path) -> Option<String> {
    let list = fs::read_to_string(root.join(LIST)).unwrap_or_default();
    let listed: BTreeMap<&str, &str> = list
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, path)| (path, sum))
        .collect();
    let there: BTreeMap<String, String> = SOURCES
        .iter()
        .flat_map(|source| files(root, source))
        .map(|(path, content)| (path, sum(&content)))
        .collect();
    let paths: BTreeSet<&str> =
        there.keys().map(String::as_str).chain(listed.keys().copied()).collect();
    let why = |path: &str| match (listed.get(path), there.get(path)) {
        (Some(built), Some(now)) if built == now => None,
        (Some(_), Some(_)) => Some("has changed"),
        (Some(_), None) => Some("is gone"),
        (None, _) => Some("is new"),
    };
    let found = paths.into_iter().find_map(|path| Some((path, why(path)?)));
    found.map(|(path, why)| format!("{path} {why} since web/dist was built: run npm run build"))
}

fn sum(content: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(content) {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

#[test]
fn the_pages_are_built_of_these_sources() {
    assert_eq!(stale(root()), None);
}

#[test]
fn a_source_that_changed_came_or_went_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let told = |expected: Option<&str>| {
        let expected =
            expected.map(|what| format!("{what} since web/dist was built: run npm run build"));
        assert_eq!(stale(folder.path()), expected);
    };
    write("web/index.html", "abc");
    told(Some("web/index.html is new"));
    // As `sha256sum` says it of `abc`.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    write(LIST, &format!("{abc}  web/index.html\n"));
    told(None);
    write("web/src/i18n/en.json", "abc");
    told(Some("web/src/i18n/en.json is new"));
    write(LIST, &format!("{abc}  web/index.html\n{abc}  web/src/i18n/en.json\n"));
    told(None);
    write("web/src/i18n/en.json", "abd");
    told(Some("web/src/i18n/en.json has changed"));
    fs::remove_file(folder.path().join("web/index.html")).unwrap();
    told(Some("web/index.html is gone"));
}

/// Names of parts of the pages in a text, as the application or a style sheet writes them.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(['"', '\'', '`', '(', ')']);
    words.filter_map(|word| {
        let name = word.strip_prefix("./").or_else(|| {
            let path = word.strip_prefix('/').unwrap_or(word);
            path.strip_prefix("assets/")
        })?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let file = ["js", "css", "svg", "json", "png", "webp", "woff2"].contains(&ending(name));
        // Names by content have it after a hyphen.
        (file && name.contains('-') && name.bytes().all(plain)).then(|| format!("/assets/{name}"))
    })
}

#[actix_web::test]
async fn every_part_that_is_named_is_there() {
    let page = text("/").await;
    let named = page.split(" href=\"").chain(page.split(" src=\"")).skip(1);
    let own = named.filter_map(|rest| rest.split_once('"').map(|(path, _)| path));
    for path in own.filter(|path| path.starts_with('/') && !path.starts_with("/api/")) {
        assert_eq!(found(path).await, StatusCode::OK, "{path}");
    }
    let mut waiting: Vec<String> = parts(&page).collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        if ["js", "css"].contains(&ending(&path)) {
            waiting.extend(parts(&text(&path).await));
        } else {
            assert_eq!(found(&path).await, StatusCode::OK, "{path}");
        }
    }
    for kind in ["js", "css"] {
        assert!(seen.iter().any(|path| ending(path) == kind), "no {kind} in {seen:?}");
    }
}

#[actix_web::test]
async fn the_page_needs_nothing_that_its_policy_forbids() {
    let page = text("/").await.to_ascii_lowercase();
    for script in page.split("<script").skip(1) {
        let (tag, rest) = script.split_once('>').unwrap();
        assert!(tag.contains(" src=\"/") && rest.starts_with("</script>"), "{script}");
    }
    assert!(!page.contains("<style") && !page.contains(" style="), "inline style");
    for tag in page.split('<').filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        let handler =
            tag.split_whitespace().find(|word| word.starts_with("on") && word.contains('='));
        assert_eq!(handler, None, "{tag}");
    }
    assert!(!page.contains("javascript:"));
    assert!(!page.contains("://") && !page.contains("\"//"), "another host");
}

#[test]
fn text_becomes_nothing_but_text() {
    let sources = ["web", "clients/js/src"].iter().flat_map(|folder| files(root(), folder));
    let own = sources.filter(|(path, _)| {
        let code = ["ts", "tsx", "js"].contains(&ending(path));
        code && !path.starts_with("web/dist/") && !path.contains("/node_modules/")
    });
    let mut read = 0;
    for (path, content) in own {
        let text = String::from_utf8(content).unwrap();
        for word in BANNED {
            assert!(!text.contains(word), "{path} uses {word}");
        }
        read += 1;
    }
    assert!(5 < read, "{read}");
}
