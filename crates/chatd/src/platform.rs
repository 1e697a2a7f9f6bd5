//! What every operation works with: the store, the media, the clocks.

use std::sync::Arc;

use chat_core::{
    Catalogue, Chat, ChatId, Clock, Command, Keep, Lang, Origin, Outcome, Store, StoreError,
    Tenant, Write,
};

use crate::clock::WallClock;
use crate::error::Refusal;
use crate::idempotency::{Kept, Repeatable};
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
    /// What its events tell of it.
    pub(crate) origin: Origin,
    /// Whether, and how, its answer is kept.
    pub(crate) repeatable: Option<&'a Repeatable>,
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

    /// The menus; a tenant that was never given any has none.
    pub(crate) async fn catalogue(&self) -> Result<Arc<Catalogue>, Refusal> {
        match self.store().catalogue(self.tenant.id).await {
            Err(StoreError::NotFound) => Catalogue::new(Lang::En, Vec::new())
                .map(Arc::new)
                .map_err(|faults| Refusal::Internal(faults.into())),
            found => Ok(found?),
        }
    }

    /// Keeps what `show` makes of the outcome, if the call may come again.
    pub(crate) fn keep<T, A: Kept>(
        &self,
        show: impl FnOnce(&T) -> A + Send + 'static,
    ) -> Option<Keep<T>> {
        self.repeatable?.keep(move |outcome| show(outcome).kept())
    }

    /// A write of this call, now, whose answer `show` makes.
    pub(crate) fn write<T, A: Kept>(
        &self,
        show: impl FnOnce(&T) -> A + Send + 'static,
    ) -> Write<T> {
        Write {
            now: self.platform.clock.now(),
            origin: self.origin.clone(),
            keep: self.keep(show),
            if_version: None,
        }
    }

    /// Runs a command on the chat with this path id, now, and answers what `show` makes of the outcome.
    pub(crate) async fn transact<A: Kept>(
        &self,
        id: ChatId,
        command: Command,
        show: impl Fn(&Outcome) -> A + Clone + Send + 'static,
    ) -> Result<A, Refusal> {
        let write = self.write(show.clone());
        self.transact_as(id, command, write, show).await
    }

    /// As [`transact`](Self::transact), with a write of its own.
    pub(crate) async fn transact_as<A>(
        &self,
        id: ChatId,
        command: Command,
        write: Write<Outcome>,
        show: impl Fn(&Outcome) -> A,
    ) -> Result<A, Refusal> {
        let outcome = self
            .store()
            .transact(self.tenant.id, id, command, write)
            .await
            .map_err(|error| of_chat(id, error))?;
        Ok(show(&outcome))
    }
}

/// The refusal of a write to the chat with this path id.
pub(crate) fn of_chat(id: ChatId, error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound => Refusal::chat_not_found(id),
        other => other.into(),
    }
}
