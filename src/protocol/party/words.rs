//! Names the vocabulary, reads requests, and erases what is to be erased.

use bytestring::ByteString;
use serde_json::value::RawValue;

use super::{
    Band, Command, Event, Reject,
    page::{Page, Reply},
    view::View,
};
use crate::protocol::{
    Words,
    facts::{Needs, Play},
    fault::{Fault, Problem, Refused},
    lobby::bodies::Whom,
    matchmaking::bodies::QUEUED,
    read::{self, data as body},
};

/// What stands before the colon in the room of a party.
pub const KIND: &str = "party";
/// The request that opens a party.
pub const CREATE: &str = "party:create";
/// The request by which the house says that a connection has come or gone. Nobody else may.
pub const CONNECTION: &str = "party:connection";
/// The request by which the house says that an account is erased. Nobody else may.
pub const FORGET: &str = "party:forget";

/// The vocabulary of parties.
pub enum Party {}

impl Words for Party {
    const KIND: &'static str = KIND;
    const REQUESTS: &'static [&'static str] = &[
        CREATE,
        "party:invite",
        "party:accept",
        "party:decline",
        "party:leader",
        "party:kick",
        "party:leave",
        CONNECTION,
        QUEUED,
        FORGET,
    ];
    const HOUSE: &'static [&'static str] = &[CONNECTION, QUEUED, FORGET];

    const WHEREABOUTS: Option<&'static str> = Some(CONNECTION);

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = View;
    type State = Option<Page>;
    type Snapshot = Option<Band>;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            CREATE => nothing(data, Command::Create)?,
            "party:invite" => Command::Invite { user: body::<Whom>(data)?.user },
            "party:accept" => nothing(data, Command::Accept)?,
            "party:decline" => nothing(data, Command::Decline)?,
            "party:leader" => Command::Lead { user: body::<Whom>(data)?.user },
            "party:kick" => Command::Kick { user: body::<Whom>(data)?.user },
            "party:leave" => nothing(data, Command::Leave)?,
            CONNECTION => Command::Connection(body(data)?),
            QUEUED => Command::Queued(Box::new(body(data)?)),
            FORGET => Command::Forget { user: body::<Whom>(data)?.user },
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        match name {
            CREATE | "party:accept" => Needs { play: Some(Play::Where), ..Needs::default() },
            "party:invite" => {
                let users = body::<Whom>(data).map(|whom| vec![whom.user]).unwrap_or_default();
                Needs { users, ..Needs::default() }
            }
            _ => Needs::default(),
        }
    }

    fn erase(event: Event) -> Event {
        let Event::Joined { user, name: _ } = event else { return event };
        Event::Joined { user, name: ByteString::new() }
    }

    fn name(view: &View) -> &'static str {
        view.name()
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(reject: &Reject) -> bool {
        !reject.passes()
    }
}

fn nothing(data: &RawValue, command: Command) -> Result<Command, Fault> {
    read::nothing(data).map(|()| command)
}
