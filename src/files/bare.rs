//! A picture without what its file says of where, when, with what and by whom it was taken. How it is to be turned
//! stays, and so do its colours.
//!
//! Files are taken apart by `img-parts`; what is not known here goes, so that nothing is forgotten. A GIF or AVIF is
//! kept as it came.

use std::{
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use bytes::{BufMut, Bytes, BytesMut};
use img_parts::{
    ImageEXIF,
    jpeg::{Jpeg, JpegSegment, markers},
    png::Png,
    riff::RiffContent,
    webp::{self, WebP},
};

/// Chunks of a PNG that say how it looks; all others are words about it.
const PNG_CHUNKS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// Chunks of a WebP that are its picture.
const WEBP_CHUNKS: [[u8; 4]; 8] = [
    webp::CHUNK_VP8X,
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
    webp::CHUNK_ALPH,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
    webp::CHUNK_ICCP,
    // Written anew, with nothing but how it is to be turned.
    webp::CHUNK_EXIF,
];
/// In the flags of a WebP: that there is a chunk with XMP.
const WEBP_XMP: u8 = 0b0000_0100;
/// How a segment with a profile of colours begins.
const ICC_MARK: &[u8] = b"ICC_PROFILE\0";
/// The tag of EXIF for how a picture is to be turned, and its value for not at all.
const TURN_TAG: u16 = 0x0112;
const UPRIGHT: u8 = 1;
/// From this value on width and height change places.
const SIDEWAYS: u8 = 5;
/// The most entries of EXIF that are looked through for it.
const ENTRIES_MAX: usize = 200;

/// What is left of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bare {
    /// It.
    pub bytes: Bytes,
    /// It is shown on its side: its height is its width.
    pub sideways: bool,
    /// It is not what it was.
    pub changed: bool,
}

/// Makes a picture bare where it is, and flushes it to disk; nothing where its file is broken. Reads it whole; to be
/// called where that may take a while.
pub fn make(path: &Path, media_type: &str) -> io::Result<Option<Bare>> {
    let whole = Bytes::from(fs::read(path)?);
    let Some(bare) = of(&whole, media_type) else { return Ok(None) };
    if bare.changed {
        fs::write(path, &bare.bytes)?;
        fs::File::open(path)?.sync_all()?;
    }
    Ok(Some(bare))
}

/// What is left of a picture; nothing where its file is broken.
pub fn of(whole: &Bytes, media_type: &str) -> Option<Bare> {
    let strip: fn(&Bytes) -> Option<(Bytes, u8)> = match media_type {
        "image/jpeg" => jpeg,
        "image/png" => png,
        "image/webp" => webp,
        _ => |whole| Some((whole.clone(), UPRIGHT)),
    };
    let given = AssertUnwindSafe(whole.clone());
    // The readers of files are not ours, and one that falls over a file refuses it.
    let (bytes, turn) = catch_unwind(move || strip(&{ given }.0)).ok().flatten()?;
    Some(Bare { changed: bytes != *whole, bytes, sideways: SIDEWAYS <= turn })
}

/// What is left of a JPEG, and how it is to be turned.
fn jpeg(whole: &Bytes) -> Option<(Bytes, u8)> {
    let mut jpeg = Jpeg::from_bytes(whole.clone()).ok()?;
    let turn = turn(jpeg.exif().as_deref());
    // The reader takes all behind the head of the first scan for its content, whatever it is.
    let last = jpeg.segments_mut().pop().filter(JpegSegment::has_entropy)?;
    let scans = scans(&whole[whole.len() - (last.len_with_entropy() - last.len())..])?;
    jpeg.segments_mut().retain(|segment| {
        let is_profile = segment.contents().starts_with(ICC_MARK);
        !is_about(segment.marker()) || segment.marker() == markers::APP2 && is_profile
    });
    let first = JpegSegment::new_with_entropy(last.marker(), last.contents().clone(), scans);
    jpeg.segments_mut().push(first);
    jpeg.set_exif(exif(turn));
    Some((jpeg.encoder().bytes(), turn))
}

/// Whether a segment is about the picture and no part of it: all but JFIF's, and the one with how Adobe's colours are
/// meant.
fn is_about(marker: u8) -> bool {
    matches!(marker, markers::APP1..=markers::APP13 | markers::APP15 | markers::COM)
}

/// The scans of a JPEG up to its end, which must be there: a second picture and films stand behind it.
fn scans(rest: &[u8]) -> Option<Bytes> {
    let (mut kept, mut at) = (BytesMut::with_capacity(rest.len()), 0);
    loop {
        let mark = at
            + rest[at..].windows(2).position(|two| two[0] == markers::P && two[1] != markers::Z)?;
        kept.put_slice(&rest[at..mark]);
        let marker = rest[mark + 1];
        let length = match marker {
            markers::EOI => {
                kept.put_slice(&rest[mark..mark + 2]);
                return Some(kept.freeze());
            }
            // A byte that fills, or one that says where to begin anew.
            markers::P => 1,
            markers::RST0..=markers::RST7 => 2,
            _ => {
                let length = rest.get(mark + 2..mark + 4)?;
                2 + usize::from(u16::from_be_bytes([length[0], length[1]]))
            }
        };
        let segment = rest.get(mark..mark + length)?;
        if !is_about(marker) {
            kept.put_slice(segment);
        }
        at = mark + length;
    }
}

fn png(whole: &Bytes) -> Option<(Bytes, u8)> {
    let mut png = Png::from_bytes(whole.clone()).ok()?;
    let turn = turn(png.exif().as_deref());
    png.chunks_mut().retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    png.set_exif(exif(turn));
    Some((png.encoder().bytes(), turn))
}

fn webp(whole: &Bytes) -> Option<(Bytes, u8)> {
    let mut webp = WebP::from_bytes(whole.clone()).ok()?;
    let turn = turn(webp.exif().as_deref());
    webp.chunks_mut().retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    for chunk in webp.chunks_mut().iter_mut().filter(|chunk| chunk.id() == webp::CHUNK_VP8X) {
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut flags = BytesMut::from(&data[..]);
            *flags.first_mut()? &= !WEBP_XMP;
            *data = flags.freeze();
        }
    }
    webp.set_exif(exif(turn));
    Some((webp.encoder().bytes(), turn))
}

/// How EXIF says that a picture is to be turned.
fn turn(exif: Option<&[u8]>) -> u8 {
    let said = exif.and_then(said);
    said.filter(|turn| (UPRIGHT..=8).contains(turn)).unwrap_or(UPRIGHT)
}

fn said(exif: &[u8]) -> Option<u8> {
    let is_little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| {
        let (first, second) = (usize::from(short(at)?), usize::from(short(at + 2)?));
        Some(if is_little { second << 16 | first } else { first << 16 | second })
    };
    let first = long(4)?;
    let entries = usize::from(short(first)?).min(ENTRIES_MAX);
    let mut places = (0..entries).map(|number| first + 2 + 12 * number);
    let place = places.find(|place| short(*place) == Some(TURN_TAG))?;
    u8::try_from(short(place + 8)?).ok()
}

/// EXIF that says nothing but how a picture is to be turned, where it is.
fn exif(turn: u8) -> Option<Bytes> {
    let mut exif = BytesMut::from(&b"MM\0*\0\0\0\x08\0\x01"[..]);
    exif.put_u16(TURN_TAG);
    // One number of 16 bits, left in its field; and no further directory.
    exif.put_slice(&[0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0]);
    (turn != UPRIGHT).then(|| exif.freeze())
}
