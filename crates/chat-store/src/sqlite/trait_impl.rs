//! [`Store`] for [`SqliteStore`]: what writes goes to the writer thread, what reads to the readers.

use std::sync::Arc;

use chat_core::{
    Catalogue, Chat, ChatContext, ChatId, ClaimDeliveries, Command, CreateChat, CustomData,
    Delivery, DeliveryId, DeliveryOutcome, DueTimer, EndUser, EndUserChange, EndUserId,
    EndUserProfile, Media, MediaId, MediaKind, Message, MessageSeq, NewMedia, Outcome, QueueLoads,
    Store, StoreError, StoredFile, StoredPolicy, Tenant, TenantId, UploadPolicy,
};
use jiff::Timestamp;

use super::{
    SqliteStore, chats, commands, custom_data, deliveries, end_users, media, messages, policies,
    queues, tenants, timers,
};

impl Store for SqliteStore {
    async fn tenant_by_subdomain(
        &self,
        subdomain: &str,
    ) -> Result<Option<Arc<Tenant>>, StoreError> {
        Ok(self
            .inner
            .tenants
            .by_subdomain(subdomain)
            .map(|known| known.tenant))
    }

    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>, StoreError> {
        Ok(self.inner.tenants.get(tenant).map(|known| known.tenant))
    }

    async fn put_tenant(&self, tenant: Tenant) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| tenants::put_tenant(tx, tenant))
            .await
    }

    async fn catalogue(&self, tenant: TenantId) -> Result<Arc<Catalogue>, StoreError> {
        let known = self.inner.tenants.get(tenant);
        known
            .and_then(|known| known.catalogue)
            .ok_or(StoreError::NotFound)
    }

    async fn put_catalogue(
        &self,
        tenant: TenantId,
        catalogue: Catalogue,
    ) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| tenants::put_catalogue(tx, tenant, catalogue))
            .await
    }

    async fn queue_loads(&self, tenant: TenantId) -> Result<QueueLoads, StoreError> {
        self.inner
            .readers
            .run(move |db| queues::loads(db, tenant))
            .await
    }

    async fn upsert_end_user(
        &self,
        tenant: TenantId,
        profile: EndUserProfile,
    ) -> Result<EndUser, StoreError> {
        self.inner
            .writer
            .run(move |tx| end_users::upsert(tx, tenant, profile))
            .await
    }

    async fn end_user(
        &self,
        tenant: TenantId,
        id: EndUserId,
    ) -> Result<Option<EndUser>, StoreError> {
        self.inner
            .readers
            .run(move |db| end_users::by_id(db, tenant, id))
            .await
    }

    async fn end_user_by_identifier(
        &self,
        tenant: TenantId,
        identifier: &str,
    ) -> Result<Option<EndUser>, StoreError> {
        let identifier = identifier.to_owned();
        self.inner
            .readers
            .run(move |db| end_users::by_identifier(db, tenant, &identifier))
            .await
    }

    async fn create_chat(
        &self,
        tenant: TenantId,
        chat: CreateChat,
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        self.inner
            .writer
            .run(move |tx| commands::create(tx, tenant, chat, now))
            .await
    }

    async fn chat(&self, tenant: TenantId, id: ChatId) -> Result<Option<Chat>, StoreError> {
        self.inner
            .readers
            .run(move |db| chats::get(db, tenant, id))
            .await
    }

    async fn transact(
        &self,
        tenant: TenantId,
        id: ChatId,
        command: Command,
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        self.inner
            .writer
            .run(move |tx| commands::run(tx, tenant, id, command, now))
            .await
    }

    async fn change_end_user(
        &self,
        tenant: TenantId,
        id: ChatId,
        change: EndUserChange,
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        self.inner
            .writer
            .run(move |tx| commands::change_end_user(tx, tenant, id, change, now))
            .await
    }

    async fn messages(
        &self,
        tenant: TenantId,
        id: ChatId,
        after: MessageSeq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.inner
            .readers
            .run(move |db| messages::list(db, tenant, id, after, limit))
            .await
    }

    async fn chat_context(&self, tenant: TenantId, id: ChatId) -> Result<ChatContext, StoreError> {
        self.inner
            .readers
            .run(move |db| messages::context(db, tenant, id))
            .await
    }

    async fn custom_data(&self, tenant: TenantId, id: ChatId) -> Result<CustomData, StoreError> {
        self.inner
            .readers
            .run(move |db| custom_data::all(db, tenant, id))
            .await
    }

    async fn put_policy(&self, tenant: TenantId, policy: UploadPolicy) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| policies::put(tx, tenant, policy))
            .await
    }

    async fn policy(
        &self,
        tenant: TenantId,
        key: &str,
    ) -> Result<Option<UploadPolicy>, StoreError> {
        let key = key.to_owned();
        self.inner
            .readers
            .run(move |db| policies::get(db, tenant, &key))
            .await
    }

    async fn policy_stored(
        &self,
        tenant: TenantId,
        key: &str,
        file: StoredFile,
    ) -> Result<StoredPolicy, StoreError> {
        let key = key.to_owned();
        self.inner
            .writer
            .run(move |tx| policies::stored(tx, tenant, &key, &file))
            .await
    }

    async fn sweep_policies(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(TenantId, String)>, StoreError> {
        self.inner
            .writer
            .run(move |tx| policies::sweep(tx, before, limit))
            .await
    }

    async fn attach_media(
        &self,
        tenant: TenantId,
        id: ChatId,
        media: Vec<NewMedia>,
        now: Timestamp,
    ) -> Result<Vec<Media>, StoreError> {
        self.inner
            .writer
            .run(move |tx| media::attach(tx, tenant, id, media, now))
            .await
    }

    async fn list_media(
        &self,
        tenant: TenantId,
        id: ChatId,
        kind: MediaKind,
    ) -> Result<Vec<Media>, StoreError> {
        self.inner
            .readers
            .run(move |db| media::list(db, tenant, id, kind))
            .await
    }

    async fn media(
        &self,
        tenant: TenantId,
        id: ChatId,
        media: MediaId,
    ) -> Result<Option<Media>, StoreError> {
        self.inner
            .readers
            .run(move |db| media::get(db, tenant, id, media))
            .await
    }

    async fn due_timers(&self, now: Timestamp, limit: usize) -> Result<Vec<DueTimer>, StoreError> {
        self.inner
            .readers
            .run(move |db| timers::due(db, now, limit))
            .await
    }

    async fn next_timer_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.readers.run(timers::next_at).await
    }

    async fn claim_deliveries(&self, claim: ClaimDeliveries) -> Result<Vec<Delivery>, StoreError> {
        self.inner
            .writer
            .run(move |tx| deliveries::claim(tx, claim))
            .await
    }

    async fn finish_delivery(
        &self,
        id: DeliveryId,
        outcome: DeliveryOutcome,
    ) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| deliveries::finish(tx, id, outcome))
            .await
    }

    async fn next_delivery_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.readers.run(deliveries::next_at).await
    }
}
