//! The delivery of webhooks, to a real receiver on the loopback.

mod crm;
mod delivery;
mod failure;
pub(crate) mod receiver;
mod tenants;

use std::sync::Arc;

use chatd::choices::{Choice, Choices};
use chatd::clock::SystemClock;
use chatd::outbound::{Loopback, Networks, Outbound, Reach, SystemResolver};
use chatd::webhooks::{self, Dependencies, Options};
use tokio::task::JoinHandle;

use crate::stage::{Stage, TENANT};

/// No jitter to either side would need a half; the lowest draw makes the first wait four seconds.
struct LowestDraw;

impl Choices for LowestDraw {
    fn choose(&self, _: Choice) -> [u8; 16] {
        [0; 16]
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
        choices: Arc::new(LowestDraw),
        underway: Arc::default(),
        outbound: Outbound::new(reach, Arc::new(SystemResolver)).expect("a client"),
    };
    let worker = webhooks::run(dependencies, options, stage.wake(), stage.shutdown());
    tokio::spawn(worker)
}
