//! Files that messages carry.

use serde::{Deserialize, Serialize};

use super::id::Id;

/// A file as everybody who may read its message sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// By which it is fetched and named in a message.
    pub id: Id,
    /// By its content, whatever its name says.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
    /// What its owner calls it.
    pub name: String,
    /// How it is shown.
    pub kind: AttachmentKind,
    /// Of an image, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of an image, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of a sound, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AttachmentKind {
    /// As a picture.
    Image,
    /// As a sound.
    Audio,
    /// As a film.
    Video,
    /// As something to be fetched.
    File,
}
