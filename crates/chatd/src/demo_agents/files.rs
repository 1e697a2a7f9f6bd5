//! Where an agent puts a file so that it can be fetched through the chat.

use std::error::Error;
use std::future::Future;

use bytes::Bytes;
use chat_core::{Store, TenantId};

use crate::media::Media;

/// Why a file was not put.
pub type FileError = Box<dyn Error + Send + Sync>;

/// The media store, as far as an agent needs it.
pub trait AgentFiles: Send + Sync + 'static {
    /// Puts a file under a key that is the agent's choice; the same key again replaces the file.
    fn put(
        &self,
        tenant: TenantId,
        key: &str,
        bytes: &'static [u8],
    ) -> impl Future<Output = Result<(), FileError>> + Send;
}

impl<S: Store> AgentFiles for Media<S> {
    async fn put(
        &self,
        tenant: TenantId,
        key: &str,
        bytes: &'static [u8],
    ) -> Result<(), FileError> {
        Self::put(self, tenant, key, Bytes::from_static(bytes)).await?;
        Ok(())
    }
}
