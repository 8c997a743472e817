//! Why a lobby refuses, and how clients read it.

use serde_json::{Value, json};

use crate::protocol::{
    fault::{FieldError, Refused},
    id::UserId,
};

/// Why a lobby refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// No such lobby, or not for this person to know of.
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
    /// All seats are taken.
    LobbyFull {
        /// How many there are.
        capacity: usize,
    },
    /// It is over.
    LobbyClosed,
    /// It is being played.
    AlreadyStarted,
    /// It is not being played yet.
    NotStarted,
    /// Somebody is missing, or not ready.
    NotReady {
        /// How many are missing.
        missing: usize,
        /// Who is not ready.
        waiting_for: Vec<UserId>,
    },
    /// The host does not want to see this person again.
    BannedFromLobby,
    /// The password is another one.
    WrongPassword,
    /// In as many lobbies of this game as one may be.
    TooManyLobbies {
        /// How many.
        max: usize,
    },
    /// Searching a match of this game.
    Searching,
    /// The seat is taken, or there is no such seat.
    SeatTaken,
    /// One of the two has blocked the other.
    Blocked,
    /// Too many were asked in.
    TooManyInvitations {
        /// How many may be.
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
            Reject::LobbyFull { capacity: _ } => "lobby_full",
            Reject::LobbyClosed => "lobby_closed",
            Reject::AlreadyStarted => "already_started",
            Reject::NotStarted => "not_started",
            Reject::NotReady { .. } => "not_ready",
            Reject::BannedFromLobby => "banned_from_lobby",
            Reject::WrongPassword => "wrong_password",
            Reject::TooManyLobbies { max: _ } => "too_many_lobbies",
            Reject::Searching => "searching",
            Reject::SeatTaken => "seat_taken",
            Reject::Blocked => "blocked",
            Reject::TooManyInvitations { max: _ } => "too_many_invitations",
        }
    }

    fn passes(&self) -> bool {
        matches!(
            self,
            Reject::LobbyFull { capacity: _ }
                | Reject::NotStarted
                | Reject::NotReady { .. }
                | Reject::TooManyLobbies { max: _ }
                | Reject::Searching
                | Reject::SeatTaken
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
            Reject::LobbyFull { capacity } => format!("All {capacity} seats are taken."),
            Reject::LobbyClosed => "The lobby is closed.".into(),
            Reject::AlreadyStarted => "The game has started.".into(),
            Reject::NotStarted => "The game has not started.".into(),
            Reject::NotReady { missing, waiting_for } => {
                format!("{missing} are missing, and {} are not ready.", waiting_for.len())
            }
            Reject::BannedFromLobby => "The host has banned you from this lobby.".into(),
            Reject::WrongPassword => "The password is another one.".into(),
            Reject::TooManyLobbies { max } => {
                format!("You may be in {max} of the game's lobbies at once; leave one first.")
            }
            Reject::Searching => "You search for a match of this game; cancel that first.".into(),
            Reject::SeatTaken => "The seat is taken, or there is no such seat.".into(),
            Reject::Blocked => "One of you has blocked the other.".into(),
            Reject::TooManyInvitations { max } => format!("No more than {max} can be invited."),
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::UnknownGame { games } => Some(json!({ "games": games })),
            Reject::LobbyFull { capacity } => Some(json!({ "capacity": capacity })),
            Reject::NotReady { missing, waiting_for } => {
                Some(json!({ "missing": missing, "waitingFor": waiting_for }))
            }
            Reject::TooManyLobbies { max } | Reject::TooManyInvitations { max } => {
                Some(json!({ "max": max }))
            }
            Reject::NotFound
            | Reject::Forbidden
            | Reject::Invalid { fields: _ }
            | Reject::LobbyClosed
            | Reject::AlreadyStarted
            | Reject::NotStarted
            | Reject::BannedFromLobby
            | Reject::WrongPassword
            | Reject::Searching
            | Reject::SeatTaken
            | Reject::Blocked => None,
        }
    }
}
