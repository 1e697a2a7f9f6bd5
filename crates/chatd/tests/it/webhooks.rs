//! The delivery of webhooks, to a real receiver on the loopback.

mod crm;
mod delivery;
mod failure;
mod receiver;
mod tenants;

use std::sync::Arc;

use chatd::clock::SystemClock;
use chatd::outbound::{Loopback, Networks, Outbound, Reach, SystemResolver};
use chatd::random::Random;
use chatd::webhooks::{self, Dependencies, Options};
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
    run_webhooks_with(stage, Loopback::Tenant(TENANT), Options::default())
}

fn run_webhooks_with(stage: &Stage, loopback: Loopback, options: Options) -> JoinHandle<()> {
    let reach = Reach {
        networks: Networks::Public,
        loopback,
    };
    let dependencies = Dependencies {
        store: Arc::clone(&stage.store),
        clock: stage.clock.clone(),
        wall_clock: Arc::new(SystemClock),
        random: Arc::new(LowestDraw),
        outbound: Outbound::new(reach, Arc::new(SystemResolver)).expect("a client"),
    };
    let worker = webhooks::run(dependencies, options, stage.wake(), stage.shutdown());
    tokio::spawn(worker)
}
