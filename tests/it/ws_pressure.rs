//! Clients that do not read, do not answer or never stop: what they cost, and that they go.

use std::time::Duration;

use rialto::gateway::ws::{Close, Gone, Limits, Origins, Slow};

use crate::ws_support::{Host, LAST, PATIENCE, PING, PONG, frame, is_end};

/// Short enough to be seen; the moments themselves are never asserted.
fn hasty() -> Limits {
    Limits {
        outbound_bytes_max: 256 * 1024,
        ping_every: Duration::from_millis(200),
        pong_within: Duration::from_millis(200),
        frozen_within: Duration::from_millis(300),
        linger: Duration::from_millis(100),
        look_every: Duration::from_millis(20),
        ..Limits::default()
    }
}

/// Neither pings nor freezes within a test.
fn calm() -> Limits {
    Limits { ping_every: PATIENCE * 2, frozen_within: PATIENCE * 2, ..hasty() }
}

/// Sends until the budget of a client that reads nothing is used up; returns the bytes taken.
fn fill(handle: &rialto::gateway::ws::Handle<String>) -> usize {
    let event = "e".repeat(16_000);
    let mut taken = 0;
    while handle.send(&event).is_ok() {
        taken += event.len();
        std::thread::yield_now();
    }
    taken
}

#[test]
fn a_client_that_reads_nothing_costs_its_budget_and_is_cut() {
    let host = Host::start(calm(), Origins::same());
    let (mut stalled, handle) = host.open();
    let (mut healthy, _) = host.open();
    let taken = fill(&handle);
    // What is beyond the budget is in the buffers of the two kernels.
    println!("{taken} bytes were taken");
    assert!(taken < 16 << 20, "{taken}");
    assert_eq!(handle.send("more"), Err(Slow));
    assert_eq!(host.gone(), Gone::Closed(Close::Slow));
    healthy.say("and I?");
    assert_eq!(healthy.hear_text(), "and I?");
    assert_eq!(host.roll.live(), 1);
    // The client finds its connection reset, and not a socket that hangs about.
    let mut rest = Vec::new();
    let ended = std::io::Read::read_to_end(&mut stalled.0, &mut rest);
    assert!(ended.is_ok() || ended.is_err_and(|error| is_end(error.kind())));
}

#[test]
fn a_slow_client_that_reads_again_is_told_why_it_is_closed() {
    let limits = Limits { linger: PATIENCE, ..calm() };
    let host = Host::start(limits, Origins::same());
    let (mut client, handle) = host.open();
    fill(&handle);
    loop {
        let (start, content) = client.hear().expect("a close frame");
        if start != LAST | 1 {
            assert_eq!(content[..2], 4001_u16.to_be_bytes());
            break;
        }
    }
    client.send(&frame(LAST | 8, &4001_u16.to_be_bytes()));
    assert!(client.is_over());
    assert_eq!(host.gone(), Gone::Closed(Close::Slow));
}

#[test]
fn a_frozen_client_is_found_below_its_budget() {
    let limits = Limits {
        outbound_bytes_max: 1 << 30,
        ping_every: PATIENCE * 2,
        frozen_within: Duration::from_millis(300),
        ..hasty()
    };
    let host = Host::start(limits, Origins::same());
    let (_stalled, handle) = host.open();
    let event = "e".repeat(60_000);
    // More than the kernels take, far less than the budget.
    for _ in 0..400 {
        if handle.send(&event).is_err() {
            break;
        }
    }
    assert_eq!(host.gone(), Gone::Closed(Close::Slow));
}

#[test]
fn a_client_that_is_silent_is_pinged_and_then_closed() {
    let host = Host::start(hasty(), Origins::same());
    let (mut client, _) = host.open();
    let (start, content) = client.hear().unwrap();
    assert_eq!((start, content.len()), (LAST | PING, 0));
    // At most a few pings fit into the time it has.
    let close = (0..10).find_map(|_| client.hear().filter(|(start, _)| *start != LAST | PING));
    assert_eq!(close.expect("a close frame").1[..2], 4002_u16.to_be_bytes());
    assert!(client.is_over());
    assert_eq!(host.gone(), Gone::Closed(Close::NoPong));
}

#[test]
fn a_client_that_answers_pings_stays() {
    let host = Host::start(hasty(), Origins::same());
    let (mut client, _) = host.open();
    for _ in 0..10 {
        assert_eq!(client.hear(), Some((LAST | PING, Vec::new())));
        client.send(&frame(LAST | PONG, b""));
    }
    client.say("here");
    assert_eq!(client.hear_text(), "here");
}

#[test]
fn a_busy_mailbox_leaves_neighbours_their_turn() {
    let host = Host::usual();
    let (mut busy, _) = host.open();
    let (mut neighbour, _) = host.open();
    busy.say("spin");
    busy.say("me too");
    for _ in 0..100 {
        neighbour.say("my turn");
        assert_eq!(neighbour.hear_text(), "my turn");
    }
    assert_eq!(busy.hear_text(), "me too");
}

#[test]
fn a_flood_of_frames_leaves_neighbours_their_turn() {
    let host = Host::usual();
    let (loud, _) = host.open();
    let (mut neighbour, _) = host.open();
    let mut writer = loud.0.try_clone().unwrap();
    let flood = std::thread::spawn(move || {
        let frames = frame(LAST | 1, b"me").repeat(1_000);
        while std::io::Write::write_all(&mut writer, &frames).is_ok() {}
    });
    let mut reader = loud.0.try_clone().unwrap();
    let drain = std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    for _ in 0..100 {
        neighbour.say("my turn");
        assert_eq!(neighbour.hear_text(), "my turn");
    }
    loud.0.shutdown(std::net::Shutdown::Both).unwrap();
    flood.join().unwrap();
    let _ = drain.join().unwrap();
}

#[test]
fn requests_wait_for_the_answer_before_and_so_does_what_others_send() {
    let host = Host::usual();
    let (mut client, handle) = host.open();
    client.say("gate:first");
    client.say("second");
    host.held();
    handle.note("third".to_owned()).unwrap();
    let (mut other, _) = host.open();
    other.say("not held");
    assert_eq!(other.hear_text(), "not held");
    host.gate.send(true).unwrap();
    let heard = [client.hear_text(), client.hear_text(), client.hear_text()];
    assert_eq!(heard[0], "first");
    assert!(heard.contains(&"second".to_owned()) && heard.contains(&"third".to_owned()));
}

#[test]
fn a_connection_that_waits_for_an_answer_is_not_taken_for_silent() {
    let host = Host::start(hasty(), Origins::same());
    let (mut client, _) = host.open();
    let (mut silent, _) = host.open();
    client.say("gate:here it is");
    // Meanwhile another, as silent, has been judged.
    assert!((0..10).any(|_| silent.hear().is_none()));
    host.gate.send(true).unwrap();
    loop {
        let (start, content) = client.hear().unwrap();
        if start != LAST | PING {
            assert_eq!(content, b"here it is");
            break;
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_descriptor_is_left_of_a_connection() {
    let host = Host::start(calm(), Origins::same());
    for turn in 0..60 {
        let (mut client, handle) = host.open();
        match turn % 3 {
            0 => client.send(&frame(LAST | 8, b"")),
            1 => drop(client),
            _ => {
                fill(&handle);
            }
        }
        let _ = host.gone();
    }
    host.emptied();
    // A descriptor that leaked would keep its socket connected, or half closed, for ever.
    let port = format!(":{:04X} ", host.address.port());
    for _ in 0..2_000 {
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        let held = table.lines().filter(|line| {
            let mut words = line.split_whitespace().skip(1);
            let is_ours = words.next().is_some_and(|local| format!("{local} ").ends_with(&port));
            // ESTABLISHED and CLOSE_WAIT.
            is_ours && matches!(words.nth(1), Some("01" | "08"))
        });
        if held.count() == 0 {
            return;
        }
        std::thread::yield_now();
    }
    panic!("sockets are left");
}
