//! Settings: layers, problems with their place and a suggestion, and the documented file.

use std::{fs, path::Path};

use rialto::{
    clock::Clock,
    config::{
        Config, FRAME_ANCESTORS_MAX, Layers, Loaded, Network, Origin, Period, Problem, Show, Size,
        load,
    },
    logs,
    protocol::time::Time,
};

const DOCUMENTED: &str = include_str!("../../config/rialto.toml");

fn load_text(text: &str) -> Result<Loaded, Problem> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rialto.toml");
    fs::write(&path, text).unwrap();
    load(&Layers { file: Some(path), ..Layers::default() })
}

fn from_environment(name: &str, value: &str) -> Result<Loaded, Problem> {
    load(&Layers { environment: vec![(name.to_owned(), value.to_owned())], ..Layers::default() })
}

/// What a user reads, with the directory of the file left out.
fn told(text: &str) -> String {
    let problem = load_text(text).unwrap_err();
    let at = problem.at.to_string();
    let at = at.rsplit('/').next().unwrap();
    format!("{at}: {} | {} | {}", problem.what, problem.why, problem.remedy)
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let told = told(text);
    for part in expected {
        assert!(told.contains(part), "`{part}` is not in: {told}");
    }
}

/// The documented file with the settings that have no default switched on.
fn everything() -> String {
    let on = |line: &str| {
        let setting = line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', '#']));
        setting.unwrap_or(line).to_owned()
    };
    DOCUMENTED.lines().map(on).collect::<Vec<_>>().join("\n").replace("\njwks_file", "\n#jwks_file")
}

#[test]
fn the_documented_file_says_the_defaults() {
    assert_eq!(load_text(DOCUMENTED).unwrap().config, Config::default());
}

#[test]
fn the_documented_file_names_every_setting() {
    let all = load_text(&everything()).unwrap().config;
    assert_eq!(all.auth.issuers.len(), 1);
    let documented: toml::Table = toml::from_str(&everything()).unwrap();
    for section in [""].into_iter().chain(documented.keys().map(String::as_str)) {
        if documented.get(section).is_some_and(|value| !value.is_table()) {
            continue;
        }
        // An unknown setting makes the reader list those that it knows.
        let text = match section {
            "" => "zzz = 1".to_owned(),
            section => format!("[{section}]\nzzz = 1"),
        };
        let why = load_text(&text).unwrap_err().why;
        let (_, known) = why.split_once(" has ").or_else(|| why.split_once(" are ")).unwrap();
        let table = documented.get(section).and_then(toml::Value::as_table).unwrap_or(&documented);
        for name in known.split(", ") {
            assert!(table.contains_key(name), "config/rialto.toml does not name {section}.{name}");
        }
    }
}

#[test]
fn every_documented_setting_has_a_sentence() {
    let mut sentence = false;
    for line in DOCUMENTED.lines() {
        if line.starts_with("# ") {
            sentence = true;
        } else if line.contains(" = ") {
            assert!(sentence, "no sentence before `{line}`");
            sentence = false;
        }
    }
}

#[test]
fn a_problem_is_told_with_its_place_and_a_suggestion() {
    check(
        "[limits]\nframe = \"64KiB\"\nframme = 1\n",
        &["rialto.toml:3:1:", "`limits.framme`", "did you mean `frame`?"],
    );
    check("[limts]\n", &["rialto.toml:1:2:", "unknown setting `limts`", "did you mean `limits`?"]);
    check("[limits]\nframe = 64\n", &["rialto.toml:2:9:", "`limits.frame` cannot be `64`"]);
    check("[limits]\nframe = \"64 KB\"\n", &[":2:9:", "`\"64 KB\"`", "expected a size"]);
    check("[server]\ndrain = \"soon\"\n", &[":2:9:", "expected a length of time"]);
    check("[server]\nlisten = [\"here\"]\n", &[":2:", "server.listen", "here"]);
    check("[log]\nlevel = \"wran\"\n", &[":2:9:", "did you mean `warn`?"]);
    check("[limits]\nrequests_per_s = 0\n", &[":2:18:", "nonzero"]);
    check("[realtime]\norigins = [\"*\"]\n", &["realtime.origins", "one exact origin"]);
    check("[web]\nframe_ancestors = [\"https://*.example\"]\n", &["one exact origin"]);
    check("[web]\nframe_ancestor = []\n", &["did you mean `frame_ancestors`?"]);
    check("frame = 1\n[limits\n", &["rialto.toml:2:", "not TOML"]);
    check("[[auth.issuers]]\nissuer = \"a\"\n", &["missing field `audience`"]);
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_repeated() {
    let told = told("[auth]\nsecret = \"hunter2hunter2\"\n");
    assert!(told.contains("unknown setting `auth.secret`"), "{told}");
    assert!(told.contains("secret_file"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn impossible_pairs_are_refused() {
    check("[web]\ntitle = \" \"\n", &[":2:1:", "is no title"]);
    check("[auth]\naccess_ttl = \"31d\"\n", &[":2:1:", "outlive refresh tokens"]);
    check(
        "[server]\nlisten = [\"0.0.0.0:80\"]\n[testing]\necho = true\n",
        &[":4:1:", "`testing.echo` is for tests"],
    );
    check(
        "[server]\nlisten = [\"127.0.0.1:80\", \"[::]:80\"]\n[testing]\nvolatile = true\n",
        &[":4:1:", "`testing.volatile` is for tests"],
    );
    check("[limits]\noutbound = \"1KiB\"\n", &[":2:1:", "cannot hold a frame"]);
    check("[limits]\nframe = \"1GiB\"\n", &[":2:1:", "cannot be"]);
    check("[server]\nworkers = 1025\n", &[":2:1:", "a thread of the system"]);
    check("[database]\nreaders = 9999\n", &[":2:1:", "a thread of the system"]);
    check(
        "[web]\nenabled = false\nframe_ancestors = [\"https://shop.example\"]\n",
        &[":3:1:", "no pages to frame", "`web.enabled` is false"],
    );
    let crowd = vec!["\"https://shop.example\""; FRAME_ANCESTORS_MAX + 1].join(", ");
    check(&format!("[web]\nframe_ancestors = [{crowd}]\n"), &[":2:1:", "51 sites are too many"]);
    check("[server]\nlisten = []\n", &[":2:1:", "nothing to listen on"]);
    let issuer = "[[auth.issuers]]\nissuer = \"a\"\naudience = \"b\"\nalgorithm = \"ES256\"\n";
    check(issuer, &["needs exactly one key"]);
    check(&format!("{issuer}key_file = \"k\"\njwks_file = \"j\"\n"), &["needs exactly one key"]);
}

#[test]
fn later_layers_win_and_are_remembered() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rialto.toml");
    fs::write(
        &path,
        "[server]\nworkers = 3\nlisten = [\"127.0.0.1:1\"]\n[log]\nlevel = \"warn\"\n",
    )
    .unwrap();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let loaded = load(&Layers {
        file: Some(path.clone()),
        environment: vec![
            pair("RIALTO__SERVER__WORKERS", "5"),
            pair("RIALTO__SERVER__LISTEN", "127.0.0.1:2, [::1]:2"),
            pair("RIALTO__AUTH__GUESTS", "false"),
            pair("RIALTO__DATA__DIR", "123"),
            pair("PATH", "/bin"),
        ],
        flags: vec![("--listen".into(), "server.listen".into(), "127.0.0.1:3".into())],
    })
    .unwrap();
    assert_eq!(loaded.config.server.workers, 5);
    assert_eq!(loaded.config.server.listen, ["127.0.0.1:3".parse().unwrap()]);
    assert_eq!(loaded.config.data.dir.as_os_str(), "123");
    assert!(!loaded.config.auth.guests);

    let shown = loaded.effective(Show::Sources);
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert_eq!(line("workers"), "workers = 5  # environment RIALTO__SERVER__WORKERS");
    assert_eq!(line("listen"), "listen = [\"127.0.0.1:3\"]  # --listen");
    assert_eq!(line("level"), format!("level = \"warn\"  # {}:5:1", path.display()));
    assert_eq!(line("frame"), "frame = \"64KiB\"  # default");
}

#[test]
fn what_is_shown_can_be_read_again() {
    let shown = load_text(&everything()).unwrap();
    let again = load_text(&shown.effective(Show::Sources)).unwrap();
    assert_eq!(again.config, shown.config);
}

#[test]
fn the_environment_is_as_strict_as_the_file() {
    let problem = from_environment("RIALTO__LIMITS__FRAMME", "1").unwrap_err();
    assert_eq!(problem.at.to_string(), "environment RIALTO__LIMITS__FRAMME");
    assert_eq!(problem.remedy, "did you mean `frame`?");
    let problem = from_environment("RIALTO__AUTH__GUESTS", "perhaps").unwrap_err();
    assert!(problem.what.contains("`auth.guests` cannot be `perhaps`"), "{}", problem.what);
    let problem = from_environment("RIALTO__LIMITS", "1").unwrap_err();
    assert!(problem.what.contains("limits"), "{}", problem.what);
    assert_eq!(from_environment("RIALTO__LOG__LEVEL", "warn").unwrap().sources.len(), 1);
}

#[test]
fn periods_and_sizes_read_as_they_are_written() {
    for text in ["250ms", "30s", "15m", "12h", "30d", "90s"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
    for text in
        ["", "s", "30", "30 s", "-1s", "1.5s", "0s", "99999999999999999999s", "300000000000d"]
    {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    for text in ["1B", "64KiB", "3MiB", "1GiB", "1500B"] {
        assert_eq!(text.parse::<Size>().unwrap().to_string(), text);
    }
    for text in ["", "64", "64KB", "64kib", "0B", "1TiB"] {
        assert!(text.parse::<Size>().is_err(), "{text}");
    }
}

#[test]
fn networks_and_origins_are_exact() {
    let inside = |network: &str, address: &str| {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    };
    assert!(inside("10.0.0.0/8", "10.255.0.1"));
    assert!(inside("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert!(!inside("10.0.0.0/8", "11.0.0.1"));
    assert!(inside("127.0.0.1", "127.0.0.1"));
    assert!(!inside("127.0.0.1", "127.0.0.2"));
    assert!(inside("0.0.0.0/0", "8.8.8.8"));
    assert!(!inside("0.0.0.0/0", "::1"));
    assert!(inside("fd00::/8", "fd12::1"));
    assert!("10.0.0.0/33".parse::<Network>().is_err());
    assert!("shop.example".parse::<Origin>().is_err());
    assert!("https://shop.example/".parse::<Origin>().is_err());
    assert!("https://a@shop.example".parse::<Origin>().is_err());
    assert_eq!(
        "https://Shop.example:8443".parse::<Origin>().unwrap().as_str(),
        "https://shop.example:8443"
    );
}

#[test]
fn the_keys_are_where_they_were_put() {
    let credentials = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    let keys = |config: &Config| config.keys_file(Some(credentials.path()));
    assert_eq!(keys(&config), Path::new("data/token_secret"));
    let handed_over = credentials.path().join("token_secret");
    fs::write(&handed_over, "").unwrap();
    assert_eq!(keys(&config), handed_over);
    assert_eq!(config.keys_file(None), Path::new("data/token_secret"));
    config.auth.secret_file = Some("/etc/rialto/keys".into());
    assert_eq!(keys(&config), Path::new("/etc/rialto/keys"));
}

#[test]
fn a_json_line_of_the_log_holds_its_fields() {
    let clock = Clock::manual(Time::from_ms(1_000));
    let fields: &[(&str, log::kv::Value<'_>)] =
        &[("events", 3.into()), ("room", "auction:1".into())];
    let line = logs::json(
        &clock,
        &log::Record::builder()
            .level(log::Level::Info)
            .target("rialto::rooms")
            .args(format_args!("room auction:1\nopened"))
            .key_values(&fields)
            .build(),
    );
    assert_eq!(
        line,
        r#"{"at":"1970-01-01T00:00:01.000Z","events":3,"level":"info","message":"room auction:1\nopened","module":"rialto::rooms","room":"auction:1"}"#
    );
}
