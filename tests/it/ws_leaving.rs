//! The house closes: everybody is told, nobody new gets in, and it is over soon.

use std::time::Duration;

use bytestring::ByteString;
use rialto::gateway::ws::{Close, Gone, Limits, Origins};

use crate::ws_support::{CLOSE, Client, Host, LAST, frame, handshake};

#[test]
fn everybody_hears_goodbye_and_nobody_new_gets_in() {
    let host = Host::usual();
    let mut clients: Vec<_> = (0..20).map(|_| host.open().0).collect();
    assert_eq!(host.roll.live(), 20);
    host.roll.leave(Close::Away);
    let head = Client::connect(host.address).ask(&handshake(&[]));
    assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
    for client in &mut clients {
        assert_eq!(client.hear_text(), "goodbye");
        assert_eq!(client.hear_close(), 1001);
        client.send(&frame(LAST | CLOSE, &1001_u16.to_be_bytes()));
        assert!(client.is_over());
        assert_eq!(host.gone(), Gone::Closed(Close::Away));
    }
    host.emptied();
}

#[test]
fn who_does_not_answer_the_goodbye_is_left_behind() {
    let limits = Limits { linger: Duration::from_millis(100), ..Limits::default() };
    let host = Host::start(limits, Origins::same());
    let (mut deaf, _) = host.open();
    let (_frozen, handle) = host.open();
    while handle.send(ByteString::from("e".repeat(10_000))).is_ok() {
        std::thread::yield_now();
    }
    host.roll.leave(Close::Away);
    host.emptied();
    assert_eq!(deaf.hear_text(), "goodbye");
    assert_eq!(deaf.hear_close(), 1001);
    assert!(deaf.is_over());
}

#[test]
fn with_the_sockets_gone_the_listener_stops_gracefully_at_once() {
    let limits = Limits { linger: Duration::from_millis(100), ..Limits::default() };
    let host = Host::start(limits, Origins::same());
    let _idle: Vec<_> = (0..5).map(|_| host.open()).collect();
    host.roll.leave(Close::Away);
    host.emptied();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // The listener gives connections 30 s; with none left it needs none of them.
    let stopped = runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(5), host.server.stop(true)).await
    });
    assert!(stopped.is_ok());
}
