//! The whole state of a lobby.

use std::collections::BTreeSet;

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{Status, event::Terms};
use crate::protocol::{
    id::{Seq, UserId},
    time::Time,
};

/// A lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lounge {
    /// The last position.
    pub seq: Seq,
    /// When it was opened.
    pub created_at: Time,
    /// When something happened last.
    pub active_at: Time,
    /// What it is made of.
    pub terms: Terms,
    /// Where it stands.
    pub status: Status,
    /// Who is in it, the longest-present first; of a closed one who was when it closed.
    pub members: Vec<Member>,
    /// The host.
    pub host: Option<UserId>,
    /// Who was asked in.
    pub invited: BTreeSet<UserId>,
    /// Who may not come in.
    pub banned: BTreeSet<UserId>,
    /// When the countdown ends.
    pub starting_at: Option<Time>,
    /// Who was in it when it started.
    pub players: Vec<UserId>,
    /// At which positions people came in.
    pub joins: Vec<(UserId, Seq)>,
}

/// Somebody in a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: ByteString,
    /// Where they sit, from 0.
    pub seat: usize,
    /// Whether they are ready.
    pub ready: bool,
    /// Until when their seat is kept, where their last connection dropped.
    pub until: Option<Time>,
    /// Since when.
    pub joined_at: Time,
}
