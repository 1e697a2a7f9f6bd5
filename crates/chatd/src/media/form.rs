//! `POST /media/uploads`: the form POST of an upload policy, as S3 takes it.
//!
//! `multipart/form-data`; fields in any order, the part `file` last (what follows it is ignored, as S3 does). A policy takes one
//! stored file: a refused upload does not use it up, a second stored one is 409.

mod multipart;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use chat_core::{Store, StoreError, StoredFile, StoredPolicy, TenantId, UploadPolicy};
use http::{HeaderMap, StatusCode};

use super::local::LocalMedia;
use super::local::receive::{ReceiveError, Received};
use super::object;
use super::policy::conditions::Verified;
use super::policy::{PolicyError, Signer};
use super::store::MediaError;
use super::xml;
use crate::clock::WallClock;

/// Where forms are posted.
pub const PATH: &str = "/media/uploads";

/// Where policies are kept, and marked as used.
pub trait PolicyLedger: Send + Sync + 'static {
    /// The policy with this key.
    fn find(
        &self,
        tenant: TenantId,
        key: &str,
    ) -> impl Future<Output = Result<Option<UploadPolicy>, StoreError>> + Send;

    /// Records the policy's one file, by compare-and-set.
    fn record(
        &self,
        tenant: TenantId,
        key: &str,
        file: StoredFile,
    ) -> impl Future<Output = Result<StoredPolicy, StoreError>> + Send;
}

/// The platform's store as a ledger.
pub struct StoreLedger<S>(pub Arc<S>);

impl<S: Store> PolicyLedger for StoreLedger<S> {
    async fn find(&self, tenant: TenantId, key: &str) -> Result<Option<UploadPolicy>, StoreError> {
        self.0.policy(tenant, key).await
    }

    async fn record(
        &self,
        tenant: TenantId,
        key: &str,
        file: StoredFile,
    ) -> Result<StoredPolicy, StoreError> {
        self.0.policy_stored(tenant, key, file).await
    }
}

/// What the route needs.
pub struct Form<L> {
    /// Where files go.
    pub files: LocalMedia,
    /// Where policies are.
    pub ledger: Arc<L>,
    /// Whose policies are genuine.
    pub signer: Signer,
    /// Protocol time.
    pub clock: Arc<dyn WallClock>,
}

/// Why an upload is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    Malformed(String),
    Policy(PolicyError),
    UnknownKey,
    TooSmall,
    TooLarge,
    AlreadyUsed,
    Unavailable,
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

/// The route.
pub fn router<L: PolicyLedger>(form: Form<L>) -> Router {
    Router::new()
        .route(PATH, post(take::<L>))
        .with_state(Arc::new(form))
}

async fn take<L: PolicyLedger>(
    State(form): State<Arc<Form<L>>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match form.upload(&headers, body).await {
        Ok((key, etag, status)) if status == StatusCode::CREATED => xml::posted(&key, &etag),
        Ok((_, _, status)) => status.into_response(),
        Err(refusal) => refusal.response(),
    }
}

impl<L: PolicyLedger> Form<L> {
    /// The key, the digest and the status to answer with.
    async fn upload(
        &self,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<(String, String, StatusCode), Refusal> {
        let mut upload = multipart::read_fields(headers, body).await?;
        let now = self.clock.now();
        let verified = self
            .signer
            .verify(&upload.fields, now)
            .map_err(Refusal::Policy)?;
        let Verified { key, bytes } = verified;
        let tenant = object::tenant_of(&key).ok_or(Refusal::UnknownKey)?;
        let policy = self
            .ledger
            .find(tenant, &key)
            .await?
            .ok_or(Refusal::UnknownKey)?;
        if policy.stored.is_some() {
            return Err(Refusal::AlreadyUsed);
        }
        let received = upload.receive(&self.files, *bytes.end()).await?;
        if received.size_bytes < *bytes.start() {
            return Err(Refusal::TooSmall);
        }
        let etag = received.etag.clone();
        self.store(tenant, &key, received).await?;
        let status = match upload.fields.get("success_action_status") {
            Some("201") => StatusCode::CREATED,
            Some("200") => StatusCode::OK,
            _ => StatusCode::NO_CONTENT,
        };
        Ok((key, etag, status))
    }

    async fn store(&self, tenant: TenantId, key: &str, received: Received) -> Result<(), Refusal> {
        let file = StoredFile {
            size_bytes: received.size_bytes,
            etag: received.etag.clone(),
            stored_at: self.clock.now(),
        };
        let etag = received.etag.clone();
        // The file is in place before the record says so; a crash in between leaves a file that nothing names.
        self.files.keep(tenant, key, received).await?;
        match self.ledger.record(tenant, key, file).await? {
            StoredPolicy::Stored => Ok(()),
            StoredPolicy::AlreadyUsed => {
                let winner = self.ledger.find(tenant, key).await?.and_then(|p| p.stored);
                if winner.is_none_or(|winner| winner.etag != etag) {
                    self.files.discard(tenant, key, &etag).await?;
                }
                Err(Refusal::AlreadyUsed)
            }
        }
    }
}

impl Refusal {
    fn response(self) -> Response {
        let message = match &self {
            Self::Malformed(reason) => reason.clone(),
            Self::Policy(error) => error.to_string(),
            Self::UnknownKey => "there is no upload policy for this key".to_owned(),
            Self::TooSmall => "the file is smaller than the policy allows".to_owned(),
            Self::TooLarge => "the file is larger than the policy allows".to_owned(),
            Self::AlreadyUsed => "this policy has its file already; ask for a new one".to_owned(),
            Self::Unavailable => "the platform is busy, try again later".to_owned(),
            Self::Failed(cause) => return xml::internal(cause.as_ref()),
        };
        let (status, code) = match &self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "MalformedPOSTRequest"),
            Self::Policy(PolicyError::Missing(_)) => (StatusCode::BAD_REQUEST, "InvalidArgument"),
            Self::Policy(PolicyError::Malformed) => {
                (StatusCode::BAD_REQUEST, "InvalidPolicyDocument")
            }
            Self::Policy(PolicyError::Signature) => {
                (StatusCode::FORBIDDEN, "SignatureDoesNotMatch")
            }
            Self::Policy(_) | Self::UnknownKey => (StatusCode::FORBIDDEN, "AccessDenied"),
            Self::TooSmall => (StatusCode::BAD_REQUEST, "EntityTooSmall"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "EntityTooLarge"),
            Self::AlreadyUsed => (StatusCode::CONFLICT, "PolicyAlreadyUsed"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            Self::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
        };
        xml::error(status, code, &message)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::UnknownKey,
            StoreError::Unavailable => Self::Unavailable,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<MediaError> for Refusal {
    fn from(error: MediaError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ReceiveError<multer::Error>> for Refusal {
    fn from(error: ReceiveError<multer::Error>) -> Self {
        match error {
            ReceiveError::TooLarge => Self::TooLarge,
            ReceiveError::Source(error) => multipart::refusal(error),
            ReceiveError::Io(error) => Self::Failed(error.into()),
        }
    }
}
