//! The loop that claims deliveries, sends them concurrently and writes down how each ended.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use chat_core::{ClaimDeliveries, Clock, Delivery, Disabling, Receiver, Store, StoreError};
use jiff::SignedDuration;
use tokio::task::JoinSet;
use tracing::{debug, error};

use super::attempt::Bounds;
use super::courier::{Courier, causes};
use super::schedule::Schedule;
use super::sender::Connection;
use crate::choices::Choices;
use crate::clock::WallClock;
use crate::control::Underway;
use crate::edge::shutdown::Shutdown;
use crate::outbound::Outbound;
use crate::wake::Wake;

/// How many deliveries one claim takes.
const CLAIM_LIMIT: usize = 128;
/// A claim is renewed by nothing: it lasts this much longer than an attempt.
const LEASE_SLACK: SignedDuration = SignedDuration::from_secs(20);
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
    pub choices: Arc<dyn Choices>,
    /// What the attempts under way are counted by.
    pub underway: Arc<Underway>,
    /// The way out.
    pub outbound: Outbound,
}

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// Attempts at the same time, of all receivers. From half of them on each has slow turns only, so that hundreds of
    /// receivers that do not answer leave room for the others.
    pub attempts: usize,
    /// First attempts at the same time to one receiver, and as many repeated ones.
    pub turns: usize,
    /// The same for a webhook that has failed for a minute or longer, and for every CRM.
    pub slow_turns: usize,
    /// How long a receiver has for its answer, from the look-up of its name to the last byte.
    pub timeout: Duration,
    /// An answer is read up to here, so that its connection can be used again; a longer one costs the connection.
    pub max_answer_bytes: usize,
    /// When what failed is tried again.
    pub schedule: Schedule,
    /// When a webhook is switched off.
    pub disabling: Disabling,
    /// How long a stop waits for attempts under way; those cut off are sent again after the next start.
    pub drain: Duration,
}

impl Default for Options {
    /// 4,096 attempts; 64 turns, 4 slow ones; 10 seconds, 64 KiB; switched off on 410 and after 5 days of failure; a drain of 5 seconds.
    fn default() -> Self {
        Self {
            attempts: 4096,
            turns: 64,
            slow_turns: 4,
            timeout: Duration::from_secs(10),
            max_answer_bytes: 64 * 1024,
            schedule: Schedule::default(),
            disabling: Disabling {
                on_gone: true,
                after: Some(SignedDuration::from_hours(5 * 24)),
            },
            drain: Duration::from_secs(5),
        }
    }
}

impl Options {
    pub(super) fn bounds(&self) -> Bounds {
        Bounds {
            timeout: self.timeout,
            max_answer_bytes: self.max_answer_bytes,
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
    let mut worker = Worker {
        courier: Arc::new(Courier {
            dependencies,
            options,
        }),
        held: JoinSet::new(),
        served: None,
    };
    while !shutdown.is_requested() {
        let sleep = match worker.claim().await {
            Ok(Claimed::All) => continue,
            Ok(Claimed::UntilThen(sleep)) => sleep,
            Err(fault) => {
                error!(error = %causes(&fault), "deliveries cannot be claimed");
                // What is given back must not wake the loop at once.
                tokio::select! {
                    () = shutdown.requested() => break,
                    () = tokio::time::sleep(FAULT_SLEEP) => continue,
                }
            }
        };
        let has_room = worker.turns_and_room().1 > 0;
        let held = &mut worker.held;
        tokio::select! {
            () = shutdown.requested() => break,
            () = wake.changed(), if has_room => {}
            Some(_) = held.join_next() => while held.try_join_next().is_some() {},
            () = tokio::time::sleep(sleep) => {}
        }
    }
    let drained = async { while worker.held.join_next().await.is_some() {} };
    if tokio::time::timeout(drain, drained).await.is_err() {
        debug!("attempts under way were cut off by the stop");
    }
}

struct Worker<S> {
    courier: Arc<Courier<S>>,
    /// Attempts under way.
    held: JoinSet<()>,
    /// The receiver that was served last.
    served: Option<Receiver>,
}

enum Claimed {
    /// As many as asked for: there may be more.
    All,
    /// Everything that was due and had a turn; nothing else is for so long.
    UntilThen(Duration),
}

impl<S: Store> Worker<S> {
    /// Claims what is due and starts its attempts.
    async fn claim(&mut self) -> Result<Claimed, StoreError> {
        let (turns, room) = self.turns_and_room();
        let limit = CLAIM_LIMIT.min(room);
        if limit == 0 {
            return Ok(Claimed::UntilThen(MAX_SLEEP));
        }
        let Dependencies {
            store,
            clock,
            wall_clock,
            underway,
            ..
        } = &self.courier.dependencies;
        let one_at_a_time = underway.is_one_at_a_time();
        let entered = Arc::new(underway.enter().await);
        if one_at_a_time && store.agenda(clock.now()).await?.timers_due > 0 {
            // In one order: what is due in chats comes before what is told of them.
            return Ok(Claimed::UntilThen(BUSY_SLEEP));
        }
        let options = &self.courier.options;
        let wall_now = wall_clock.now();
        let attempt = SignedDuration::try_from(options.timeout).unwrap_or(SignedDuration::MAX);
        let lease_until = wall_now.checked_add(attempt.saturating_add(LEASE_SLACK));
        let deliveries = store
            .claim_deliveries(ClaimDeliveries {
                due_by: clock.now(),
                wall_now,
                lease_until: lease_until.unwrap_or(jiff::Timestamp::MAX),
                per_receiver: turns,
                per_slow_receiver: options.slow_turns,
                after: self.served.filter(|_| !one_at_a_time),
                limit,
            })
            .await?;
        let claimed = deliveries.len();
        let connections = match self.connections(&deliveries).await {
            Ok(connections) => connections,
            Err(fault) => {
                self.give_back(&deliveries).await;
                return Err(fault);
            }
        };
        for (delivery, connection) in deliveries.into_iter().zip(connections) {
            self.served = Some((delivery.tenant, delivery.channel));
            let courier = Arc::clone(&self.courier);
            let entered = Arc::clone(&entered);
            self.held.spawn(async move {
                courier.deliver(delivery, &connection).await;
                drop(entered);
            });
        }
        if claimed == limit {
            return Ok(Claimed::All);
        }
        self.idle_for().await.map(Claimed::UntilThen)
    }

    /// The receiver of each.
    async fn connections(
        &self,
        deliveries: &[Delivery],
    ) -> Result<Vec<Arc<Connection>>, StoreError> {
        let mut known = HashMap::new();
        let mut connections = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            let receiver = (delivery.tenant, delivery.channel);
            let connection = match known.entry(receiver) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(new) => {
                    let connection = self.courier.connection(receiver).await?;
                    Arc::clone(new.insert(connection))
                }
            };
            connections.push(connection);
        }
        Ok(connections)
    }

    /// Ends leases at once that would have to run out.
    async fn give_back(&self, deliveries: &[Delivery]) {
        let store = &self.courier.dependencies.store;
        for Delivery { tenant, id, .. } in deliveries {
            if let Err(fault) = store.return_delivery(*tenant, *id).await {
                error!(%tenant, delivery = %id, error = %causes(&fault), "a delivery is not given back");
            }
        }
    }

    /// How many turns each receiver has now, and how many attempts may be started with these.
    fn turns_and_room(&self) -> (usize, usize) {
        let Options {
            attempts,
            turns,
            slow_turns,
            ..
        } = self.courier.options;
        let held = self.held.len();
        if self.courier.dependencies.underway.is_one_at_a_time() {
            return (turns, 1_usize.saturating_sub(held));
        }
        let crowded = attempts.div_ceil(2);
        if held < crowded {
            (turns, crowded - held)
        } else {
            (turns.min(slow_turns), attempts.saturating_sub(held))
        }
    }

    async fn idle_for(&self) -> Result<Duration, StoreError> {
        if !self.held.is_empty() {
            // What is due now waits for a turn, or for another of its chat; the end of either wakes the loop.
            return Ok(BUSY_SLEEP);
        }
        let Dependencies { store, clock, .. } = &self.courier.dependencies;
        let Some(next) = store.next_delivery_at().await? else {
            return Ok(MAX_SLEEP);
        };
        // What is due and was not claimed waits for the lease of an attempt whose end could not be written.
        let wait = next.duration_since(clock.now());
        let wait = wait.is_positive().then(|| wait.unsigned_abs());
        Ok(wait.unwrap_or(BUSY_SLEEP).min(MAX_SLEEP))
    }
}
