//! What a rule must know of the world beyond its room: looked up before the room is asked, so that rules stay pure.

use super::{
    attachment::Attachment,
    id::{Id, RoomId, UserId},
    person::Person,
};

/// What is to be looked up for a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Who these are, and whom they and the one who asks have blocked.
    pub users: Vec<UserId>,
    /// Which of these files are the asker's own, and in no message yet.
    pub attachments: Vec<Id>,
    /// Whose lot this is.
    pub auction: Option<RoomId>,
}

impl Needs {
    /// Whether there is nothing to look up.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.attachments.is_empty() && self.auction.is_none()
    }
}

/// What was found; what is not in it is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Those of the users who have an account.
    pub people: Vec<Person>,
    /// Pairs of the asker and those users, first who blocks, then who is blocked.
    pub blocks: Vec<(UserId, UserId)>,
    /// Those of the files that may be put into a message.
    pub attachments: Vec<Attachment>,
    /// The lot, where everybody may know of it.
    pub auction: Option<PublicLot>,
}

/// A lot that everybody may know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicLot {
    /// Its room.
    pub room: RoomId,
    /// Whose it is.
    pub seller: UserId,
    /// Their name.
    pub seller_name: String,
    /// What it is.
    pub title: String,
}

impl Facts {
    /// Whether one of the two has blocked the other.
    pub fn are_apart(&self, one: UserId, other: UserId) -> bool {
        self.blocks.iter().any(|pair| *pair == (one, other) || *pair == (other, one))
    }
}
