//! The words of presence: who is there, as others see it.

use serde::{Deserialize, Serialize};

use super::{id::UserId, time::Time};

/// The signal that tells a change.
pub const CHANGED: &str = "presence:changed";
/// The most users that one connection watches.
pub const WATCHED_MAX: usize = 200;

/// How somebody wants to be seen.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = ChosenPresence)]
pub enum Chosen {
    /// As they are.
    #[default]
    Online,
    /// As if they were not at hand.
    Away,
    /// There, and not to be disturbed.
    Busy,
    /// As if they were not there.
    Invisible,
}

/// How somebody is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = PresenceStatus)]
pub enum Status {
    /// A connection lives, or did a moment ago.
    Online,
    /// Nothing was asked for a while, or they say so.
    Away,
    /// They say so.
    Busy,
    /// They say so; only they themselves and staff see it.
    Invisible,
    /// No connection lives.
    Offline,
}

/// Somebody, as a viewer sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PresenceSeen)]
pub struct Seen {
    /// Who.
    pub user: UserId,
    /// How.
    pub status: Status,
    /// When they were last there, where they are not, and where that is known.
    #[schema(required)]
    pub last_seen: Option<Time>,
}

/// The data of `presence:set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetPresence)]
pub struct Set {
    /// How one wants to be seen.
    pub status: Chosen,
}

/// The data of `presence:watch`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WatchPresence)]
pub struct Watch {
    /// Whom; nobody else from now on.
    pub users: Vec<UserId>,
}

/// The reply to `presence:watch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PresenceWatched)]
pub struct Watched {
    /// As they are now.
    pub users: Vec<Seen>,
}

impl Chosen {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Chosen::Online => "online",
            Chosen::Away => "away",
            Chosen::Busy => "busy",
            Chosen::Invisible => "invisible",
        }
    }
}
