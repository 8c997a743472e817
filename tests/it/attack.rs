//! What strangers send, and what an operator runs into: each has its documented answer.

use std::{net::TcpListener, process::Command};

use rialto::{
    gateway::naming::check_name,
    protocol::{id::RoomId, person::Role},
    rooms::Habits,
};
use serde_json::json;

use crate::{desk::desk, stage::Stage};

#[test]
fn a_port_that_is_taken_is_told_and_nothing_more() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rialto"))
        .args(["serve", "--listen", &taken.local_addr().unwrap().to_string(), "--data"])
        .arg(folder.path().join("data"))
        .env_clear()
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(6), "{told}");
    assert!(told.contains("cannot listen on") && !told.contains("panicked"), "{told}");
}

#[actix_web::test]
async fn the_same_field_twice_is_refused_over_rest_as_on_the_socket() {
    let desk = desk();
    let server = desk.open();
    let bo = desk.somebody("Bo", Role::Seller).await;
    let bearer = format!("Bearer {}", bo.access_token.expose());
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    let twice =
        r#"{"title":"Desk","currency":"EUR","startPrice":1,"startPrice":2,"durationMs":60000}"#;
    server.send("POST /api/v1/auctions", &headers, twice).await.is(422, "invalid");
}

#[actix_web::test]
async fn a_title_shows_as_what_it_is() {
    let desk = desk();
    let server = desk.open();
    let bo = desk.somebody("Bo", Role::Seller).await;
    for (title, status) in [
        ("\u{200b}\u{200b}", 422),
        ("a\0b", 422),
        ("a\nb", 422),
        ("photo\u{202e}gpj.exe", 422),
        ("<b>Desk</b>", 201),
        ("שולחן 👩‍🔧", 201),
    ] {
        let lot = json!({"title": title, "currency": "EUR", "startPrice": 1, "durationMs": 60_000});
        let made = server.call("POST /auctions", Some(bo.access_token.expose()), &lot).await;
        assert_eq!(made.status, status, "{title:?}: {made:?}");
    }
}

#[test]
fn a_name_has_letters_of_one_alphabet() {
    for name in ["аda", "Αda", "ａｄａ"] {
        assert!(check_name(name).is_err(), "{name}");
    }
    for name in ["Ада", "Ωμέγα 2", "Zoë", "李小龍 Lee", "O'Neil"] {
        assert!(check_name(name).is_ok(), "{name}");
    }
}

#[actix_web::test]
async fn a_refusal_does_not_tell_whether_there_is_a_draft() {
    let desk = desk();
    let server = desk.open();
    let bo = desk.somebody("Bo", Role::Seller).await;
    let eve = desk.somebody("Eve", Role::User).await;
    let lot = json!({"title": "Desk", "currency": "EUR", "startPrice": 1, "durationMs": 60_000});
    let made = server.call("POST /auctions", Some(bo.access_token.expose()), &lot).await;
    let draft = made.json["id"].as_str().unwrap();
    let bid = json!({"amount": 100});
    let stage = Stage::on(desk.store.clone(), desk.clock.clone(), Habits::default());
    let mut answers = Vec::new();
    for id in [draft, "0000000000001"] {
        let room = RoomId::of("auction", id);
        answers.push(stage.ask(&eve.person, &room, "auction:bid", &bid, None).await);
    }
    assert_eq!(json!(answers[0]), json!(answers[1]));
}
