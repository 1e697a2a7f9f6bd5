//! Taking in an upload: streamed to disk with a size cap, hashed on the way.

use std::io;
use std::path::PathBuf;

use bytes::Bytes;
use chat_core::TenantId;
use futures::{Stream, TryStreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use super::{LocalMedia, blocking, new_directory};
use crate::files::sync_directory;
use crate::random::hex;

/// An upload on disk, under a temporary name until it is kept; dropped, it is removed.
#[derive(Debug)]
pub struct Received {
    /// Its size.
    pub size_bytes: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub etag: String,
    temporary: Temporary,
}

#[derive(Debug)]
struct Temporary(Option<PathBuf>);

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Best effort: what stays is cleared at the next start.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Why an upload was not taken in.
#[derive(Debug)]
pub enum ReceiveError<E> {
    /// It is larger than allowed.
    TooLarge,
    /// It did not arrive in full.
    Source(E),
    /// It could not be written.
    Io(io::Error),
}

impl<E> From<io::Error> for ReceiveError<E> {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl LocalMedia {
    /// Streams an upload of at most `limit` bytes to disk.
    ///
    /// # Errors
    ///
    /// See [`ReceiveError`]; nothing is left behind.
    pub async fn receive<E>(
        &self,
        mut content: impl Stream<Item = Result<Bytes, E>> + Unpin,
        limit: u64,
    ) -> Result<Received, ReceiveError<E>> {
        let path = self.temporary();
        let mut options = tokio::fs::OpenOptions::new();
        let opened = options.write(true).create_new(true).mode(0o600).open(&path);
        let mut file = opened.await?;
        let temporary = Temporary(Some(path));
        let (mut size_bytes, mut hash) = (0_u64, Sha256::new());
        while let Some(piece) = content.try_next().await.map_err(ReceiveError::Source)? {
            size_bytes += piece.len() as u64;
            if size_bytes > limit {
                return Err(ReceiveError::TooLarge);
            }
            hash.update(&piece);
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        file.sync_all().await?;
        Ok(Received {
            size_bytes,
            etag: hex(&hash.finalize()),
            temporary,
        })
    }

    /// Gives a received upload its place under a policy's key, durable when this returns.
    ///
    /// # Errors
    ///
    /// When it cannot be moved.
    pub async fn keep(
        &self,
        tenant: TenantId,
        key: &str,
        mut received: Received,
    ) -> Result<(), super::MediaError> {
        let directory = self.uploads_of(tenant, key);
        let to = self.upload(tenant, key, &received.etag);
        let from = received.temporary.0.take();
        blocking(move || {
            new_directory(&directory)?;
            if let Some(from) = from {
                std::fs::rename(from, &to)?;
            }
            sync_directory(&to)?;
            sync_directory(&directory)
        })
        .await
    }

    /// Removes an upload that lost against another under the same key.
    ///
    /// # Errors
    ///
    /// When it cannot be removed.
    pub async fn discard(
        &self,
        tenant: TenantId,
        key: &str,
        etag: &str,
    ) -> Result<(), super::MediaError> {
        let path = self.upload(tenant, key, etag);
        blocking(move || std::fs::remove_file(path)).await
    }
}
