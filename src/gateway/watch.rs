//! Tells live sockets that an account has changed: a role, a ban, a password, a sign-out; whichever
//! process did it. One per house reads on in the list of changes, twice a second.

use std::{sync::Arc, time::Duration};

use actix::prelude::*;
use log::warn;

use super::standing::Standing;
use crate::{
    rooms::{audience::Boards, switchboard::ToBoard},
    store::{Store, StoreError, changes::Changed},
};

/// How often it looks; a change reaches sockets within this, and the time to look behind their tokens.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The most changes of one look; the next look goes on.
const CHANGES_MAX: usize = 1_000;

/// One per house.
pub struct Watch {
    store: Store,
    boards: Arc<Boards>,
    standing: Standing,
    last: Option<i64>,
    looking: bool,
    /// The last look failed.
    is_blind: bool,
}

impl Watch {
    /// Watches the accounts in `store` for the sessions of `boards`, and for what `standing` remembers.
    pub fn new(store: Store, boards: Arc<Boards>, standing: Standing) -> Self {
        Watch { store, boards, standing, last: None, looking: false, is_blind: false }
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        if self.looking {
            return;
        }
        self.looking = true;
        let (store, last) = (self.store.clone(), self.last);
        let news = async move { news(&store, last).await }.into_actor(self);
        ctx.spawn(news.map(|news, watch, _| {
            watch.looking = false;
            match news {
                Ok((last, changes)) => {
                    let first = watch.last.replace(last).is_none() || watch.is_blind;
                    watch.is_blind = false;
                    if first || !changes.is_empty() {
                        watch.tell(&changes);
                    }
                }
                Err(why) => {
                    warn!("changes of accounts cannot be read: {why}");
                    watch.is_blind = true;
                    watch.standing.forget_all();
                }
            }
        }));
    }

    fn tell(&self, changes: &[Changed]) {
        let users: Arc<[_]> = changes.iter().map(|change| change.user).collect();
        // First of all: whoever is let in by an old memory has been entered with the switchboards before
        // they hear of this, or looks again.
        self.standing.forget(&users);
        for (_, board) in self.boards.all() {
            board.do_send(ToBoard::Changed { users: users.clone() });
        }
    }
}

/// What changed since `last`, and the number to go on from.
async fn news(store: &Store, last: Option<i64>) -> Result<(i64, Vec<Changed>), StoreError> {
    let Some(last) = last else { return Ok((store.last_change().await?, Vec::new())) };
    let changes = store.changes_since(last, CHANGES_MAX).await?;
    Ok((changes.last().map_or(last, |change| change.id), changes))
}

impl Actor for Watch {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.look(ctx);
        ctx.run_interval(LOOK_EVERY, Self::look);
    }
}
