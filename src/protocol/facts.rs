//! What a rule must know of the world beyond its room: looked up before the room is asked, so that rules stay pure.

use bytestring::ByteString;

use super::{
    attachment::Attachment,
    auction::money::Ticketed,
    id::{Id, RoomId, UserId},
    market::ledger::{Transfer, TransferId},
    person::Person,
    rating::Rating,
    time::Time,
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
    /// What the asker, the users and the party play.
    pub play: Option<Play>,
    /// Who is in this party.
    pub party: Option<RoomId>,
    /// A number that nobody can guess.
    pub chance: bool,
    /// Whether something of this name is for sale.
    pub item: Option<String>,
    /// What was booked under this id.
    pub reference: Option<TransferId>,
}

/// What is to be known of how people play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Play {
    /// In which lobbies they are, and what they search for.
    #[default]
    Where,
    /// Also how well they play, and whom they want to hear nothing from.
    How,
}

impl Needs {
    /// Whether there is nothing to look up.
    pub fn is_empty(&self) -> bool {
        let Needs { users, attachments, auction, play, party, chance, item, reference } = self;
        users.is_empty()
            && attachments.is_empty()
            && auction.is_none()
            && play.is_none()
            && party.is_none()
            && !chance
            && item.is_none()
            && reference.is_none()
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
    /// Lobbies that they are in, with the game.
    pub lobbies: Vec<(UserId, RoomId, String)>,
    /// Games that they search a match of.
    pub searches: Vec<(UserId, String)>,
    /// Parties that they are in.
    pub parties: Vec<(UserId, RoomId)>,
    /// How well they play, by game and mode.
    pub ratings: Vec<(UserId, String, String, Rating)>,
    /// Who wants to hear nothing from whom.
    pub avoided: Vec<(UserId, UserId)>,
    /// The party, where there is one.
    pub party: Option<Party>,
    /// A number that nobody can guess; 0 where none was needed.
    pub chance: u64,
    /// Whether something of the name is for sale.
    pub item_taken: bool,
    /// Under which id something may have been booked.
    pub reference: Option<TransferId>,
    /// What was booked under it.
    pub payment: Option<Transfer>,
    /// What was set aside for the request, and until when it may be taken.
    pub ticket: Option<(Ticketed, Time)>,
}

/// A party, as it was when it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its room.
    pub room: RoomId,
    /// Who leads it.
    pub leader: UserId,
    /// Who is in it, the leader included, and what they are called.
    pub members: Vec<(UserId, ByteString)>,
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
