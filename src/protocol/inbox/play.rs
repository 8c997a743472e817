//! What lobbies, parties and queues tell inboxes.

use bytestring::ByteString;
use serde::{Deserialize, Serialize, Serializer};

use crate::protocol::id::{RoomId, UserId};

/// The request by which the house tells what concerns one who plays. Nobody else may.
pub const PLAY: &str = "inbox:play";

/// The data of [`PLAY`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What happened.
    pub play: Play,
    /// What the one is called who did it; only the notification says it, and is erased one day.
    #[serde(default)]
    pub name: ByteString,
}

/// Something that happened elsewhere and concerns one who plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "event", content = "data")]
#[schema(as = PlayNote)]
pub enum Play {
    /// All have accepted, and meet in a lobby.
    #[serde(rename = "matchmaking:matched")]
    Matched(Matched),
    /// The search is over without a match.
    #[serde(rename = "matchmaking:cancelled")]
    Cancelled(Over),
    /// The search has run out of time.
    #[serde(rename = "matchmaking:expired")]
    Expired(Over),
    /// The search could not go on.
    #[serde(rename = "matchmaking:error")]
    Failed(Failed),
    /// Somebody asked one into a lobby.
    #[serde(rename = "lobby:invited")]
    LobbyInvited(Invited),
    /// One was put out of a lobby.
    #[serde(rename = "lobby:kicked")]
    LobbyKicked(Kicked),
    /// Somebody asked one into a party.
    #[serde(rename = "party:invited")]
    PartyInvited(PartyInvited),
    /// One was put out of a party.
    #[serde(rename = "party:kicked")]
    PartyKicked(PartyKicked),
}

/// All have accepted, and meet in a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MatchFound)]
pub struct Matched {
    /// The search that has come to its end.
    pub match_request_id: String,
    /// The lobby's id.
    pub lobby_id: String,
    /// Its room.
    pub lobby: RoomId,
    /// Which game.
    pub game: String,
    /// Which mode.
    pub mode: String,
    /// Who plays.
    pub players: Vec<UserId>,
}

/// A search that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SearchOver)]
pub struct Over {
    /// Which.
    pub match_request_id: String,
    /// Of which game.
    pub game: String,
    /// In which mode.
    pub mode: String,
    /// `cancelled`, `declined`, `no_answer` or `expired`.
    pub reason: String,
}

/// A search that could not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SearchFailed)]
pub struct Failed {
    /// Which.
    pub match_request_id: String,
    /// Why: `party_changed` or `account_erased`.
    pub code: String,
}

/// A lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LobbyNamed)]
pub struct Place {
    /// Its room.
    pub lobby: RoomId,
    /// Of which game.
    pub game: String,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
}

/// Somebody asked one into a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LobbyInvitation)]
pub struct Invited {
    /// Which.
    #[serde(flatten)]
    pub lobby: Place,
    /// Who.
    pub from: UserId,
}

/// One was put out of a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = KickedFromLobby)]
pub struct Kicked {
    /// Which.
    #[serde(flatten)]
    pub lobby: Place,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// For good.
    pub banned: bool,
}

/// Somebody asked one into a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PartyInvitation)]
pub struct PartyInvited {
    /// Which.
    pub party: RoomId,
    /// Who.
    pub from: UserId,
}

/// One was put out of a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KickedFromParty)]
pub struct PartyKicked {
    /// Which.
    pub party: RoomId,
}

impl Play {
    /// The event as clients see it.
    pub const fn name(&self) -> &'static str {
        match self {
            Play::Matched(_) => "matchmaking:matched",
            Play::Cancelled(_) => "matchmaking:cancelled",
            Play::Expired(_) => "matchmaking:expired",
            Play::Failed(_) => "matchmaking:error",
            Play::LobbyInvited(_) => "lobby:invited",
            Play::LobbyKicked(_) => "lobby:kicked",
            Play::PartyInvited(_) => "party:invited",
            Play::PartyKicked(_) => "party:kicked",
        }
    }

    /// The data of the event as clients see it.
    pub fn data<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Play::Matched(matched) => matched.serialize(to),
            Play::Cancelled(over) | Play::Expired(over) => over.serialize(to),
            Play::Failed(failed) => failed.serialize(to),
            Play::LobbyInvited(invited) => invited.serialize(to),
            Play::LobbyKicked(kicked) => kicked.serialize(to),
            Play::PartyInvited(invited) => invited.serialize(to),
            Play::PartyKicked(kicked) => kicked.serialize(to),
        }
    }
}
