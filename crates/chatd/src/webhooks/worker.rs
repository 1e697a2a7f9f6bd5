//! The loop that claims deliveries, sends them concurrently and writes down how each ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chat_core::{ClaimDeliveries, Clock, Store, StoreError, TenantId};
use jiff::SignedDuration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::{debug, error};

use super::courier::{Courier, causes};
use super::schedule::RETRY_DELAYS;
use crate::clock::WallClock;
use crate::edge::shutdown::Shutdown;
use crate::outbound::Outbound;
use crate::random::Random;
use crate::wake::Wake;

/// How many deliveries one claim takes.
const CLAIM_LIMIT: usize = 128;
/// Claimed deliveries held at the same time, sent or waiting for their tenant's turn.
const MAX_HELD: usize = 4096;
/// A claim is renewed by nothing: waiting and sending together end before it does.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// While attempts are under way their ends wake the loop; what else falls due meanwhile is looked for this often.
const BUSY_SLEEP: Duration = Duration::from_millis(100);
/// Never sleeps longer: leases that ran out and clocks that were set wake nobody.
const MAX_SLEEP: Duration = Duration::from_secs(5);
/// After a fault of the store.
const FAULT_SLEEP: Duration = Duration::from_secs(1);

/// What the worker works with.
pub struct Dependencies<S> {
    /// The outbox.
    pub store: Arc<S>,
    /// Domain time: when retries are due.
    pub clock: Arc<dyn Clock>,
    /// Protocol time: leases and the timestamps of signatures.
    pub wall_clock: Arc<dyn WallClock>,
    /// The jitter.
    pub random: Arc<dyn Random>,
    /// The way out.
    pub outbound: Outbound,
}

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a receiver has for its answer.
    pub timeout: Duration,
    /// Attempts at the same time to one tenant, so that a slow receiver takes no other tenant's turn.
    pub concurrency_per_tenant: usize,
    /// The waits between attempts.
    pub retry_delays: Vec<SignedDuration>,
    /// How long a stop waits for attempts under way; those cut off are sent again after the next start.
    pub drain: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            concurrency_per_tenant: 64,
            retry_delays: RETRY_DELAYS.to_vec(),
            drain: Duration::from_secs(5),
        }
    }
}

/// Delivers until the stop is asked for.
pub async fn run<S: Store>(
    dependencies: Dependencies<S>,
    options: Options,
    mut wake: Wake,
    mut shutdown: Shutdown,
) {
    let drain = options.drain;
    let courier = Arc::new(Courier {
        dependencies,
        options,
    });
    let mut turns = Turns::default();
    let mut held = JoinSet::new();
    while !shutdown.is_requested() {
        let sleep = match claim(&courier, &mut turns, &mut held).await {
            Ok(Claimed::All) => continue,
            Ok(Claimed::UntilThen(sleep)) => sleep,
            Err(fault) => {
                error!(error = %causes(&fault), "webhook deliveries cannot be claimed");
                FAULT_SLEEP
            }
        };
        tokio::select! {
            () = shutdown.requested() => break,
            () = wake.changed(), if held.len() < MAX_HELD => {}
            Some(_) = held.join_next() => while held.try_join_next().is_some() {},
            () = tokio::time::sleep(sleep) => {}
        }
    }
    let drained = async { while held.join_next().await.is_some() {} };
    if tokio::time::timeout(drain, drained).await.is_err() {
        debug!("webhook attempts under way were cut off by the stop");
    }
}

/// One tenant's turns: as many permits as attempts may run at the same time.
#[derive(Default)]
struct Turns(HashMap<TenantId, Arc<Semaphore>>);

impl Turns {
    fn of(&mut self, tenant: TenantId, permits: usize) -> Arc<Semaphore> {
        let turns = self
            .0
            .entry(tenant)
            .or_insert_with(|| Arc::new(Semaphore::new(permits)));
        Arc::clone(turns)
    }

    /// Forgets tenants that nothing is held for, so that the map does not grow with every tenant ever seen.
    fn forget_idle(&mut self) {
        self.0.retain(|_, turns| Arc::strong_count(turns) > 1);
    }
}

enum Claimed {
    /// As many as asked for: there may be more.
    All,
    /// Everything that was due; nothing else is for so long.
    UntilThen(Duration),
}

async fn claim<S: Store>(
    courier: &Arc<Courier<S>>,
    turns: &mut Turns,
    held: &mut JoinSet<()>,
) -> Result<Claimed, StoreError> {
    let Dependencies {
        store,
        clock,
        wall_clock,
        ..
    } = &courier.dependencies;
    let limit = CLAIM_LIMIT.min(MAX_HELD - held.len());
    if limit == 0 {
        return Ok(Claimed::UntilThen(MAX_SLEEP));
    }
    let wall_now = wall_clock.now();
    let due_by = clock.now();
    let claim = ClaimDeliveries {
        due_by,
        wall_now,
        lease_until: wall_now + LEASE,
        limit,
    };
    let deliveries = store.claim_deliveries(claim).await?;
    let claimed = deliveries.len();
    let mut senders = HashMap::new();
    for delivery in deliveries {
        let tenant = delivery.tenant;
        let sender = match senders.get(&tenant) {
            Some(sender) => Arc::clone(sender),
            None => {
                let sender = Arc::new(courier.sender(tenant).await?);
                senders.insert(tenant, Arc::clone(&sender));
                sender
            }
        };
        let turns = turns.of(tenant, courier.options.concurrency_per_tenant);
        let courier = Arc::clone(courier);
        held.spawn(async move { courier.deliver(delivery, &sender, &turns).await });
    }
    if claimed == limit {
        return Ok(Claimed::All);
    }
    turns.forget_idle();
    if claimed > 0 {
        return Ok(Claimed::UntilThen(BUSY_SLEEP));
    }
    // What was due and is not among those claimed waits for another of its chat, whose end wakes this loop.
    let next = store
        .next_delivery_at()
        .await?
        .filter(|next| *next > due_by);
    let sleep = next.map_or(MAX_SLEEP, |next| {
        Duration::try_from(next.duration_since(clock.now())).unwrap_or(Duration::ZERO)
    });
    Ok(Claimed::UntilThen(sleep.min(MAX_SLEEP)))
}
