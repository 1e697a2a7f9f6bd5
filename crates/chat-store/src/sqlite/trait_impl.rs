//! [`Store`] for [`SqliteStore`]: what writes goes to the writer thread, what reads to the readers.

use std::convert::Infallible;
use std::sync::Arc;

use chat_core::{
    Agenda, AttemptEnd, Catalogue, Chat, ChatContext, ChatId, ClaimDeliveries, Command, CreateChat,
    CrmRecords, CustomData, Delivery, DeliveryFilter, DeliveryId, DeliveryRecord, DueTimer,
    EndUser, EndUserChange, EndUserId, EndUserProfile, Keep, KeptAnswer, Media, MediaId, MediaKind,
    Message, MessageSeq, NewMedia, OutboxLoad, Outcome, QueueLoads, Steering, Store, StoreError,
    StoredFile, StoredPolicy, Tenant, TenantId, UploadPolicy, VirtualAgents, Write,
};
use jiff::Timestamp;

use super::writer::Transaction;
use super::{
    SqliteStore, agenda, answers, chats, commands, crm, custom_data, deliveries, end_users,
    installation, media, messages, policies, queues, tenants, timers, virtual_agents,
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

    async fn tenants(&self) -> Result<Vec<Arc<Tenant>>, StoreError> {
        Ok(self.inner.tenants.all())
    }

    async fn create_tenant(
        &self,
        make: impl FnOnce(TenantId) -> Tenant + Send + 'static,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> Result<Arc<Tenant>, StoreError> {
        self.inner
            .writer
            .run(move |tx| tenants::create(tx, make, keep))
            .await
    }

    async fn edit_tenant<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(&mut Tenant) -> Result<(), E> + Send + 'static,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> Result<Result<Arc<Tenant>, E>, StoreError> {
        self.inner
            .writer
            .run(move |tx| tenants::edit(tx, tenant, edit, keep))
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

    async fn edit_catalogue<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(Option<&Catalogue>) -> Result<Catalogue, E> + Send + 'static,
        keep: Option<Keep<Arc<Catalogue>>>,
    ) -> Result<Result<Arc<Catalogue>, E>, StoreError> {
        self.inner
            .writer
            .run(move |tx| tenants::edit_catalogue(tx, tenant, edit, keep))
            .await
    }

    async fn virtual_agents(&self, tenant: TenantId) -> Result<Arc<VirtualAgents>, StoreError> {
        let known = self.inner.tenants.get(tenant);
        Ok(known.map(|known| known.virtual_agents).unwrap_or_default())
    }

    async fn edit_virtual_agents<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(&mut VirtualAgents, Option<&Catalogue>) -> Result<(), E> + Send + 'static,
        keep: Option<Keep<Arc<VirtualAgents>>>,
    ) -> Result<Result<Arc<VirtualAgents>, E>, StoreError> {
        self.inner
            .writer
            .run(move |tx| virtual_agents::edit(tx, tenant, edit, keep))
            .await
    }

    async fn kept_answer(
        &self,
        tenant: Option<TenantId>,
        scope: [u8; 32],
        wall_now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        self.inner
            .readers
            .run(move |db| answers::find(db, tenant, scope, wall_now))
            .await
    }

    async fn keep_answer(
        &self,
        tenant: Option<TenantId>,
        keep: Keep<()>,
    ) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| answers::keep_unless_kept(tx, tenant, keep))
            .await
    }

    async fn sweep_answers(&self, wall_now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.inner
            .writer
            .run(move |tx| answers::sweep(tx, wall_now, limit))
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
        keep: Option<Keep<EndUser>>,
    ) -> Result<EndUser, StoreError> {
        self.inner
            .writer
            .run(move |tx| {
                let end_user = end_users::upsert(tx, tenant, profile)?;
                answers::keep(tx, Some(tenant), keep, &end_user)?;
                Ok(end_user)
            })
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
        write: impl Into<Write<Outcome>> + Send,
    ) -> Result<Outcome, StoreError> {
        let write = write.into();
        self.inner
            .writer
            .run(move |tx| commands::create(tx, tenant, chat, write))
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
        write: impl Into<Write<Outcome>> + Send,
    ) -> Result<Outcome, StoreError> {
        let write = write.into();
        self.inner
            .writer
            .run(move |tx| commands::run(tx, tenant, id, command, write))
            .await
    }

    async fn change_end_user(
        &self,
        tenant: TenantId,
        id: ChatId,
        change: EndUserChange,
        write: impl Into<Write<Outcome>> + Send,
    ) -> Result<Outcome, StoreError> {
        let write = write.into();
        self.inner
            .writer
            .run(move |tx| commands::change_end_user(tx, tenant, id, change, write))
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

    async fn put_policy(
        &self,
        tenant: TenantId,
        policy: UploadPolicy,
        keep: Option<Keep<()>>,
    ) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| {
                policies::put(tx, tenant, policy)?;
                answers::keep(tx, Some(tenant), keep, &())
            })
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

    async fn expired_policies(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(TenantId, String)>, StoreError> {
        self.inner
            .readers
            .run(move |db| policies::expired(db, before, limit))
            .await
    }

    async fn forget_policies(&self, policies: Vec<(TenantId, String)>) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| policies::forget(tx, &policies))
            .await
    }

    async fn attach_media(
        &self,
        tenant: TenantId,
        id: ChatId,
        media: Vec<NewMedia>,
        write: impl Into<Write<Vec<Media>>> + Send,
    ) -> Result<Vec<Media>, StoreError> {
        let write = write.into();
        self.inner
            .writer
            .run(move |tx| media::attach(tx, tenant, id, media, write))
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

    async fn queued_chats(
        &self,
        tenant: TenantId,
        after: ChatId,
        limit: usize,
    ) -> Result<Vec<ChatId>, StoreError> {
        self.inner
            .readers
            .run(move |db| timers::queued_chats(db, tenant, after, limit))
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

    async fn installation(&self, key: &str) -> Result<Option<String>, StoreError> {
        let key = key.to_owned();
        self.inner
            .readers
            .run(move |db| installation::get(db, &key))
            .await
    }

    async fn put_installation(
        &self,
        key: &str,
        record: String,
        keep: Option<Keep<()>>,
    ) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.inner
            .writer
            .run(move |tx| {
                installation::put(tx, &key, &record)?;
                answers::keep(tx, None, keep, &())
            })
            .await
    }

    async fn agenda(&self, now: Timestamp) -> Result<Agenda, StoreError> {
        let tenants = self.inner.tenants.clone();
        self.inner
            .readers
            .run(move |db| agenda::read(db, &tenants, now))
            .await
    }

    async fn crm_records(
        &self,
        tenant: TenantId,
        id: ChatId,
    ) -> Result<Option<CrmRecords>, StoreError> {
        self.inner
            .readers
            .run(move |db| crm::get(db, tenant, id))
            .await
    }

    async fn claim_deliveries(&self, claim: ClaimDeliveries) -> Result<Vec<Delivery>, StoreError> {
        self.inner
            .writer
            .run(move |tx| deliveries::claim(tx, claim))
            .await
    }

    async fn finish_delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
        end: AttemptEnd,
    ) -> Result<(), StoreError> {
        let outcome = end.outcome;
        let finish = move |tx: &mut Transaction<'_>| deliveries::finish(tx, tenant, id, &end);
        self.inner.writer.run(finish).await?;
        self.inner.injected.observer.delivery_ended(&outcome);
        Ok(())
    }

    async fn return_delivery(&self, tenant: TenantId, id: DeliveryId) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(move |tx| deliveries::give_back(tx, tenant, id))
            .await
    }

    async fn next_delivery_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let tenants = self.inner.tenants.clone();
        self.inner
            .readers
            .run(move |db| deliveries::next_at(db, &tenants))
            .await
    }

    async fn list_deliveries(
        &self,
        tenant: TenantId,
        filter: DeliveryFilter,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.inner
            .readers
            .run(move |db| deliveries::list(db, tenant, &filter, limit))
            .await
    }

    async fn delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
    ) -> Result<Option<(DeliveryRecord, Vec<u8>)>, StoreError> {
        self.inner
            .readers
            .run(move |db| deliveries::get(db, tenant, id))
            .await
    }

    async fn resend_delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
        now: Timestamp,
        keep: Option<Keep<DeliveryRecord>>,
    ) -> Result<DeliveryRecord, StoreError> {
        self.inner
            .writer
            .run(move |tx| {
                let record = deliveries::resend(tx, tenant, id, now)?;
                answers::keep(tx, None, keep, &record)?;
                Ok(record)
            })
            .await
    }

    async fn resend_failed(
        &self,
        tenant: TenantId,
        since: Timestamp,
        now: Timestamp,
        mut keep: Option<Keep<usize>>,
    ) -> Result<usize, StoreError> {
        let mut total = 0;
        loop {
            let batch = move |tx: &mut Transaction<'_>| {
                let resent = deliveries::resend_failed(tx, tenant, since, now)?;
                let more = resent == deliveries::BATCH;
                let later = if more {
                    keep
                } else {
                    answers::keep(tx, None, keep, &(total + resent))?;
                    None
                };
                Ok((resent, more, later))
            };
            let (resent, more, later) = self.inner.writer.run(batch).await?;
            total += resent;
            if !more {
                return Ok(total);
            }
            keep = later;
        }
    }

    async fn hasten_deliveries(
        &self,
        tenant: TenantId,
        chat: Option<ChatId>,
        limit: usize,
        now: Timestamp,
        keep: Option<Keep<usize>>,
    ) -> Result<usize, StoreError> {
        self.inner
            .writer
            .run(move |tx| {
                let hastened = deliveries::hasten(tx, tenant, chat, limit, now)?;
                answers::keep(tx, None, keep, &hastened)?;
                Ok(hastened)
            })
            .await
    }

    async fn discard_deliveries(
        &self,
        tenant: TenantId,
        keep: Option<Keep<usize>>,
    ) -> Result<usize, StoreError> {
        self.inner
            .writer
            .run(move |tx| {
                let discarded = deliveries::discard(tx, tenant)?;
                let edit = |tenant: &mut Tenant| {
                    tenant.webhook.steering = Steering::default();
                    Ok::<(), Infallible>(())
                };
                let Ok(_) = tenants::edit(tx, tenant, edit, None)?;
                answers::keep(tx, None, keep, &discarded)?;
                Ok(discarded)
            })
            .await
    }

    async fn outbox_loads(&self) -> Result<Vec<OutboxLoad>, StoreError> {
        self.inner.readers.run(deliveries::loads).await
    }

    async fn sweep_deliveries(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.inner
            .writer
            .run(move |tx| deliveries::sweep(tx, before, limit))
            .await
    }
}
