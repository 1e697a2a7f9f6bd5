//! What every operation works with: the store, the media, the clocks.

use std::sync::Arc;

use chat_core::{Chat, ChatId, ChatView, Clock, Store, Tenant};

use crate::clock::WallClock;
use crate::error::Refusal;
use crate::media::Media;

/// The platform behind the API.
pub struct Platform<S> {
    /// Durable storage.
    pub store: Arc<S>,
    /// Files.
    pub media: Media<S>,
    /// Domain time: timers, opening hours, event timestamps.
    pub clock: Arc<dyn Clock>,
    /// Protocol time: tokens, policies, download addresses, rate limits.
    pub wall_clock: Arc<dyn WallClock>,
}

/// One authenticated call.
pub(crate) struct Call<'a, S> {
    pub(crate) platform: &'a Platform<S>,
    pub(crate) tenant: &'a Tenant,
}

impl<S: Store> Call<'_, S> {
    /// The store.
    pub(crate) fn store(&self) -> &S {
        &self.platform.store
    }

    /// The chat with this path id.
    pub(crate) async fn chat(&self, id: ChatId) -> Result<Chat, Refusal> {
        self.store()
            .chat(self.tenant.id, id)
            .await?
            .ok_or_else(|| Refusal::chat_not_found(id))
    }

    /// The chat as answers show it.
    pub(crate) async fn view(&self, chat: &Chat) -> Result<ChatView, Refusal> {
        let catalogue = self.store().catalogue(self.tenant.id).await?;
        Ok(chat.view(&catalogue))
    }

    /// Runs a command on the chat with this path id, now.
    pub(crate) async fn transact(
        &self,
        id: ChatId,
        command: chat_core::Command,
    ) -> Result<chat_core::Outcome, Refusal> {
        let now = self.platform.clock.now();
        self.store()
            .transact(self.tenant.id, id, command, now)
            .await
            .map_err(|error| match error {
                chat_core::StoreError::NotFound => Refusal::chat_not_found(id),
                other => other.into(),
            })
    }
}
