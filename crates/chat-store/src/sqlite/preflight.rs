//! A look at the database file before SQLite opens it.
//!
//! Opening a database with SQLite may create or change files beside it. What can be refused by reading (not a database,
//! cut short, another program's, a newer version's) is refused here, so that a refused directory stays as it was.
//! Offsets: <https://www.sqlite.org/fileformat2.html#the_database_header>.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::directory::file_error;
use super::{APPLICATION_ID, migrate};
use crate::error::OpenError;

const HEADER_BYTES: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const PAGE_SIZE_AT: usize = 16;
const CHANGE_COUNTER_AT: usize = 24;
const PAGE_COUNT_AT: usize = 28;
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;
const VERSION_VALID_FOR_AT: usize = 92;

/// Refuses a file that is certainly not a database that this version can use. A missing or empty file is fine.
pub(crate) fn check(database: &Path) -> Result<(), OpenError> {
    let mut file = match File::open(database) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return empty(database),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            let path = database.parent().unwrap_or(database).to_owned();
            return Err(OpenError::NotADirectory { path });
        }
        Err(error) => return Err(file_error(database, error)),
    };
    let length = file
        .metadata()
        .map_err(|error| file_error(database, error))?
        .len();
    if length == 0 {
        return empty(database);
    }
    let mut header = [0; HEADER_BYTES];
    match file.read_exact(&mut header) {
        Ok(()) => sound(database, &header, length),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Err(corrupt(database, "it ends within its header"))
        }
        Err(error) => Err(file_error(database, error)),
    }
}

/// The name of a companion file of the database, such as `-wal`.
pub(crate) fn companion(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Without a database there must be no log: SQLite would throw away what it holds.
fn empty(database: &Path) -> Result<(), OpenError> {
    match companion(database, "-wal").metadata() {
        Ok(log) if log.len() > 0 => Err(corrupt(database, "its log is there but it is empty")),
        _ => Ok(()),
    }
}

fn sound(database: &Path, header: &[u8; HEADER_BYTES], length: u64) -> Result<(), OpenError> {
    if !header.starts_with(MAGIC) {
        return Err(corrupt(database, "it is not an SQLite database"));
    }
    let application_id = word(header, APPLICATION_ID_AT);
    if application_id != 0 && application_id != APPLICATION_ID {
        return Err(OpenError::Foreign {
            path: database.to_owned(),
        });
    }
    let found = i64::from(word(header, USER_VERSION_AT));
    let known = migrate::newest();
    if application_id == APPLICATION_ID && found > known {
        return Err(OpenError::NewerVersion {
            path: database.to_owned(),
            found,
            known,
        });
    }
    // A crash during a checkpoint may leave a file that is shorter than its header says; the log then has the rest.
    let log = companion(database, "-wal")
        .metadata()
        .map_or(0, |log| log.len());
    if log == 0 && length < expected_length(header) {
        return Err(corrupt(database, "it is cut short"));
    }
    Ok(())
}

/// The length that the header states, 0 when it does not state one.
fn expected_length(header: &[u8; HEADER_BYTES]) -> u64 {
    if word(header, CHANGE_COUNTER_AT) != word(header, VERSION_VALID_FOR_AT) {
        return 0;
    }
    let page_size = match u16::from_be_bytes([header[PAGE_SIZE_AT], header[PAGE_SIZE_AT + 1]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    page_size * u64::from(word(header, PAGE_COUNT_AT).cast_unsigned())
}

fn word(header: &[u8; HEADER_BYTES], at: usize) -> i32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&header[at..at + 4]);
    i32::from_be_bytes(bytes)
}

fn corrupt(database: &Path, detail: &str) -> OpenError {
    OpenError::Corrupt {
        path: database.to_owned(),
        detail: detail.to_owned(),
    }
}
