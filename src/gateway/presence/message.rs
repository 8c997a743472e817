//! What presence is told and asked.

use std::sync::{Arc, atomic::AtomicI64};

use actix::prelude::*;

use crate::{
    protocol::{frame::Answer, id::UserId, person::Person, presence::Chosen, time::Time},
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

/// How REST asks.
#[derive(Clone)]
pub struct Window(pub Addr<super::Presence>);

impl Window {
    /// How these are seen by `viewer`, now.
    pub async fn seen(&self, viewer: Person, users: Vec<UserId>) -> Answer {
        let (reply, told) = Reply::channel();
        self.0.do_send(ToPresence::Watch { viewer, session: None, users, reply });
        told.await.unwrap_or_else(|_| Answer::refused(None, super::unavailable()))
    }

    /// Somebody wants to be seen so; when it is durable.
    pub async fn set(&self, user: UserId, chosen: Chosen) -> Answer {
        let (reply, told) = Reply::channel();
        self.0.do_send(ToPresence::Set { user, chosen, reply });
        told.await.unwrap_or_else(|_| Answer::refused(None, super::unavailable()))
    }
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
        /// Whose.
        user: UserId,
        /// Which.
        session: SessionNo,
        /// When.
        at: Time,
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
