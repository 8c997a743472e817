//! What may be asked of a session, and what it tells.

use super::{Page, Plan, Reply, Sessions, View, words::CREATE};
use crate::protocol::schema::Vocabulary;

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    Vocabulary::of::<Sessions, Page>("session:<id>", &["not_found", "forbidden", "invalid"])
        .events::<View>(&["session:created", "session:extended"])
        .request::<Plan, Reply>(CREATE, "Make it, and its lots.")
}
