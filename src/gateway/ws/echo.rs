//! Sends everything back, on the codec of production: for conformance suites and nothing else.

use bytes::Bytes;
use bytestring::ByteString;

use super::{Close, Door, Endpoint, Gone, Limits};

/// The suites send messages of so many bytes.
const ECHO_BYTES_MAX: usize = 16 * 1024 * 1024;

/// An endpoint that says what it hears.
#[derive(Clone, Copy, Debug, Default)]
pub struct Echo;

impl Echo {
    /// The limits of production, but for the sizes, which conformance suites exceed on purpose.
    pub fn limits() -> Limits {
        Limits {
            frame_bytes_max: ECHO_BYTES_MAX,
            outbound_bytes_max: 4 * ECHO_BYTES_MAX,
            ..Limits::default()
        }
    }
}

impl Endpoint for Echo {
    type Note = ();

    fn opened(&mut self, _door: &mut Door<'_, ()>) {}

    fn text(&mut self, text: ByteString, door: &mut Door<'_, ()>) {
        door.send(text);
    }

    fn binary(&mut self, content: Bytes, door: &mut Door<'_, ()>) {
        door.send_binary(content);
    }

    fn noted(&mut self, (): (), _door: &mut Door<'_, ()>) {}

    fn goodbye(&mut self, _close: Close) -> Option<ByteString> {
        None
    }

    fn closed(&mut self, _gone: Gone) {}
}
