//! Files in the data directory: `DIR/media/{uploads,attached}/…` and the installation's secret `DIR/media.key`.
//!
//! A file is written under a temporary name, synced, and renamed: a name leads to the whole content or to nothing.

pub mod receive;

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Body;
use bytes::Bytes;
use chat_core::TenantId;
use futures::stream;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tokio::io::AsyncReadExt as _;

use super::object::{Area, ObjectId, upload_directory};
use super::store::{Content, MediaError, MediaStore};
use crate::files::{create_directory, naming, secret_file, sync_directory};
use crate::random::{self, Random};

/// The directory of the files, below the data directory.
pub const DIRECTORY: &str = "media";
/// The installation's secret, in the data directory.
pub const KEY_FILE: &str = "media.key";
/// Bytes per read of a file.
const PIECE_BYTES: usize = 64 * 1024;

/// The media directory. Clones share it.
#[derive(Clone)]
pub struct LocalMedia {
    inner: Arc<Inner>,
}

struct Inner {
    root: PathBuf,
    secret: RwLock<String>,
    random: Arc<dyn Random>,
}

impl LocalMedia {
    /// Opens (and on first use makes) the media directory and secret below the data directory, and clears what an
    /// interrupted upload left.
    ///
    /// # Errors
    ///
    /// When they cannot be read or made.
    pub fn open(data: &Path, random: Arc<dyn Random>) -> io::Result<Self> {
        let root = data.join(DIRECTORY);
        let parts = root.join("incoming");
        for directory in [&root, &parts, &root.join("uploads"), &root.join("attached")] {
            create_directory(directory).map_err(|error| naming(directory, &error))?;
        }
        clear(&parts).map_err(|error| naming(&parts, &error))?;
        let secret = secret_file(&data.join(KEY_FILE), || random::secret(random.as_ref()))?;
        let inner = Inner {
            root,
            secret: RwLock::new(secret),
            random,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Reads the installation's secret again: another one was put in its place.
    pub(super) fn reload(&self, data: &Path) -> io::Result<()> {
        let random = self.inner.random.as_ref();
        let secret = secret_file(&data.join(KEY_FILE), || random::secret(random))?;
        let known = self.inner.secret.write();
        *known.unwrap_or_else(PoisonError::into_inner) = secret;
        Ok(())
    }

    /// A key for one purpose, derived from the installation's secret.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        let secret = self.inner.secret.read();
        let secret = secret.unwrap_or_else(PoisonError::into_inner);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn temporary(&self) -> PathBuf {
        let name = random::name(self.inner.random.as_ref());
        self.inner.root.join("incoming").join(name)
    }

    fn area(&self, area: Area) -> PathBuf {
        self.inner.root.join(area.as_str())
    }

    fn attached(&self, object: &ObjectId) -> PathBuf {
        self.area(object.area()).join(object.to_string())
    }

    fn uploads_of(&self, tenant: TenantId, key: &str) -> PathBuf {
        self.area(Area::Uploads).join(upload_directory(tenant, key))
    }

    fn upload(&self, tenant: TenantId, key: &str, etag: &str) -> PathBuf {
        let object = ObjectId::uploaded(tenant, key, etag);
        self.uploads_of(tenant, key).join(object.to_string())
    }
}

impl MediaStore for LocalMedia {
    async fn put(&self, to: &ObjectId, bytes: Bytes) -> Result<(), MediaError> {
        let (temporary, to) = (self.temporary(), self.attached(to));
        blocking(move || {
            let mut file = new_file(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &to)?;
            sync_directory(&to)
        })
        .await
    }

    async fn copy_upload(
        &self,
        tenant: TenantId,
        key: &str,
        etag: &str,
        to: &ObjectId,
    ) -> Result<(), MediaError> {
        // The content's digest is part of the name, so the name is the condition.
        let from = self.upload(tenant, key, etag);
        let (temporary, to) = (self.temporary(), self.attached(to));
        blocking(move || {
            if to.try_exists()? {
                return Ok(());
            }
            let mut source = fs::File::open(&from)?;
            let mut copy = new_file(&temporary)?;
            io::copy(&mut source, &mut copy)?;
            copy.sync_all()?;
            fs::rename(&temporary, &to)?;
            sync_directory(&to)
        })
        .await
    }

    async fn open(&self, object: &ObjectId) -> Result<Content, MediaError> {
        let file = tokio::fs::File::open(self.attached(object)).await?;
        let size_bytes = file.metadata().await?.len();
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            let count = file.read_buf(&mut piece).await?;
            Ok::<_, io::Error>((count > 0).then(|| (Bytes::from(piece), file)))
        });
        Ok(Content {
            size_bytes,
            body: Body::from_stream(pieces),
        })
    }

    async fn delete_uploads(&self, tenant: TenantId, key: &str) -> Result<(), MediaError> {
        let directory = self.uploads_of(tenant, key);
        match blocking(move || fs::remove_dir_all(&directory)).await {
            Err(MediaError::NotFound) => Ok(()),
            other => other,
        }
    }
}

fn clear(directory: &Path) -> io::Result<()> {
    for leftover in fs::read_dir(directory)? {
        fs::remove_file(leftover?.path())?;
    }
    Ok(())
}

fn new_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path)
}

fn new_directory(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, MediaError> {
    let done = tokio::task::spawn_blocking(work).await;
    let result = done.unwrap_or_else(|panic| Err(io::Error::other(panic)));
    result.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => MediaError::NotFound,
        _ => MediaError::Io(error),
    })
}
