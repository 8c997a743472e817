//! Why a queue refuses, and how clients read it.

use serde_json::{Value, json};

use super::TicketId;
use crate::protocol::fault::{FieldError, Refused};

/// Why a queue refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// No such search, or not one's own.
    NotFound,
    /// Not for this person.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// No such game or mode is played here.
    UnknownGame {
        /// Which are.
        games: Vec<String>,
    },
    /// One of them searches a match of this game already.
    AlreadySearching {
        /// One's own search, where it is that.
        ticket: Option<TicketId>,
    },
    /// One of them is in a lobby of this game.
    InLobby,
    /// The party is greater than a team.
    PartyTooLarge {
        /// How many a team has.
        max: usize,
    },
    /// There is nothing to accept.
    NoMatch,
    /// Too many search.
    QueueFull {
        /// How many may.
        max: usize,
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
            Reject::UnknownGame { games: _ } => "unknown_game",
            Reject::AlreadySearching { ticket: _ } => "already_searching",
            Reject::InLobby => "in_lobby",
            Reject::PartyTooLarge { max: _ } => "party_too_large",
            Reject::NoMatch => "no_match",
            Reject::QueueFull { max: _ } => "queue_full",
        }
    }

    fn passes(&self) -> bool {
        matches!(
            self,
            Reject::AlreadySearching { ticket: _ }
                | Reject::InLobby
                | Reject::NoMatch
                | Reject::QueueFull { max: _ }
        )
    }

    fn message(&self) -> String {
        match self {
            // Said by the faults of the same name.
            Reject::NotFound | Reject::Forbidden | Reject::Invalid { fields: _ } => String::new(),
            Reject::UnknownGame { games } if games.is_empty() => {
                "No game is played here; `games.files` in the settings names them.".into()
            }
            Reject::UnknownGame { games } => {
                format!("No such game or mode is played here; there are {}.", games.join(", "))
            }
            Reject::AlreadySearching { ticket: _ } => {
                "You, or one of your party, search a match of this game already.".into()
            }
            Reject::InLobby => {
                "You, or one of your party, are in a lobby of this game; leave it first.".into()
            }
            Reject::PartyTooLarge { max } => {
                format!("A team has {max} players; a party is never split.")
            }
            Reject::NoMatch => "There is no match to accept or to decline.".into(),
            Reject::QueueFull { max } => format!("{max} search already; try again soon."),
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::UnknownGame { games } => Some(json!({ "games": games })),
            Reject::AlreadySearching { ticket: Some(ticket) } => {
                Some(json!({ "matchRequestId": ticket }))
            }
            Reject::PartyTooLarge { max } | Reject::QueueFull { max } => {
                Some(json!({ "max": max }))
            }
            Reject::NotFound
            | Reject::Forbidden
            | Reject::Invalid { fields: _ }
            | Reject::AlreadySearching { ticket: None }
            | Reject::InLobby
            | Reject::NoMatch => None,
        }
    }
}
