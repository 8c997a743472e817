//! How a connection becomes a WebSocket, or does not: what came before the handshake and right behind it, who
//! is refused and how, and clients that never finish asking.

use std::{io::Read, time::Duration};

use rialto::gateway::ws::{Close, Limits, Origins, Patience, Roll};
use serde_json::{Value, json};

use crate::{
    wired::Wired,
    ws_support::{CLOSE, Client, Host, LAST, PATIENCE, TEXT, frame, handshake},
};

/// A request of which nothing is asked but that it is answered.
const BEFORE: &str = "GET /before HTTP/1.1\r\nHost: rialto.test:8080\r\n\r\n";

/// A response: its head in small letters, and its body.
fn answer(client: &mut Client, request: &str) -> (String, Value) {
    let head = client.ask(request).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    client.0.read_exact(&mut body).unwrap();
    (head, serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn frames_that_come_with_the_handshake_are_served() {
    let host = Host::usual();
    let mut client = Client::connect(host.address);
    // More than the buffers of the HTTP server take at once, and half a frame at the end.
    let said: Vec<_> = (0..200).map(|number| format!("{number} {}", "x".repeat(1_000))).collect();
    let mut bytes = handshake(&[]).into_bytes();
    bytes.extend(said.iter().flat_map(|text| frame(LAST | TEXT, text.as_bytes())));
    let half = bytes.len() - 500;
    let mut writer = client.0.try_clone().unwrap();
    let rest = bytes.split_off(half);
    let written = std::thread::spawn(move || std::io::Write::write_all(&mut writer, &bytes));
    let head = client.ask("");
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    for text in &said[..199] {
        assert_eq!(client.hear_text(), *text);
    }
    written.join().unwrap().unwrap();
    client.send(&rest);
    assert_eq!(client.hear_text(), said[199]);
    client.say("and later ones");
    assert_eq!(client.hear_text(), "and later ones");
}

#[test]
fn a_request_before_the_handshake_is_answered_before_it() {
    let host = Host::usual();
    let check = |client: &mut Client, head: &str| {
        assert!(head.to_lowercase().starts_with("http/1.1 404 "), "{head}");
        let head = client.ask("");
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        assert_eq!(client.hear_text(), "at once");
    };
    // All in one write, several requests at that.
    let mut client = Client::connect(host.address);
    let mut bytes = [BEFORE, BEFORE, &handshake(&[])].concat().into_bytes();
    bytes.extend(frame(LAST | TEXT, b"at once"));
    client.send(&bytes);
    let first = client.ask("");
    assert!(first.starts_with("HTTP/1.1 404 "), "{first}");
    let second = client.ask("");
    check(&mut client, &second);
    // One after the other.
    let mut client = Client::connect(host.address);
    let first = client.ask(BEFORE);
    client.send(&[handshake(&[]).into_bytes(), frame(LAST | TEXT, b"at once")].concat());
    check(&mut client, &first);
}

#[test]
fn one_too_many_is_told_when_to_come_back_and_gets_the_place_of_one_who_leaves() {
    let host = Host::with(Limits::default(), Origins::same(), Roll::new(2), Patience::default());
    let (mut first, _) = host.open();
    let (mut second, _) = host.open();
    for _ in 0..3 {
        let mut client = Client::connect(host.address);
        // What came with the handshake was meant for somebody who is not there.
        let (head, body) = answer(&mut client, &handshake(&[]));
        assert!(head.starts_with("http/1.1 503 "), "{head}");
        assert!(head.contains("\r\nretry-after: 5\r\n"), "{head}");
        assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        let error = &body["error"];
        assert_eq!((&error["code"], &error["retry"]), (&json!("busy"), &json!(true)), "{body}");
        assert_eq!(error["data"]["retryAfterMs"], 5_000, "{body}");
        assert!(client.is_over());
    }
    assert_eq!(host.roll.live(), 2);
    first.send(&frame(LAST | CLOSE, b""));
    assert_eq!(first.hear(), Some((LAST | CLOSE, Vec::new())));
    assert!(first.is_over());
    let _ = host.gone();
    while host.roll.live() == 2 {
        std::thread::yield_now();
    }
    let (mut third, _) = host.open();
    for client in [&mut second, &mut third] {
        client.say("here");
        assert_eq!(client.hear_text(), "here");
    }
    // Who comes while the house is leaving is told as much.
    host.roll.leave(Close::Away);
    let (head, body) = answer(&mut Client::connect(host.address), &handshake(&[]));
    assert!(head.starts_with("http/1.1 503 "), "{head}");
    assert!(body["error"]["data"]["retryAfterMs"].is_u64(), "{body}");
    assert!(head.contains("\r\nretry-after: "), "{head}");
}

#[actix_web::test]
async fn an_upgrade_elsewhere_is_answered_like_any_other_request() {
    let wired = Wired::fresh();
    let address = wired.address;
    let asked = tokio::task::spawn_blocking(move || {
        let ask = |path: &str, headers: &[&str]| {
            let request = handshake(headers).replacen("/ws", path, 1);
            let mut client = Client::connect(address);
            let (head, body) = answer(&mut client, &request);
            assert!(client.is_over(), "{path}");
            (head, body)
        };
        let bearer = ["Authorization: Bearer nobody's"];
        [
            ("404", "not_found", ask("/elsewhere", &[])),
            ("404", "not_found", ask("/api/v1/auctions", &[])),
            ("404", "not_found", ask("/ws-echo", &[])),
            ("403", "forbidden", ask("/ws", &["Origin: https://evil.test"])),
            ("400", "malformed", ask("/ws", &["Sec-WebSocket-Key: one too many"])),
            ("401", "unauthenticated", ask("/ws", &["Authorization: Basic x"])),
            ("404", "not_found", ask("/elsewhere", &bearer)),
        ]
    });
    for (status, code, (head, body)) in asked.await.unwrap() {
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{head}");
        assert_eq!(body["error"]["code"], code, "{head}");
        assert!(body["error"]["message"].is_string(), "{body}");
        for header in [
            "content-type: application/json",
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
            "permissions-policy: ",
        ] {
            assert_eq!(head.matches(&format!("\r\n{header}")).count(), 1, "{header}: {head}");
        }
    }
    wired.close().await;
}

/// A house that waits for nobody's requests for long; but longer than the half second by which the HTTP
/// server's clock may be late.
fn impatient() -> Host {
    let patience = Patience {
        head_within: Duration::from_millis(800),
        keep_alive: Duration::from_millis(1_200),
    };
    Host::with(Limits::default(), Origins::same(), Roll::new(10), patience)
}

/// Whether the connection ends, whatever is said before.
fn ends(client: &mut Client) -> bool {
    client.0.set_read_timeout(Some(PATIENCE / 4)).unwrap();
    client.0.read_to_end(&mut Vec::new()).is_ok()
}

#[test]
fn who_asks_nothing_or_half_a_question_is_gone_in_time() {
    let host = impatient();
    for half in ["", "G", "GET /ws HTTP/1.1\r\nHost: rialto.test:8080\r\nUpgra"] {
        let mut client = Client::connect(host.address);
        client.send(half.as_bytes());
        assert!(ends(&mut client), "{half:?}");
    }
    let mut client = Client::connect(host.address);
    assert!(client.ask(BEFORE).starts_with("HTTP/1.1 404 "));
    assert!(ends(&mut client), "one that asks nothing more");
    for half in ["GET /ws HT", "GET /else HTTP/1.1\r\nHost: rialto.test:8080\r\n\r\nGET /ws"] {
        let mut client = Client::connect(host.address);
        assert!(client.ask(BEFORE).starts_with("HTTP/1.1 404 "));
        client.send(half.as_bytes());
        assert!(ends(&mut client), "one whose next question never ends");
    }
    // A WebSocket is no question.
    let (mut client, _) = host.open();
    let mut other = Client::connect(host.address);
    assert!(ends(&mut other));
    client.say("still here");
    assert_eq!(client.hear_text(), "still here");
}

#[test]
fn who_asks_half_a_question_after_a_whole_one_is_gone_in_time() {
    let host = impatient();
    let mut client = Client::connect(host.address);
    assert!(client.ask(BEFORE).starts_with("HTTP/1.1 404 "));
    client.send(b"GET /ws HTTP/1.1\r\nHost: rialto.test:8080\r\nUpgra");
    assert!(ends(&mut client));
}
