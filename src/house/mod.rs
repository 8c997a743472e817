//! Builds everything and connects it; starts, drains and stops it. Only this knows all modules.

use std::{io, net::SocketAddr, path::Path, thread, time::Duration};

use actix::prelude::*;
use actix_web::dev::ServerHandle;
use log::{info, warn};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

pub use self::failure::Failure;
use self::{
    janitor::{Janitor, SweepFiles},
    parts::Parts,
};
use crate::{
    clock::Clock,
    config::Config,
    demo::floor::Floor,
    gateway::{
        presence::ToPresence,
        watch::Watch,
        ws::{Close, Reaper},
    },
    post::{self, postman::Look},
    rooms::{Reply, Rooms, directory::Sweep},
    store::{Lock, Store},
};

mod doorman;
mod doors;
mod failure;
mod janitor;
mod keeper;
mod parts;

/// How long clients are given to take the goodbye before their sockets are cut.
const GOODBYE: Duration = Duration::from_secs(2);

/// A house in business.
pub struct House {
    addresses: Vec<SocketAddr>,
    parts: Parts,
    server: ServerHandle,
    janitor: Addr<Janitor>,
    arbiters: Vec<Arbiter>,
    _lock: Option<Lock>,
}

impl House {
    /// Opens the store, the rooms and the doors. To be called in a running actix system.
    pub fn open(
        config: &Config,
        credentials: Option<&Path>,
        clock: Clock,
    ) -> Result<Self, Failure> {
        let lock = parts::lock(config)?;
        let arbiters: Vec<_> = (0..parts::threads()).map(|_| Arbiter::new()).collect();
        let handles = arbiters.iter().map(Arbiter::handle).collect();
        let parts = Parts::new(config, credentials, clock, handles)?;
        let reaper = Reaper::new(parts.roll.clone(), &parts.ws, parts.clock.clone());
        let keeper = keeper::Keeper::new(&parts);
        let janitor = Janitor::new(&parts, config.attachments.keep_waiting.ms());
        let watch = Watch::new(parts.store.clone(), parts.boards.clone(), parts.standing.clone());
        let (server, addresses) = doors::open(config, &parts)?;
        let (wanted, store) = (config.clone(), parts.store.clone());
        actix::spawn(async move {
            if let Err(why) = post::configure(&wanted, &store).await {
                warn!("webhooks are not told of what happens: {why}");
            }
        });
        reaper.start();
        keeper.start();
        watch.start();
        let janitor = janitor.start();
        for address in &addresses {
            info!("listening on http://{address}");
        }
        Ok(House { addresses, parts, server, janitor, arbiters, _lock: lock })
    }

    /// Where it listens, with the ports that the system chose.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Its rooms.
    pub fn rooms(&self) -> &Rooms {
        &self.parts.rooms
    }

    /// Its memory.
    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// The code of a link that makes the first admin; nothing where there is one.
    pub async fn setup_code(&self) -> Result<Option<String>, Failure> {
        let unknown = |why| Failure::Machine(io::Error::other(format!("{why:?}")));
        if self.parts.accounts.is_set_up().await.map_err(unknown)? {
            return Ok(None);
        }
        let code = self.parts.setup_links.add(self.parts.clock.now());
        code.map(Some).map_err(Failure::Machine)
    }

    /// How many connections live.
    pub fn connections(&self) -> usize {
        self.parts.roll.live()
    }

    /// What a demo is run with.
    pub fn floor(&self) -> Floor {
        Floor {
            rooms: self.parts.rooms.clone(),
            accounts: self.parts.accounts.clone(),
            links: self.parts.links.clone(),
            clock: self.parts.clock.clone(),
            store: self.parts.store.clone(),
            games: self.parts.games.clone(),
            stage: self.parts.stage.clone(),
        }
    }

    /// Lets every room, presence and the postman look at the clock; for tests that have moved it.
    pub fn sweep(&self) {
        self.parts.directory.do_send(Sweep);
        self.parts.presence.do_send(ToPresence::Look);
        self.janitor.do_send(SweepFiles);
        self.parts.postman.do_send(Look);
    }

    /// Closes: no new connections, a goodbye to everyone, what is asked already is answered,
    /// what is to be written is written. Takes `drain` at the most, and a little.
    pub async fn close(mut self, drain: Duration) {
        info!("leaving: {} connections are told", self.parts.roll.live());
        // The doors close at once: who comes now is refused, and may find the next server there.
        let stopped = self.server.stop(true);
        self.parts.roll.leave(Close::Away);
        let patience = GOODBYE.min(drain);
        if tokio::time::timeout(patience, self.parts.roll.emptied()).await.is_err() {
            warn!("{} connections did not say goodbye and are cut", self.parts.roll.live());
            self.parts.roll.cut();
        }
        if tokio::time::timeout(drain, stopped).await.is_err() {
            warn!("requests were still running after {} s", drain.as_secs());
        }
        let (reply, written) = Reply::channel();
        self.parts.presence.do_send(ToPresence::Leave { reply });
        if tokio::time::timeout(drain, written).await.is_err() {
            warn!("the disk hangs: when people were last seen may not be written");
        }
        // What rooms have handed to the writer is committed before this returns; where the disk hangs,
        // nothing of it was acknowledged. A thread of its own, since a runtime waits for those it has.
        let store = self.parts.store.clone();
        let (closed, done) = oneshot::channel();
        thread::spawn(move || {
            store.close();
            // Whoever no longer waits has given up on the disk.
            let _gone = closed.send(());
        });
        if tokio::time::timeout(drain, done).await.is_err() {
            warn!("the disk hangs: what nobody was told of may not be written");
        }
        for arbiter in self.arbiters.drain(..) {
            arbiter.stop();
        }
        info!("closed");
    }
}

/// Runs a house until it is told to stop. `opened` is called when the doors are open.
pub fn run(
    config: &Config,
    credentials: Option<&Path>,
    clock: Clock,
    opened: impl AsyncFnOnce(&House) -> Result<(), Failure>,
) -> Result<(), Failure> {
    System::new().block_on(async {
        let house = match House::open(config, credentials, clock) {
            Ok(house) => house,
            Err(why) => {
                // An actor that never ran starts when its runtime goes, where it cannot.
                tokio::task::yield_now().await;
                return Err(why);
            }
        };
        let ready = opened(&house).await;
        if ready.is_ok() {
            told_to_stop().await?;
        }
        house.close(config.server.drain.duration()).await;
        ready
    })
}

/// SIGTERM from systemd, or Ctrl-C.
async fn told_to_stop() -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::Machine)?;
    tokio::select! {
        _ = terminate.recv() => info!("SIGTERM"),
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.map_err(Failure::Machine)?;
            info!("interrupted");
        }
    }
    Ok(())
}
