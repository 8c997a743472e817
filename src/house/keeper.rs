//! What has to be done again and again: forgetting who rests, and figures that nobody else counts.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use actix::prelude::*;
use metrics_exporter_prometheus::PrometheusHandle;

use super::parts::Parts;
use crate::{
    gateway::limiter::{Limiter, TIDY_EVERY_MS},
    metrics,
    rooms::directory::{Census, Directory},
};

/// How often rooms are counted.
const COUNT_EVERY: Duration = Duration::from_secs(5);

/// One per house.
pub(super) struct Keeper {
    directory: Addr<Directory>,
    limiter: Arc<Limiter>,
    metrics: PrometheusHandle,
    kinds: BTreeSet<String>,
}

impl Keeper {
    pub(super) fn new(parts: &Parts) -> Self {
        Keeper {
            directory: parts.directory.clone(),
            limiter: parts.limiter.clone(),
            metrics: parts.metrics.clone(),
            kinds: BTreeSet::new(),
        }
    }

    fn count(&mut self, ctx: &mut Context<Self>) {
        self.metrics.run_upkeep();
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
        ctx.run_interval(COUNT_EVERY, Self::count);
        ctx.run_interval(Duration::from_millis(TIDY_EVERY_MS), |keeper, _| keeper.limiter.tidy());
    }
}
