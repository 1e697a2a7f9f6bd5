//! The connections that read, beside the writer: each query sees what was committed when it began.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chat_core::StoreError;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::connection::{self, Cache};
use crate::error::OpenError;

/// A fixed number of connections, used from tokio's blocking threads.
#[derive(Clone, Debug)]
pub(crate) struct Readers {
    pool: Arc<Pool>,
}

#[derive(Debug)]
struct Pool {
    database: PathBuf,
    cache: Cache,
    free: Mutex<Vec<Connection>>,
    count: u32,
    permits: Arc<Semaphore>,
    /// How many queries were asked for.
    queries: AtomicU64,
}

impl Readers {
    /// Opens `count` connections to a database that the writer has set up.
    pub(crate) fn open(database: PathBuf, cache: Cache, count: usize) -> Result<Self, OpenError> {
        let opened: Result<Vec<_>, _> = (0..count)
            .map(|_| connection::reader(&database, cache))
            .collect();
        Ok(Self {
            pool: Arc::new(Pool {
                database,
                cache,
                free: Mutex::new(opened?),
                count: u32::try_from(count).unwrap_or(u32::MAX),
                permits: Arc::new(Semaphore::new(count)),
                queries: AtomicU64::new(0),
            }),
        })
    }

    /// How many queries were asked for so far.
    pub(crate) fn queries(&self) -> u64 {
        self.pool.queries.load(Ordering::Relaxed)
    }

    /// Runs a query on a free connection; waits for one when all are busy.
    pub(crate) async fn run<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.pool.queries.fetch_add(1, Ordering::Relaxed);
        let permits = Arc::clone(&self.pool.permits);
        let permit = permits
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Unavailable)?;
        let pool = Arc::clone(&self.pool);
        let task = spawn_blocking(move || {
            let connection = pool.take()?;
            let result = query(&connection);
            pool.give_back(connection);
            drop(permit);
            result
        });
        task.await
            .unwrap_or_else(|error| Err(StoreError::Internal(Box::new(error))))
    }

    /// Waits for the queries under way and closes every connection; none is opened until what this gives is dropped.
    pub(crate) async fn close(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let permits = Arc::clone(&self.pool.permits);
        let all = permits.acquire_many_owned(self.pool.count).await;
        let all = all.map_err(|_| StoreError::Unavailable)?;
        self.pool
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        Ok(all)
    }
}

impl Pool {
    /// A connection that was lost to a panic, or closed, is replaced here.
    fn take(&self) -> Result<Connection, StoreError> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match free {
            Some(connection) => Ok(connection),
            None => connection::reader(&self.database, self.cache)
                .map_err(|error| StoreError::Internal(Box::new(error))),
        }
    }

    fn give_back(&self, connection: Connection) {
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}
