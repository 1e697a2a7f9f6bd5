//! The seam behind which files lie: the data directory now, object stores later.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use chat_core::TenantId;

use super::object::ObjectId;

/// A file to be read.
#[derive(Debug)]
pub struct Content {
    /// Its size.
    pub size_bytes: u64,
    /// Its bytes.
    pub body: Body,
}

/// Why the media store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// There is no such object, or not with this content.
    #[error("the file is not found")]
    NotFound,
    /// The file system failed.
    #[error("the media store failed")]
    Io(#[from] io::Error),
}

/// A media store.
pub trait MediaStore: Send + Sync + 'static {
    /// Writes an object, durable when this returns; an existing one is replaced as a whole.
    fn put(
        &self,
        to: &ObjectId,
        bytes: Bytes,
    ) -> impl Future<Output = Result<(), MediaError>> + Send;

    /// Copies the upload under a policy's key, on condition that its content is the one of `etag`. Again is the same as once.
    fn copy_upload(
        &self,
        tenant: TenantId,
        key: &str,
        etag: &str,
        to: &ObjectId,
    ) -> impl Future<Output = Result<(), MediaError>> + Send;

    /// Opens an object for reading.
    fn open(&self, object: &ObjectId) -> impl Future<Output = Result<Content, MediaError>> + Send;

    /// Removes everything uploaded under a policy's key.
    fn delete_uploads(
        &self,
        tenant: TenantId,
        key: &str,
    ) -> impl Future<Output = Result<(), MediaError>> + Send;
}
