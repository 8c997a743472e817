//! What listeners of a room are told in one go, encoded once for all who see the same.

use std::cell::OnceCell;

use bytes::Bytes;
use bytestring::ByteString;

/// Frames in order, and the bytes that a transport makes of them.
#[derive(Debug, Default)]
pub struct Bundle {
    frames: Vec<ByteString>,
    bytes: OnceCell<Bytes>,
}

/// Several events of one room, and its newest signals.
#[derive(Debug, Default)]
pub struct Parcel {
    /// What happened, in order.
    pub events: Bundle,
    /// What is not kept, by topic.
    pub signals: Vec<(ByteString, Bundle)>,
}

impl Bundle {
    /// The frames.
    pub fn frames(&self) -> &[ByteString] {
        &self.frames
    }

    /// The frames as they go over the wire; made by whoever needs them first, and shared by all others.
    pub fn bytes(&self, encode: impl FnOnce(&[ByteString]) -> Bytes) -> &Bytes {
        self.bytes.get_or_init(|| encode(&self.frames))
    }
}

impl Parcel {
    /// One more event.
    pub(super) fn event(&mut self, frame: &ByteString) {
        self.events.frames.push(frame.clone());
    }

    /// A signal, in the place of an older one of its topic.
    pub(super) fn signal(&mut self, topic: &ByteString, frame: &ByteString) {
        let bundle = Bundle { frames: vec![frame.clone()], bytes: OnceCell::new() };
        match self.signals.iter_mut().find(|(known, _)| known == topic) {
            Some((_, older)) => *older = bundle,
            None => self.signals.push((topic.clone(), bundle)),
        }
    }

    /// How many frames there are.
    pub(super) fn len(&self) -> usize {
        self.events.frames.len() + self.signals.len()
    }
}
