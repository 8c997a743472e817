//! Names the vocabulary, and reads requests.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Command, ERASE, Event, KIND, NOTE, Raised, Reject, Snapshot, State, View, play, talk, trade,
};
use crate::protocol::{
    Words,
    connection::Nothing,
    facts::Needs,
    fault::{Fault, Problem},
    id::{Place, UserId},
    read,
};

/// The request that blocks somebody, or no longer.
const BLOCK: &str = "user:block";

/// The vocabulary of inboxes.
pub enum Inbox {}

impl Words for Inbox {
    const KIND: &'static str = KIND;
    const REQUESTS: &'static [&'static str] = &[
        NOTE,
        play::PLAY,
        trade::TRADE,
        trade::WALLET,
        talk::JOINED,
        talk::LEFT,
        talk::RAISE,
        talk::SETTLE,
        ERASE,
        "notification:read",
        "notification:delete",
        "notification:preferences",
        BLOCK,
    ];
    const HOUSE: &'static [&'static str] = &[
        NOTE,
        play::PLAY,
        trade::TRADE,
        trade::WALLET,
        talk::JOINED,
        talk::LEFT,
        talk::RAISE,
        talk::SETTLE,
        ERASE,
    ];

    const BESIDE: bool = true;

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Nothing;
    type View = View;
    type State = State;
    type Snapshot = Snapshot;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            NOTE => Command::Note(Box::new(read::data(data)?)),
            play::PLAY => Command::Play(Box::new(read::data(data)?)),
            trade::TRADE => Command::Trade(Box::new(read::data(data)?)),
            trade::WALLET => Command::Wallet(read::data(data)?),
            talk::JOINED => Command::Join(read::data(data)?),
            talk::LEFT => Command::Part(read::data(data)?),
            talk::RAISE => Command::Raise(Box::new(read::data(data)?)),
            talk::SETTLE => Command::Settle(read::data(data)?),
            ERASE => read::nothing(data).map(|()| Command::Erase)?,
            "notification:read" => Command::Read(read::data(data)?),
            "notification:delete" => Command::Delete { ids: read::data::<IdsBody>(data)?.ids },
            "notification:preferences" => Command::Prefer(read::data(data)?),
            BLOCK => {
                let BlockBody { user, on } = read::data(data)?;
                Command::Block { user, on }
            }
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        let users = match name {
            BLOCK => read::data::<BlockBody>(data).map(|block| vec![block.user]),
            _ => Ok(Vec::new()),
        };
        Needs { users: users.unwrap_or_default(), ..Needs::default() }
    }

    fn erase(event: Event) -> Event {
        let Event::Raised(mut raised) = event else { return event };
        let Raised { notification, listed: _, outward, until: _ } = &mut *raised;
        notification.title.clear();
        notification.message.clear();
        notification.data.from = None;
        outward.clear();
        Event::Raised(raised)
    }

    fn name(view: &View) -> &'static str {
        view.name()
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(_: &Reject) -> bool {
        true
    }
}

/// The data of `notification:delete`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeleteNotifications)]
pub(super) struct IdsBody {
    /// Which.
    ids: BTreeSet<Place>,
}

/// The data of `user:block`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BlockUser)]
pub(super) struct BlockBody {
    /// From whom.
    user: UserId,
    /// Whether to hear nothing more, or again.
    on: bool,
}
