//! Connections end: in order, in time, and all of them when the house closes; then everybody is
//! told, nobody new gets in, and it is over soon.

use std::time::Duration;

use rialto::{
    clock::Stopwatch,
    gateway::ws::{Close, Gone, Limits, Origins},
};

use crate::ws_support::{CLOSE, Client, Host, LAST, PATIENCE, TEXT, frame, handshake};

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
    while handle.send(&"e".repeat(10_000)).is_ok() {
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

/// The least of a few tries, so that a busy machine does not count.
fn fastest(mut attempt: impl FnMut()) -> Duration {
    let timed = |_| {
        let watch = Stopwatch::start();
        attempt();
        watch.elapsed()
    };
    (0..4).map(timed).min().unwrap_or_default()
}

#[test]
fn after_both_closes_the_server_hangs_up_at_once() {
    let host = Host::usual();
    let taken = fastest(|| {
        let (mut client, _) = host.open();
        client.send(&frame(LAST | CLOSE, b""));
        assert_eq!(client.hear(), Some((LAST | CLOSE, Vec::new())));
        assert!(client.is_over());
    });
    // By default the listener lingers for a second, which clients take for a bad close.
    assert!(taken < Duration::from_millis(700), "{taken:?}");
}

#[test]
fn who_broke_the_protocol_is_not_waited_for_as_long_as_others() {
    let limits = Limits { linger: Duration::from_secs(4), ..Limits::default() };
    let host = Host::start(limits, Origins::same());
    let taken = fastest(|| {
        let (mut client, _) = host.open();
        client.send(&[LAST | TEXT, 0]);
        assert_eq!(client.hear_close(), 1002);
        assert!(client.is_over());
    });
    assert!(taken < Duration::from_secs(3), "{taken:?}");
}

#[test]
fn who_does_not_answer_a_close_is_left_without_being_cut() {
    // Nobody looks: only the connection itself can end in time.
    let limits = Limits {
        linger: Duration::from_millis(100),
        look_every: PATIENCE * 2,
        ..Limits::default()
    };
    let host = Host::start(limits, Origins::same());
    let (mut deaf, handle) = host.open();
    handle.close(Close::Banned);
    assert_eq!(deaf.hear_close(), 4403);
    assert!(deaf.is_over());
    assert_eq!(host.gone(), Gone::Closed(Close::Banned));
}

#[test]
fn a_connection_that_waits_for_an_answer_is_cut_all_the_same() {
    let limits = Limits {
        linger: Duration::from_millis(100),
        look_every: Duration::from_millis(20),
        ..Limits::default()
    };
    let host = Host::start(limits, Origins::same());
    let (mut client, handle) = host.open();
    client.say("gate:never");
    host.held();
    // So much is unread that nobody listens to the socket.
    client.send(&frame(LAST | TEXT, "x".repeat(60_000).as_bytes()).repeat(16));
    handle.close(Close::Unauthenticated);
    assert_eq!(host.gone(), Gone::Closed(Close::Unauthenticated));
    host.emptied();
}
