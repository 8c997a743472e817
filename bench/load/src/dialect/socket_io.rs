//! Socket.IO 4 over Engine.IO 4, as text over a WebSocket from the beginning.

use std::rc::Rc;

use super::{Dialect, Heard, Link, Told, find, handshake, told};
use crate::frames::{Frame, TEXT, write_masked};

/// An event of the namespace `/`.
const BID: &[u8] = br#"42["auction:bid","#;
/// Acknowledgements of what is asked with these numbers.
const JOINED: &[u8] = b"431[";
const ANSWERED: &[u8] = b"432[";

/// Socket.IO.
pub(crate) struct SocketIo;

impl Dialect for SocketIo {
    fn knock(&self, link: &Link) -> String {
        let name = link.name();
        handshake(&format!("/socket.io/?EIO=4&transport=websocket&name={name}"), "")
    }

    fn opened(&self, _link: &Link, _out: &mut Vec<u8>) {
        // The server speaks first.
    }

    fn hear(&self, link: &mut Link, frame: &Frame<'_>) -> Heard {
        let text = frame.payload;
        if text.starts_with(BID) {
            return Heard::Bid;
        }
        if text.starts_with(ANSWERED) {
            let refused = find(text, br#"[{"error":"#).is_some();
            return if refused { Heard::Refused } else { Heard::Accepted };
        }
        match text {
            b"2" => say("3"),
            [b'0', ..] => match (&link.session, &link.offset) {
                (Some(session), Some(offset)) => {
                    say(&format!(r#"40{{"pid":"{session}","offset":"{offset}"}}"#))
                }
                (_, None) | (None, _) => say("40"),
            },
            [b'4', b'0', rest @ ..] => connected(link, rest),
            joined if joined.starts_with(JOINED) => Heard::Joined,
            [b'4', b'4' | b'1', ..] | [b'1', ..] => Heard::Wrong,
            _ => Heard::Other,
        }
    }

    fn bid(&self, link: &Link, amount: u64, out: &mut Vec<u8>) {
        let room = &link.room;
        let text = format!(r#"422["auction:bid",{{"room":"{room}","amount":{amount}}}]"#);
        write_masked(TEXT, text.as_bytes(), out);
    }

    fn read(&self, payload: &[u8]) -> Option<Told> {
        // With recovery the name of the packet stands behind the event.
        let offset = payload.strip_suffix(b"\"]").and_then(|head| {
            let begin = head.iter().rposition(|byte| *byte == b'"')?;
            std::str::from_utf8(&head[begin + 1..]).ok().map(Rc::from)
        });
        Some(Told { offset, ..told(payload)? })
    }
}

/// The namespace is open: as before, or afresh.
fn connected(link: &mut Link, json: &[u8]) -> Heard {
    let content: serde_json::Value = serde_json::from_slice(json).unwrap_or_default();
    let session = content["pid"].as_str().map(str::to_owned);
    let same = session.is_some() && link.offset.is_some() && session == link.session;
    link.session = session;
    if same {
        // What was missed comes as events of their own, before this or after.
        return Heard::Resumed(Vec::new());
    }
    let room = &link.room;
    say(&format!(r#"421["subscribe",{{"room":"{room}"}}]"#))
}

fn say(text: &str) -> Heard {
    let mut frame = Vec::new();
    write_masked(TEXT, text.as_bytes(), &mut frame);
    Heard::Say(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_read_with_and_without_their_names() {
        let event = r#"{"event":"auction:bid","seq":7,"data":{"bid":"7","amount":12}}"#;
        let bare = format!(r#"42["auction:bid",{event}]"#);
        let told = |offset| Some(Told { seq: 7, amount: 12, offset });
        assert_eq!(SocketIo.read(bare.as_bytes()), told(None));
        let named = format!(r#"42["auction:bid",{event},"Gk1s"]"#);
        assert_eq!(SocketIo.read(named.as_bytes()), told(Some("Gk1s".into())));
    }
}
