//! Frames, good and bad: what is answered, and with which code a connection ends.

use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use rialto::gateway::ws::{Decoder, Gone, Incoming, Limits, Origins, Violation};

use crate::ws_support::{
    BINARY, CLOSE, CONTINUE, Client, Host, LAST, PING, PONG, TEXT, frame, head,
};

const FRAME_BYTES_MAX: usize = 64 * 1024;

#[test]
fn a_violation_ends_the_connection_once_with_its_code() {
    let limits = Limits { linger: Duration::from_millis(200), ..Limits::default() };
    let host = Host::start(limits, Origins::same());
    let check = |what: &str, bytes: &[u8], code: u16| {
        let (mut client, _) = host.open();
        client.say("before");
        client.send(bytes);
        assert_eq!(client.hear_text(), "before", "{what}");
        assert_eq!(client.hear_close(), code, "{what}");
        // The client stays, and the server leaves by itself: the error does not repeat.
        assert!(client.is_over(), "{what}");
    };
    check("unmasked", &[LAST | TEXT, 2, b'h', b'i'], 1002);
    check("reserved bit", &frame(LAST | 0x40 | TEXT, b"hi"), 1002);
    check("reserved data operation", &frame(LAST | 3, b"hi"), 1002);
    check("reserved control operation", &frame(LAST | 0x0b, b""), 1002);
    check("long ping", &frame(LAST | PING, &[b'a'; 126]), 1002);
    check("ping in fragments", &frame(PING, b"a"), 1002);
    check("continuation of nothing", &frame(LAST | CONTINUE, b"a"), 1002);
    check("interrupted", &[frame(TEXT, b"a"), frame(LAST | TEXT, b"b")].concat(), 1002);
    check("long form of a short length", &[LAST | TEXT, 0xfe, 0, 2], 1002);
    check("length over 2^63", &head(LAST | TEXT, 1 << 63), 1002);
    check("half a close code", &frame(LAST | CLOSE, &[3]), 1002);
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] {
        check(&format!("close code {code}"), &frame(LAST | CLOSE, &code.to_be_bytes()), 1002);
    }
    check("close reason not UTF-8", &frame(LAST | CLOSE, &[3, 232, 0xff]), 1007);
    check("not UTF-8", &frame(LAST | TEXT, b"\xce\xba\xff"), 1007);
    check("half a character", &frame(LAST | TEXT, b"\xce"), 1007);
    check("binary", &frame(LAST | BINARY, b"\0"), 1003);
}

#[test]
fn a_huge_frame_is_refused_at_its_header() {
    let host = Host::usual();
    for length in [FRAME_BYTES_MAX as u64 + 1, 1 << 40] {
        let (mut client, _) = host.open();
        client.send(&head(LAST | TEXT, length));
        assert_eq!(client.hear_close(), 1009);
    }
    let (mut client, _) = host.open();
    let most = "a".repeat(FRAME_BYTES_MAX);
    client.say(&most);
    assert_eq!(client.hear_text(), most);
}

#[test]
fn fragments_are_joined_and_limited_together() {
    let host = Host::usual();
    let (mut client, _) = host.open();
    // Split within a character, with a ping in between.
    client.send(&frame(TEXT, b"k\xce"));
    client.send(&frame(LAST | PING, b"there?"));
    client.send(&frame(CONTINUE, b""));
    client.send(&frame(LAST | CONTINUE, b"\xba!"));
    assert_eq!(client.hear(), Some((LAST | PONG, b"there?".to_vec())));
    assert_eq!(client.hear_text(), "kκ!");
    client.send(&frame(TEXT, &vec![b'a'; FRAME_BYTES_MAX]));
    client.send(&head(LAST | CONTINUE, 1));
    assert_eq!(client.hear_close(), 1009);
}

#[test]
fn text_that_cannot_become_utf8_is_refused_before_it_is_complete() {
    let host = Host::usual();
    // The first two bytes of a code point beyond U+10FFFF, in a frame of which more is announced.
    let (mut client, _) = host.open();
    let whole = frame(LAST | TEXT, b"fine so far \xf4\x90\x80\x80");
    client.send(&whole[..whole.len() - 2]);
    assert_eq!(client.hear_close(), 1007);
    // ... and across fragments, of which the last never comes.
    let (mut client, _) = host.open();
    client.send(&frame(TEXT, b"fine so far \xf4"));
    client.send(&frame(CONTINUE, b"\x90"));
    assert_eq!(client.hear_close(), 1007);
}

#[test]
fn floods_of_nothing_end_the_connection() {
    let host = Host::usual();
    for (first, more) in [(PING | LAST, PING | LAST), (PONG | LAST, PONG | LAST), (TEXT, CONTINUE)]
    {
        let (mut client, _) = host.open();
        client.send(&frame(first, b""));
        client.send(&frame(more, b"").repeat(1_000));
        loop {
            let (start, content) = client.hear().expect("a close frame");
            if start == LAST | CLOSE {
                assert_eq!(content[..2], 4429_u16.to_be_bytes());
                break;
            }
            assert_eq!(start, LAST | PONG);
        }
        assert!(client.is_over());
    }
}

#[test]
fn a_close_is_answered_with_itself() {
    let host = Host::usual();
    let check = |content: &[u8], gone: Gone| {
        let (mut client, _) = host.open();
        client.send(&frame(LAST | CLOSE, content));
        // What comes after a close frame is not looked at.
        client.send(&frame(LAST | TEXT, b"late"));
        assert_eq!(client.hear(), Some((LAST | CLOSE, content.to_vec())));
        assert!(client.is_over());
        assert_eq!(host.gone(), gone);
    };
    check(b"", Gone::Left(None));
    check(b"\x03\xe8", Gone::Left(Some(1000)));
    check(b"\x03\xe8bye \xce\xba", Gone::Left(Some(1000)));
    check(b"\x0f\xa0see you", Gone::Left(Some(4000)));
    check(&[b"\x03\xe9".as_slice(), &[b'r'; 123]].concat(), Gone::Left(Some(1001)));
    let (client, _) = host.open();
    drop(client);
    assert_eq!(host.gone(), Gone::Lost);
}

#[test]
fn an_ordinary_client_is_understood() {
    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::{connect_async, tungstenite::Message};

    let host = Host::usual();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (mut client, _) = connect_async(format!("ws://{}/ws", host.address)).await.unwrap();
        for bytes in [0, 1, 125, 126, 127, 65_535, 65_536] {
            let said = Message::text("x".repeat(bytes));
            client.send(said.clone()).await.unwrap();
            assert_eq!(client.next().await.unwrap().unwrap(), said);
        }
        // Together more than may wait at once: what was read no longer counts.
        for _ in 0..20 {
            let said = Message::text("x".repeat(FRAME_BYTES_MAX));
            client.send(said.clone()).await.unwrap();
            assert_eq!(client.next().await.unwrap().unwrap(), said);
        }
        for turn in 0..1_000 {
            client.feed(Message::text(turn.to_string())).await.unwrap();
        }
        client.flush().await.unwrap();
        for turn in 0..1_000 {
            let heard = client.next().await.unwrap().unwrap();
            assert_eq!(heard, Message::text(turn.to_string()));
        }
        client.close(None).await.unwrap();
        while let Some(Ok(_)) = client.next().await {}
    });
    assert_eq!(host.gone(), Gone::Left(None));
}

/// All that comes out of these bytes when they are fed in pieces of these sizes.
fn decode(bytes: &[u8], sizes: &[usize]) -> (Vec<Incoming>, Option<Violation>) {
    let mut decoder = Decoder::new(200);
    let (mut out, mut rest, mut sizes) = (Vec::new(), bytes, sizes.iter().cycle());
    loop {
        match decoder.take() {
            Ok(Some(incoming)) => out.push(incoming),
            Ok(None) if rest.is_empty() => return (out, None),
            Ok(None) => {
                let size = sizes.next().map_or(rest.len(), |size| (*size).min(rest.len()));
                decoder.feed(Bytes::copy_from_slice(&rest[..size]));
                rest = &rest[size..];
            }
            Err(violation) => return (out, Some(violation)),
        }
    }
}

fn any_frame() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![
        8 => prop::sample::select(vec![LAST | TEXT, TEXT, LAST | BINARY, CONTINUE, LAST | CONTINUE]),
        2 => prop::sample::select(vec![LAST | PING, LAST | PONG]),
        1 => any::<u8>(),
    ];
    let content = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..150),
        "[a-zκ€𝄞]{0,40}".prop_map(String::into_bytes),
    ];
    (start, content).prop_map(|(start, content)| frame(start, &content))
}

proptest! {
    /// Where the network cuts the bytes makes no difference, and no bytes make the decoder panic.
    #[test]
    fn pieces_make_no_difference(
        frames in prop::collection::vec(any_frame(), 0..8),
        noise in prop::collection::vec(any::<u8>(), 0..20),
        sizes in prop::collection::vec(1_usize..40, 1..6),
    ) {
        let bytes = [frames.concat(), noise].concat();
        prop_assert_eq!(decode(&bytes, &sizes), decode(&bytes, &[1]));
        prop_assert_eq!(decode(&bytes, &[]), decode(&bytes, &[1]));
    }
}

#[test]
fn bytes_after_a_violation_are_not_held_against_the_server() {
    let host = Host::usual();
    let (mut client, _) = host.open();
    client.send(&head(LAST | TEXT, 1 << 40));
    // More than any buffer on the way: a server that stopped reading would reset, code and all.
    let flood = vec![b'x'; 1 << 20];
    for _ in 0..4 {
        if std::io::Write::write_all(&mut client.0, &flood).is_err() {
            break;
        }
    }
    assert_eq!(client.hear_close(), 1009);
    let (mut other, _) = host.open();
    other.say("still there?");
    assert_eq!(other.hear_text(), "still there?");
    let _ = Client::connect(host.address);
}
