//! Connections: how the database is opened, checked and set up, for the writer and for readers.

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use chat_core::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::directory::{DataDirectory, FILE_MODE, file_error};
use super::sealing::{self, SealFault};
use super::tenants::Tenants;
use super::{APPLICATION_ID, migrate, preflight};
use crate::error::OpenError;
use crate::vault::Vault;

/// Prepared statements that each connection keeps; more than there are in this crate.
const STATEMENT_CACHE: usize = 256;
/// Pages after which a commit copies the log into the database: 64 MiB.
const CHECKPOINT_PAGES: u32 = 16_384;
/// The log file is cut back to this many bytes after a checkpoint.
const LOG_BYTES: u32 = 128 * 1024 * 1024;
/// Only a foreign tool can hold the database; wait that long for it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// A database up to this size is checked in full when it is opened (about a second per GiB).
const FULL_CHECK_BYTES: u64 = 256 * 1024 * 1024;

/// How much each connection of a store may keep of the pages that it read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cache {
    writer_kib: u32,
    reader_kib: u32,
}

impl Cache {
    /// Two thirds of `kib` for the writer, who needs every page that changes, the rest for all readers.
    pub(crate) fn shared(kib: u32, readers: usize) -> Self {
        let writer_kib = kib / 3 * 2;
        let readers = u32::try_from(readers.max(1)).unwrap_or(u32::MAX);
        Self {
            writer_kib,
            reader_kib: (kib - writer_kib) / readers,
        }
    }

    /// Bounds the writer's.
    pub(crate) fn bound(self, writer: &Connection, database: &Path) -> Result<(), OpenError> {
        set_cache(writer, self.writer_kib).map_err(|error| refused(database, error))
    }
}

/// In SQLite's own notation a number of KiB is negative.
fn set_cache(connection: &Connection, kib: u32) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -i64::from(kib))
}

/// Opens the writer's connection: checks what is there, then sets it up and migrates it.
pub(crate) fn writer(
    directory: &DataDirectory,
    vault: Option<&dyn Vault>,
) -> Result<Connection, OpenError> {
    let database = directory.database();
    inspect(database, vault)?;
    directory.ensure_database()?;
    existing_writer(database, vault)
}

/// Checks a database that is there, sets it up and migrates it.
pub(crate) fn checked_writer(
    database: &Path,
    vault: Option<&dyn Vault>,
) -> Result<Connection, OpenError> {
    preflight::check(database)?;
    inspect(database, vault)?;
    existing_writer(database, vault)
}

fn existing_writer(database: &Path, vault: Option<&dyn Vault>) -> Result<Connection, OpenError> {
    let connection = open(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if is_read_only(&connection, database)? {
        return Err(OpenError::NotWritable {
            path: database.to_owned(),
        });
    }
    if vault.is_some() {
        // What was not sealed once must not be left in free pages.
        connection
            .pragma_update(None, "secure_delete", true)
            .map_err(|error| refused(database, error))?;
    }
    set_up(connection, database)
}

/// Opens a connection that can only read.
pub(crate) fn reader(database: &Path, cache: Cache) -> Result<Connection, OpenError> {
    let connection = open(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let ready = connection
        .pragma_update(None, "query_only", true)
        .and_then(|()| set_cache(&connection, cache.reader_kib))
        .and_then(|()| connection.pragma_update(None, "temp_store", "MEMORY"));
    ready
        .map(|()| connection)
        .map_err(|error| refused(database, error))
}

/// Writes a copy of a database as of one moment to a file that is not there.
pub(crate) fn copy(database: &Path, to: &Path) -> Result<(), OpenError> {
    let connection = open(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    vacuum_into(&connection, to)
}

/// [`copy`] of a database that nobody uses; no file beside it is made.
pub(crate) fn copy_idle(database: &Path, to: &Path) -> Result<(), OpenError> {
    vacuum_into(&read_untouched(database)?, to)
}

fn vacuum_into(connection: &Connection, to: &Path) -> Result<(), OpenError> {
    let Some(name) = to.to_str() else {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "the name is not UTF-8");
        return Err(file_error(to, source));
    };
    connection
        .execute("VACUUM INTO ?1", [name])
        .map_err(|error| refused(to, error))?;
    let sync = || {
        let file = File::options().read(true).write(true).open(to)?;
        file.set_permissions(Permissions::from_mode(FILE_MODE))?;
        file.sync_all()
    };
    sync().map_err(|source| file_error(to, source))
}

fn open(database: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(database, flags).map_err(|error| refused(database, error))?;
    connection
        .busy_timeout(BUSY_TIMEOUT)
        .map_err(|error| refused(database, error))?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(connection)
}

/// Reads an existing database without changing a byte of it, and refuses what cannot be used.
fn inspect(database: &Path, vault: Option<&dyn Vault>) -> Result<(), OpenError> {
    let length = database.metadata().map_or(0, |file| file.len());
    if length == 0 {
        return Ok(());
    }
    let connection = read_untouched(database)?;
    let check = || -> rusqlite::Result<Found> {
        let application_id =
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let fault = if length <= FULL_CHECK_BYTES {
            connection.pragma_query_value(None, "quick_check", |row| row.get(0))?
        } else {
            "ok".to_owned()
        };
        Ok(Found {
            application_id,
            version,
            tables,
            fault,
        })
    };
    let found = check().map_err(|error| refused(database, error))?;
    let version = found.version;
    found.accept(database)?;
    // An older one is read when it is migrated.
    if version == migrate::newest() {
        Tenants::load(&connection, vault).map_err(|error| unusable(database, error))?;
    }
    Ok(())
}

/// What an existing database says of itself.
struct Found {
    application_id: i32,
    version: i64,
    tables: i64,
    fault: String,
}

impl Found {
    fn accept(self, database: &Path) -> Result<(), OpenError> {
        let path = database.to_owned();
        if self.application_id != APPLICATION_ID && self.tables > 0 {
            return Err(OpenError::Foreign { path });
        }
        if self.version > migrate::newest() {
            return Err(OpenError::NewerVersion {
                path,
                found: self.version,
                known: migrate::newest(),
            });
        }
        if self.fault != "ok" {
            let detail = self.fault.replace('\n', " ");
            return Err(OpenError::Corrupt { path, detail });
        }
        Ok(())
    }
}

/// Opens for reading; without a log (the usual case) as immutable, so that SQLite makes no file beside the database.
fn read_untouched(database: &Path) -> Result<Connection, OpenError> {
    let log = preflight::companion(database, "-wal").metadata();
    if log.is_ok_and(|log| log.len() > 0) {
        return open(database, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    let Some(path) = database.to_str() else {
        // SQLite's own interface takes UTF-8 names only as a URI.
        return open(database, OpenFlags::SQLITE_OPEN_READ_ONLY);
    };
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let uri = format!("file:{escaped}?immutable=1");
    open(
        Path::new(&uri),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
    )
}

fn is_read_only(connection: &Connection, database: &Path) -> Result<bool, OpenError> {
    connection
        .is_readonly("main")
        .map_err(|error| refused(database, error))
}

fn set_up(mut connection: Connection, database: &Path) -> Result<Connection, OpenError> {
    let prepare = |connection: &Connection| -> rusqlite::Result<()> {
        // Before the log is switched on, so that no moment leaves a database that does not say whose it is.
        let known: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if known != APPLICATION_ID {
            connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES)
    };
    prepare(&connection).map_err(|error| refused(database, error))?;
    migrate::run(&mut connection, database)?;
    // The version must be in the database itself, where the next start looks before it opens anything.
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(|error| refused(database, error))?;
    Ok(connection)
}

/// What is said of a database whose rows cannot be read.
pub(crate) fn unusable(database: &Path, error: StoreError) -> OpenError {
    let path = database.to_owned();
    match sealing::fault(&error) {
        Some(SealFault::NoKey) => OpenError::KeyMissing { path },
        Some(SealFault::OtherKey) => OpenError::OtherKey { path },
        None => OpenError::Io {
            path,
            source: Box::new(error),
        },
    }
}

fn refused(database: &Path, error: rusqlite::Error) -> OpenError {
    let path = database.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => OpenError::Corrupt {
            path,
            detail: error.to_string().replace('\n', " "),
        },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => OpenError::NotWritable { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Locked { path },
        _ => OpenError::Io {
            path,
            source: Box::new(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, reader};

    #[test]
    fn the_cache_is_shared_and_bounds_each_connection() {
        let cache = Cache::shared(96 * 1024, 4);
        let expected = Cache {
            writer_kib: 64 * 1024,
            reader_kib: 8 * 1024,
        };
        assert_eq!(cache, expected);
        let directory = tempfile::tempdir().expect("a directory");
        let database = directory.path().join("chat.db");
        let writer = rusqlite::Connection::open(&database).expect("a database");
        cache.bound(&writer, &database).expect("bounded");
        let reader = reader(&database, cache).expect("a reader");
        for (connection, kib) in [(&writer, cache.writer_kib), (&reader, cache.reader_kib)] {
            let size =
                connection.pragma_query_value(None, "cache_size", |row| row.get::<_, i64>(0));
            assert_eq!(size, Ok(-i64::from(kib)));
        }
    }
}
