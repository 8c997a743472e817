//! The command line: the real binary, its help, its exit codes, and how it complains.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs the binary in an empty directory with nothing of ours in the environment.
fn rialto(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_rialto"))
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may be gone already.
    drop(process.stdin.take().unwrap().write_all(input.as_bytes()));
    process.wait_with_output().unwrap()
}

fn run(arguments: &[&str]) -> Output {
    rialto(tempfile::tempdir().unwrap().path(), arguments, "")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Fails with this code and says what, why and what to try, each on one line.
#[track_caller]
fn check_failure(output: &Output, code: i32, parts: &[&str]) {
    let text = err(output);
    assert_eq!(output.status.code(), Some(code), "{text}{}", out(output));
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("error: "), "{text}");
    assert!(lines[1].starts_with("  why: "), "{text}");
    assert!(lines[2].starts_with("  try: "), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn every_command_has_help_with_examples() {
    let commands: &[&[&str]] = &[
        &[],
        &["serve"],
        &["setup-link"],
        &["user", "create"],
        &["user", "list"],
        &["user", "set-role"],
        &["user", "reset-password"],
        &["token", "create"],
        &["token", "inspect"],
        &["config", "show"],
        &["config", "check"],
        &["simulate", "matchmaking"],
    ];
    for command in commands {
        let output = run(&[command, ["--help"].as_slice()].concat());
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        let text = out(&output);
        let example = format!("rialto {}", command.join(" "));
        let (_, examples) = text.split_once("Examples:").expect("examples");
        assert!(examples.contains(example.trim()), "{command:?} shows no `{example}`:\n{text}");
    }
}

#[test]
fn the_version_is_told() {
    for arguments in [["version"], ["--version"]] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(out(&output), format!("rialto {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn wrong_arguments_exit_with_2() {
    let wrong: &[&[&str]] = &[
        &[],
        &["sevre"],
        &["serve", "--lisen", "127.0.0.1:1"],
        &["user", "create", "ada", "--role", "king"],
        &["serve", "--demo", "--data", "x"],
        &["token", "create", "ada", "--ttl", "soon"],
    ];
    for arguments in wrong {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
    assert!(err(&run(&["sevre"])).contains("serve"));
    assert!(err(&run(&["user", "create", "ada", "--role", "king"])).contains("moderator"));
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("r.toml"), "[limits]\nframe = \"32KiB\"\n").unwrap();
    let arguments =
        ["config", "show", "--sources", "--config", "r.toml", "--listen", "127.0.0.1:9"];
    let output = rialto(directory.path(), &arguments, "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    for line in [
        "frame = \"32KiB\"  # r.toml:2:1",
        "listen = [\"127.0.0.1:9\"]  # --listen",
        "outbound = \"1MiB\"  # default",
    ] {
        assert!(text.lines().any(|shown| shown == line), "`{line}` is not in:\n{text}");
    }
    let output = rialto(directory.path(), &["config", "show", "--config", "r.toml"], "");
    assert!(!out(&output).contains('#'));
}

#[test]
fn wrong_settings_are_told_with_their_place() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("r.toml"), "[limits]\nframme = \"32KiB\"\n").unwrap();
    for command in [&["config", "check"][..], &["config", "show"], &["serve"], &["user", "list"]] {
        let output = rialto(directory.path(), &[command, &["--config", "r.toml"]].concat(), "");
        let parts = ["error: r.toml:2:1: unknown setting `limits.framme`", "did you mean `frame`?"];
        check_failure(&output, 2, &parts);
    }
    let output = rialto(directory.path(), &["config", "check", "--config", "none.toml"], "");
    check_failure(&output, 2, &["cannot read none.toml"]);
    check_failure(
        &run(&["serve", "--listen", "8080"]),
        2,
        &["--listen: `server.listen[0]` cannot be `8080`"],
    );
    assert_eq!(run(&["config", "check"]).status.code(), Some(0));
}

#[test]
fn the_demo_stays_on_this_machine() {
    let output = run(&["serve", "--demo", "--listen", "0.0.0.0:0"]);
    check_failure(&output, 2, &["--demo", "loopback"]);
}

#[test]
fn accounts_are_made_listed_and_changed() {
    let directory = tempfile::tempdir().unwrap();
    let user = |arguments: &[&str], input: &str| {
        rialto(directory.path(), &[&["user"], arguments].concat(), input)
    };
    check_failure(&user(&["list"], ""), 3, &["it is not there", "--data"]);
    check_failure(&user(&["create", "ada", "--password-stdin"], "short\n"), 2, &["cannot make"]);
    check_failure(&user(&["create", "ada"], ""), 2, &["--password-stdin"]);

    let made = user(&["create", "ada", "--password-stdin"], "a long enough one\n");
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    assert!(out(&made).starts_with("ada is there: user, "), "{}", out(&made));
    let again = user(&["create", "ADA", "--password-stdin"], "a long enough one\n");
    check_failure(&again, 6, &["Somebody else is called so."]);

    assert_eq!(user(&["set-role", "Ada", "seller"], "").status.code(), Some(0));
    check_failure(&user(&["set-role", "bob", "seller"], ""), 4, &["there is no bob"]);
    let reset = user(&["reset-password", "ada", "--password-stdin"], "another long one\n");
    assert_eq!(reset.status.code(), Some(0), "{}", err(&reset));

    let listed = user(&["list", "--json"], "");
    let rows: serde_json::Value = serde_json::from_str(&out(&listed)).unwrap();
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert_eq!((&rows[0]["name"], &rows[0]["role"]), (&"ada".into(), &"seller".into()));
    assert_eq!(rows[0].get("password"), None);
    assert!(out(&user(&["list"], "")).lines().nth(1).unwrap().ends_with("  ada"));
}

#[test]
fn tokens_are_made_and_explained() {
    let directory = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &str| rialto(directory.path(), arguments, input);
    let password = "a long enough one\n";
    let made = run(&["user", "create", "ada", "--password-stdin"], password);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    check_failure(&run(&["token", "create", "bob"], ""), 4, &["there is no bob"]);

    let made = run(&["token", "create", "ada", "--ttl", "1h"], "");
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let token = out(&made);
    assert_eq!(token.lines().count(), 1);
    let good = run(&["token", "inspect", "--json"], &token);
    assert_eq!(good.status.code(), Some(0), "{}", err(&good));
    let findings: serde_json::Value = serde_json::from_str(&out(&good)).unwrap();
    let claim = |name: &str| findings["claims"][name].as_i64().unwrap();
    assert_eq!(findings["good"], true);
    assert_eq!(claim("exp") - claim("iat"), 3600);

    let changed = token.trim().rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    let bad = run(&["token", "inspect"], &changed);
    check_failure(&bad, 5, &["would not be believed", "the signature does not fit"]);
    assert!(out(&bad).contains("rialto"));
    check_failure(&run(&["token", "inspect"], "hello\n"), 5, &["not three parts"]);

    let reset = run(&["user", "reset-password", "ada", "--password-stdin"], password);
    assert_eq!(reset.status.code(), Some(0), "{}", err(&reset));
    check_failure(&run(&["token", "inspect"], &token), 5, &["signed out since"]);
}
