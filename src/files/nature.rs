//! What a file is, by its content; its name and what the client says of it mean nothing.

use std::{
    fs::File,
    io::{Read, Seek},
    panic::catch_unwind,
    path::Path,
};

use symphonia::core::{
    codecs::CodecParameters,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
};

use crate::protocol::attachment::AttachmentKind;

/// How much of a file is looked at for its type.
const HEAD_BYTES: u64 = 8 * 1024;
/// How much of a text is looked at at once.
const PIECE_BYTES: usize = 64 * 1024;
/// The greatest width and height of an image.
const PIXELS_MAX: usize = 20_000;
/// The most packets that are counted for the duration of a sound.
const PACKETS_MAX: usize = 1_000_000;

/// Types that may be uploaded, as `infer` names them.
const TYPES: [(&str, AttachmentKind); 19] = [
    ("image/png", AttachmentKind::Image),
    ("image/jpeg", AttachmentKind::Image),
    ("image/gif", AttachmentKind::Image),
    ("image/webp", AttachmentKind::Image),
    ("image/avif", AttachmentKind::Image),
    ("audio/mpeg", AttachmentKind::Audio),
    ("audio/ogg", AttachmentKind::Audio),
    ("audio/opus", AttachmentKind::Audio),
    ("audio/x-wav", AttachmentKind::Audio),
    ("audio/m4a", AttachmentKind::Audio),
    ("audio/webm", AttachmentKind::Audio),
    ("video/mp4", AttachmentKind::Video),
    ("video/webm", AttachmentKind::Video),
    ("application/pdf", AttachmentKind::File),
    ("application/zip", AttachmentKind::File),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        AttachmentKind::File,
    ),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", AttachmentKind::File),
    ("application/gzip", AttachmentKind::File),
    ("text/plain", AttachmentKind::File),
];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Its type.
    pub media_type: &'static str,
    /// How it is shown.
    pub kind: AttachmentKind,
    /// Of an image, in pixels.
    pub size: Option<(u32, u32)>,
    /// Of a sound, in milliseconds, where it says.
    pub duration_ms: Option<u64>,
}

/// Every type that may be uploaded.
pub fn allowed() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name)
}

/// Those of them that are pictures.
pub fn images() -> impl Iterator<Item = &'static str> {
    TYPES.iter().filter(|(_, kind)| *kind == AttachmentKind::Image).map(|(name, _)| *name)
}

/// What the file is; nothing where it may not be uploaded. Reads it whole; to be called where that may take
/// a while.
pub fn of(path: &Path) -> std::io::Result<Option<Nature>> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    file.rewind()?;
    let Some((media_type, kind)) = sniff(&head, &mut file)? else { return Ok(None) };
    let plain = Nature { media_type, kind, size: None, duration_ms: None };
    Ok(match kind {
        AttachmentKind::Image => image(path, plain),
        AttachmentKind::Audio | AttachmentKind::Video => sound(path, plain),
        AttachmentKind::File => Some(plain),
    })
}

fn sniff(head: &[u8], file: &mut File) -> std::io::Result<Option<(&'static str, AttachmentKind)>> {
    let named = |name: &str| TYPES.iter().find(|(known, _)| *known == name).copied();
    match infer::get(head) {
        Some(found) => Ok(named(found.mime_type())),
        // What has no mark of its own is text, or nothing that we know.
        None if is_text(file)? => Ok(named("text/plain")),
        None => Ok(None),
    }
}

/// Whether a file is UTF-8 without control characters, and nothing that a browser would take for a page.
fn is_text(file: &mut File) -> std::io::Result<bool> {
    file.rewind()?;
    let (mut piece, mut kept, mut is_first) = (vec![0; PIECE_BYTES], 0, true);
    loop {
        let read = file.read(&mut piece[kept..])?;
        let filled = kept + read;
        let text = match std::str::from_utf8(&piece[..filled]) {
            Ok(text) => text,
            // A character may go on in the next piece.
            Err(why) if why.error_len().is_none() && 0 < read => {
                std::str::from_utf8(&piece[..why.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Ok(false),
        };
        if text.chars().any(|char| char.is_control() && !"\n\r\t\u{c}".contains(char))
            || is_first && is_page(text)
        {
            return Ok(false);
        }
        if read == 0 {
            return Ok(!is_first);
        }
        let done = text.len();
        piece.copy_within(done..filled, 0);
        (kept, is_first) = (filled - done, false);
    }
}

/// Whether a text begins like a page or a drawing.
fn is_page(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    ["<svg", "<html", "<script", "<!doctype", "<?xml"].iter().any(|mark| head.contains(mark))
}

fn image(path: &Path, plain: Nature) -> Option<Nature> {
    let size = imagesize::size(path).ok()?;
    let is_possible = |pixels: usize| (1..=PIXELS_MAX).contains(&pixels);
    if !is_possible(size.width) || !is_possible(size.height) {
        return None;
    }
    let size = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    Some(Nature { size: Some(size), ..plain })
}

/// A sound or a film. The readers of containers are not ours, and one that falls over a file refuses it.
fn sound(path: &Path, plain: Nature) -> Option<Nature> {
    catch_unwind(|| container(path, plain)).ok().flatten()
}

/// A container without pictures is a sound, whatever its mark says.
fn container(path: &Path, plain: Nature) -> Option<Nature> {
    let file = File::open(path).ok()?;
    let stream = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
    let (format, meta) = (FormatOptions::default(), MetadataOptions::default());
    let reader = symphonia::default::get_probe().probe(&Hint::new(), stream, format, meta);
    // A film in a container that is not known here is taken at its mark; a sound must be one.
    let Ok(mut reader) = reader else {
        return (plain.kind == AttachmentKind::Video).then_some(plain);
    };
    let has_pictures = reader
        .tracks()
        .iter()
        .any(|track| matches!(track.codec_params, Some(CodecParameters::Video(_))));
    let (media_type, kind) = match plain.media_type {
        "video/webm" if !has_pictures => ("audio/webm", AttachmentKind::Audio),
        "video/mp4" if !has_pictures => ("audio/m4a", AttachmentKind::Audio),
        same => (same, plain.kind),
    };
    let duration_ms = duration_ms(reader.as_mut());
    Some(Nature { media_type, kind, duration_ms, ..plain })
}

/// What the container says, or what its packets come to.
fn duration_ms(reader: &mut dyn FormatReader) -> Option<u64> {
    let track = reader.default_track(TrackType::Audio)?;
    let (id, base) = (track.id, track.time_base?);
    let said = track.duration.filter(|said| 0 < said.get());
    if let Some(said) = said {
        return u64::try_from(base.calc_duration(said)?.as_millis()).ok();
    }
    let mut end = None;
    for _ in 0..PACKETS_MAX {
        // A file that breaks off lasts as long as it can be read.
        let Ok(Some(packet)) = reader.next_packet() else { break };
        if packet.track_id == id {
            end = packet.pts.checked_add(packet.dur);
        }
    }
    u64::try_from(base.calc_time(end?)?.as_millis()).ok()
}
