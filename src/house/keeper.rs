//! What has to be done again and again: forgetting who rests and what is over, and figures that nobody else counts.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use actix::prelude::*;
use log::warn;
use metrics_exporter_prometheus::PrometheusHandle;

use super::parts::Parts;
use crate::{
    clock::Clock,
    gateway::{
        limiter::{Limiter, TIDY_EVERY_MS},
        ws::Roll,
    },
    metrics,
    protocol::push::DeliveryState,
    rooms::directory::{Census, Directory},
    store::Store,
};

/// How often rooms are counted.
const COUNT_EVERY: Duration = Duration::from_secs(5);
/// How often sessions that are over, and changes that everybody has seen, are taken out of the store.
const PRUNE_EVERY: Duration = Duration::from_mins(10);

/// One per house.
pub(super) struct Keeper {
    directory: Addr<Directory>,
    limiter: Arc<Limiter>,
    store: Store,
    clock: Clock,
    roll: Roll,
    metrics: PrometheusHandle,
    kinds: BTreeSet<String>,
}

impl Keeper {
    pub(super) fn new(parts: &Parts) -> Self {
        Keeper {
            directory: parts.directory.clone(),
            limiter: parts.limiter.clone(),
            store: parts.store.clone(),
            clock: parts.clock.clone(),
            roll: parts.roll.clone(),
            metrics: parts.metrics.clone(),
            kinds: BTreeSet::new(),
        }
    }

    /// The first time when the house opens, so that a server which is restarted often prunes, too.
    fn prune(&mut self, ctx: &mut Context<Self>) {
        let (store, now) = (self.store.clone(), self.clock.now());
        let pruned = async move { store.prune_accounts(now).await }.into_actor(self);
        ctx.spawn(pruned.map(|pruned, _, _| {
            if let Err(why) = pruned {
                warn!("old sessions stay in the store for now: {why}");
            }
        }));
    }

    fn count(&mut self, ctx: &mut Context<Self>) {
        self.metrics.run_upkeep();
        let waiting = self.roll.waiting();
        metrics::waiting("answers", waiting.answers_bytes);
        metrics::waiting("events", waiting.events_bytes);
        metrics::waiting("signals", waiting.signals_bytes);
        metrics::blocked(waiting.blocked);
        for state in [DeliveryState::Waiting, DeliveryState::Dead] {
            let store = self.store.clone();
            let counted = async move { store.count_deliveries(state).await };
            ctx.spawn(counted.into_actor(self).map(move |count, _, _| {
                // What cannot be counted now stays as it was.
                if let Ok(count) = count {
                    metrics::deliveries(state.as_str(), count);
                }
            }));
        }
        let census = self.directory.send(Census).into_actor(self);
        ctx.spawn(census.map(|census, keeper, _| {
            let census = census.unwrap_or_default();
            keeper.kinds.extend(census.keys().cloned());
            // A kind of which none is awake any more is told as 0.
            for kind in &keeper.kinds {
                metrics::rooms(kind, census.get(kind).copied().unwrap_or_default());
            }
        }));
    }
}

impl Actor for Keeper {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.prune(ctx);
        ctx.run_interval(PRUNE_EVERY, Self::prune);
        ctx.run_interval(COUNT_EVERY, Self::count);
        ctx.run_interval(Duration::from_millis(TIDY_EVERY_MS), |keeper, _| keeper.limiter.tidy());
    }
}
