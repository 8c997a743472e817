//! The pages.

use serde::{Deserialize, Serialize};

use super::Origin;

/// All of them stand in a header of every page that may be framed.
pub const FRAME_ANCESTORS_MAX: usize = 50;

/// The most characters of what a house is called.
pub const TITLE_CHARS_MAX: usize = 60;

/// The pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Web {
    /// What this house is called.
    pub title: String,
    /// Whether they are served; else only the scripts are that other sites include.
    pub enabled: bool,
    /// Sites that may show the pages below `/embed` in a frame.
    pub frame_ancestors: Vec<Origin>,
}

impl Default for Web {
    fn default() -> Self {
        Web { title: "Rialto".to_owned(), enabled: true, frame_ancestors: Vec::new() }
    }
}
