//! Names the vocabulary, and reads requests. Requests name no room: the game says which queue is meant.

use serde_json::value::RawValue;

use super::{
    Command, Event, KIND, Reject, TicketId,
    bodies::{BACKFILL, DISBAND, FORGET, Find, RESULT, Result as Outcome, SEATED, Which},
    page::{Page, Reply},
    queue_of,
    snapshot::Queue,
};
use crate::protocol::{
    Words,
    connection::Nothing,
    facts::{Needs, Play},
    fault::{Fault, Problem, Refused},
    id::RoomId,
    read::data as body,
};

/// The request that begins a search.
pub const FIND: &str = "matchmaking:find";

/// How often those who search are told how it stands, at most, in milliseconds.
const PULSE_MS: u64 = 1_000;

/// The vocabulary of queues.
pub enum Matchmaking {}

impl Words for Matchmaking {
    const KIND: &'static str = KIND;
    const REQUESTS: &'static [&'static str] = &[
        FIND,
        "matchmaking:subscribe",
        "matchmaking:accept",
        "matchmaking:decline",
        "matchmaking:cancel",
        BACKFILL,
        SEATED,
        DISBAND,
        RESULT,
        FORGET,
    ];
    const HOUSE: &'static [&'static str] = &[BACKFILL, SEATED, DISBAND, RESULT, FORGET];

    const PULSE_MS: Option<u64> = Some(PULSE_MS);

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = Nothing;
    type State = Page;
    type Snapshot = Queue;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            FIND => Command::Find(Box::new(body::<Find>(data)?)),
            "matchmaking:subscribe" => Command::Look(which(data)?),
            "matchmaking:accept" => Command::Accept(which(data)?),
            "matchmaking:decline" => Command::Decline(which(data)?),
            "matchmaking:cancel" => Command::Cancel(which(data)?),
            BACKFILL => Command::Backfill(Box::new(body(data)?)),
            SEATED => Command::Seated(body(data)?),
            DISBAND => Command::Disband(body(data)?),
            RESULT => Command::Result(Box::new(body(data)?)),
            FORGET => Command::Forget(body(data)?),
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        let play = Some(Play::How);
        match name {
            FIND => {
                let party = body::<Find>(data).ok().and_then(|find| find.party);
                Needs { play, party, ..Needs::default() }
            }
            RESULT => {
                let teams = body::<Outcome>(data).map(|result| result.teams).unwrap_or_default();
                let users = teams.into_iter().flat_map(|team| team.members).collect();
                Needs { users, play, ..Needs::default() }
            }
            _ => Needs::default(),
        }
    }

    fn address(name: &str, data: &RawValue) -> Option<Result<RoomId, Fault>> {
        let game = match name {
            FIND => body::<Find>(data).map(|find| find.game),
            _ => which(data).map(|ticket| ticket.game),
        };
        Some(game.map(|game| queue_of(&game)))
    }

    fn name(_: &Nothing) -> &'static str {
        "matchmaking:changed"
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(reject: &Reject) -> bool {
        !reject.passes()
    }
}

fn which(data: &RawValue) -> Result<TicketId, Fault> {
    body::<Which>(data).map(|which| which.match_request_id)
}
