//! Removes files that nobody needs: those whose message is erased, those that no message takes, and pictures that no
//! lot shows.

use std::time::Duration;

use actix::prelude::*;
use actix_web::rt::task::spawn_blocking;
use log::warn;

use super::parts::Parts;
use crate::{
    clock::Clock,
    files::Vault,
    http::pictures::UNNAMED_MS_MAX,
    store::{Store, StoreError},
};

/// How often it looks for files that wait to be removed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it looks for files that nothing has taken.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How long it may take to list all files.
const TIDY_WITHIN: Duration = Duration::from_mins(5);
/// How many files are looked up at once.
const TIDIED_AT_ONCE: usize = 500;

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
            loop {
                let vault = vault.clone();
                // What cannot be removed now is tried at the next look.
                if !store.remove_doomed_files(move |hash| vault.remove(hash)).await? {
                    return Ok::<_, StoreError>(());
                }
            }
        };
        ctx.spawn(removed.into_actor(self).map(|removed, janitor, _| {
            janitor.busy = false;
            if let Err(why) = removed {
                warn!("files that nobody needs stay for now: {why}");
            }
        }));
    }

    /// A crash between placing a file and naming it leaves one that nobody knows of.
    fn tidy(&mut self, ctx: &mut Context<Self>) {
        let (store, vault) = (self.store.clone(), self.vault.clone());
        let tidied = async move {
            let found =
                tokio::time::timeout(TIDY_WITHIN, spawn_blocking(move || vault.all())).await;
            let Ok(Ok(Ok(hashes))) = found else {
                warn!("the files that are kept cannot be listed");
                return Ok(());
            };
            for some in hashes.chunks(TIDIED_AT_ONCE) {
                store.doom_unnamed(some.to_vec()).await?;
            }
            Ok::<_, StoreError>(())
        };
        ctx.spawn(tidied.into_actor(self).map(|tidied, _, _| {
            if let Err(why) = tidied {
                warn!("files that nobody knows of stay for now: {why}");
            }
        }));
    }

    fn sweep(&mut self, ctx: &mut Context<Self>) {
        let (store, now) = (self.store.clone(), self.clock.now());
        let (untaken, unnamed) = (now.minus(self.keep_ms), now.minus(UNNAMED_MS_MAX));
        let swept = async move {
            while store.drop_untaken(untaken).await? {}
            while store.drop_unnamed_pictures(unnamed).await? {}
            Ok::<_, StoreError>(())
        };
        ctx.spawn(swept.into_actor(self).map(|swept, janitor, ctx| match swept {
            Ok(()) => janitor.look(ctx),
            Err(why) => warn!("files that nothing has taken stay for now: {why}"),
        }));
    }
}

impl Actor for Janitor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.tidy(ctx);
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
