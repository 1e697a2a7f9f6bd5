//! Copies of the database, and another database in the place of this one while the store is in use.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::tenants::Tenants;
use super::writer::Exchange;
use super::{Inner, SqliteStore, connection};
use crate::error::OpenError;
use crate::vault::Vault;

/// Why another database is not in the place of the old one.
///
/// The store takes no more work, except after `Busy`: end the process and open the directory again.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The store is being closed; nothing has happened.
    #[error("the store is being closed")]
    Busy,
    /// The files could not be exchanged.
    #[error("the files cannot be exchanged: {0}")]
    Files(#[source] io::Error),
    /// The new database cannot be opened.
    #[error(transparent)]
    Open(OpenError),
}

impl SqliteStore {
    /// Closes the database, has `swap` put another one in its place, and opens that. Whoever asks or writes meanwhile
    /// waits, and is answered from the new one. A caller who stops waiting does not stop the exchange.
    ///
    /// # Errors
    /// See [`ExchangeError`].
    pub async fn exchange(
        &self,
        swap: impl FnOnce() -> io::Result<()> + Send + 'static,
    ) -> Result<(), ExchangeError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::spawn(async move { inner.exchange(swap).await }).await;
        done.unwrap_or_else(|panic| Err(ExchangeError::Open(self.broken(panic.into()))))
    }

    fn broken(&self, source: io::Error) -> OpenError {
        OpenError::Io {
            path: self.inner.directory.database().to_owned(),
            source: Box::new(source),
        }
    }
}

impl Inner {
    async fn exchange(
        &self,
        swap: impl FnOnce() -> io::Result<()> + Send + 'static,
    ) -> Result<(), ExchangeError> {
        let closed = self.readers.close().await;
        let closed = closed.map_err(|_| ExchangeError::Busy)?;
        let database = self.directory.database().to_owned();
        let tenants = self.tenants.clone();
        let vault = self.injected.vault.clone();
        let cache = self.cache;
        let next = move || {
            swap().map_err(ExchangeError::Files)?;
            let vault = vault.as_deref();
            let connection = connection::checked_writer(&database, vault);
            let connection = connection.map_err(ExchangeError::Open)?;
            cache
                .bound(&connection, &database)
                .map_err(ExchangeError::Open)?;
            let read = Tenants::begin(&connection, vault)
                .map_err(|error| ExchangeError::Open(connection::unusable(&database, error)))?;
            tenants.become_those_of(read);
            Ok(connection)
        };
        let exchanged = self
            .writer
            .exchange(
                self.batch,
                self.tenants.clone(),
                self.injected.clone(),
                next,
            )
            .await;
        exchanged.map_err(|error| match error {
            Exchange::Next(error) => error,
            Exchange::Thread(source) => ExchangeError::Files(source),
        })?;
        drop(closed);
        self.injected.changed.send_modify(|count| *count += 1);
        Ok(())
    }
}

/// Writes a copy of a database as of one moment to a file that is not there, durable when this returns. Blocks. Whoever uses the
/// database goes on meanwhile; one that nobody uses is left as it is by [`copy_idle_database`].
///
/// # Errors
/// See [`OpenError`]: it names the file.
pub fn copy_database(database: &Path, to: &Path) -> Result<(), OpenError> {
    connection::copy(database, to)
}

/// [`copy_database`] of one that nobody uses (its directory is locked).
///
/// # Errors
/// See [`OpenError`]: it names the file.
pub fn copy_idle_database(database: &Path, to: &Path) -> Result<(), OpenError> {
    connection::copy_idle(database, to)
}

/// Checks a database that is not in use as a start would, and brings it to this version.
///
/// # Errors
/// See [`OpenError`].
pub fn check_database(database: &Path, vault: Option<&dyn Vault>) -> Result<(), OpenError> {
    let connection = connection::checked_writer(database, vault)?;
    Tenants::begin(&connection, vault)
        .map(drop)
        .map_err(|error| connection::unusable(database, error))
}
