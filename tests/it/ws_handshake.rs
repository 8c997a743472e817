//! Who gets a WebSocket, and who does not.

use std::io::Read;

use rialto::gateway::ws::{Limits, Origins};

use crate::ws_support::{Client, Host, handshake};

fn status(host: &Host, request: &str) -> u16 {
    status_of(&Client::connect(host.address).ask(request))
}

fn status_of(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{head:?}"))
}

#[test]
fn the_handshake_of_the_rfc_is_answered_with_its_key() {
    let host = Host::usual();
    let head = Client::connect(host.address).ask(&handshake(&[])).to_lowercase();
    assert!(head.starts_with("http/1.1 101 "), "{head}");
    assert!(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
}

#[test]
fn a_loose_handshake_is_refused() {
    let host = Host::usual();
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    let check = |from: &str, to: &str, expected: u16| {
        let request = handshake(&[]).replacen(from, to, 1);
        assert_eq!(status(&host, &request), expected, "{from} -> {to}");
    };
    check("", "", 101);
    check("Upgrade: websocket", "Upgrade: WebSocket", 101);
    // RFC 6455 would have it in a list as well; the HTTP server hands over only those that ask for nothing else.
    check("Upgrade: websocket", "Upgrade: foo, WebSocket", 426);
    check("GET", "POST", 405);
    check("HTTP/1.1", "HTTP/1.0", 400);
    check("Upgrade: websocket", "Upgrade: websocketish", 426);
    check("Connection: keep-alive, Upgrade", "Connection: keep-alive", 426);
    check("Version: 13", "Version: 8", 426);
    check("Version: 13", "Version: 13, 8", 426);
    check("Sec-WebSocket-Version: 13", "X-None: 1", 426);
    check(key, "X-None: 1", 400);
    check(key, &format!("{key}\r\n{key}"), 400);
    check(key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j", 400);
    check(key, "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==", 400);
    check(key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXM=", 400);
    check("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhello", 400);
    let head = Client::connect(host.address).ask(&handshake(&[]).replace(": 13", ": 7"));
    assert!(head.to_lowercase().contains("sec-websocket-version: 13"), "{head}");
}

#[test]
fn only_pages_of_the_same_host_may_connect_unless_others_are_listed() {
    let same = Host::usual();
    let check = |host: &Host, origins: &[&str], expected: u16| {
        let headers: Vec<_> = origins.iter().map(|origin| format!("Origin: {origin}")).collect();
        let headers: Vec<_> = headers.iter().map(String::as_str).collect();
        assert_eq!(status(host, &handshake(&headers)), expected, "{origins:?}");
    };
    check(&same, &[], 101);
    check(&same, &["http://rialto.test:8080"], 101);
    check(&same, &["https://Rialto.test:8080"], 101);
    check(&same, &["null"], 403);
    check(&same, &[""], 403);
    check(&same, &["http://rialto.test"], 403);
    check(&same, &["http://rialto.test:8081"], 403);
    check(&same, &["http://rialto.test:8080.evil.test"], 403);
    check(&same, &["http://evil-rialto.test:8080"], 403);
    check(&same, &["http://rialto.test:8080@evil.test"], 403);
    check(&same, &["http://rialto.test:8080/"], 403);
    check(&same, &["file://rialto.test:8080"], 403);
    check(&same, &["http://rialto.test:8080", "http://evil.test"], 403);
    let default_port = handshake(&["Origin: https://rialto.test"]).replace(":8080", ":443");
    assert_eq!(status(&same, &default_port), 101);

    let listed = Origins::listed(vec!["https://shop.test".to_owned()]);
    let listed = Host::start(Limits::default(), listed);
    check(&listed, &[], 101);
    check(&listed, &["https://shop.test"], 101);
    check(&listed, &["http://shop.test"], 403);
    check(&listed, &["https://shop.test.evil.test"], 403);
    check(&listed, &["http://rialto.test:8080"], 101);
    check(&listed, &["http://rialto.test:8081"], 403);
}

#[test]
fn half_a_handshake_is_gone_in_time() {
    let host = Host::usual();
    let mut half = Client::connect(host.address);
    half.send(handshake(&[]).trim_end().as_bytes());
    let mut silent = Client::connect(host.address);
    for client in [&mut half, &mut silent] {
        // The patience of the client is the limit; what it hears first is a 408 or nothing.
        let mut rest = Vec::new();
        client.0.read_to_end(&mut rest).unwrap();
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{rest:?}");
    }
    assert_eq!(host.roll.live(), 0);
}
