//! The words of the list of lobbies: a room that everybody may follow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Status, bodies::Standing};
use crate::protocol::{
    Words,
    connection::Nothing,
    fault::{Fault, Problem},
    id::{RoomId, Seq, UserId},
    read,
    time::Time,
};

/// The room of the list; there is one.
pub const LOBBIES: &str = "lobbies";
/// The request by which a lobby says how it stands. Nobody else may.
pub const NOTE: &str = "lobbies:note";

/// A lobby, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbySummary)]
pub struct Summary {
    /// Its room.
    pub lobby: RoomId,
    /// Which game.
    pub game: String,
    /// How it is played.
    #[schema(required)]
    pub mode: Option<String>,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Where it is played.
    #[schema(required)]
    pub region: Option<String>,
    /// How many are in it.
    pub members: usize,
    /// How many may be.
    pub capacity: usize,
    /// Whether one needs a password.
    pub locked: bool,
    /// The host. Without a name: this is journalled, and names are erased where they stand.
    #[schema(required)]
    pub host: Option<UserId>,
    /// When it was opened.
    pub created_at: Time,
}

/// What one may ask of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A lobby says how it stands.
    Note(Box<Standing>),
}

/// What happened in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A lobby stands so.
    Noted {
        /// It.
        standing: Box<Standing>,
        /// It is over, or empty.
        gone: bool,
        /// The list showed something of it.
        was_listed: bool,
        /// Who has come into it while in as many others of the game as they may be.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        clashing: Vec<UserId>,
    },
    /// Whether somebody who has come into one lobby too many is still in it, and has to go.
    Clashed {
        /// Which.
        lobby: RoomId,
        /// Who.
        user: UserId,
        /// They have to go.
        expelled: bool,
    },
}

/// What clients see of an event.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = LobbiesView)]
pub enum View {
    /// A lobby is in the list, and stands so.
    Listed(Summary),
    /// A lobby is no longer in the list.
    Unlisted {
        /// Which.
        lobby: RoomId,
    },
}

/// The list as one finds it who comes.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LobbiesState)]
pub struct State {
    /// The latest lobbies, newest first.
    pub lobbies: Vec<Summary>,
    /// How many there are.
    pub count: usize,
    /// Server time.
    pub server_now: Time,
}

/// The whole state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Every lobby that is open.
    pub lobbies: BTreeMap<RoomId, Standing>,
    /// How far lobbies have come that are over, until nothing older can arrive.
    pub over: BTreeMap<RoomId, (Seq, Time)>,
    /// Who has come into a lobby while in another one, since when.
    pub clashes: Vec<(RoomId, UserId, Time)>,
}

/// The vocabulary of the list.
pub enum Lobbies {}

impl Words for Lobbies {
    const KIND: &'static str = LOBBIES;
    const REQUESTS: &'static [&'static str] = &[NOTE];
    const HOUSE: &'static [&'static str] = &[NOTE];

    type Command = Command;
    type Event = Event;
    type Reject = NotYours;
    type Reply = Nothing;
    type View = View;
    type State = State;
    type Snapshot = Known;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        match name {
            NOTE => Ok(Command::Note(Box::new(read::data(data)?))),
            _ => Err(Fault::UnknownEvent),
        }
    }

    fn name(view: &View) -> &'static str {
        match view {
            View::Listed(_) => "lobby:listed",
            View::Unlisted { lobby: _ } => "lobby:unlisted",
        }
    }

    fn problem(_: &NotYours) -> Problem {
        Fault::Forbidden.into()
    }

    fn remembered(_: &NotYours) -> bool {
        true
    }
}

/// Only lobbies say how they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYours;
