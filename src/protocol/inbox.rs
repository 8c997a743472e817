//! The words of an inbox: what concerns one user, told by other rooms.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
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

/// What concerns one user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Which auction.
    pub auction: RoomId,
    /// Its title.
    pub title: String,
    /// What happened there.
    pub what: What,
    /// The price, or the hammer price where it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Of which currency.
    pub currency: Currency,
}

/// What happened to one user in an auction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody else leads now.
    Outbid,
    /// A bid was taken back, so one leads again.
    LeadingAgain,
    /// The reserve was lowered below one's hidden maximum, which was cut: bid again.
    ReserveLoweredRebid,
    /// Bought.
    Won,
    /// Somebody else did.
    Lost,
    /// Somebody else did, at the buy-now price.
    LostToBuyNow,
    /// The reserve was not reached.
    Unsold,
    /// Called off.
    Cancelled,
}

/// What the owner sees of an event.
#[derive(Serialize)]
pub struct View(pub Note);

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
        match note.what {
            What::Outbid => "auction:outbid",
            What::LeadingAgain => "auction:leading_again",
            What::ReserveLoweredRebid => "auction:reserve_lowered_rebid",
            What::Won => "auction:won",
            What::Lost | What::LostToBuyNow | What::Unsold => "auction:lost",
            What::Cancelled => "auction:cancelled",
        }
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
