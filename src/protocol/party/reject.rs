//! Why a party refuses, and how clients read it.

use serde_json::{Value, json};

use crate::protocol::{
    fault::{FieldError, Refused},
    id::RoomId,
};

/// Why a party refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// No such party, or not for this person to know of.
    NotFound,
    /// Not for this person.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// In a party already.
    AlreadyInParty {
        /// Which.
        party: RoomId,
    },
    /// Nobody else can come in.
    PartyFull {
        /// How many may be in one.
        max: usize,
    },
    /// One of the two has blocked the other.
    Blocked,
    /// Not asked in, or no longer.
    NotInvited,
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
            Reject::AlreadyInParty { party: _ } => "already_in_party",
            Reject::PartyFull { max: _ } => "party_full",
            Reject::Blocked => "blocked",
            Reject::NotInvited => "not_invited",
            Reject::TooManyInvitations { max: _ } => "too_many_invitations",
        }
    }

    fn passes(&self) -> bool {
        matches!(
            self,
            Reject::AlreadyInParty { party: _ } | Reject::PartyFull { max: _ } | Reject::NotInvited
        )
    }

    fn message(&self) -> String {
        match self {
            // Said by the faults of the same name.
            Reject::NotFound | Reject::Forbidden | Reject::Invalid { fields: _ } => String::new(),
            Reject::AlreadyInParty { party: _ } => {
                "You are in a party already; leave it first.".into()
            }
            Reject::PartyFull { max } => format!("A party has at most {max} members."),
            Reject::Blocked => "One of you has blocked the other.".into(),
            Reject::NotInvited => "You are not asked into this party any more.".into(),
            Reject::TooManyInvitations { max } => format!("No more than {max} can be invited."),
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Reject::AlreadyInParty { party } => Some(json!({ "party": party })),
            Reject::PartyFull { max } | Reject::TooManyInvitations { max } => {
                Some(json!({ "max": max }))
            }
            Reject::NotFound
            | Reject::Forbidden
            | Reject::Invalid { fields: _ }
            | Reject::Blocked
            | Reject::NotInvited => None,
        }
    }
}
