//! The loop that finds what is due and takes one step per chat at a time, many chats at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chat_core::{ChatId, Clock, DueTimer, Store, StoreError, TenantId, TimerKind};
use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::{debug, error, warn};

use super::slots::{Slot, Slots};
use super::steps::{Progress, Steps};
use crate::clock::monotonic;
use crate::demo_agents::AgentFiles;
use crate::edge::shutdown::Shutdown;
use crate::virtual_agent::VirtualAgent;
use crate::wake::Wake;

/// Never sleeps longer: clocks that were set wake nobody.
const MAX_SLEEP: Duration = Duration::from_secs(1);
/// While something due is held back.
const HELD_BACK_SLEEP: Duration = Duration::from_millis(250);
/// After a step that failed, or that changed nothing although it was due; doubled each time.
const FIRST_DELAY: Duration = Duration::from_millis(500);
const MAX_DELAY: Duration = Duration::from_secs(30);
/// Of chats whose virtual agent is too busy: there may be very many of them.
const MAX_BUSY_DELAY: Duration = Duration::from_secs(4);

/// What an operator may choose.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Steps at the same time; those that wait for another machine do not count.
    pub concurrency: usize,
    /// How long a stop waits for steps under way; those cut off are due again after the next start.
    pub drain: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 64,
            drain: Duration::from_secs(5),
        }
    }
}

/// Acts upon timers until the stop is asked for.
pub async fn run<S: Store, V: VirtualAgent, F: AgentFiles>(
    steps: Steps<S, V, F>,
    options: Options,
    mut wake: Wake,
    mut shutdown: Shutdown,
) {
    let mut worker = Worker {
        store: Arc::clone(&steps.store),
        clock: Arc::clone(&steps.clock),
        steps: Arc::new(steps),
        concurrency: options.concurrency,
        slots: Slots::new(options.concurrency),
        running: JoinSet::new(),
        busy: HashSet::new(),
        delays: HashMap::new(),
        outlook: Outlook::Unknown,
    };
    let slots = worker.slots.clone();
    while !shutdown.is_requested() {
        let sleep = match worker.start_due().await {
            Ok(sleep) => sleep,
            Err(fault) => {
                error!(error = %fault, "timers cannot be read");
                MAX_SLEEP
            }
        };
        tokio::select! {
            () = shutdown.requested() => break,
            Some(done) = worker.running.join_next() => worker.note_all(done),
            () = slots.room(), if !slots.has_room() => {}
            () = wake.changed(), if slots.has_room() => worker.outlook = Outlook::Unknown,
            () = tokio::time::sleep(sleep) => {}
        }
    }
    let drained = async { while worker.running.join_next().await.is_some() {} };
    if tokio::time::timeout(options.drain, drained).await.is_err() {
        debug!("timer steps under way were cut off by the stop");
    }
}

/// A chat takes one step at a time.
type Key = (TenantId, ChatId);
/// What has to wait does not hold up what else is due in its chat, such as its end.
type Held = (Key, TimerKind);
type Done = (Held, Result<Progress, StoreError>);

/// When a chat whose step came to nothing is tried again.
struct Delay {
    until: Instant,
    next: Duration,
}

/// What is known of the timers.
#[derive(Clone, Copy)]
enum Outlook {
    /// The store has to be asked.
    Unknown,
    /// Nothing is due before this instant (`None`: at all), unless the store says that it has changed.
    IdleUntil(Option<Timestamp>),
}

struct Worker<S, V, F> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    steps: Arc<Steps<S, V, F>>,
    concurrency: usize,
    slots: Slots,
    running: JoinSet<Done>,
    busy: HashSet<Key>,
    delays: HashMap<Held, Delay>,
    outlook: Outlook,
}

impl<S: Store, V: VirtualAgent, F: AgentFiles> Worker<S, V, F> {
    /// Whether another step may begin.
    fn has_room(&self) -> bool {
        let alone = self.steps.underway.is_one_at_a_time();
        self.slots.has_room() && (self.running.is_empty() || !alone)
    }

    /// Starts a step for each chat that has something due, the earliest first; tells how long there is nothing to do. While nothing is
    /// due, however many timers there are, looking at the clock is all that it does.
    async fn start_due(&mut self) -> Result<Duration, StoreError> {
        if !self.has_room() {
            return Ok(MAX_SLEEP);
        }
        let now = self.clock.now();
        if let Outlook::IdleUntil(next) = self.outlook
            && next.is_none_or(|next| now < next)
        {
            return Ok(sleep_until(next, now));
        }
        self.outlook = Outlook::Unknown;
        let stale_before = monotonic();
        self.delays
            .retain(|_, delay| delay.until + MAX_DELAY > stale_before);
        // What is held back is due too, at most a few rows per chat, and must not hide the rest.
        let held_back = self.busy.len() + self.delays.len();
        let limit = self.concurrency + held_back * chat_core::TimerKind::ALL.len();
        let due = self.store.due_timers(now, limit).await?;
        if due.is_empty() {
            let next = self.store.next_timer_at().await?;
            self.outlook = Outlook::IdleUntil(next);
            return Ok(sleep_until(next, now));
        }
        for due in due {
            if !self.has_room() {
                break;
            }
            let Some(slot) = self.slots.take() else {
                break;
            };
            self.start(due, slot);
        }
        Ok(HELD_BACK_SLEEP)
    }

    fn start(&mut self, due: DueTimer, slot: Slot) {
        let key = (due.tenant, due.chat);
        let held = (key, due.timer.kind);
        let delayed = self
            .delays
            .get(&held)
            .is_some_and(|delay| delay.until > monotonic());
        if delayed || !self.busy.insert(key) {
            return;
        }
        let steps = Arc::clone(&self.steps);
        // A step that panics fails alone: it is told apart by the task around it.
        self.running.spawn(async move {
            let entered = steps.underway.enter().await;
            let underway = Arc::clone(&steps.underway);
            let step = tokio::spawn(async move { steps.take(due, slot).await });
            let taken = step
                .await
                .unwrap_or_else(|panic| Err(StoreError::Internal(Box::new(panic))));
            if matches!(taken, Ok(Progress::Changed)) {
                underway.timer_fired();
            }
            drop(entered);
            (held, taken)
        });
    }

    /// Notes a finished step and every other that has finished meanwhile.
    fn note_all(&mut self, first: Result<Done, tokio::task::JoinError>) {
        self.outlook = Outlook::Unknown;
        let mut next = Some(first);
        while let Some(done) = next {
            match done {
                Ok((held, taken)) => self.note(held, taken),
                Err(error) => error!(%error, "a timer step was lost"),
            }
            next = self.running.try_join_next();
        }
    }

    fn note(&mut self, held: Held, taken: Result<Progress, StoreError>) {
        let (key, _) = held;
        self.busy.remove(&key);
        let (tenant, chat) = key;
        let mut longest = MAX_DELAY;
        match taken {
            Ok(Progress::Changed) => {
                self.delays.remove(&held);
                return;
            }
            Ok(Progress::NotNow) => longest = MAX_BUSY_DELAY,
            // Most often another command was faster and the timer is gone; if it is not, do not spin on it.
            Ok(Progress::Unchanged) | Err(StoreError::NotFound) => {
                debug!(%tenant, %chat, "a due timer changed nothing");
            }
            Err(fault) => warn!(%tenant, %chat, error = ?fault, "a timer step failed"),
        }
        let next = self
            .delays
            .get(&held)
            .map_or(FIRST_DELAY, |delay| delay.next);
        let delay = Delay {
            until: monotonic() + next,
            next: (next * 2).min(longest),
        };
        self.delays.insert(held, delay);
    }
}

/// How long to sleep when nothing is due before `next`.
fn sleep_until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let sleep = next.map_or(MAX_SLEEP, |next| {
        Duration::try_from(next.duration_since(now)).unwrap_or(Duration::ZERO)
    });
    sleep.min(MAX_SLEEP)
}
