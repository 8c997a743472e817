//! The live session: a pure [`Session`] with its hands. Carries out what the session asks for, and takes
//! in what rooms tell through the switchboard of its thread.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use actix::Addr;
use bytestring::ByteString;
use log::debug;

use super::{
    limiter::Limiter,
    session::{self, Manners, Session, Task},
    standing::{Standing, Verdict},
    ws::{Door, Endpoint, Handle},
};
use crate::{
    clock::{Clock, Stopwatch},
    metrics,
    protocol::{
        connection::{
            Close, Goodbye, Limits, Nothing, Outcome, OutcomeState, PROTOCOL, SignedIn, Welcome,
        },
        fault::Fault,
        frame::{self, Answer},
        id::{Key, RoomId, Seq, UserId},
        person::Person,
        time::Time,
    },
    rooms::{
        self, Join, Reply, Rooms, ToRoom,
        audience::Place,
        core::Ask,
        handle,
        switchboard::{Ear, News, SessionNo, Switchboard, ToBoard},
    },
};

/// When clients may come back after the server left, in milliseconds; they spread over it.
const COME_BACK_MS: u64 = 1_000;
/// Requests that are refused for their number before a connection is cut for flooding.
const FLOOD_REFUSALS_MAX: u32 = 1_000;

/// What every session of a worker thread shares.
#[derive(Clone)]
pub struct Desk {
    /// The time.
    pub clock: Clock,
    /// The rooms.
    pub rooms: Rooms,
    /// Who is who.
    pub standing: Standing,
    /// How much is too much.
    pub limiter: Arc<Limiter>,
    /// This thread's switchboard.
    pub board: Addr<Switchboard>,
    /// And its place.
    pub place: Place,
    /// What the configuration says of sessions.
    pub manners: Manners,
    /// What `welcome` names.
    pub limits: Limits,
    /// What positions belong to.
    pub epoch: Arc<str>,
}

/// What comes back to a session from elsewhere.
pub enum Note {
    /// Somebody has looked behind a token.
    Known {
        /// The request to answer, where it was one.
        id: Option<u64>,
        /// What was found.
        verdict: Result<Verdict, Fault>,
    },
    /// Somebody has looked up a key, and the room may be asked now.
    Recalled {
        /// The request.
        id: Option<u64>,
        /// Which room.
        room: RoomId,
        /// What.
        ask: Box<Ask>,
        /// The first answer, where there is one.
        answer: Option<Answer>,
    },
    /// Somebody has looked up what became of a key.
    Outcome {
        /// The request.
        id: Option<u64>,
        /// What was found.
        outcome: Result<handle::Outcome, Fault>,
    },
    /// A room did not let the session in.
    NotLetIn {
        /// The request.
        id: Option<u64>,
        /// Which.
        room: RoomId,
        /// Why.
        answer: Answer,
    },
    /// The account may have changed, or the server leaves.
    News(News),
}

/// One connection.
pub struct Live {
    desk: Desk,
    session: Session,
    no: SessionNo,
    address: IpAddr,
    token: Option<String>,
    held: Option<super::token::Verified>,
    refused_in_a_row: u32,
}

impl Live {
    /// The session of a connection from `address`, that brought a token with its handshake or not.
    pub fn new(desk: Desk, address: IpAddr, token: Option<String>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let no = SessionNo(NEXT.fetch_add(1, Ordering::Relaxed));
        let session = Session::new(desk.manners.clone(), &desk.epoch, desk.clock.now());
        Live { desk, session, no, address, token, held: None, refused_in_a_row: 0 }
    }
}
