//! The words of a connection itself: signing in, following rooms, leaving.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    fault::Fault,
    frame::Answer,
    id::{Key, RoomId, Seq, UserId},
    person::Person,
    presence,
    schema::Vocabulary,
    time::Time,
};

/// Whether somebody whom a room minds has a connection; what the house tells rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whereabouts {
    /// Who.
    pub user: UserId,
    /// Whether they are here.
    pub here: bool,
}

/// The version of the protocol that `welcome` names.
pub const PROTOCOL: u32 = 1;

/// Every request of the connection itself.
pub const REQUESTS: [&str; 7] =
    ["auth", "ping", "subscribe", "unsubscribe", "outcome", "presence:set", "presence:watch"];

/// `welcome`: the first frame.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Welcome<'a> {
    /// This connection, for logs and support.
    pub session: &'a str,
    /// The version of the protocol.
    pub protocol: u32,
    /// Which store the positions belong to; another epoch makes every `since` void.
    pub epoch: &'a str,
    /// Server time.
    pub now: Time,
    /// What the server accepts.
    pub limits: Limits,
}

/// What the server accepts from one connection.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectionLimits)]
pub struct Limits {
    /// The most bytes of a frame.
    pub frame_bytes: usize,
    /// The most rooms followed at a time.
    pub rooms: usize,
    /// The most requests a second, averaged.
    pub requests_per_second: u32,
    /// How often the server sends a ping, in milliseconds.
    pub ping_ms: u64,
}

/// The data of `auth`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// An access token.
    pub token: String,
}

/// The reply to `auth`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn<'a> {
    /// Who one is now.
    pub user: &'a Person,
    /// Until when, without a fresh token.
    pub expires_at: Time,
}

/// `auth:expiring`: bring a fresh token.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TokenExpiring)]
pub struct Expiring {
    /// When this one ends.
    pub at: Time,
}

/// `goodbye`: the server closes the connection.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Goodbye {
    /// The close code that follows.
    pub code: u16,
    /// Why, in a word.
    pub reason: &'static str,
    /// When to come back; missing where one should not come back as one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// The data of `ping`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ping {}

/// The reply to `ping`.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Pong {
    /// Server time.
    pub now: Time,
}

/// The data of `subscribe`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// Which room.
    pub room: RoomId,
    /// The last position that the client has seen.
    #[serde(default)]
    pub since: Option<Seq>,
    /// Of which epoch that is; this one's where it is missing.
    #[serde(default)]
    pub epoch: Option<String>,
}

/// The data of `unsubscribe`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// Which room.
    pub room: RoomId,
}

/// The data of `outcome`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeOf {
    /// Which key.
    pub key: Key,
}

/// The reply to `outcome`.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = KeyOutcome)]
pub struct Outcome<'a> {
    /// What became of it.
    pub state: OutcomeState,
    /// The first reply, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<&'a Answer>,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeState {
    /// Carried out.
    Applied,
    /// Refused.
    Refused,
    /// Not seen within a day.
    Unknown,
}

/// The reply to `subscribe`: the room as it stands, or exactly what was missed.
// `frame::arrived` and `frame::recovered` write it.
#[derive(utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subscribed {
    /// Which room.
    pub room: RoomId,
    /// Which store the positions belong to.
    pub epoch: String,
    /// The position as of which this is true: the next event is the one after it.
    pub seq: Seq,
    /// Whether these are the events that were missed.
    pub recovered: bool,
    /// The room as it stands, by its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Value>,
    /// The frames that were missed, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Value>>,
}

/// What may be asked of the connection itself, and what the server says of itself.
pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary::new(&Fault::CODES)
        .request::<Auth, SignedIn<'_>>("auth", "Sign in, or stay signed in with a fresh token.")
        .request::<Ping, Pong>("ping", "Ask the server's time.")
        .request::<Subscribe, Subscribed>("subscribe", "Follow a room.")
        .request::<Unsubscribe, Nothing>("unsubscribe", "Follow it no longer.")
        .request::<OutcomeOf, Outcome<'_>>("outcome", "Ask what became of a key.")
        .request::<presence::Set, Nothing>("presence:set", "Say how you want to be seen.")
        .request::<presence::Watch, presence::Watched>(
            "presence:watch",
            "Watch these users, and no others.",
        )
        .signal::<Welcome<'_>>("welcome", "The first frame.")
        .signal::<Expiring>("auth:expiring", "Your token ends soon: bring a fresh one.")
        .signal::<Goodbye>("goodbye", "The server closes the connection.")
        .signal::<presence::Seen>(presence::CHANGED, "Somebody whom you watch is seen otherwise.")
}

/// An empty reply.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Nothing {}
