//! The whole state of a conversation. Of texts it has the latest alone; all others are in the store.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use super::{Kind, Rank, Sent, WordList};
use crate::protocol::{
    id::{RoomId, Seq, UserId},
    time::Time,
};

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Talk {
    /// The last position.
    pub seq: Seq,
    /// What for.
    pub kind: Kind,
    /// What it is called.
    pub title: Option<String>,
    /// The room beside which it is.
    pub about: Option<RoomId>,
    /// It is over for all.
    pub closed: bool,
    /// Who belongs to it.
    pub members: BTreeMap<UserId, Member>,
    /// Those of two who have left; a message brings them back.
    pub away: BTreeMap<UserId, Member>,
    /// Every message, in order.
    pub marks: Vec<Mark>,
    /// The latest texts, oldest first.
    pub recent: VecDeque<Line>,
    /// Where messages were said otherwise: those positions are erased with them.
    pub edits: BTreeMap<Seq, Vec<Seq>>,
    /// Signs at messages, in the order in which they came.
    pub signs: BTreeMap<Seq, Vec<(String, Vec<UserId>)>>,
    /// How many seconds must lie between two messages of a member.
    pub slow_seconds: u32,
    /// Words that are not to be said.
    pub list: WordList,
    /// Who may only read, and until when; also of those who have left.
    pub silenced: BTreeMap<UserId, Time>,
    /// Where people joined, by name.
    pub joins: Vec<(UserId, Seq)>,
    /// What is to be erased yet.
    pub purge: VecDeque<Seq>,
    /// How far the lobby has come whose members these are.
    #[serde(default)]
    pub followed: Seq,
}

/// Somebody who belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// What they are called.
    pub name: ByteString,
    /// What they are there.
    pub rank: Rank,
    /// Since which position.
    pub since: Seq,
    /// Up to where messages have arrived.
    pub delivered: Seq,
    /// Up to where they have read.
    pub read: Seq,
    /// Messages after that which are neither theirs nor gone.
    pub unread: u32,
    /// Whether others are told what they have read.
    pub receipts: bool,
    /// From whom they want to hear nothing.
    pub blocked: BTreeSet<UserId>,
    /// No notifications.
    pub muted: Option<Mute>,
    /// When they last said something.
    pub last_sent: Option<Time>,
    /// When their inbox is to be told that they have not looked.
    pub nudge_at: Option<Time>,
    /// They are named in what they have not read.
    pub mentioned: bool,
    /// Their inbox has been told, and they have not read since.
    pub nudged: bool,
}

/// No notifications; a type of its own, for `null` would say nothing of whether there is an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mute {
    /// Until when; until told otherwise where it is missing.
    pub until: Option<Time>,
}

impl Mute {
    /// Whether it lasts.
    pub fn lasts(self, now: Time) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// What is known of every message.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "(Seq, UserId, Time, bool, bool)", into = "(Seq, UserId, Time, bool, bool)")]
pub struct Mark {
    /// Its position.
    pub seq: Seq,
    /// By whom.
    pub author: UserId,
    /// When.
    pub at: Time,
    /// It is gone for all.
    pub gone: bool,
    /// It is shown to nobody but moderators.
    pub hidden: bool,
}

impl From<(Seq, UserId, Time, bool, bool)> for Mark {
    fn from((seq, author, at, gone, hidden): (Seq, UserId, Time, bool, bool)) -> Self {
        Mark { seq, author, at, gone, hidden }
    }
}

impl From<Mark> for (Seq, UserId, Time, bool, bool) {
    fn from(Mark { seq, author, at, gone, hidden }: Mark) -> Self {
        (seq, author, at, gone, hidden)
    }
}

/// A text that is at hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What was said; as it was said last.
    pub sent: Sent,
    /// When.
    pub at: Time,
    /// When it was said otherwise for the last time.
    pub edited_at: Option<Time>,
}
