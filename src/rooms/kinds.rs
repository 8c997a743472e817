//! The table of kinds: a new kind of room is one line here.

use std::sync::Arc;

use actix::prelude::*;
use serde_json::value::RawValue;

use super::{
    Address, ToRoom,
    audience::Audience,
    core::Core,
    room::{Room, World},
};
use crate::{
    domain::{
        Machine,
        auction::AuctionRoom,
        conversation::ConversationRoom,
        inbox::InboxRoom,
        lobby::{LobbyRoom, list::LobbyList},
        market::MarketRoom,
        matchmaking::QueueRoom,
        party::PartyRoom,
        session::SessionRoom,
    },
    protocol::{
        Words,
        auction::words::RELISTED,
        conversation::words::{CREATE, FOLLOW, INTRODUCE},
        facts::Needs,
        fault::Fault,
        id::{RoomId, Seq},
        lobby, party, session,
    },
    store::{Loaded, Project, Written},
};

/// How rooms of a kind come to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Springs {
    /// By one of these requests, and not before.
    From(&'static [&'static str]),
    /// Every room of the kind is there from the beginning.
    Always,
    /// There is one room of the kind, from the beginning, and its id is the name of the kind.
    Alone,
}

/// One kind of room.
pub struct Kind {
    /// What stands before the colon.
    pub name: &'static str,
    /// Every request it knows.
    pub requests: &'static [&'static str],
    /// Those of them that only the house asks.
    pub house: &'static [&'static str],
    /// How its rooms come to be.
    pub springs: Springs,
    /// What is to be looked up before a request is decided.
    pub needs: fn(&str, &RawValue) -> Needs,
    /// Which room a request goes to that names none.
    pub address: fn(&str, &RawValue) -> Option<Result<RoomId, Fault>>,
    /// The request by which its rooms hear of those whom they mind.
    pub whereabouts: Option<&'static str>,
    /// Opens one.
    pub open: Opener,
    /// Whether its journal, from the first event on, can be read, and makes the state that was frozen.
    pub replay: Replayer,
}

/// Plays a journal by the rules; what is wrong with it.
type Replayer = fn(&RoomId, &[Written], Option<&(Seq, String)>) -> Result<(), String>;

/// Opens a room on an arbiter, from what was loaded of it.
type Opener = fn(&ArbiterHandle, RoomId, World, Arc<Audience>, Option<Loaded>) -> Address;

/// Every kind of room.
static KINDS: &[Kind] = &[
    kind::<AuctionRoom>(Springs::From(&["auction:create", RELISTED])),
    kind::<ConversationRoom>(Springs::From(&[CREATE, FOLLOW, INTRODUCE])),
    kind::<InboxRoom>(Springs::Always),
    kind::<LobbyRoom>(Springs::From(&[lobby::words::CREATE, lobby::words::OPEN])),
    kind::<LobbyList>(Springs::Alone),
    kind::<MarketRoom>(Springs::Alone),
    kind::<QueueRoom>(Springs::Always),
    kind::<PartyRoom>(Springs::From(&[party::words::CREATE])),
    kind::<SessionRoom>(Springs::From(&[session::words::CREATE])),
];

const fn kind<M: Machine<Words: Project>>(springs: Springs) -> Kind {
    Kind {
        name: M::Words::KIND,
        requests: M::Words::REQUESTS,
        house: M::Words::HOUSE,
        springs,
        needs: M::Words::needs,
        address: M::Words::address,
        whereabouts: M::Words::WHEREABOUTS,
        open: open::<M>,
        replay: replay::<M>,
    }
}

fn replay<M: Machine>(
    room: &RoomId,
    journal: &[Written],
    frozen: Option<&(Seq, String)>,
) -> Result<(), String> {
    let mut core = Core::<M>::new(room.clone());
    for one in journal {
        core.replay(one.seq, one.at, &one.body)
            .map_err(|why| format!("the event at {} cannot be read", why.seq.0))?;
        if let Some((at, body)) = frozen
            && *at == one.seq
            && core.freeze() != *body
        {
            return Err(format!("the snapshot at {} is not what the journal makes", at.0));
        }
    }
    Ok(())
}

fn open<M: Machine<Words: Project>>(
    arbiter: &ArbiterHandle,
    id: RoomId,
    world: World,
    audience: Arc<Audience>,
    loaded: Option<Loaded>,
) -> Address {
    // Replaying takes its time, so it is done where the room will live.
    Room::start_in_arbiter(arbiter, move |_| Room::<M>::open(id, world, audience, loaded))
        .recipient()
}

impl Kind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = &'static Kind> {
        KINDS.iter()
    }

    /// The kind of a room.
    pub fn of(room: &RoomId) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == room.kind())
    }

    /// The kind that knows a request.
    pub fn knowing(request: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.requests.contains(&request))
    }

    /// Whether the message makes a room of this kind.
    pub fn creates(&self, message: &ToRoom) -> bool {
        let ToRoom::Ask { ask, reply: _, outbox: _ } = message else { return false };
        self.springs_from(&ask.request)
    }

    /// Whether a room of this kind comes to be by this request.
    pub fn springs_from(&self, request: &str) -> bool {
        match self.springs {
            Springs::From(requests) => requests.contains(&request),
            Springs::Always | Springs::Alone => false,
        }
    }

    /// Whether this room of the kind is there without anybody having made it.
    pub fn is_there(&self, room: &RoomId) -> bool {
        match self.springs {
            Springs::From(_) => false,
            Springs::Always => true,
            Springs::Alone => room.as_str() == self.name,
        }
    }
}
