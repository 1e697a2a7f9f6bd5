//! The background work of `chatd serve`: deliveries, timers, and the sweeps of unused uploads and old deliveries.

pub mod sweep;

use std::sync::Arc;
use std::time::Duration;

use chat_core::{Clock, Disabling, Store};
use tokio::task::JoinSet;
use tracing::warn;

use crate::demo_agents;
use crate::serve::Ground;
use crate::timers::{self, Steps};
use crate::virtual_agent::{HttpBackend, VirtualAgents};
use crate::wake::Wake;
use crate::webhooks::{self, Dependencies, Schedule};

/// How long a stop waits for attempts and steps under way; the whole process has 10 seconds.
const DRAIN: Duration = Duration::from_secs(1);

/// Starts everything; it ends at the stop.
pub fn start(ground: &Ground) -> JoinSet<()> {
    let configured = &ground.config.webhooks;
    let deliveries = Dependencies {
        store: Arc::clone(&ground.store),
        clock: ground.clock.clone(),
        wall_clock: ground.wall_clock.clone(),
        choices: ground.choices.clone(),
        underway: Arc::clone(&ground.underway),
        outbound: ground.outbound.clone(),
    };
    let delivery_options = webhooks::Options {
        timeout: Duration::try_from(configured.timeout).unwrap_or_default(),
        schedule: Schedule {
            delays: configured.retry_delays.clone(),
            jitter_percent: configured.jitter_percent,
            ..Schedule::default()
        },
        disabling: Disabling {
            on_gone: configured.disable_on_gone,
            after: configured.disable_after,
        },
        drain: DRAIN,
        ..webhooks::Options::default()
    };
    let http = HttpBackend::new(
        Arc::clone(&ground.store),
        ground.outbound.clone(),
        ground.wall_clock.clone(),
    );
    let steps = Steps {
        store: Arc::clone(&ground.store),
        clock: ground.clock.clone(),
        virtual_agent: VirtualAgents::new(Arc::clone(&ground.store), http),
        files: ground.media.clone(),
        underway: Arc::clone(&ground.underway),
    };
    let timer_options = timers::Options {
        drain: DRAIN,
        ..timers::Options::default()
    };
    let wake = || Wake::new(ground.store.changed()).and(ground.clock.moved());
    let mut workers = JoinSet::new();
    workers.spawn(webhooks::run(
        deliveries,
        delivery_options,
        wake(),
        ground.shutdown.clone(),
    ));
    workers.spawn(webhooks::sweep(
        Arc::clone(&ground.store),
        ground.clock.clone(),
        configured.retention,
        ground.shutdown.clone(),
    ));
    workers.spawn(timers::run(
        steps,
        timer_options,
        wake(),
        ground.shutdown.clone(),
    ));
    workers.spawn(sweep::run(
        Arc::clone(&ground.store),
        ground.media.clone(),
        ground.wall_clock.clone(),
        ground.shutdown.clone(),
    ));
    workers.spawn(recall(Arc::clone(&ground.store), ground.clock.clone()));
    workers
}

/// Chats that waited while an earlier start was without demo agents are taken now.
async fn recall<S: Store>(store: Arc<S>, clock: Arc<dyn Clock>) {
    if let Err(error) = demo_agents::recall(&*store, &*clock).await {
        warn!(%error, "chats that waited without demo agents go on waiting");
    }
}
