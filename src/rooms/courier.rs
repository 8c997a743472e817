//! Carries what committed events ask of other rooms, from the outbox to those rooms.
//!
//! A row is written in the transaction of its cause and deleted in the transaction of its effect, so a
//! crash at any point neither loses nor doubles it. One courier carries all rows of a house, and reads
//! the outbox again only when every row of the last reading is settled.

use std::time::Duration;

use actix::prelude::*;
use futures_util::future::join_all;
use log::warn;
use serde_json::value::RawValue;

use super::{
    Reply, ToRoom,
    core::Ask,
    directory::{Directory, Forward},
    kinds::Kind,
};
use crate::{
    protocol::{facts::Facts, frame::Answer, person::Person},
    store::{OutboxRow, Store},
};

/// The most rows that are carried at once.
const CARRIED_MAX: usize = 512;
/// How long the courier rests when something could not be delivered.
const REST: Duration = Duration::from_secs(1);

/// One per house.
pub struct Courier {
    store: Store,
    directory: Addr<Directory>,
    carrying: bool,
    nudged: bool,
}

/// Something was put into the outbox.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Nudge;

/// What came of one reading of the outbox.
enum Round {
    /// It was empty.
    Nothing,
    /// All of it was delivered.
    Delivered,
    /// Some of it was not.
    Failed,
}

impl Courier {
    /// A courier between the store and the rooms.
    pub fn new(store: Store, directory: Addr<Directory>) -> Self {
        Courier { store, directory, carrying: false, nudged: false }
    }

    fn carry(&mut self, ctx: &mut Context<Self>) {
        if self.carrying {
            self.nudged = true;
            return;
        }
        self.carrying = true;
        self.nudged = false;
        let (store, directory) = (self.store.clone(), self.directory.clone());
        let round = async move { round(&store, &directory).await }.into_actor(self);
        ctx.spawn(round.map(|round, courier, ctx| {
            courier.carrying = false;
            match round {
                Round::Delivered => courier.carry(ctx),
                Round::Failed => drop(ctx.run_later(REST, Self::carry)),
                Round::Nothing if courier.nudged => courier.carry(ctx),
                Round::Nothing => (),
            }
        }));
    }
}

/// Reads the outbox once and delivers what is in it.
async fn round(store: &Store, directory: &Addr<Directory>) -> Round {
    let rows = match store.outbox(0, CARRIED_MAX).await {
        Ok(rows) if rows.is_empty() => return Round::Nothing,
        Ok(rows) => rows,
        Err(why) => {
            warn!("the outbox cannot be read: {why}");
            return Round::Failed;
        }
    };
    let answers = join_all(rows.into_iter().map(|row| deliver(row, store, directory))).await;
    if answers.into_iter().all(|delivered| delivered) { Round::Delivered } else { Round::Failed }
}

/// Asks the room; a refusal by its rules is delivered, too, and leaves the outbox.
async fn deliver(row: OutboxRow, store: &Store, directory: &Addr<Directory>) -> bool {
    let OutboxRow { id, room, request, data } = row;
    let (reply, answer) = Reply::channel();
    let data = RawValue::from_string(data).unwrap_or_default();
    let needs = Kind::of(&room).map(|kind| (kind.needs)(&request, &data)).unwrap_or_default();
    let by = Person::house();
    let facts =
        if needs.is_empty() { Ok(Facts::default()) } else { store.facts(by.id, needs).await };
    let Ok(facts) = facts else { return false };
    let ask = Box::new(Ask { facts, ..Ask::new(by, request, data) });
    let message = ToRoom::Ask { ask, reply, outbox: Some(id) };
    directory.do_send(Forward { room: room.clone(), message });
    match answer.await {
        Ok(Answer { error: None, .. }) => true,
        Ok(Answer { error: Some(why), .. }) => {
            if !why.retry {
                warn!("room {room} refused a reaction: {}", why.code);
            }
            // Refused by the room it has left the outbox; refused on the way it has not, so rest first.
            false
        }
        Err(_) => false,
    }
}

impl Actor for Courier {
    type Context = Context<Self>;
}

impl Handler<Nudge> for Courier {
    type Result = ();

    fn handle(&mut self, _: Nudge, ctx: &mut Self::Context) {
        self.carry(ctx);
    }
}
