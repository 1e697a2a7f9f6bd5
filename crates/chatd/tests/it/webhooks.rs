//! The delivery of webhooks, to a real receiver on the loopback.

mod delivery;
mod failure;
mod receiver;
mod tenants;

use std::sync::Arc;
use std::time::Duration;

use chat_core::TenantId;
use chatd::clock::SystemClock;
use chatd::random::Random;
use chatd::webhooks::{self, Dependencies, Networks, Options, http_client};
use tokio::task::JoinHandle;

use crate::stage::{Stage, TENANT};

/// No jitter to either side would need a half; the lowest draw makes the first wait four seconds.
struct LowestDraw;

impl Random for LowestDraw {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// Starts the delivery worker; loopback is allowed for [`TENANT`].
fn run_webhooks(stage: &Stage) -> JoinHandle<()> {
    run_webhooks_for(stage, TENANT, 64)
}

fn run_webhooks_for(
    stage: &Stage,
    loopback_tenant: TenantId,
    concurrency_per_tenant: usize,
) -> JoinHandle<()> {
    let timeout = Duration::from_secs(10);
    let dependencies = Dependencies {
        store: Arc::clone(&stage.store),
        clock: stage.clock.clone(),
        wall_clock: Arc::new(SystemClock),
        random: Arc::new(LowestDraw),
        client: http_client(Networks::Public, timeout).expect("a client"),
    };
    let options = Options {
        loopback_tenant: Some(loopback_tenant),
        concurrency_per_tenant,
        ..Options::default()
    };
    let worker = webhooks::run(dependencies, options, stage.wake(), stage.shutdown());
    tokio::spawn(worker)
}
