//! The store on SQLite: one database file in a data directory that one process holds.

mod agenda;
mod answers;
mod cache;
mod chats;
mod commands;
mod connection;
mod counters;
mod crm;
mod custom_data;
mod deliveries;
mod directory;
mod end_users;
mod exchange;
mod gauges;
mod installation;
mod media;
mod messages;
mod migrate;
mod policies;
mod preflight;
mod query;
mod queues;
mod readers;
mod records;
mod sealing;
mod tenants;
mod timers;
mod trait_impl;
mod virtual_agents;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use chat_core::{EventEncoder, EventIdSource, StoreError};
use tokio::sync::watch;

pub use self::directory::{DATABASE_FILE, DirectoryLock};
pub use self::exchange::{ExchangeError, check_database, copy_database, copy_idle_database};

use self::connection::Cache;
use self::directory::DataDirectory;
pub use self::gauges::Gauges;
pub use self::migrate::newest as schema_version;
use self::readers::Readers;
use self::tenants::Tenants;
use self::writer::{Injected, Writer};
use crate::error::OpenError;
use crate::observer::{Nobody, Observer};
use crate::vault::Vault;

/// "chat" in ASCII: marks the file as ours (`PRAGMA application_id`).
const APPLICATION_ID: i32 = 0x6368_6174;

/// How a database is used.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Connections that read beside the writer; at least one.
    pub readers: usize,
    /// Memory that all connections may keep of the pages that they read, in KiB.
    pub cache_kib: u32,
    /// Changes that one transaction takes at most; 1 gives each its own.
    pub batch: usize,
    /// Who counts what is done.
    pub observer: Arc<dyn Observer>,
    /// Who seals the secrets. Without one they lie in the database as they are; with one they never do again.
    pub vault: Option<Arc<dyn Vault>>,
}

impl Default for SqliteOptions {
    /// Four readers, 96 MiB, 512 changes, nobody who counts, no vault.
    fn default() -> Self {
        Self {
            readers: 4,
            cache_kib: 96 * 1024,
            batch: 512,
            observer: Arc::new(Nobody),
            vault: None,
        }
    }
}

/// The durable [`Store`](chat_core::Store) on an embedded database.
///
/// Cheap to clone. What was answered `Ok` is on the disk. When the last clone is dropped, the changes that are queued
/// are committed and the data directory is given free; that takes a moment and blocks.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

/// Dropped from top to bottom: the writer closes the database last, which empties the log, and only then ends the lock.
struct Inner {
    readers: Readers,
    writer: Writer,
    tenants: Tenants,
    changed: watch::Receiver<u64>,
    injected: Injected,
    batch: usize,
    cache: Cache,
    directory: DataDirectory,
}

impl SqliteStore {
    /// Opens the database in a data directory; creates both (mode 0700 and 0600) when they are missing.
    ///
    /// Blocks: it may migrate, and it checks a database of moderate size in full. `encoder` renders each event once, when
    /// it is committed.
    ///
    /// # Errors
    /// See [`OpenError`]. A directory that is refused is left as it was.
    pub fn open(
        path: &Path,
        options: SqliteOptions,
        encoder: Arc<dyn EventEncoder>,
        event_ids: Arc<dyn EventIdSource>,
    ) -> Result<Self, OpenError> {
        let directory = DataDirectory::open(path)?;
        let database = directory.database().to_owned();
        let vault = options.vault.as_deref();
        let connection = connection::writer(&directory, vault)?;
        let cache = Cache::shared(options.cache_kib, options.readers);
        cache.bound(&connection, &database)?;
        let fault = |error| connection::unusable(&database, error);
        let tenants = Tenants::begin(&connection, vault).map_err(fault)?;
        let (sender, changed) = watch::channel(0);
        let injected = Injected {
            encoder,
            event_ids,
            changed: sender,
            observer: Arc::clone(&options.observer),
            vault: options.vault,
        };
        let batch = options.batch.max(1);
        let writer = Writer::start(connection, batch, tenants.clone(), injected.clone()).map_err(
            |source| OpenError::Io {
                path: database.clone(),
                source: Box::new(source),
            },
        )?;
        let readers = Readers::open(database, cache, options.readers.max(1))?;
        Ok(Self {
            inner: Arc::new(Inner {
                readers,
                writer,
                tenants,
                changed,
                injected,
                batch,
                cache,
                directory,
            }),
        })
    }

    /// How many queries were asked for so far, beside writes.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.inner.readers.queries()
    }

    /// Totals over all tenants at the moment.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and [`StoreError::Internal`].
    pub async fn gauges(&self) -> Result<Gauges, StoreError> {
        self.inner.readers.run(gauges::all).await
    }

    /// Shows that changes are committed and rows are read; changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and [`StoreError::Internal`]. It waits as long as a change has to.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.inner.writer.run(|_| Ok(())).await?;
        self.inner.readers.run(timers::next_at).await.map(drop)
    }

    /// Changes its value after each commit that made a timer or a delivery, and after each that may have moved one:
    /// whoever waits for the next of them looks again.
    #[must_use]
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.inner.changed.clone()
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("directory", &self.inner.directory)
            .finish_non_exhaustive()
    }
}
