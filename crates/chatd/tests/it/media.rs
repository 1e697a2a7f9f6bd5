//! The media routes: form POST and signed downloads, on a data directory of the test's own; and the operations of the tag
//! `media`.

mod add_photos;
mod add_video;
mod create_photo_upload;
mod create_video_upload;
mod downloads;
mod form_post;
mod get_media;
mod list_photos;
mod list_videos;
mod sweep;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use chat_core::{ChatId, MediaKind, StoreError, StoredFile, StoredPolicy, TenantId, UploadPolicy};
use chatd::edge::Limits;
use chatd::media::form::{Form, PolicyLedger};
use chatd::media::local::LocalMedia;
use chatd::media::policy::{FormField, PolicyTerms, Scheme, Signer};
use chatd::random::OsRandom;
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::support::{Running, StillClock, serve};

pub(crate) const TENANT: TenantId = TenantId(1);
const KEY: &str = "uploads/1/0123456789abcdef0123456789abcdef";

/// A ledger in memory.
#[derive(Default)]
struct Ledger(Mutex<HashMap<String, UploadPolicy>>);

impl PolicyLedger for Ledger {
    async fn find(&self, _: TenantId, key: &str) -> Result<Option<UploadPolicy>, StoreError> {
        Ok(self.0.lock().expect("not poisoned").get(key).cloned())
    }

    async fn record(
        &self,
        _: TenantId,
        key: &str,
        file: StoredFile,
    ) -> Result<StoredPolicy, StoreError> {
        let mut policies = self.0.lock().expect("not poisoned");
        let policy = policies.get_mut(key).ok_or(StoreError::NotFound)?;
        if policy.stored.is_some() {
            return Ok(StoredPolicy::AlreadyUsed);
        }
        policy.stored = Some(file);
        Ok(StoredPolicy::Stored)
    }
}

/// A served form route.
struct Site {
    address: SocketAddr,
    _running: Running,
    data: TempDir,
    files: LocalMedia,
    ledger: Arc<Ledger>,
    signer: Signer,
    clock: Arc<StillClock>,
}

fn open(data: &Path) -> LocalMedia {
    LocalMedia::open(data, Arc::new(OsRandom)).expect("opens")
}

impl Site {
    async fn start() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let files = open(data.path());
        let signer = Signer::new(Scheme::Aws4, "local", "local", files.key("policies"));
        let ledger = Arc::new(Ledger::default());
        let clock = Arc::new(StillClock::new());
        let form = Form {
            files: files.clone(),
            ledger: Arc::clone(&ledger),
            signer: signer.clone(),
            clock: clock.clone(),
        };
        let running = serve(chatd::media::form::router(form), Limits::default()).await;
        let site = Self {
            address: running.address,
            _running: running,
            data,
            files,
            ledger,
            signer,
            clock,
        };
        site.add_policy(KEY);
        site
    }

    fn add_policy(&self, key: &str) {
        let policy = UploadPolicy {
            key: key.to_owned(),
            chat_id: ChatId(1),
            kind: MediaKind::Photo,
            expires_at: self.now() + SignedDuration::from_mins(5),
            stored: None,
        };
        let mut policies = self.ledger.0.lock().expect("not poisoned");
        policies.insert(key.to_owned(), policy);
    }

    fn now(&self) -> jiff::Timestamp {
        chatd::clock::WallClock::now(self.clock.as_ref())
    }

    fn terms(&self) -> PolicyTerms {
        PolicyTerms {
            key: KEY.to_owned(),
            content_type: "image/jpeg".to_owned(),
            bytes: 1..=1_000,
            expires_at: self.now() + SignedDuration::from_mins(5),
            bucket: None,
        }
    }

    fn fields(&self) -> Vec<FormField> {
        self.signer.sign(&self.terms(), self.now())
    }

    fn stored(&self) -> Option<StoredFile> {
        let policies = self.ledger.0.lock().expect("not poisoned");
        policies[KEY].stored.clone()
    }

    /// How many files lie below the media directory.
    fn files_on_disk(&self) -> usize {
        count_files(&self.data.path().join("media"))
    }
}

fn count_files(directory: &Path) -> usize {
    std::fs::read_dir(directory)
        .expect("readable")
        .map(|entry| entry.expect("readable").path())
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}
