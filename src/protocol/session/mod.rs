//! The words of a session: lots that are sold one after the other, on one clock. The rules are `domain/session.rs`.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    auction::Terms,
    fault::{FieldError, Refused},
    id::{RoomId, UserId},
    time::Time,
};

pub(super) mod schema;
pub mod words;

pub use words::Sessions;

/// What stands before the colon in the room of a session.
pub const KIND: &str = "session";

/// Which lots a late bid on one of them extends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtendScope {
    /// That lot.
    #[default]
    Lot,
    /// All that are open.
    Session,
}

/// What is sold and when: the data of `session:create` and the body of `POST sessions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SessionPlan)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// What is sold, in this order: terms as of auctions, without times.
    pub lots: Vec<Terms>,
    /// When bids are welcome; at once where it is missing.
    #[serde(default)]
    pub starts_at: Option<Time>,
    /// When the hammer falls on the first lot.
    pub ends_at: Time,
    /// How long after the lot before each hammer falls, in milliseconds.
    #[serde(default)]
    pub stagger_ms: u64,
    /// Which lots a late bid extends.
    #[serde(default)]
    pub extend_scope: ExtendScope,
}

/// Of which session a lot is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartOfSession)]
pub struct PartOf {
    /// Its room.
    pub session: RoomId,
    /// Which lots a late bid extends.
    pub extend_scope: ExtendScope,
}

/// A lot was extended by a late bid; said by the lot alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SessionExtended)]
pub struct Extended {
    /// Which.
    pub lot: RoomId,
    /// By how much, in milliseconds.
    pub by_ms: u64,
}

/// All lots of a session are extended; said by the session alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prolong {
    /// By how much, in milliseconds.
    pub by_ms: u64,
}

/// What one may ask of a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make it, and its lots.
    Create(Box<Plan>),
    /// A lot was extended.
    Extended(Extended),
}

/// What happened in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// It was made.
    Created {
        /// Who sells.
        seller: UserId,
        /// By this public name.
        seller_name: ByteString,
        /// What and when.
        plan: Box<Plan>,
        /// The rooms of the lots, in order.
        lots: Vec<RoomId>,
    },
    /// All lots are extended, for one of them was.
    Extended {
        /// Which.
        lot: RoomId,
        /// By how much, in milliseconds.
        by_ms: u64,
    },
}

/// What clients see of an event.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = SessionView)]
pub enum View {
    /// It was made.
    Created {
        /// What it is called.
        title: String,
        /// The rooms of the lots, in order.
        lots: Vec<RoomId>,
    },
    /// All lots are extended.
    Extended(Extended),
}

/// A session as one finds it who comes.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionPage)]
pub struct Page {
    /// Its room.
    pub room: RoomId,
    /// Who sells.
    pub seller: UserId,
    /// What it is called.
    pub title: String,
    /// The lots, in order.
    pub lots: Vec<LotLine>,
    /// Which lots a late bid extends.
    pub extend_scope: ExtendScope,
    /// How long after the lot before each hammer falls, in milliseconds.
    pub stagger_ms: u64,
    /// Server time.
    pub server_now: Time,
}

/// A lot of a session; how it stands its own room says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SessionLot)]
pub struct LotLine {
    /// Its room.
    pub auction: RoomId,
    /// What it is, in a line.
    pub title: String,
}

/// What who makes a session is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SessionReply)]
pub struct Reply {
    /// Its room.
    pub session: RoomId,
    /// The rooms of the lots, in order.
    pub lots: Vec<RoomId>,
}

/// The whole state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Who sells.
    pub seller: UserId,
    /// By this public name.
    pub seller_name: ByteString,
    /// What and when.
    pub plan: Plan,
    /// The rooms of the lots, in order.
    pub lots: Vec<RoomId>,
}

/// Why a session refuses.
#[derive(Clone, Debug, PartialEq)]
pub enum Reject {
    /// No such session.
    NotFound,
    /// Not for this person.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
}

impl Refused for Reject {
    fn fields(&self) -> &[FieldError] {
        if let Reject::Invalid { fields } = self { fields } else { &[] }
    }

    fn code(&self) -> &'static str {
        match self {
            Reject::NotFound => "not_found",
            Reject::Forbidden => "forbidden",
            Reject::Invalid { fields: _ } => "invalid",
        }
    }

    fn message(&self) -> String {
        // Said by the faults of the same name.
        String::new()
    }

    fn passes(&self) -> bool {
        false
    }

    fn data(&self) -> Option<Value> {
        None
    }
}
