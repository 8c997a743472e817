//! The data of requests, as clients and other rooms send them.

use serde::{Deserialize, Serialize};

use super::Privacy;
use crate::protocol::{
    game::{Setting, Values},
    id::{Place, RoomId, Seq, UserId},
};

/// `lobby:create`, and `POST lobbies`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CreateLobby)]
pub struct Create {
    /// Which game.
    pub game: String,
    /// How it is played; with a mode there are as many members as it has players.
    #[serde(default)]
    pub mode: Option<String>,
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// How many may be there; as many as the game allows where it is missing.
    #[serde(default)]
    pub capacity: Option<usize>,
    /// Who may come in.
    #[serde(default)]
    pub privacy: Privacy,
    /// The password, where one is needed.
    #[serde(default)]
    pub password: Option<String>,
    /// What is set; the game's defaults where it is missing.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Setting>)]
    pub settings: Values,
    /// Where it is played.
    #[serde(default)]
    pub region: Option<String>,
}

/// `lobby:join`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = JoinLobby)]
pub struct Join {
    /// The lobby's code.
    pub code: Option<String>,
    /// Its password.
    pub password: Option<String>,
}

/// `lobby:kick` and `lobby:ban`.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KickMember)]
pub struct Kick {
    /// Whom.
    pub user: UserId,
    /// Why; they are told.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `lobby:settings`: what is missing stays as it is. Everybody has to be ready anew.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ChangeLobby)]
pub struct Change {
    /// What is set, by name.
    #[schema(value_type = BTreeMap<String, Setting>)]
    pub settings: Values,
    /// What it is called.
    pub title: Option<String>,
    /// How many may be there.
    pub capacity: Option<usize>,
    /// Who may come in.
    pub privacy: Option<Privacy>,
    /// The password.
    pub password: Option<String>,
    /// Where it is played.
    pub region: Option<String>,
}

/// `lobby:result`, and `POST lobbies/{id}/result`: how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MatchOutcome)]
pub struct Outcome {
    /// The teams; everybody who played is in one of them.
    pub teams: Vec<Team>,
}

/// How a team fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MatchTeam)]
pub struct Team {
    /// Who was in it.
    pub members: Vec<UserId>,
    /// 1 for the best; teams with the same place have drawn.
    pub place: u32,
}

/// A match whose players are to meet; `lobby:open`, by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// Which game.
    pub game: String,
    /// Which mode.
    pub mode: String,
    /// The queue that found it.
    pub queue: RoomId,
    /// The match there.
    pub found: Place,
    /// Where it is played.
    pub region: Option<String>,
    /// Who plays, in the order in which they came.
    pub players: Vec<Player>,
    /// How many play in each team.
    pub team_size: usize,
    /// Whether a seat that becomes free is filled from the queue.
    pub backfill: bool,
}

/// Those who were found for free seats; `lobby:fill`, by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// The match that found them.
    pub found: Place,
    /// They.
    pub players: Vec<Player>,
}

/// Somebody who plays in a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MatchPlayer)]
pub struct Player {
    /// Who.
    pub user: UserId,
    /// In which team, from 0.
    pub team: usize,
    /// With which search they were found.
    #[serde(rename = "matchRequestId")]
    pub request: String,
}

/// `lobby:ready`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetReady)]
pub struct Ready {
    /// Whether.
    pub ready: bool,
}

/// `lobby:seat`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeSeat)]
pub struct Seat {
    /// Which, from 0.
    pub seat: usize,
}

/// The data of requests that name somebody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Whom {
    /// Whom.
    pub user: UserId,
}

/// How a lobby stands; what it tells the list of lobbies, by `lobbies:note`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The position in the lobby as of which this is true.
    pub seq: Seq,
    /// What is shown of it, where it is to be found in the list.
    pub listed: Option<super::list::Summary>,
    /// Which lobby.
    pub lobby: RoomId,
    /// Of which game.
    pub game: String,
    /// Who is in it.
    pub members: Vec<UserId>,
}
