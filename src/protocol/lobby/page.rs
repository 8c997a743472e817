//! A lobby as one finds it who comes, and what one is told who has asked for something.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{Privacy, Status};
use crate::protocol::{
    game::{Setting, Values},
    id::{RoomId, UserId},
    time::Time,
};

/// A lobby as one finds it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbyPage)]
pub struct Page {
    /// Its room.
    pub room: RoomId,
    /// Its id.
    pub id: String,
    /// Which game.
    pub game: String,
    /// How it is played.
    #[schema(required)]
    pub mode: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// What is set.
    #[serde(flatten)]
    pub set: Set,
    /// Whether a match made it.
    pub matched: bool,
    /// How many must be there.
    pub members_min: usize,
    /// Who is in it, the longest-present first.
    pub members: Vec<Member>,
    /// The host.
    #[schema(required)]
    pub host: Option<UserId>,
    /// When the countdown ends.
    #[schema(required)]
    pub starting_at: Option<Time>,
    /// The conversation of its members, for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<RoomId>,
    /// What lets one in, for members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Who may not come in, for the host and staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banned: Option<Vec<UserId>>,
    /// When it was opened.
    pub created_at: Time,
    /// Server time.
    pub server_now: Time,
}

/// What is set in a lobby.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbySet)]
pub struct Set {
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
    /// Who may come in.
    pub privacy: Privacy,
    /// How many may be there.
    pub capacity: usize,
    /// Where it is played.
    #[schema(required)]
    pub region: Option<String>,
    /// The game's own settings.
    #[schema(value_type = BTreeMap<String, Setting>)]
    pub settings: Values,
}

/// Somebody in a lobby.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbyMember)]
pub struct Member {
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
    /// Whether they are ready.
    pub ready: bool,
    /// Until when their seat is kept, where their last connection dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconnecting_until: Option<Time>,
    /// Since when.
    pub joined_at: Time,
}

/// What one is told who has asked for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = LobbyReply)]
pub enum Reply {
    /// It is open.
    Opened(OpenedReply),
    /// It is done.
    Done(DoneReply),
}

/// It is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LobbyOpened)]
pub struct OpenedReply {
    /// Its room.
    pub lobby: RoomId,
    /// What lets others in.
    pub code: String,
}

/// It is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LobbyDone)]
pub struct DoneReply {
    /// Where the lobby stands.
    pub status: Status,
}
