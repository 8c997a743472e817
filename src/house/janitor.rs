//! Removes files that nobody needs: those whose message is erased, and those that no message takes.

use std::time::Duration;

use actix::prelude::*;
use log::warn;

use super::parts::Parts;
use crate::{clock::Clock, files::Vault, store::Store};

/// How often it looks for files that wait to be removed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it looks for files that no message has taken.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// One per house.
pub(super) struct Janitor {
    store: Store,
    vault: Vault,
    clock: Clock,
    keep_ms: u64,
    busy: bool,
}

/// Look at everything now; for tests that have moved the clock.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct SweepFiles;

impl Janitor {
    pub(super) fn new(parts: &Parts, keep_ms: u64) -> Self {
        let (store, vault) = (parts.store.clone(), parts.uploads.vault.clone());
        Janitor { store, vault, clock: parts.clock.clone(), keep_ms, busy: false }
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        if self.busy {
            return;
        }
        self.busy = true;
        let (store, vault) = (self.store.clone(), self.vault.clone());
        let removed = async move {
            while store.has_doomed_files().await? {
                let vault = vault.clone();
                store.remove_doomed_files(move |hash| vault.remove(hash)).await?;
            }
            Ok::<_, crate::store::StoreError>(())
        };
        ctx.spawn(removed.into_actor(self).map(|removed, janitor, _| {
            janitor.busy = false;
            if let Err(why) = removed {
                warn!("files that nobody needs stay for now: {why}");
            }
        }));
    }

    fn sweep(&mut self, ctx: &mut Context<Self>) {
        let (store, before) = (self.store.clone(), self.clock.now().minus(self.keep_ms));
        let swept = async move {
            while store.drop_untaken(before).await? {}
            Ok::<_, crate::store::StoreError>(())
        };
        ctx.spawn(swept.into_actor(self).map(|swept, janitor, ctx| match swept {
            Ok(()) => janitor.look(ctx),
            Err(why) => warn!("files that no message has taken stay for now: {why}"),
        }));
    }
}

impl Actor for Janitor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.sweep(ctx);
        ctx.run_interval(LOOK_EVERY, Self::look);
        ctx.run_interval(SWEEP_EVERY, Self::sweep);
    }
}

impl Handler<SweepFiles> for Janitor {
    type Result = ();

    fn handle(&mut self, _: SweepFiles, ctx: &mut Self::Context) {
        self.sweep(ctx);
    }
}
