//! Names the vocabulary, reads requests, and erases what is to be erased.

use bytestring::ByteString;
use serde_json::value::RawValue;

use super::{
    Command, Event, Reject,
    bodies::{Change, Create, Fill, Join, Kick, Open, Outcome, Player, Ready, Seat, Whom},
    page::{Page, Reply},
    snapshot::Lounge,
    view::View,
};
use crate::protocol::{
    Words,
    facts::{Needs, Play},
    fault::{Fault, Problem, Refused},
    id::UserId,
    read::{self, data as body},
};

/// What stands before the colon in the room of a lobby.
pub const KIND: &str = "lobby";
/// The request that opens a lobby.
pub const CREATE: &str = "lobby:create";
/// The request to come in.
pub const JOIN: &str = "lobby:join";
/// The request by which the house opens a lobby for a match. Nobody else may.
pub const OPEN: &str = "lobby:open";
/// The request by which the house says that a connection has come or gone. Nobody else may.
pub const CONNECTION: &str = "lobby:connection";
/// The request by which the house brings in those whom a match has found. Nobody else may.
pub const FILL: &str = "lobby:fill";
/// The request by which the house puts out one who is in another lobby. Nobody else may.
pub const EXPEL: &str = "lobby:expel";
/// The request by which the house says that an account is erased. Nobody else may.
pub const FORGET: &str = "lobby:forget";

/// The vocabulary of lobbies.
pub enum Lobby {}

impl Words for Lobby {
    const KIND: &'static str = KIND;
    const REQUESTS: &'static [&'static str] = &[
        CREATE,
        JOIN,
        "lobby:leave",
        "lobby:ready",
        "lobby:seat",
        "lobby:invite",
        "lobby:kick",
        "lobby:ban",
        "lobby:unban",
        "lobby:host",
        "lobby:settings",
        "lobby:start",
        "lobby:close",
        "lobby:result",
        OPEN,
        CONNECTION,
        FILL,
        EXPEL,
        FORGET,
    ];
    const HOUSE: &'static [&'static str] = &[OPEN, CONNECTION, FILL, EXPEL, FORGET];

    const WHEREABOUTS: Option<&'static str> = Some(CONNECTION);

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = View;
    type State = Option<Page>;
    type Snapshot = Option<Lounge>;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            CREATE => Command::Create(Box::new(body::<Create>(data)?)),
            JOIN => Command::Join(body::<Join>(data)?),
            "lobby:leave" => nothing(data, Command::Leave)?,
            "lobby:ready" => Command::Ready { ready: body::<Ready>(data)?.ready },
            "lobby:seat" => Command::Seat { seat: body::<Seat>(data)?.seat },
            "lobby:invite" => Command::Invite { user: body::<Whom>(data)?.user },
            "lobby:kick" => Command::Kick(body::<Kick>(data)?),
            "lobby:ban" => Command::Ban(body::<Kick>(data)?),
            "lobby:unban" => Command::Unban { user: body::<Whom>(data)?.user },
            "lobby:host" => Command::Host { user: body::<Whom>(data)?.user },
            "lobby:settings" => Command::Change(Box::new(body::<Change>(data)?)),
            "lobby:start" => nothing(data, Command::Start)?,
            "lobby:close" => nothing(data, Command::Close)?,
            "lobby:result" => Command::Conclude(body::<Outcome>(data)?),
            OPEN => Command::Open(Box::new(body::<Open>(data)?)),
            CONNECTION => Command::Connection(body(data)?),
            FILL => Command::Fill(Box::new(body::<Fill>(data)?)),
            EXPEL => Command::Expel { user: body::<Whom>(data)?.user },
            FORGET => Command::Forget { user: body::<Whom>(data)?.user },
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        let play = Some(Play::Where);
        match name {
            CREATE => Needs { play, chance: true, ..Needs::default() },
            OPEN => {
                let players = body::<Open>(data).map(|open| open.players).unwrap_or_default();
                Needs { users: users(&players), chance: true, ..Needs::default() }
            }
            FILL => {
                let players = body::<Fill>(data).map(|fill| fill.players).unwrap_or_default();
                Needs { users: users(&players), ..Needs::default() }
            }
            JOIN => Needs { play, ..Needs::default() },
            "lobby:invite" => {
                let users = body::<Whom>(data).map(|whom| vec![whom.user]).unwrap_or_default();
                Needs { users, ..Needs::default() }
            }
            _ => Needs::default(),
        }
    }

    fn erase(event: Event) -> Event {
        let mut event = event;
        if let Event::Joined { name, .. } = &mut event {
            *name = ByteString::new();
        }
        event
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

fn users(players: &[Player]) -> Vec<UserId> {
    players.iter().map(|player| player.user).collect()
}

fn nothing(data: &RawValue, command: Command) -> Result<Command, Fault> {
    read::nothing(data).map(|()| command)
}
