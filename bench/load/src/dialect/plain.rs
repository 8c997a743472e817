//! Rialto's own words, which the peers without a protocol of their own speak as well.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Dialect, Heard, Link, Told, find, handshake, number, told};
use crate::{
    clock::MILLISECOND,
    frames::{Frame, TEXT, write_masked},
};

/// How an accepted bid begins.
const BID: &[u8] = br#"{"event":"auction:bid","#;
/// How an answer begins: to `subscribe`, which is asked first, and to bids.
const JOINED: &[u8] = br#"{"reply":1,"#;
const ANSWERED: &[u8] = br#"{"reply":2,"#;
/// An answer says no within so many bytes.
const HEAD: usize = 80;

/// Rialto, `ws` and `bare`.
pub(crate) struct Plain {
    /// The path of the handshake, and what more stands in it.
    door: Box<Door>,
}

/// How somebody says who they are: the path and further headers.
type Door = dyn Fn(&Link) -> (String, String);

impl Plain {
    /// Rialto: whoever comes shows a token.
    pub(crate) fn rialto(token: impl Fn(usize) -> String + 'static) -> Self {
        Plain {
            door: Box::new(move |link| {
                let header = format!("Authorization: Bearer {}\r\n", token(link.person));
                ("/ws".to_owned(), header)
            }),
        }
    }

    /// A peer: whoever comes says a name.
    pub(crate) fn peer() -> Self {
        Plain { door: Box::new(|link| (format!("/?name={}", link.name()), String::new())) }
    }
}

impl Dialect for Plain {
    fn knock(&self, link: &Link) -> String {
        let (path, headers) = (self.door)(link);
        handshake(&path, &headers)
    }

    fn opened(&self, link: &Link, out: &mut Vec<u8>) {
        let since = link.since.map(|since| format!(r#","since":{since}"#)).unwrap_or_default();
        let room = &link.room;
        let text = format!(r#"{{"id":1,"event":"subscribe","data":{{"room":"{room}"{since}}}}}"#);
        write_masked(TEXT, text.as_bytes(), out);
    }

    fn hear(&self, _link: &mut Link, frame: &Frame<'_>) -> Heard {
        let text = frame.payload;
        if text.starts_with(BID) {
            return Heard::Bid;
        }
        let refused = find(&text[..text.len().min(HEAD)], br#""error":{"#).is_some();
        if text.starts_with(ANSWERED) {
            let too_low = refused && find(text, b"\"bid_too_low\"").is_some();
            return match (refused, too_low) {
                (false, _) => Heard::Accepted,
                (true, true) => Heard::Refused,
                (true, false) => Heard::Failed,
            };
        }
        if text.starts_with(JOINED) && !refused {
            return joined(text);
        }
        if text.starts_with(br#"{"event":"goodbye""#) {
            let pause = number(text, b"\"retryAfterMs\":");
            return pause.map_or(Heard::Wrong, |pause| Heard::SentAway(pause * MILLISECOND));
        }
        if refused { Heard::Wrong } else { Heard::Other }
    }

    fn bid(&self, link: &Link, amount: u64, out: &mut Vec<u8>) {
        let room = &link.room;
        let text = format!(
            r#"{{"id":2,"event":"auction:bid","room":"{room}","data":{{"amount":{amount}}}}}"#
        );
        write_masked(TEXT, text.as_bytes(), out);
    }

    fn read(&self, payload: &[u8]) -> Option<Told> {
        told(payload)
    }
}

fn joined(text: &[u8]) -> Heard {
    #[derive(Deserialize)]
    struct Reply<'a> {
        #[serde(borrow)]
        data: Missed<'a>,
    }
    #[derive(Deserialize)]
    struct Missed<'a> {
        recovered: bool,
        #[serde(borrow, default)]
        events: Vec<&'a RawValue>,
    }
    let Ok(reply) = serde_json::from_slice::<Reply<'_>>(text) else { return Heard::Wrong };
    if !reply.data.recovered {
        return Heard::Joined;
    }
    // Whatever is no bid here would leave a hole, and the room says so.
    let events = reply.data.events.iter();
    Heard::Resumed(events.filter_map(|event| told(event.get().as_bytes())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Heard {
        let mut link =
            Link { person: 1, room: "auction:x".into(), since: None, session: None, offset: None };
        let frame = Frame { opcode: TEXT, mask: None, payload: text.as_bytes() };
        Plain::peer().hear(&mut link, &frame)
    }

    #[test]
    fn frames_of_rialto_are_known() {
        let bid = r#"{"event":"auction:bid","room":"auction:x","seq":18,"at":"…","data":{"bid":"9","amount":15}}"#;
        assert_eq!(heard(bid), Heard::Bid);
        let read = Plain::peer().read(bid.as_bytes());
        assert_eq!(read, Some(Told { seq: 18, amount: 15, offset: None }));
        assert_eq!(heard(r#"{"reply":2,"seq":18,"data":{"bid":"9"}}"#), Heard::Accepted);
        let refused = r#"{"reply":2,"seq":18,"error":{"code":"bid_too_low","message":"…"}}"#;
        assert_eq!(heard(refused), Heard::Refused);
        assert_eq!(heard(r#"{"reply":2,"error":{"code":"rate_limited"}}"#), Heard::Failed);
        assert_eq!(heard(r#"{"reply":1,"error":{"code":"not_found"}}"#), Heard::Wrong);
        assert_eq!(heard(r#"{"event":"goodbye","data":{"code":4403}}"#), Heard::Wrong);
        let later = r#"{"event":"goodbye","data":{"code":4000,"retryAfterMs":250}}"#;
        assert_eq!(heard(later), Heard::SentAway(250 * MILLISECOND));
        assert_eq!(heard(r#"{"event":"auction:watchers","room":"r","data":{}}"#), Heard::Other);
    }

    #[test]
    fn what_was_missed_is_read() {
        let snapshot =
            r#"{"reply":1,"seq":3,"data":{"seq":3,"recovered":false,"state":{"bids":[]}}}"#;
        assert_eq!(heard(snapshot), Heard::Joined);
        let missed = r#"{"reply":1,"seq":3,"data":{"seq":3,"recovered":true,"events":[{"event":"auction:bid","seq":2,"data":{"amount":5}},{"event":"auction:bid","seq":3,"data":{"amount":6}}]}}"#;
        let told = |seq, amount| Told { seq, amount, offset: None };
        assert_eq!(heard(missed), Heard::Resumed(vec![told(2, 5), told(3, 6)]));
    }
}
