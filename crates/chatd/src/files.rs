//! Small files that must be whole and private: directories 0700, files 0600, written under another name, synced, renamed.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Makes a private directory; one that exists is left as it is.
///
/// # Errors
///
/// When it cannot be made.
pub fn create_directory(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

/// Writes a private file as a whole, durable when this returns.
///
/// # Errors
///
/// When it cannot be written; an existing file is untouched then.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let mut options = fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = opened.open(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_directory(path)
}

/// Syncs the directory that `path` lies in, so that its name survives a crash.
///
/// # Errors
///
/// When the directory cannot be synced.
pub fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) => fs::File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}

/// The error with the path that it is about in front.
pub fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// The secret text in a private file, made on first use.
///
/// # Errors
///
/// When the file cannot be read or written, or holds no secret (43 characters of base64url).
pub fn secret_file(path: &Path, make: impl FnOnce() -> String) -> io::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let secret = text.trim_end();
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            if secret.len() != 43 || !secret.bytes().all(allowed) {
                let message = format!(
                    "{} is damaged: restore it, or remove it to get a new secret",
                    path.display()
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            Ok(secret.to_owned())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = make();
            write_private(path, format!("{secret}\n").as_bytes())
                .map_err(|error| naming(path, &error))?;
            Ok(secret)
        }
        Err(error) => Err(naming(path, &error)),
    }
}
