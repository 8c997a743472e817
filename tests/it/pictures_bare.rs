//! Pictures without what their files say of where and by whom they were taken.

use bytes::Bytes;
use img_parts::{
    jpeg::{Jpeg, JpegSegment, markers},
    png::{Png, PngChunk},
    riff::{RiffChunk, RiffContent},
    webp::WebP,
};
use rialto::files::bare;

use crate::simulate::Dice;

/// What nobody is to find.
pub(crate) const SECRET: &str = "48.2082N 16.3738E";

/// EXIF with a turn, and a secret behind it.
fn exif(turn: u8) -> Vec<u8> {
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0];
    [b"II*\0\x08\0\0\0\x01\0", &entry[..], &[0; 4], SECRET.as_bytes()].concat()
}

/// A PNG of this size that tells a secret twice.
pub(crate) fn png(width: u32, height: u32, turn: u8) -> Vec<u8> {
    let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let chunks = [
        (*b"IHDR", size),
        (*b"eXIf", exif(turn)),
        (*b"gAMA", vec![0, 0, 0xb1, 0x8f]),
        (*b"iTXt", [b"Comment\0\0\0\0\0", SECRET.as_bytes()].concat()),
        (*b"IDAT", vec![7; 30]),
        (*b"IEND", Vec::new()),
    ];
    let mut whole = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in chunks {
        whole.extend(PngChunk::new(kind, contents.into()).encoder().bytes());
    }
    [&whole[..], SECRET.as_bytes()].concat()
}

/// A JPEG of 16 to 8 in two scans that tells a secret wherever one can.
fn jpeg(turn: u8) -> Vec<u8> {
    let secret = SECRET.as_bytes();
    let segment = |marker: u8, contents: &[u8]| {
        let contents = Bytes::copy_from_slice(contents);
        JpegSegment::new_with_contents(marker, contents).encoder().bytes()
    };
    let head = [
        segment(markers::APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(markers::APP1, &[b"Exif\0\0", &exif(turn)[..]].concat()),
        segment(markers::APP1, &[b"http://ns.adobe.com/xap/1.0/\0", secret].concat()),
        segment(markers::APP2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(markers::APP2, &[b"MPF\0", secret].concat()),
        segment(markers::APP13, &[b"Photoshop 3.0\0", secret].concat()),
        segment(markers::APP14, b"Adobe\0d\0\0\0\0\x01"),
        segment(markers::COM, secret),
        segment(markers::DQT, &[1; 65]),
        segment(markers::SOF0, &[8, 0, 8, 0, 16, 1, 1, 0x11, 0]),
        segment(markers::SOS, &[1, 1, 0, 0, 63, 0]),
    ];
    let scans: [&[u8]; 5] = [
        b"\x01\xff\x00\xff\xd0\x02\xff\xff\xd1\x03",
        &segment(markers::COM, secret),
        &segment(markers::SOS, &[1, 1, 0, 0, 63, 0]),
        b"\x04\xff\x00\x05\xff\xd9",
        // A second picture.
        &[b"\xff\xd8\xff\xe1", secret].concat(),
    ];
    [&[0xff, 0xd8][..], &head.concat(), &scans.concat()].concat()
}

/// A WebP that tells a secret three times.
fn webp(turn: u8) -> Vec<u8> {
    let chunk = |id: &[u8; 4], data: &[u8]| {
        RiffChunk::new(*id, RiffContent::Data(Bytes::copy_from_slice(data)))
    };
    let subchunks = vec![
        chunk(b"VP8X", &[0x0c, 0, 0, 0, 15, 0, 0, 7, 0, 0]),
        chunk(b"VP8L", b"\x2f\x0f\xc0\x01\0"),
        chunk(b"EXIF", &exif(turn)),
        chunk(b"XMP ", SECRET.as_bytes()),
        chunk(b"note", SECRET.as_bytes()),
    ];
    let list = RiffContent::List { kind: Some(*b"WEBP"), subchunks };
    RiffChunk::new(*b"RIFF", list).encoder().bytes().to_vec()
}

#[track_caller]
fn stripped(whole: &[u8], media_type: &str, sideways: bool) -> Bytes {
    let has = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|some| some == SECRET.as_bytes());
    assert!(has(whole));
    let bare = bare::of(&Bytes::copy_from_slice(whole), media_type).unwrap();
    assert!(!has(&bare.bytes), "{media_type}");
    assert_eq!((bare.changed, bare.sideways), (true, sideways), "{media_type}");
    // What is bare stays as it is, and is turned as before.
    let again = bare::of(&bare.bytes, media_type).unwrap();
    assert_eq!(again, bare::Bare { changed: false, ..bare.clone() });
    bare.bytes
}

#[test]
fn a_jpeg_keeps_its_scans_its_colours_and_its_turn() {
    let bare = stripped(&jpeg(6), "image/jpeg", true);
    let read = Jpeg::from_bytes(bare.clone()).unwrap();
    let markers: Vec<u8> = read.segments().iter().map(JpegSegment::marker).collect();
    assert_eq!(markers, [0xe0, 0xe1, 0xe2, 0xee, 0xdb, 0xc0, 0xda]);
    let scans = b"\x01\xff\x00\xff\xd0\x02\xff\xff\xd1\x03\xff\xda\x00\x08\x01\x01\0\0\x3f\0\x04\xff\x00\x05\xff\xd9";
    assert!(bare.ends_with(scans));
    assert!(!stripped(&jpeg(1), "image/jpeg", false).windows(4).any(|some| some == b"Exif"));
    // One that does not end may hide anything.
    let whole = jpeg(1);
    let end = whole.windows(2).rposition(|two| two == [0xff, 0xd9]).unwrap();
    assert_eq!(bare::of(&Bytes::copy_from_slice(&whole[..end]), "image/jpeg"), None);
}

#[test]
fn a_png_keeps_the_chunks_that_it_is_made_of() {
    let bare = stripped(&png(16, 8, 3), "image/png", false);
    let read = Png::from_bytes(bare).unwrap();
    let kinds: Vec<_> = read.chunks().iter().map(PngChunk::kind).collect();
    assert_eq!(kinds, [*b"IHDR", *b"eXIf", *b"gAMA", *b"IDAT", *b"IEND"]);
    let mut broken = png(16, 8, 3);
    broken[40] ^= 1;
    assert_eq!(bare::of(&broken.into(), "image/png"), None);
}

#[test]
fn a_webp_no_longer_says_that_there_is_more() {
    let bare = stripped(&webp(8), "image/webp", true);
    let read = WebP::from_bytes(bare).unwrap();
    let ids: Vec<_> = read.chunks().iter().map(RiffChunk::id).collect();
    assert_eq!(ids, [*b"VP8X", *b"VP8L", *b"EXIF"]);
    assert_eq!(read.chunks()[0].content().data().unwrap()[0], 0x08);
    let bare = stripped(&webp(1), "image/webp", false);
    assert!(!bare.windows(4).any(|some| some == b"EXIF"));
}

#[test]
fn no_picture_makes_a_reader_fall() {
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let (mut bytes, media_type) = match dice.below(3) {
            0 => (jpeg(6), "image/jpeg"),
            1 => (png(3, 4, 6), "image/png"),
            _ => (webp(6), "image/webp"),
        };
        for _ in 0..dice.below(4) {
            let place = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            bytes[place] = u8::try_from(dice.below(256)).unwrap();
        }
        bytes.truncate(usize::try_from(dice.below(bytes.len() as u64 + 1)).unwrap());
        let found = std::panic::catch_unwind(|| bare::of(&bytes.into(), media_type).is_some());
        assert!(found.is_ok(), "seed {seed}");
    }
}
