//! Rialto's words for conversations: a message is what a bid is elsewhere, and its text is the amount.

use super::{Dialect, Heard, Link, Plain, Told, last_number, number};
use crate::frames::{Frame, TEXT, write_masked};

/// How a message begins.
const MESSAGE: &[u8] = br#"{"event":"chat:message","#;

/// How the figure of an inbox begins, and what stands before the number.
const UNREAD: &[u8] = br#"{"event":"chat:unread","#;
const COUNT: &[u8] = b"\"unreadCount\":";

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
        if frame.payload.starts_with(MESSAGE) {
            return Heard::Bid;
        }
        if frame.payload.starts_with(UNREAD) {
            return last_number(frame.payload, COUNT).map_or(Heard::Wrong, Heard::Unread);
        }
        self.0.hear(link, frame)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_figures_are_known() {
        let mut link = Link {
            person: 1,
            room: "conversation:x".into(),
            since: None,
            session: None,
            offset: None,
        };
        let mut hear = |text: &str| {
            let frame = Frame { opcode: TEXT, mask: None, payload: text.as_bytes() };
            Talk(Plain::peer()).hear(&mut link, &frame)
        };
        let said = r#"{"event":"chat:message","room":"conversation:x","seq":9,"at":"…","data":{"id":"9","content":"4 words"}}"#;
        assert_eq!(hear(said), Heard::Bid);
        let told = Told { seq: 9, amount: 4, offset: None };
        assert_eq!(Talk(Plain::peer()).read(said.as_bytes()), Some(told));
        let figure = r#"{"event":"chat:unread","room":"inbox:1","data":{"seq":9,"lastMessage":{"content":"\"unreadCount\":5"},"unreadCount":17}}"#;
        assert_eq!(hear(figure), Heard::Unread(17));
    }
}
