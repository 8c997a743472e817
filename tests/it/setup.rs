//! The first admin: made by a link that works once, for half an hour, and only while there is none.

use std::{fs, os::unix::fs::PermissionsExt};

use rialto::{
    gateway::{
        links::LINK_TTL_MS,
        setup::{LINKS_MAX, SetupLinks},
    },
    protocol::person::Role,
};
use serde_json::{Value, json};

use crate::{
    desk::{Response, Server},
    process::Ground,
    wired::{NOW, Wired, settings},
};

async fn set_up(wired: &Wired, code: &str, name: &str) -> Response {
    let body = json!({"code": code, "name": name, "password": "correct horse"});
    wired.rest("POST /setup", None, None, &body).await
}

/// Whether pages are told that somebody has to set it up.
async fn waits(wired: &Wired) -> bool {
    let meta = wired.rest("GET /meta", None, None, &Value::Null).await;
    meta.json["setup"].as_bool().unwrap()
}

async fn code(wired: &Wired) -> String {
    wired.house.setup_code().await.unwrap().unwrap()
}

#[actix_web::test]
async fn a_link_makes_one_admin_and_none_works_then() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.auth.registration = false;
    let wired = Wired::open(&config);
    assert!(waits(&wired).await);
    let (first, second) = (code(&wired).await, code(&wired).await);
    set_up(&wired, &first, "x").await.is(422, "invalid");
    let (one, other) = tokio::join!(set_up(&wired, &first, "cy"), set_up(&wired, &second, "eve"));
    assert_eq!(one.status.min(other.status), 201, "{one:?} {other:?}");
    assert_eq!(one.status.max(other.status), 404, "{one:?} {other:?}");
    let made = if one.status == 201 { one } else { other };
    assert_eq!(made.json["user"]["role"], "admin", "{made:?}");
    assert!(made.json["refreshToken"].is_string() && made.json["accessToken"].is_string());
    assert!(!waits(&wired).await);
    for code in [&first, &second] {
        set_up(&wired, code, "eve").await.is(404, "not_found");
    }
    assert!(wired.house.setup_code().await.unwrap().is_none());
    wired.close().await;
}

#[actix_web::test]
async fn an_admin_who_came_another_way_ends_it_too() {
    let wired = Wired::fresh();
    let code = code(&wired).await;
    wired.somebody("cy", Role::Admin).await;
    set_up(&wired, &code, "eve").await.is(404, "not_found");
    wired.close().await;
}

#[actix_web::test]
async fn a_link_works_for_half_an_hour_and_fills_a_seat() {
    let wired = Wired::fresh();
    let code = code(&wired).await;
    let body = json!({"code": code, "name": "cy", "password": "correct horse"}).to_string();
    let headers = [("Rialto-Seat", "5"), ("Content-Type", "application/json")];
    wired.pass(LINK_TTL_MS);
    set_up(&wired, &code, "cy").await.is(404, "not_found");
    wired.clock.set(NOW.plus(LINK_TTL_MS - 1));
    let made = Server::at(wired.address).send("POST /api/v1/setup", &headers, &body).await;
    assert_eq!((made.status, made.json.get("refreshToken")), (201, None), "{made:?}");
    assert!(made.header("Set-Cookie").unwrap().starts_with("rialto-5="), "{made:?}");
    wired.close().await;
}

#[actix_web::test]
async fn whoever_guesses_is_slowed_down() {
    let wired = Wired::fresh();
    let code = code(&wired).await;
    for guess in ["", "a", "b", "c", "d"] {
        set_up(&wired, guess, "eve").await.is(404, "not_found");
    }
    set_up(&wired, &code, "eve").await.is(429, "rate_limited");
    wired.pass(1_000);
    assert_eq!(set_up(&wired, &code, "cy").await.status, 201);
    wired.close().await;
}

#[test]
fn codes_are_kept_nowhere_and_links_are_few() {
    let folder = tempfile::tempdir().unwrap();
    let links = SetupLinks::of(folder.path());
    let codes: Vec<_> = (0..=LINKS_MAX).map(|_| links.add(NOW).unwrap()).collect();
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(files[0].path()).unwrap();
    assert!(codes.iter().all(|code| !text.contains(code)));
    assert_eq!(text.lines().count(), LINKS_MAX);
    assert!(!links.know(&codes[0], NOW).unwrap(), "the oldest has gone");
    assert!(codes[1..].iter().all(|code| links.know(code, NOW).unwrap()));
    links.close().unwrap();
    links.close().unwrap();
    assert!(!links.know(&codes[1], NOW).unwrap());
}

/// The code at the end of a link, wherever that leads.
fn last_part(link: &str) -> &str {
    link.trim().rsplit_once("/setup/").unwrap().1
}

#[test]
fn the_command_line_prints_links_for_the_next_start_and_for_a_server_that_runs() {
    let ground = Ground::new();
    let print = || {
        let printed = ground.run(&["setup-link"], "");
        assert_eq!(printed.status.code(), Some(0), "{printed:?}");
        let line = String::from_utf8(printed.stdout).unwrap();
        assert!(line.starts_with("http://127.0.0.1:8080/setup/"), "{line}");
        last_part(&line).to_owned()
    };
    let before = print();
    let server = ground.serve();
    assert!(server.says().contains("no admin yet"));
    let shown = server.says();
    let address = format!("  http://{}/setup/", server.address);
    assert!(shown.starts_with(&address), "{shown}");
    let during = print();
    assert!(!server.log().contains(last_part(&shown)), "a secret in the log");

    let set_up = |code: &str, name: &str| {
        let body = json!({"code": code, "name": name, "password": "correct horse"});
        server.call("POST /api/v1/setup", None, &body)
    };
    // Each of them is good: the name is what is refused.
    for code in [&before, last_part(&shown), &during] {
        assert_eq!(set_up(code, "x").0, 422);
    }
    assert_eq!(set_up("nonsense", "cy").0, 404);
    let (status, made) = set_up(&before, "cy");
    assert_eq!((status, &made["user"]["role"]), (201, &json!("admin")), "{made}");
    assert_eq!(set_up(&during, "eve").0, 404);
    let late = ground.run(&["setup-link"], "");
    let said = String::from_utf8(late.stderr).unwrap();
    assert_eq!(late.status.code(), Some(6), "{said}");
    assert!(said.contains("there is an admin already"), "{said}");
}
