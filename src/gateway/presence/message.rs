//! What presence is told and asked.

use std::sync::{Arc, atomic::AtomicI64};

use actix::prelude::*;

use super::{Presence, unavailable};
use crate::{
    protocol::{fault::Fault, frame::Answer, id::UserId, person::Person, presence::Chosen},
    rooms::{Reply, audience::Place, switchboard::SessionNo},
};

/// How patient presence is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long somebody is there after their last connection, in milliseconds.
    pub grace_ms: u64,
    /// After how long without a request somebody is away, in milliseconds.
    pub away_after_ms: u64,
}

/// What presence is told and asked.
#[derive(Message)]
#[rtype(result = "()")]
pub enum ToPresence {
    /// A connection of a user lives.
    Come {
        /// Whose.
        user: UserId,
        /// Which.
        session: SessionNo,
        /// The time of its last request, which it keeps up to date.
        active: Arc<AtomicI64>,
    },
    /// A connection is over.
    Go {
        /// Whose, if anybody's.
        user: Option<UserId>,
        /// Which.
        session: SessionNo,
    },
    /// Somebody wants to be seen so.
    Set {
        /// Who.
        user: UserId,
        /// How.
        chosen: Chosen,
        /// When it is durable.
        reply: Reply,
    },
    /// Somebody wants to know, from now on where a session is named.
    Watch {
        /// Who.
        viewer: Person,
        /// Where the changes go.
        session: Option<(SessionNo, Place)>,
        /// Of whom.
        users: Vec<UserId>,
        /// How they are now.
        reply: Reply,
    },
    /// The account behind a session has changed: what it may see, too.
    Changed {
        /// Which.
        session: SessionNo,
        /// Who.
        viewer: Person,
    },
    /// Look at the clock; for tests that have moved it.
    Look,
    /// The house closes.
    Leave {
        /// When it is written who was there.
        reply: Reply,
    },
}

/// How these are seen by somebody, now.
pub async fn look(
    presence: &Addr<Presence>,
    viewer: Person,
    users: Vec<UserId>,
) -> Result<Answer, Fault> {
    let (reply, told) = Reply::channel();
    presence.do_send(ToPresence::Watch { viewer, session: None, users, reply });
    told.await.map_err(|_| unavailable())
}

/// Somebody wants to be seen so; returns when it is durable.
pub async fn appear(
    presence: &Addr<Presence>,
    user: UserId,
    chosen: Chosen,
) -> Result<Answer, Fault> {
    let (reply, told) = Reply::channel();
    presence.do_send(ToPresence::Set { user, chosen, reply });
    told.await.map_err(|_| unavailable())
}
