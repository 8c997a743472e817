//! Rialto's words for conversations: a message is what a bid is elsewhere, and its text is the amount.

use super::{Dialect, Heard, Link, Plain, Told, number};
use crate::frames::{Frame, TEXT, write_masked};

/// How a message begins.
const MESSAGE: &[u8] = br#"{"event":"chat:message","#;

/// Conversations of Rialto.
pub(crate) struct Talk(pub(crate) Plain);

impl Dialect for Talk {
    fn knock(&self, link: &Link) -> String {
        self.0.knock(link)
    }

    fn opened(&self, link: &Link, out: &mut Vec<u8>) {
        self.0.opened(link, out);
    }

    fn hear(&self, link: &mut Link, frame: &Frame<'_>) -> Heard {
        if frame.payload.starts_with(MESSAGE) { Heard::Bid } else { self.0.hear(link, frame) }
    }

    fn bid(&self, link: &Link, amount: u64, out: &mut Vec<u8>) {
        let room = &link.room;
        let text = format!(
            r#"{{"id":2,"event":"chat:message","room":"{room}","data":{{"content":"{amount} words of no weight, as long as people's are"}}}}"#
        );
        write_masked(TEXT, text.as_bytes(), out);
    }

    fn read(&self, payload: &[u8]) -> Option<Told> {
        let (seq, amount) = (number(payload, b"\"seq\":")?, number(payload, b"\"content\":\"")?);
        Some(Told { seq, amount, offset: None })
    }
}
