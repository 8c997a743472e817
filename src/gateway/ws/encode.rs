//! Messages to the client as bytes: the sending half of RFC 6455 for a server, which never masks.
//!
//! A room's message is encoded once for all who receive it, so this is not done by the connection.

use bytes::{BufMut, Bytes, BytesMut};
use bytestring::ByteString;

const LAST: u8 = 0b1000_0000;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const PING: u8 = 9;
const PONG: u8 = 10;
/// The longest header without a mask.
const HEAD_BYTES_MAX: usize = 10;

/// A ping without content.
pub(super) const fn ping() -> Bytes {
    Bytes::from_static(&[LAST | PING, 0])
}

/// The answer to a ping.
pub(super) fn pong(content: &[u8]) -> Bytes {
    one(PONG, content)
}

/// One text message.
pub(super) fn text(text: &str) -> Bytes {
    one(TEXT, text.as_bytes())
}

/// One binary message.
pub(super) fn binary(content: &[u8]) -> Bytes {
    one(BINARY, content)
}

/// Text messages one after the other, to be written in one go.
pub fn texts(texts: &[ByteString]) -> Bytes {
    let bytes = texts.iter().map(|text| text.len() + HEAD_BYTES_MAX).sum();
    let mut to = BytesMut::with_capacity(bytes);
    for text in texts {
        put(&mut to, TEXT, text.as_bytes());
    }
    to.freeze()
}

fn one(operation: u8, content: &[u8]) -> Bytes {
    let mut to = BytesMut::with_capacity(content.len() + HEAD_BYTES_MAX);
    put(&mut to, operation, content);
    to.freeze()
}

fn put(to: &mut BytesMut, operation: u8, content: &[u8]) {
    to.put_u8(LAST | operation);
    match (u8::try_from(content.len()), u16::try_from(content.len())) {
        (Ok(length @ 0..=125), _) => to.put_u8(length),
        (_, Ok(length)) => {
            to.put_u8(126);
            to.put_u16(length);
        }
        (_, Err(_)) => {
            to.put_u8(127);
            to.put_u64(content.len() as u64);
        }
    }
    to.put_slice(content);
}
