//! WebSocket frames as bytes: walked by their headers, and written.

/// A text frame.
pub(crate) const TEXT: u8 = 1;
/// A binary frame.
pub(crate) const BINARY: u8 = 2;
/// The last frame.
pub(crate) const CLOSE: u8 = 8;
/// A question whether the other is there.
pub(crate) const PING: u8 = 9;
/// The answer to it.
pub(crate) const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;
const LENGTH: u8 = 0x7f;
/// Lengths that say in how many bytes the length stands.
const TWO_BYTES: u8 = 0x7e;
const EIGHT_BYTES: u8 = 0x7f;
/// The load is no browser behind a proxy: any mask will do.
const MASK: [u8; 4] = [0x5a, 0xa5, 0x3c, 0xc3];

/// One whole frame where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    /// What kind of frame.
    pub(crate) opcode: u8,
    /// With what the payload is masked, if it is.
    pub(crate) mask: Option<[u8; 4]>,
    /// What it holds, masked still.
    pub(crate) payload: &'a [u8],
}

impl Frame<'_> {
    /// The payload without its mask.
    pub(crate) fn unmasked(&self) -> Vec<u8> {
        let mask = self.mask.unwrap_or_default();
        self.payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
    }
}

/// The whole frames at the beginning of some bytes, one after the other.
#[derive(Debug)]
pub(crate) struct Frames<'a> {
    bytes: &'a [u8],
    walked: usize,
    /// A frame was met that nobody here sends: a part of a message, or with an extension.
    pub(crate) strange: bool,
}

impl<'a> Frames<'a> {
    /// Begins with the first byte, which must be the first of a frame.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Frames { bytes, walked: 0, strange: false }
    }

    /// How many bytes the frames so far were long.
    pub(crate) fn walked(&self) -> usize {
        self.walked
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        let bytes = &self.bytes[self.walked..];
        let (&[first, second], _) = bytes.split_first_chunk()?;
        let (length, mut head) = match second & LENGTH {
            TWO_BYTES => (usize::from(u16::from_be_bytes(*bytes[2..].first_chunk()?)), 4),
            EIGHT_BYTES => {
                (usize::try_from(u64::from_be_bytes(*bytes[2..].first_chunk()?)).ok()?, 10)
            }
            short => (usize::from(short), 2),
        };
        self.strange |= first & 0xf0 != FINAL;
        let mut mask = None;
        if second & MASKED != 0 {
            mask = Some(*bytes[head..].first_chunk()?);
            head += 4;
        }
        let payload = bytes.get(head..head.checked_add(length)?)?;
        self.walked += head + length;
        Some(Frame { opcode: first & 0x0f, mask, payload })
    }
}

/// Appends a frame as servers send it.
pub(crate) fn write(opcode: u8, payload: &[u8], out: &mut Vec<u8>) {
    head(opcode, 0, payload.len(), out);
    out.extend_from_slice(payload);
}

/// Appends a frame as clients send it.
pub(crate) fn write_masked(opcode: u8, payload: &[u8], out: &mut Vec<u8>) {
    head(opcode, MASKED, payload.len(), out);
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

fn head(opcode: u8, masked: u8, length: usize, out: &mut Vec<u8>) {
    out.push(FINAL | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < TWO_BYTES => out.push(masked | short),
        (_, Ok(middle)) => {
            out.push(masked | TWO_BYTES);
            out.extend_from_slice(&middle.to_be_bytes());
        }
        (_, Err(_)) => {
            out.push(masked | EIGHT_BYTES);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths on both sides of every border between forms of the header.
    const LENGTHS: [usize; 8] = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

    fn payload(length: usize) -> Vec<u8> {
        (0..=u8::MAX).cycle().take(length).collect()
    }

    #[test]
    fn what_is_written_is_walked() {
        let mut bytes = Vec::new();
        for length in LENGTHS {
            write(TEXT, &payload(length), &mut bytes);
            write_masked(BINARY, &payload(length), &mut bytes);
        }
        let mut frames = Frames::of(&bytes);
        for length in LENGTHS {
            let (plain, masked) = (frames.next().unwrap(), frames.next().unwrap());
            assert_eq!((plain.opcode, plain.payload), (TEXT, &payload(length)[..]));
            assert_eq!((masked.opcode, masked.unmasked()), (BINARY, payload(length)));
            assert!(length == 0 || masked.payload != payload(length), "it is masked");
        }
        assert_eq!((frames.next(), frames.walked(), frames.strange), (None, bytes.len(), false));
    }

    #[test]
    fn a_frame_cut_anywhere_is_waited_for() {
        let mut bytes = Vec::new();
        write(TEXT, b"whole", &mut bytes);
        let whole = bytes.len();
        write(TEXT, &payload(300), &mut bytes);
        for cut in whole..bytes.len() {
            let mut frames = Frames::of(&bytes[..cut]);
            assert_eq!(frames.by_ref().count(), 1, "cut at {cut}");
            assert_eq!(frames.walked(), whole, "cut at {cut}");
        }
        assert_eq!(Frames::of(&bytes).count(), 2);
    }

    #[test]
    fn parts_of_messages_are_strange() {
        let mut frames = Frames::of(&[TEXT, 1, b'a']);
        assert_eq!(frames.next().map(|frame| frame.opcode), Some(TEXT));
        assert!(frames.strange);
    }
}
