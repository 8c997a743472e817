//! What clients see of an event in a lobby.

use bytestring::ByteString;
use serde::Serialize;

use super::{Privacy, Status, bodies::Outcome, event::Ending};
use crate::protocol::{
    game::{Setting, Values},
    id::UserId,
    time::Time,
};

/// What clients see of an event.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = LobbyView)]
pub enum View {
    /// Something else is set, or it stands otherwise.
    Update(Box<Update>),
    /// Somebody came in.
    Joined(Joined),
    /// Somebody went.
    Left(Left),
    /// Somebody was put out.
    Kicked(Kicked),
    /// Somebody is ready, or no longer.
    Ready(Ready),
    /// The last connection of a member dropped.
    Reconnecting(Reconnecting),
    /// They are here again.
    Reconnected(Whom),
    /// Somebody took another seat.
    Seated(Seated),
    /// Somebody else is the host.
    Host(Whom),
    /// Somebody was asked in.
    Invited(Invited),
    /// The countdown has begun.
    Starting(Starting),
    /// It is played.
    Started(Started),
    /// How it ended.
    Concluded(Outcome),
    /// It is over.
    Closed(Closed),
}

/// How a lobby stands, as far as it has changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbyUpdate)]
pub struct Update {
    /// Where it stands.
    pub status: Status,
    /// What is set was changed, so nobody is ready any more.
    pub unready: bool,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who may come in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
    /// How many may be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<usize>,
    /// Where it is played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The game's own settings, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Setting>>)]
    pub settings: Option<Values>,
}

/// Somebody came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyJoined)]
pub struct Joined {
    /// Who.
    pub user: UserId,
    /// What they are called.
    #[schema(value_type = String)]
    pub name: ByteString,
    /// Where they sit, from 0.
    pub seat: usize,
    /// In which team, where a match made the lobby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<usize>,
    /// Where the lobby stands.
    pub status: Status,
}

/// Somebody went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyLeft)]
pub struct Left {
    /// Who.
    pub user: UserId,
    /// `left`, `lost`, `elsewhere` or `erased`.
    pub reason: &'static str,
    /// Where the lobby stands.
    pub status: Status,
}

/// Somebody was put out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyKicked)]
pub struct Kicked {
    /// Who.
    pub user: UserId,
    /// By whom.
    pub by: UserId,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// For good.
    pub banned: bool,
    /// Where the lobby stands.
    pub status: Status,
}

/// Somebody is ready, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyReady)]
pub struct Ready {
    /// Who.
    pub user: UserId,
    /// Whether.
    pub ready: bool,
    /// Where the lobby stands.
    pub status: Status,
}

/// The last connection of a member dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyReconnecting)]
pub struct Reconnecting {
    /// Whose.
    pub user: UserId,
    /// Until when their seat is kept.
    pub until: Time,
}

/// Somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyUser)]
pub struct Whom {
    /// Who.
    pub user: UserId,
}

/// Somebody took another seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbySeated)]
pub struct Seated {
    /// Who.
    pub user: UserId,
    /// Which.
    pub seat: usize,
}

/// Somebody was asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyInvited)]
pub struct Invited {
    /// Who.
    pub user: UserId,
    /// By whom.
    pub by: UserId,
}

/// The countdown has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyStarting)]
pub struct Starting {
    /// When it ends.
    pub at: Time,
}

/// It is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyStarted)]
pub struct Started {
    /// Who plays.
    pub players: Vec<UserId>,
}

/// It is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = LobbyClosed)]
pub struct Closed {
    /// Why.
    pub reason: Ending,
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Update(_) => "lobby:update",
            View::Joined(_) => "lobby:member:joined",
            View::Left(_) => "lobby:member:left",
            View::Kicked(_) => "lobby:member:kicked",
            View::Ready(_) => "lobby:member:ready",
            View::Reconnecting(_) => "lobby:member:reconnecting",
            View::Reconnected(_) => "lobby:member:reconnected",
            View::Seated(_) => "lobby:member:seated",
            View::Host(_) => "lobby:host:changed",
            View::Invited(_) => "lobby:invited",
            View::Starting(_) => "lobby:starting",
            View::Started(_) => "lobby:started",
            View::Concluded(_) => "lobby:result",
            View::Closed(_) => "lobby:closed",
        }
    }
}
