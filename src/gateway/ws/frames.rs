//! Bytes in, whole messages out: the receiving half of RFC 6455 for a server.
//!
//! Does no I/O and reads no clock, so it serves any transport. Everything is judged as early as it
//! can be: a frame by its header, text byte by byte. **Invariant:** what is kept of a message never
//! exceeds the limit, whatever a header announces, and after the first [`Violation`] nothing is read.

use bytes::{Bytes, BytesMut};
use bytestring::ByteString;

use super::close::Close;

/// RFC 6455, 5.5.
const CONTROL_BYTES_MAX: usize = 125;
/// The longest header: two bytes, an extended length and a mask.
const HEAD_BYTES_MAX: usize = 14;
const MASK_BYTES: usize = 4;
/// Fragments without content add nothing to the size of a message, so they are counted.
const EMPTY_FRAGMENTS_MAX: usize = 64;

/// One whole message, or one control frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// Text, already known to be UTF-8.
    Text(ByteString),
    /// Binary.
    Binary(Bytes),
    /// To be answered with a pong of the same content.
    Ping(Bytes),
    /// Somebody is there.
    Pong,
    /// The client closes, with this code and reason if it gave any.
    Close(Option<(u16, ByteString)>),
}

/// What the client did against the rules; the connection ends with the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Violation {
    /// A reserved bit is set, and no extension was agreed on.
    ReservedBits,
    /// An operation that RFC 6455 does not know.
    UnknownOperation,
    /// A client must mask.
    Unmasked,
    /// The length is not in its shortest form, or over 2^63.
    BadLength,
    /// A control frame in fragments, or of more than 125 bytes.
    BadControl,
    /// A continuation of nothing.
    NothingToContinue,
    /// A new message before the last one was complete.
    Interrupted,
    /// A close frame with half a code, or with a code that must not be sent.
    BadClose,
    /// Text, or the reason of a close, that is not UTF-8.
    NotUtf8,
    /// A message over the limit.
    TooLarge,
    /// More empty fragments or control frames than anybody needs.
    Flooding,
}

impl Violation {
    /// What the connection is closed with.
    pub const fn close(self) -> Close {
        match self {
            Violation::ReservedBits
            | Violation::UnknownOperation
            | Violation::Unmasked
            | Violation::BadLength
            | Violation::BadControl
            | Violation::NothingToContinue
            | Violation::Interrupted
            | Violation::BadClose => Close::Protocol,
            Violation::NotUtf8 => Close::NotUtf8,
            Violation::TooLarge => Close::TooLarge,
            Violation::Flooding => Close::Flooding,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Continue,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Operation {
    fn read(nibble: u8) -> Result<Self, Violation> {
        match nibble {
            0 => Ok(Operation::Continue),
            1 => Ok(Operation::Text),
            2 => Ok(Operation::Binary),
            8 => Ok(Operation::Close),
            9 => Ok(Operation::Ping),
            10 => Ok(Operation::Pong),
            _ => Err(Violation::UnknownOperation),
        }
    }

    const fn is_control(self) -> bool {
        match self {
            Operation::Continue | Operation::Text | Operation::Binary => false,
            Operation::Close | Operation::Ping | Operation::Pong => true,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Binary,
}

/// A frame whose header is complete and whose content is still to come.
#[derive(Clone, Copy, Debug)]
struct Frame {
    operation: Operation,
    last: bool,
    mask: [u8; MASK_BYTES],
    bytes_left: usize,
    /// Where in the mask the next byte stands.
    turn: usize,
}

/// Reads the frames of one client.
#[derive(Debug)]
pub struct Decoder {
    message_bytes_max: usize,
    input: Bytes,
    head: [u8; HEAD_BYTES_MAX],
    head_bytes: usize,
    frame: Option<Frame>,
    /// What the message that is under way is; none between messages.
    kind: Option<Kind>,
    message: BytesMut,
    /// So many bytes of the message are known to be UTF-8.
    checked_bytes: usize,
    empty_fragments: usize,
    control: BytesMut,
}

impl Decoder {
    /// A decoder for messages of at most so many bytes, fragments together.
    pub fn new(message_bytes_max: usize) -> Self {
        Decoder {
            message_bytes_max,
            input: Bytes::new(),
            head: [0; HEAD_BYTES_MAX],
            head_bytes: 0,
            frame: None,
            kind: None,
            message: BytesMut::new(),
            checked_bytes: 0,
            empty_fragments: 0,
            control: BytesMut::new(),
        }
    }

    /// Hands it what was read. Everything from before must have been taken out with [`Self::take`].
    pub fn feed(&mut self, input: Bytes) {
        debug_assert!(self.input.is_empty(), "feed only what is asked for");
        self.input = input;
    }

    /// The next message, or none until more is fed.
    pub fn take(&mut self) -> Result<Option<Incoming>, Violation> {
        loop {
            let frame = match self.frame {
                Some(frame) => frame,
                None => match self.read_head()? {
                    Some(frame) => frame,
                    None => return Ok(None),
                },
            };
            let left = self.read_content(frame);
            if frame.operation.is_control() {
                if left.is_some() {
                    return Ok(None);
                }
                let content = self.control.split().freeze();
                return read_control(frame.operation, content).map(Some);
            }
            let complete = left.is_none() && frame.last;
            self.check_text(complete)?;
            if complete {
                return self.finish();
            }
            if left.is_some() {
                return Ok(None);
            }
        }
    }

    /// Reads a header, however small the pieces in which it comes.
    fn read_head(&mut self) -> Result<Option<Frame>, Violation> {
        while !self.input.is_empty() {
            self.head[self.head_bytes] = self.input[0];
            self.input = self.input.slice(1..);
            self.head_bytes += 1;
            if self.head_bytes == 2 {
                self.judge_start()?;
            }
            let length_bytes = extended_bytes(self.head[1]);
            if 2 <= self.head_bytes && self.head_bytes == 2 + length_bytes {
                self.judge_length(length_bytes)?;
            }
            if self.head_bytes == 2 + length_bytes + MASK_BYTES {
                return self.start_frame(length_bytes).map(Some);
            }
        }
        Ok(None)
    }

    /// The two first bytes say most of what can be wrong with a frame.
    fn judge_start(&self) -> Result<(), Violation> {
        let [first, second] = [self.head[0], self.head[1]];
        if first & 0b0111_0000 != 0 {
            return Err(Violation::ReservedBits);
        }
        let operation = Operation::read(first & 0b0000_1111)?;
        if second & 0b1000_0000 == 0 {
            return Err(Violation::Unmasked);
        }
        let (last, short) = (first & 0b1000_0000 != 0, usize::from(second & 0b0111_1111));
        match operation {
            Operation::Close | Operation::Ping | Operation::Pong => {
                if last && short <= CONTROL_BYTES_MAX { Ok(()) } else { Err(Violation::BadControl) }
            }
            Operation::Text | Operation::Binary => {
                if self.kind.is_some() {
                    Err(Violation::Interrupted)
                } else {
                    Ok(())
                }
            }
            Operation::Continue => {
                if self.kind.is_some() {
                    Ok(())
                } else {
                    Err(Violation::NothingToContinue)
                }
            }
        }
    }

    /// Refuses what is too much before a byte of it has come.
    fn judge_length(&self, length_bytes: usize) -> Result<(), Violation> {
        let length = self.length(length_bytes);
        let shortest = match length_bytes {
            0 => true,
            2 => 126 <= length,
            _ => (1 << 16..1 << 63).contains(&length),
        };
        if !shortest {
            return Err(Violation::BadLength);
        }
        let is_control = Operation::read(self.head[0] & 0b0000_1111)?.is_control();
        let room = self.message_bytes_max.saturating_sub(self.message.len());
        if !is_control && u64::try_from(room).unwrap_or(u64::MAX) < length {
            return Err(Violation::TooLarge);
        }
        Ok(())
    }

    fn length(&self, length_bytes: usize) -> u64 {
        if length_bytes == 0 {
            return u64::from(self.head[1] & 0b0111_1111);
        }
        self.head[2..2 + length_bytes].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    fn start_frame(&mut self, length_bytes: usize) -> Result<Frame, Violation> {
        let operation = Operation::read(self.head[0] & 0b0000_1111)?;
        let last = self.head[0] & 0b1000_0000 != 0;
        let bytes_left =
            usize::try_from(self.length(length_bytes)).map_err(|_| Violation::TooLarge)?;
        let mut mask = [0; MASK_BYTES];
        mask.copy_from_slice(&self.head[2 + length_bytes..2 + length_bytes + MASK_BYTES]);
        match operation {
            Operation::Text => self.kind = Some(Kind::Text),
            Operation::Binary => self.kind = Some(Kind::Binary),
            Operation::Continue | Operation::Close | Operation::Ping | Operation::Pong => (),
        }
        if !operation.is_control() && bytes_left == 0 && !last {
            self.empty_fragments += 1;
            if EMPTY_FRAGMENTS_MAX < self.empty_fragments {
                return Err(Violation::Flooding);
            }
        }
        self.head_bytes = 0;
        Ok(Frame { operation, last, mask, bytes_left, turn: 0 })
    }

    /// Takes as much of the frame as is there, and returns what is still to come.
    fn read_content(&mut self, mut frame: Frame) -> Option<Frame> {
        let piece = self.input.split_to(frame.bytes_left.min(self.input.len()));
        let to = if frame.operation.is_control() { &mut self.control } else { &mut self.message };
        let start = to.len();
        to.extend_from_slice(&piece);
        frame.mask.rotate_left(frame.turn);
        unmask(&mut to[start..], frame.mask);
        frame.mask.rotate_right(frame.turn);
        frame.turn = (frame.turn + piece.len()) % MASK_BYTES;
        frame.bytes_left -= piece.len();
        self.frame = (0 < frame.bytes_left).then_some(frame);
        self.frame
    }

    /// Fails at the first byte that no continuation can make right.
    fn check_text(&mut self, complete: bool) -> Result<(), Violation> {
        if self.kind != Some(Kind::Text) || (complete && self.checked_bytes == 0) {
            // A message that came in one piece is checked once, when it becomes a string.
            return Ok(());
        }
        match std::str::from_utf8(&self.message[self.checked_bytes..]) {
            Ok(_) => self.checked_bytes = self.message.len(),
            Err(error) if error.error_len().is_none() && !complete => {
                self.checked_bytes += error.valid_up_to();
            }
            Err(_) => return Err(Violation::NotUtf8),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Option<Incoming>, Violation> {
        let content = std::mem::take(&mut self.message).freeze();
        (self.checked_bytes, self.empty_fragments) = (0, 0);
        match self.kind.take() {
            Some(Kind::Text) => ByteString::try_from(content)
                .map(|text| Some(Incoming::Text(text)))
                .map_err(|_| Violation::NotUtf8),
            Some(Kind::Binary) => Ok(Some(Incoming::Binary(content))),
            None => Err(Violation::NothingToContinue),
        }
    }
}

/// How many bytes the length takes beyond the seven bits.
const fn extended_bytes(second: u8) -> usize {
    match second & 0b0111_1111 {
        126 => 2,
        127 => 8,
        _ => 0,
    }
}

fn unmask(content: &mut [u8], mask: [u8; MASK_BYTES]) {
    for group in content.chunks_mut(MASK_BYTES) {
        for (byte, key) in group.iter_mut().zip(mask) {
            *byte ^= key;
        }
    }
}

fn read_control(operation: Operation, content: Bytes) -> Result<Incoming, Violation> {
    match operation {
        Operation::Ping => Ok(Incoming::Ping(content)),
        Operation::Pong => Ok(Incoming::Pong),
        Operation::Close => read_close(&content).map(Incoming::Close),
        Operation::Continue | Operation::Text | Operation::Binary => Err(Violation::BadControl),
    }
}

fn read_close(content: &Bytes) -> Result<Option<(u16, ByteString)>, Violation> {
    if content.is_empty() {
        return Ok(None);
    }
    if content.len() < 2 {
        return Err(Violation::BadClose);
    }
    let code = u16::from_be_bytes([content[0], content[1]]);
    // RFC 6455, 7.4, and the codes registered since.
    let may_be_sent = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
    if !may_be_sent {
        return Err(Violation::BadClose);
    }
    let reason = ByteString::try_from(content.slice(2..)).map_err(|_| Violation::NotUtf8)?;
    Ok(Some((code, reason)))
}
