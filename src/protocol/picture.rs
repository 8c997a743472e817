//! Pictures of what is sold: kept here, and shown to everybody under an address of their own.

use serde::Serialize;

use super::id::Id;

/// Where pictures are shown; the id follows.
pub const MEDIA: &str = "/media/";

/// A picture that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// What lots name it by among their `images`, and where it is shown.
    pub url: String,
    /// By its content, whatever its name says.
    pub media_type: String,
    /// Its length, as it is kept.
    pub bytes: u64,
    /// As it is shown, in pixels.
    pub width: u32,
    /// As it is shown, in pixels.
    pub height: u32,
}

/// The address of a picture.
pub fn address(id: Id) -> String {
    format!("{MEDIA}{id}")
}

/// The picture that an address names, where it is one of ours.
pub fn named(address: &str) -> Option<Id> {
    address.strip_prefix(MEDIA)?.parse().ok()
}
