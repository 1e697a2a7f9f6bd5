//! Snapshots of a running platform.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chat_store::{SqliteStore, Vault, copy_database};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::manifest::Manifest;
use super::restore::{decide, move_in, prepare};
use super::save::{listed, save};
use super::{Snapshot, SnapshotError};
use crate::clock::WallClock;
use crate::config::Config;
use crate::control::{Determinism, Time, Underway};
use crate::demo;
use crate::files::create_directory;
use crate::master_key;
use crate::media::Media;
use crate::random::Random;

/// Where snapshots that have a name are, in the data directory.
const DIRECTORY: &str = "snapshots";
/// The longest name.
const MAX_NAME: usize = 64;

/// Saves and restores the platform that is running. One at a time.
pub struct Snapshots {
    parts: Parts,
    turn: Mutex<()>,
}

/// What snapshots work with.
pub struct Parts {
    /// The configuration: where the data are, and what the demo tenant is to be like.
    pub config: Config,
    /// The database.
    pub store: Arc<SqliteStore>,
    /// The files.
    pub media: Media<SqliteStore>,
    /// The clock, which a snapshot holds too.
    pub time: Arc<Time<SqliteStore>>,
    /// Whether choices follow a seed, which a snapshot holds too.
    pub determinism: Arc<Determinism<SqliteStore>>,
    /// What has to stand still.
    pub underway: Arc<Underway>,
    /// For the moment of saving.
    pub wall_clock: Arc<dyn WallClock>,
    /// For demo credentials that a snapshot lacks.
    pub random: Arc<dyn Random>,
}

impl Snapshots {
    /// Of the platform made of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self {
            parts,
            turn: Mutex::default(),
        }
    }

    /// The place of the snapshot with this name: `DIR/snapshots/NAME`.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::Name`].
    pub fn named(&self, name: &str) -> Result<PathBuf, SnapshotError> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let fits = (1..=MAX_NAME).contains(&name.len());
        if !fits || name.starts_with(['-', '_']) || !name.bytes().all(allowed) {
            return Err(SnapshotError::Name(name.to_owned()));
        }
        Ok(self.directory().join(name))
    }

    /// The snapshots that have a name, the oldest first.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::Io`]; what is no snapshot is left out.
    pub async fn list(&self) -> Result<Vec<Snapshot>, SnapshotError> {
        let directory = self.directory();
        blocking(move || {
            let entries = listed(&directory).map_err(SnapshotError::of(&directory))?;
            let found = entries.into_iter().filter_map(|entry| {
                let visible = !entry.file_name().as_encoded_bytes().starts_with(b".");
                let path = entry.path();
                let manifest = visible.then(|| Manifest::read(&path).ok()).flatten()?;
                Some(Snapshot {
                    saved_at: manifest.saved_at,
                    bytes: manifest.bytes(),
                    path,
                })
            });
            let mut found: Vec<_> = found.collect();
            found.sort_by(|one, two| (one.saved_at, &one.path).cmp(&(two.saved_at, &two.path)));
            Ok(found)
        })
        .await
    }

    /// Saves the platform as of one moment; it goes on meanwhile. A snapshot that is there is replaced as a whole. A caller who stops waiting does not stop it.
    ///
    /// # Errors
    ///
    /// See [`SnapshotError`]; what is at `to` is untouched then.
    pub async fn save(self: &Arc<Self>, to: &Path) -> Result<Snapshot, SnapshotError> {
        let (this, to) = (Arc::clone(self), to.to_owned());
        finished(async move {
            let _turn = this.turn.lock().await;
            let data = this.parts.config.data.clone();
            let named = this.directory();
            let now = this.parts.wall_clock.now();
            blocking(move || {
                if to.parent() == Some(&named) {
                    create_directory(&named).map_err(SnapshotError::of(&named))?;
                }
                save(&data, &to, now, copy_database)
            })
            .await
        })
        .await
    }

    /// Puts a snapshot in the place of everything, as if the platform were stopped, and started on what was saved. Calls under
    /// way are answered by the old or the new data; attempts and steps under way end before. A caller who stops waiting
    /// does not stop it.
    ///
    /// # Errors
    ///
    /// See [`SnapshotError`]. The old data are untouched, unless it is [`SnapshotError::Exchange`] or comes after it.
    pub async fn restore(self: &Arc<Self>, from: &Path) -> Result<(), SnapshotError> {
        let (this, from) = (Arc::clone(self), from.to_owned());
        finished(async move {
            let _turn = this.turn.lock().await;
            let data = this.parts.config.data.clone();
            let vault = this.parts.vault();
            blocking({
                let data = data.clone();
                move || prepare(&from, &data, vault.as_deref())
            })
            .await?;
            this.parts.exchange(data).await
        })
        .await
    }

    fn directory(&self) -> PathBuf {
        self.parts.config.data.join(DIRECTORY)
    }
}

impl Parts {
    /// What opens the secrets of a database that was sealed.
    fn vault(&self) -> Option<Arc<dyn Vault>> {
        master_key::vault(self.config.master_key.as_ref(), Arc::clone(&self.random))
    }

    /// Goes on with what is prepared in the data directory.
    async fn exchange(&self, data: PathBuf) -> Result<(), SnapshotError> {
        let Self {
            config,
            store,
            media,
            time,
            determinism,
            underway,
            random,
            wall_clock: _,
        } = self;
        let clock = time.turn().await;
        let held = underway.hold().await;
        blocking({
            let data = data.clone();
            move || decide(&data)
        })
        .await?;
        store
            .exchange({
                let data = data.clone();
                move || move_in(&data)
            })
            .await?;
        media.reload(&data).map_err(SnapshotError::of(&data))?;
        demo::settle(&**store, config, &**random).await?;
        time.take_over().await?;
        determinism.load().await?;
        drop(held);
        drop(clock);
        Ok(())
    }
}

/// Runs work to its end, whoever waits for it.
async fn finished<T: Send + 'static>(
    work: impl Future<Output = Result<T, SnapshotError>> + Send + 'static,
) -> Result<T, SnapshotError> {
    let done = tokio::spawn(work).await;
    done.unwrap_or_else(|panic| Err(lost(panic)))
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static,
) -> Result<T, SnapshotError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|panic| Err(lost(panic)))
}

fn lost(panic: tokio::task::JoinError) -> SnapshotError {
    SnapshotError::Io {
        path: PathBuf::from("snapshot"),
        source: panic.into(),
    }
}
