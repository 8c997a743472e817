//! The words of an inbox: what concerns one user, told by other rooms.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{
    Words,
    fault::{Fault, Problem},
    id::{RoomId, Seq},
    money::{Currency, Money},
    read,
    time::Time,
};

/// The request by which the house puts a note into an inbox. Nobody else may.
pub const NOTE: &str = "inbox:note";

/// The vocabulary of inboxes.
pub enum Inbox {}

/// What one may ask of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Something happened that concerns the user.
    Note(Box<Note>),
}

/// What happened in an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A note arrived.
    Noted {
        /// It.
        note: Box<Note>,
    },
}

/// Something that happened elsewhere and concerns one person; the data of `inbox:note`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data")]
pub enum Note {
    /// Somebody else leads now (I-80: once per displacement).
    #[serde(rename = "auction:outbid")]
    Outbid(Lot),
    /// The hammer fell for you, or you bought it.
    #[serde(rename = "auction:won")]
    Won(Lot),
    /// It went to somebody else, or to nobody.
    #[serde(rename = "auction:lost")]
    Lost(Lot),
    /// Somebody bought it at the buy-now price.
    #[serde(rename = "auction:lost_to_buy_now")]
    LostToBuyNow(Lot),
    /// A bid above yours no longer counts: you lead again.
    #[serde(rename = "auction:leading_again")]
    LeadingAgain(Lot),
    /// The reserve came down to your maximum, which was cut to stay below it: bid again to reach it.
    #[serde(rename = "auction:reserve_lowered_rebid")]
    ReserveLoweredRebid(Lot),
    /// It was called off.
    #[serde(rename = "auction:cancelled")]
    Cancelled(Lot),
}

impl Note {
    /// The event as clients see it.
    pub const fn name(&self) -> &'static str {
        match self {
            Note::Outbid(_) => "auction:outbid",
            Note::Won(_) => "auction:won",
            Note::Lost(_) => "auction:lost",
            Note::LostToBuyNow(_) => "auction:lost_to_buy_now",
            Note::LeadingAgain(_) => "auction:leading_again",
            Note::ReserveLoweredRebid(_) => "auction:reserve_lowered_rebid",
            Note::Cancelled(_) => "auction:cancelled",
        }
    }

    /// Which lot it is about.
    pub const fn lot(&self) -> &Lot {
        match self {
            Note::Outbid(lot)
            | Note::Won(lot)
            | Note::Lost(lot)
            | Note::LostToBuyNow(lot)
            | Note::LeadingAgain(lot)
            | Note::ReserveLoweredRebid(lot)
            | Note::Cancelled(lot) => lot,
        }
    }
}

/// Which lot, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lot {
    /// Its room.
    pub auction: RoomId,
    /// What it is.
    pub title: String,
    /// The visible price, or the hammer price.
    pub price: Option<Money>,
    /// Of the price.
    pub currency: Currency,
}

/// What the owner sees of an event: the lot; the note's name is that of the event.
pub struct View(pub Note);

impl Serialize for View {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.lot().serialize(to)
    }
}

/// The inbox as its owner finds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The latest notes, newest first.
    pub notes: Vec<Kept>,
    /// Server time.
    pub server_now: Time,
}

/// A note with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its position.
    pub seq: Seq,
    /// When it came.
    pub at: Time,
    /// What it says.
    pub note: Note,
}

/// The whole state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The last position.
    pub seq: Seq,
    /// The latest notes, oldest first.
    pub notes: VecDeque<Kept>,
}

/// Why an inbox refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject {
    /// Not the house.
    Forbidden,
}

impl Words for Inbox {
    const KIND: &'static str = "inbox";
    const REQUESTS: &'static [&'static str] = &[NOTE];

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = super::connection::Nothing;
    type View = View;
    type State = State;
    type Snapshot = Snapshot;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        match name {
            NOTE => Ok(Command::Note(Box::new(read::json(data.get().as_bytes())?))),
            _ => Err(Fault::UnknownEvent),
        }
    }

    fn name(View(note): &View) -> &'static str {
        note.name()
    }

    fn problem(reject: &Reject) -> Problem {
        match reject {
            Reject::Forbidden => Fault::Forbidden.into(),
        }
    }

    fn remembered(_: &Reject) -> bool {
        true
    }
}
