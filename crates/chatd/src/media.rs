//! Files of chats: upload policies, the store, signed downloads.
//!
//! A caller gets a form POST policy ([`Media::hand_out`]), uploads straight to the media store, and attaches the file by its key
//! ([`Media::take_upload`]): the checked object is copied to a key that no policy names, and only the copy is served, through
//! [`Media::download_url`] and [`Media::open`]. In this version the media store is the data directory.

pub mod download;
pub mod form;
mod key;
pub mod local;
pub mod object;
pub mod policy;
pub mod store;
mod xml;

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use chat_core::{ChatId, Keep, MediaKind, Store, StoreError, TenantId, UploadPolicy};
use jiff::SignedDuration;
use url::Url;

use crate::clock::WallClock;
use crate::edge::seen::named;
use crate::random::{self, Random};
use download::DownloadSigner;
use local::LocalMedia;
use object::ObjectId;
use policy::{FormField, PolicyTerms, Scheme, Signer};
use store::{Content, MediaError, MediaStore as _};

/// What the keys are for.
const POLICIES: &str = "policies";
const DOWNLOADS: &str = "downloads";
/// How long an upload policy lasts.
const POLICY_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long a download URL lasts.
const DOWNLOAD_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a caller needs for an upload: POST `multipart/form-data` to `url`, every field verbatim, part `file` last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadForm {
    /// Where to post.
    pub url: String,
    /// The fields, in order; the one named `key` is the `s3_path` of the attach call.
    pub fields: Vec<FormField>,
}

/// A checked copy of an upload, ready for `attach_media`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenUpload {
    /// The key of the copy: the media's `object_key`.
    pub object_key: String,
    /// What it is served as.
    pub content_type: &'static str,
    /// Its size.
    pub size_bytes: u64,
}

/// Why an upload cannot be attached.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// Unknown key, another chat's, another kind, or nothing was uploaded.
    #[error("there is no uploaded file under this key")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The media store failed.
    #[error(transparent)]
    Media(#[from] MediaError),
}

/// What [`Media::new`] is made of.
pub struct Parts<S> {
    /// The files.
    pub files: LocalMedia,
    /// Where policies are kept.
    pub ledger: Arc<S>,
    /// The absolute base of every media URL.
    pub public_url: Url,
    /// Protocol time.
    pub clock: Arc<dyn WallClock>,
    /// For unguessable keys.
    pub random: Arc<dyn Random>,
}

/// The files of all chats. Clones share everything.
pub struct Media<S> {
    inner: Arc<Inner<S>>,
}

struct Inner<S> {
    parts: Parts<S>,
    policies: Signer,
    downloads: DownloadSigner,
}

impl<S> Clone for Media<S> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

/// The media type and the largest size of what callers upload; the limits of the platform (2 MB and 20 MB).
fn upload_terms(kind: MediaKind) -> (&'static str, u64) {
    match kind {
        MediaKind::Photo => ("image/jpeg", 2_000_000),
        MediaKind::Video => ("video/mp4", 20_000_000),
        MediaKind::File => ("application/octet-stream", 100_000_000),
    }
}

impl<S: Store> Media<S> {
    /// Puts the parts together; the signing keys come from the installation's secret in the data directory.
    pub fn new(parts: Parts<S>) -> Self {
        let policies = Signer::new(Scheme::Aws4, "local", "local", parts.files.key(POLICIES));
        let downloads = DownloadSigner::new(parts.files.key(DOWNLOADS));
        let inner = Inner {
            parts,
            policies,
            downloads,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Reads the installation's secret again, after another data directory's files were put in the place of these.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn reload(&self, data: &Path) -> io::Result<()> {
        let files = &self.inner.parts.files;
        files.reload(data)?;
        self.inner.policies.replace_secret(files.key(POLICIES));
        self.inner.downloads.replace_key(files.key(DOWNLOADS));
        Ok(())
    }

    /// The routes that callers' files go through: the form POST and signed downloads, below `/media`.
    pub fn router(&self) -> Router {
        let form = form::Form {
            files: self.inner.parts.files.clone(),
            ledger: Arc::new(form::StoreLedger(Arc::clone(&self.inner.parts.ledger))),
            signer: self.inner.policies.clone(),
            clock: Arc::clone(&self.inner.parts.clock),
        };
        let files = download::Downloads {
            files: self.inner.parts.files.clone(),
            signer: self.inner.downloads.clone(),
            clock: Arc::clone(&self.inner.parts.clock),
        };
        let form = form::router(form).route_layer(named("post_media"));
        form.merge(download::router(files).route_layer(named("get_media_file")))
    }

    /// A policy for one file of `kind`, 5 minutes long, with the form that it allows. It holds once it is handed out.
    pub fn policy(
        &self,
        tenant: TenantId,
        chat: ChatId,
        kind: MediaKind,
    ) -> (UploadPolicy, UploadForm) {
        let Parts { clock, random, .. } = &self.inner.parts;
        let now = clock.now();
        let key = object::upload_key(tenant, &random::name(random.as_ref()));
        let (content_type, max_bytes) = upload_terms(kind);
        let expires_at = now + POLICY_LIFE;
        let terms = PolicyTerms {
            key: key.clone(),
            content_type: content_type.to_owned(),
            bytes: 1..=max_bytes,
            expires_at,
            bucket: None,
        };
        let form = UploadForm {
            url: self.url(form::PATH),
            fields: self.inner.policies.sign(&terms, now),
        };
        let policy = UploadPolicy {
            key,
            chat_id: chat,
            kind,
            expires_at,
            stored: None,
        };
        (policy, form)
    }

    /// Lets a policy hold.
    ///
    /// # Errors
    ///
    /// Those of `put_policy`: unknown chat, ended chat, storage.
    pub async fn hand_out(
        &self,
        tenant: TenantId,
        policy: UploadPolicy,
        keep: Option<Keep<()>>,
    ) -> Result<(), StoreError> {
        self.inner
            .parts
            .ledger
            .put_policy(tenant, policy, keep)
            .await
    }

    /// Copies what was uploaded under `key` for this chat to a key of its own. The same upload again gives the same copy.
    ///
    /// # Errors
    ///
    /// See [`TakeError`].
    pub async fn take_upload(
        &self,
        tenant: TenantId,
        chat: ChatId,
        kind: MediaKind,
        key: &str,
    ) -> Result<TakenUpload, TakeError> {
        let policy = self.inner.parts.ledger.policy(tenant, key).await?;
        let policy = policy.filter(|policy| policy.chat_id == chat && policy.kind == kind);
        let stored = policy.and_then(|policy| policy.stored);
        let stored = stored.ok_or(TakeError::NotFound)?;
        let object_key = format!("attached/{}", ObjectId::uploaded(tenant, key, &stored.etag));
        let to = ObjectId::attached(tenant, &object_key);
        let files = &self.inner.parts.files;
        let copied = files.copy_upload(tenant, key, &stored.etag, &to).await;
        copied.map_err(|error| match error {
            // Swept a day after its policy ran out, in this very moment.
            MediaError::NotFound => TakeError::NotFound,
            other => other.into(),
        })?;
        Ok(TakenUpload {
            object_key,
            content_type: upload_terms(kind).0,
            size_bytes: stored.size_bytes,
        })
    }

    /// Puts a file under an attached key of the caller's choice; the same key again replaces it.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub async fn put(&self, tenant: TenantId, key: &str, bytes: Bytes) -> Result<(), MediaError> {
        let object = ObjectId::attached(tenant, key);
        self.inner.parts.files.put(&object, bytes).await
    }

    /// The bytes of an attached file.
    ///
    /// # Errors
    ///
    /// [`MediaError::NotFound`], or when it cannot be read.
    pub async fn open(&self, tenant: TenantId, object_key: &str) -> Result<Content, MediaError> {
        let object = ObjectId::attached(tenant, object_key);
        self.inner.parts.files.open(&object).await
    }

    /// Removes what was uploaded under a policy that ran out; removing what is gone is no error.
    ///
    /// # Errors
    ///
    /// When it cannot be removed.
    pub async fn forget_upload(&self, tenant: TenantId, key: &str) -> Result<(), MediaError> {
        self.inner.parts.files.delete_uploads(tenant, key).await
    }

    /// An absolute URL from which the file can be fetched without credentials for 7 days.
    pub fn download_url(&self, tenant: TenantId, object_key: &str, content_type: &str) -> String {
        let object = ObjectId::attached(tenant, object_key);
        let expires_at = self.inner.parts.clock.now() + DOWNLOAD_LIFE;
        let target = self
            .inner
            .downloads
            .target(&object, content_type, expires_at);
        self.url(&target)
    }

    fn url(&self, target: &str) -> String {
        let base = self.inner.parts.public_url.as_str();
        format!("{}{target}", base.trim_end_matches('/'))
    }
}
