//! Tells live sockets that an account has changed: a role, a ban, a password, a sign-out; whichever
//! process did it. One per house reads on in the list of changes, twice a second.

use std::{sync::Arc, time::Duration};

use actix::prelude::*;
use log::warn;

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
    last: Option<i64>,
    looking: bool,
}

impl Watch {
    /// Watches the accounts in `store` for the sessions of `boards`.
    pub fn new(store: Store, boards: Arc<Boards>) -> Self {
        Watch { store, boards, last: None, looking: false }
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
                    watch.last = Some(last);
                    watch.tell(&changes);
                }
                Err(why) => warn!("changes of accounts cannot be read: {why}"),
            }
        }));
    }

    fn tell(&self, changes: &[Changed]) {
        if changes.is_empty() {
            return;
        }
        let users: Arc<[_]> = changes.iter().map(|change| change.user).collect();
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
