//! The one thread that writes: it commits whatever is queued as one transaction.
//!
//! Each job runs in its own savepoint, so that one failure does not undo the others, and every caller gets its answer
//! only after `COMMIT` has returned, that is when the change is on the disk. A refusal waits for the commit too: it may
//! rest on what an earlier job of the same batch wrote.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use chat_core::{EventEncoder, EventIdSource, StoreError};
use rusqlite::{Connection, Params};
use tokio::sync::{RwLock, mpsc, oneshot, watch};
use tokio::task::spawn_blocking;

use super::cache::ChatCache;
use super::query;
use super::tenants::{StagedTenants, Tenants};
use crate::observer::Observer;
use crate::vault::Vault;

/// Jobs that may wait before callers have to.
const QUEUE: usize = 4096;
/// How often the thread gives way, in vain, before it stops waiting for more jobs: some microseconds.
const PATIENCE: u32 = 32;

/// What a job works with: the connection inside the transaction and what the writer remembers.
pub(crate) struct Transaction<'a> {
    /// The writer's connection, inside the batch's transaction and the job's savepoint.
    pub(crate) connection: &'a Connection,
    /// Aggregates that were used lately.
    pub(crate) chats: &'a mut ChatCache,
    /// Tenants and catalogues.
    pub(crate) tenants: &'a mut StagedTenants,
    /// Renders the payload of a webhook.
    pub(crate) encoder: &'a dyn EventEncoder,
    /// Where event ids come from.
    pub(crate) event_ids: &'a dyn EventIdSource,
    /// Seals the secrets of records.
    pub(crate) vault: Option<&'a dyn Vault>,
    /// Set by a job that made a timer or a delivery: whoever waits for work is woken after the commit.
    pub(crate) made_work: &'a mut bool,
}

impl Transaction<'_> {
    /// Runs a statement that changes rows, and tells how many.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        query::execute(self.connection, sql, params)
    }
}

/// Why there is no writer after an exchange.
#[derive(Debug)]
pub(crate) enum Exchange<E> {
    /// The next connection was not opened.
    Next(E),
    /// The thread did not start.
    Thread(io::Error),
}

/// What the store is given at the start and the writer uses.
#[derive(Clone)]
pub(crate) struct Injected {
    /// Renders the payload of a webhook.
    pub(crate) encoder: Arc<dyn EventEncoder>,
    /// Where event ids come from.
    pub(crate) event_ids: Arc<dyn EventIdSource>,
    /// Counts the commits after which there may be new work.
    pub(crate) changed: watch::Sender<u64>,
    /// Who counts the commits.
    pub(crate) observer: Arc<dyn Observer>,
    /// Seals the secrets of records.
    pub(crate) vault: Option<Arc<dyn Vault>>,
}

/// Hands jobs to the writer thread; dropping it commits what is queued and ends the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    /// Locked for writing while the database is exchanged; none after that failed.
    running: RwLock<Option<Running>>,
}

/// The thread and the way to it.
#[derive(Debug)]
struct Running {
    jobs: mpsc::Sender<Box<dyn Job>>,
    thread: JoinHandle<()>,
}

impl Running {
    /// Waits until what is queued is committed and the connection is closed.
    fn end(self) {
        drop(self.jobs);
        if self.thread.join().is_err() {
            tracing::error!("the writer thread of the store ended by a panic");
        }
    }
}

impl Writer {
    /// Starts the thread on a connection that is set up; a transaction takes at most `batch` jobs.
    pub(crate) fn start(
        connection: Connection,
        batch: usize,
        tenants: Tenants,
        injected: Injected,
    ) -> io::Result<Self> {
        let running = Self::run_thread(connection, batch, tenants, injected)?;
        Ok(Self {
            running: RwLock::new(Some(running)),
        })
    }

    fn run_thread(
        connection: Connection,
        batch: usize,
        tenants: Tenants,
        injected: Injected,
    ) -> io::Result<Running> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let chats = ChatCache::default();
        let state = State {
            connection,
            chats,
            tenants: StagedTenants::new(tenants),
            injected,
        };
        let thread = thread::Builder::new()
            .name("chat-store-writer".to_owned())
            .spawn(move || state.serve(queue, batch))?;
        Ok(Running { jobs, thread })
    }

    /// Ends the thread, which closes its connection, and goes on with the connection that `next` opens. Jobs that come
    /// meanwhile wait. After an error the writer takes no jobs any more.
    pub(crate) async fn exchange<E: Send + 'static>(
        &self,
        batch: usize,
        tenants: Tenants,
        injected: Injected,
        next: impl FnOnce() -> Result<Connection, E> + Send + 'static,
    ) -> Result<(), Exchange<E>> {
        let mut running = self.running.write().await;
        let before = running.take();
        let started = spawn_blocking(move || {
            if let Some(before) = before {
                before.end();
            }
            let connection = next().map_err(Exchange::Next)?;
            Self::run_thread(connection, batch, tenants, injected).map_err(Exchange::Thread)
        });
        let started = started
            .await
            .map_err(|panic| Exchange::Thread(panic.into()));
        *running = Some(started.flatten()?);
        Ok(())
    }

    /// Runs a job in the next transaction and answers when that is on the disk.
    ///
    /// A caller that stops waiting does not undo its job.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Work {
            work: Some(work),
            result: None,
            reply,
        };
        let jobs = match &*self.running.read().await {
            Some(running) => running.jobs.clone(),
            None => return Err(StoreError::Unavailable),
        };
        jobs.send(Box::new(job))
            .await
            .map_err(|_| StoreError::Unavailable)?;
        answer.await.unwrap_or(Err(StoreError::Unavailable))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(running) = self.running.get_mut().take() {
            running.end();
        }
    }
}

/// A job without its types, as the thread sees it.
trait Job: Send {
    /// Does the work; false when its changes have to be undone.
    fn run(&mut self, transaction: &mut Transaction<'_>) -> bool;
    /// Sends the result, or `Unavailable` when the batch was not committed.
    fn answer(self: Box<Self>, committed: bool);
}

struct Work<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: FnOnce(&mut Transaction<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, transaction: &mut Transaction<'_>) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        // A panic is a fault of one job: the savepoint undoes it, the thread goes on for everybody else.
        let result = catch_unwind(AssertUnwindSafe(|| work(transaction)))
            .unwrap_or_else(|_| Err(StoreError::Internal("a job of the store panicked".into())));
        self.result.insert(result).is_ok()
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = match self.result {
            Some(result) if committed => result,
            _ => Err(StoreError::Unavailable),
        };
        // Nobody may be waiting any more.
        drop(self.reply.send(result));
    }
}

/// What the thread owns.
struct State {
    connection: Connection,
    chats: ChatCache,
    tenants: StagedTenants,
    injected: Injected,
}

impl State {
    fn serve(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>, limit: usize) {
        let mut batch = Vec::with_capacity(limit);
        let mut answered = 0;
        while queue.blocking_recv_many(&mut batch, limit) > 0 {
            gather(&mut queue, &mut batch, answered.min(limit));
            let mut made_work = false;
            let committed = self.transact(&mut batch, &mut made_work);
            match &committed {
                Ok(()) => {
                    self.tenants.committed();
                    self.injected.observer.committed(batch.len());
                }
                Err(error) => self.abandon(error),
            }
            answered = batch.len();
            for job in batch.drain(..) {
                job.answer(committed.is_ok());
            }
            if made_work {
                self.injected.changed.send_modify(|count| *count += 1);
            }
        }
    }

    /// One transaction for the whole batch.
    fn transact(
        &mut self,
        batch: &mut [Box<dyn Job>],
        made_work: &mut bool,
    ) -> rusqlite::Result<()> {
        self.execute("BEGIN IMMEDIATE")?;
        for job in batch {
            self.execute("SAVEPOINT job")?;
            let mut transaction = Transaction {
                connection: &self.connection,
                chats: &mut self.chats,
                tenants: &mut self.tenants,
                encoder: self.injected.encoder.as_ref(),
                event_ids: self.injected.event_ids.as_ref(),
                vault: self.injected.vault.as_deref(),
                made_work,
            };
            let keep = job.run(&mut transaction);
            if keep {
                self.chats.keep();
                self.tenants.keep();
            } else {
                self.chats.undo();
                self.tenants.undo();
                // Fails when SQLite gave up the whole transaction (a full disk): then nothing of the batch is left.
                self.execute("ROLLBACK TO job")?;
            }
            self.execute("RELEASE job")?;
        }
        self.execute("COMMIT")
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Forgets a batch that could not be committed.
    fn abandon(&mut self, error: &rusqlite::Error) {
        tracing::error!(%error, "a transaction was not committed");
        self.chats.clear();
        self.tenants.undo_all();
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction was not rolled back");
        }
    }
}

/// Lets those who were just answered come back, so that the first few of them do not make the others wait for a
/// transaction of their own. Ends as soon as nobody comes; a lone caller is never waited for.
fn gather(
    queue: &mut mpsc::Receiver<Box<dyn Job>>,
    batch: &mut Vec<Box<dyn Job>>,
    expected: usize,
) {
    let mut idle = 0;
    while batch.len() < expected && idle < PATIENCE {
        thread::yield_now();
        match queue.try_recv() {
            Ok(job) => {
                batch.push(job);
                idle = 0;
            }
            Err(_) => idle += 1,
        }
    }
}
