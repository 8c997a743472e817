//! Colyseus: a seat is asked for over HTTP, then binary messages of a byte, a name and msgpack.

use serde_json::Value;

use super::{Dialect, Heard, Link, Told, find, handshake};
use crate::frames::{BINARY, Frame, write_masked};

const JOIN_ROOM: u8 = 10;
const ROOM_DATA: u8 = 13;
/// How an accepted bid begins, and how an answer.
const BID: &[u8] = b"\x0d\xabauction:bid";
const ANSWERED: &[u8] = b"\x0d\xa5reply";

/// Colyseus.
pub(crate) struct Colyseus;

impl Dialect for Colyseus {
    fn knock(&self, link: &Link) -> String {
        let body = format!(r#"{{"room":"{}","name":"{}"}}"#, link.room, link.name());
        format!(
            "POST /matchmake/joinOrCreate/auction HTTP/1.1\r\nHost: localhost\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    fn knock_again(&self, body: &[u8]) -> Option<String> {
        let seat: Value = serde_json::from_slice(body).ok()?;
        let field = |name: &str| seat[name].as_str();
        let (process, room, session) = (field("processId")?, field("roomId")?, field("sessionId")?);
        Some(handshake(&format!("/{process}/{room}?sessionId={session}"), ""))
    }

    fn opened(&self, _link: &Link, _out: &mut Vec<u8>) {
        // The server speaks first.
    }

    fn hear(&self, _link: &mut Link, frame: &Frame<'_>) -> Heard {
        let bytes = frame.payload;
        if bytes.starts_with(BID) {
            return Heard::Bid;
        }
        if bytes.starts_with(ANSWERED) {
            let refused = find(bytes, b"\xa5error").is_some();
            return if refused { Heard::Refused } else { Heard::Accepted };
        }
        match bytes.first() {
            Some(&JOIN_ROOM) => {
                let mut frame = Vec::new();
                write_masked(BINARY, &[JOIN_ROOM], &mut frame);
                Heard::SayJoined(frame)
            }
            // Errors and leavings.
            Some(11 | 12) => Heard::Wrong,
            Some(_) | None => Heard::Other,
        }
    }

    fn bid(&self, _link: &Link, amount: u64, out: &mut Vec<u8>) {
        let mut message = vec![ROOM_DATA, 0xab];
        message.extend_from_slice(b"auction:bid\x81\xa6amount\xce");
        let amount = u32::try_from(amount).unwrap_or(u32::MAX);
        message.extend_from_slice(&amount.to_be_bytes());
        write_masked(BINARY, &message, out);
    }

    fn read(&self, payload: &[u8]) -> Option<Told> {
        let (seq, amount) = (number(payload, b"\xa3seq")?, number(payload, b"\xa6amount")?);
        Some(Told { seq, amount, offset: None })
    }
}

/// The whole number behind a key of a map, given with its head.
fn number(bytes: &[u8], key: &[u8]) -> Option<u64> {
    let bytes = &bytes[find(bytes, key)? + key.len()..];
    let (kind, rest) = bytes.split_first()?;
    match kind {
        0..=0x7f => Some(u64::from(*kind)),
        0xcc => rest.first().map(|byte| u64::from(*byte)),
        0xcd => rest.first_chunk().map(|bytes| u64::from(u16::from_be_bytes(*bytes))),
        0xce => rest.first_chunk().map(|bytes| u64::from(u32::from_be_bytes(*bytes))),
        0xcf => rest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        let event = |amount: &[u8]| {
            let head = b"\x0d\xabauction:bid\x82\xa3seq\x07\xa6amount";
            Colyseus.read(&[head, amount].concat()).map(|told| (told.seq, told.amount))
        };
        assert_eq!(event(&[5]), Some((7, 5)));
        assert_eq!(event(&[0xcc, 200]), Some((7, 200)));
        assert_eq!(event(&[0xcd, 1, 0]), Some((7, 256)));
        assert_eq!(event(&[0xce, 0, 1, 0, 0]), Some((7, 65_536)));
        assert_eq!(event(&[0xcf, 0, 0, 0, 1, 0, 0, 0, 0]), Some((7, 1 << 32)));
        assert_eq!(event(&[0xc0]), None);
    }
}
