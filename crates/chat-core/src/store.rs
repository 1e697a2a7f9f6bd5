//! The storage port: what the platform asks of a database.

mod delivery;
mod records;
mod write;

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;

pub use self::delivery::{
    AttemptEnd, Channel, ClaimDeliveries, Delivery, DeliveryFilter, DeliveryOutcome,
    DeliveryRecord, DeliveryState, Disabling, OutboxLoad, Receiver,
};
pub use self::records::{Agenda, CreateChat, DueTimer, Outcome, StoreError, StoredPolicy};
pub use self::write::{Answer, AnswerKey, Keep, KeptAnswer, MakeAnswer, Origin, Write};
use crate::chat::{Chat, EndUserChange};
use crate::command::Command;
use crate::crm::CrmRecords;
use crate::custom_data::CustomData;
use crate::end_user::{EndUser, EndUserProfile};
use crate::ids::{ChatId, DeliveryId, EndUserId, MediaId, MessageSeq, TenantId};
use crate::media::{Media, MediaKind, NewMedia, StoredFile, UploadPolicy};
use crate::menu::{Catalogue, QueueLoads};
use crate::message::{ChatContext, Message};
use crate::tenant::Tenant;
use crate::virtual_agent::VirtualAgents;

/// Durable storage. Every write that was answered `Ok` survives a crash.
///
/// Everything takes the tenant, and answers about nothing of any other. Ids of chats, end users, escalations and media
/// are allocated here, per tenant, increasing from 1. `now` is the domain clock unless said otherwise. Where a [`Keep`] is
/// given, the answer is kept in the transaction of the write, [`StoreError::Conflict`] when there is one already. Every operation may fail with
/// [`StoreError::Unavailable`] or [`StoreError::Internal`]; other errors are named where they occur.
pub trait Store: Send + Sync + 'static {
    /// The tenant with this subdomain (lower case).
    fn tenant_by_subdomain(
        &self,
        subdomain: &str,
    ) -> impl Future<Output = Result<Option<Arc<Tenant>>, StoreError>> + Send;

    /// A tenant.
    fn tenant(
        &self,
        tenant: TenantId,
    ) -> impl Future<Output = Result<Option<Arc<Tenant>>, StoreError>> + Send;

    /// Inserts or replaces a tenant. Idempotent.
    fn put_tenant(&self, tenant: Tenant) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Every tenant, by id.
    fn tenants(&self) -> impl Future<Output = Result<Vec<Arc<Tenant>>, StoreError>> + Send;

    /// Makes a tenant under the next free id, after [`TenantId::OWN`]. [`StoreError::Conflict`] when its subdomain is taken.
    fn create_tenant(
        &self,
        make: impl FnOnce(TenantId) -> Tenant + Send + 'static,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> impl Future<Output = Result<Arc<Tenant>, StoreError>> + Send;

    /// Changes a tenant in one transaction with reading it; what `edit` refuses changes nothing. [`StoreError::NotFound`] for
    /// an unknown tenant, [`StoreError::Conflict`] when its subdomain is taken.
    fn edit_tenant<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(&mut Tenant) -> Result<(), E> + Send + 'static,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> impl Future<Output = Result<Result<Arc<Tenant>, E>, StoreError>> + Send;

    /// The tenant's menus; [`StoreError::NotFound`] when none were put.
    fn catalogue(
        &self,
        tenant: TenantId,
    ) -> impl Future<Output = Result<Arc<Catalogue>, StoreError>> + Send;

    /// Inserts or replaces the tenant's menus, whatever chats they hold. Idempotent.
    fn put_catalogue(
        &self,
        tenant: TenantId,
        catalogue: Catalogue,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Changes the tenant's menus in one transaction with reading them (`None` before the first); what `edit` refuses changes
    /// nothing. [`StoreError::NotFound`] for an unknown tenant,
    /// [`DomainError::QueueHoldsChats`](crate::DomainError::QueueHoldsChats) by [`Catalogue::check_loads`].
    fn edit_catalogue<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(Option<&Catalogue>) -> Result<Catalogue, E> + Send + 'static,
        keep: Option<Keep<Arc<Catalogue>>>,
    ) -> impl Future<Output = Result<Result<Arc<Catalogue>, E>, StoreError>> + Send;

    /// The tenant's virtual agents; none for an unknown tenant.
    fn virtual_agents(
        &self,
        tenant: TenantId,
    ) -> impl Future<Output = Result<Arc<VirtualAgents>, StoreError>> + Send;

    /// Changes the tenant's virtual agents in one transaction with reading them and the menus that name them; what `edit`
    /// refuses changes nothing. Menus get the profiles as they are then ([`Catalogue::with_profiles`]). [`StoreError::NotFound`] for an unknown tenant.
    fn edit_virtual_agents<E: Send + 'static>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(&mut VirtualAgents, Option<&Catalogue>) -> Result<(), E> + Send + 'static,
        keep: Option<Keep<Arc<VirtualAgents>>>,
    ) -> impl Future<Output = Result<Result<Arc<VirtualAgents>, E>, StoreError>> + Send;

    /// The answer kept for a request of the tenant (`None` for requests that are about no tenant), unless its time is over.
    fn kept_answer(
        &self,
        tenant: Option<TenantId>,
        scope: [u8; 32],
        wall_now: Timestamp,
    ) -> impl Future<Output = Result<Option<KeptAnswer>, StoreError>> + Send;

    /// Keeps the answer of a request that had no effect to keep it with; one that is kept already stays.
    fn keep_answer(
        &self,
        tenant: Option<TenantId>,
        keep: Keep<()>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets answers whose time is over, at most so many; tells how many.
    fn sweep_answers(
        &self,
        wall_now: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// The load of every queue.
    fn queue_loads(
        &self,
        tenant: TenantId,
    ) -> impl Future<Output = Result<QueueLoads, StoreError>> + Send;

    /// Inserts the end user with this identifier, or updates the values that are given. Idempotent.
    fn upsert_end_user(
        &self,
        tenant: TenantId,
        profile: EndUserProfile,
        keep: Option<Keep<EndUser>>,
    ) -> impl Future<Output = Result<EndUser, StoreError>> + Send;

    /// An end user by internal id.
    fn end_user(
        &self,
        tenant: TenantId,
        id: EndUserId,
    ) -> impl Future<Output = Result<Option<EndUser>, StoreError>> + Send;

    /// An end user by the caller's name.
    fn end_user_by_identifier(
        &self,
        tenant: TenantId,
        identifier: &str,
    ) -> impl Future<Output = Result<Option<EndUser>, StoreError>> + Send;

    /// Creates a chat through [`open_chat`](crate::open_chat), and updates the end user's contact, in one transaction.
    ///
    /// An unknown end user is [`DomainError::EndUserNotFound`](crate::DomainError::EndUserNotFound).
    fn create_chat(
        &self,
        tenant: TenantId,
        chat: CreateChat,
        write: impl Into<Write<Outcome>> + Send,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + Send;

    /// A chat.
    fn chat(
        &self,
        tenant: TenantId,
        id: ChatId,
    ) -> impl Future<Output = Result<Option<Chat>, StoreError>> + Send;

    /// Runs a command through [`decide`](crate::decide()) in one transaction. [`StoreError::NotFound`] for an unknown chat.
    fn transact(
        &self,
        tenant: TenantId,
        id: ChatId,
        command: Command,
        write: impl Into<Write<Outcome>> + Send,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + Send;

    /// Upserts the end user of the change and makes it the chat's ([`Command::ChangeEndUser`]), in one transaction: a
    /// refusal leaves the end user as it was. In the same transaction the CRM's ledger gets the contact, and the chat's
    /// ticket names it; where the tenant has a CRM of its own, a delivery to it is written.
    fn change_end_user(
        &self,
        tenant: TenantId,
        id: ChatId,
        change: EndUserChange,
        write: impl Into<Write<Outcome>> + Send,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + Send;

    /// The messages after `after`, in order, at most `limit`. Empty for an unknown chat.
    fn messages(
        &self,
        tenant: TenantId,
        id: ChatId,
        after: MessageSeq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Message>, StoreError>> + Send;

    /// What the chat was created with. Empty for an unknown chat.
    fn chat_context(
        &self,
        tenant: TenantId,
        id: ChatId,
    ) -> impl Future<Output = Result<ChatContext, StoreError>> + Send;

    /// The chat's custom data. Empty for an unknown chat.
    fn custom_data(
        &self,
        tenant: TenantId,
        id: ChatId,
    ) -> impl Future<Output = Result<CustomData, StoreError>> + Send;

    /// Keeps an upload policy, checked by [`check_upload`](crate::check_upload). [`StoreError::NotFound`] for an unknown chat.
    fn put_policy(
        &self,
        tenant: TenantId,
        policy: UploadPolicy,
        keep: Option<Keep<()>>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The upload policy with this key.
    fn policy(
        &self,
        tenant: TenantId,
        key: &str,
    ) -> impl Future<Output = Result<Option<UploadPolicy>, StoreError>> + Send;

    /// Records the one file of a policy: compare-and-set, so that of two uploads one wins. [`StoreError::NotFound`] for an unknown key.
    fn policy_stored(
        &self,
        tenant: TenantId,
        key: &str,
        file: StoredFile,
    ) -> impl Future<Output = Result<StoredPolicy, StoreError>> + Send;

    /// The keys of policies that expired before `before`, the earliest first: whatever was uploaded by them is of no use any more. Those
    /// without a recorded file are among them: one may have been stored just before a crash.
    fn expired_policies(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<(TenantId, String)>, StoreError>> + Send;

    /// Forgets policies, whose files must be gone: a crash before this repeats the removal instead of leaving files behind. Idempotent.
    fn forget_policies(
        &self,
        policies: Vec<(TenantId, String)>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Attaches files, checked by [`check_attach`](crate::check_attach), all or none; answers in the order given. A `source_key` that the chat
    /// already has gives the media it has, without a change. [`StoreError::NotFound`] for an unknown chat.
    fn attach_media(
        &self,
        tenant: TenantId,
        id: ChatId,
        media: Vec<NewMedia>,
        write: impl Into<Write<Vec<Media>>> + Send,
    ) -> impl Future<Output = Result<Vec<Media>, StoreError>> + Send;

    /// The chat's media of one kind, in the order of attaching. Empty for an unknown chat.
    fn list_media(
        &self,
        tenant: TenantId,
        id: ChatId,
        kind: MediaKind,
    ) -> impl Future<Output = Result<Vec<Media>, StoreError>> + Send;

    /// One of the chat's media.
    fn media(
        &self,
        tenant: TenantId,
        id: ChatId,
        media: MediaId,
    ) -> impl Future<Output = Result<Option<Media>, StoreError>> + Send;

    /// The chats after `after` that wait, for people or for their virtual agent to connect, in the order of their ids.
    fn queued_chats(
        &self,
        tenant: TenantId,
        after: ChatId,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<ChatId>, StoreError>> + Send;

    /// Timers due at `now` or before, of all tenants, earliest first.
    fn due_timers(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<DueTimer>, StoreError>> + Send;

    /// The earliest timer of all tenants.
    fn next_timer_at(&self) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// The chat's ticket in the CRM's ledger and the contact that it names; `None` before the first change of end user.
    fn crm_records(
        &self,
        tenant: TenantId,
        id: ChatId,
    ) -> impl Future<Output = Result<Option<CrmRecords>, StoreError>> + Send;

    /// What is due at `now` and not done, and the next instant at which something is due. A delivery that its tenant holds
    /// back, or whose webhook is off, is not due.
    fn agenda(&self, now: Timestamp) -> impl Future<Output = Result<Agenda, StoreError>> + Send;

    /// A record of the installation as a whole, such as its clock, by its name.
    fn installation(
        &self,
        key: &str,
    ) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Inserts or replaces a record of the installation. Idempotent.
    fn put_installation(
        &self,
        key: &str,
        record: String,
        keep: Option<Keep<()>>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Leases deliveries that are due, of all tenants. On each channel the first attempt of a chat's next event is given only
    /// after that of the one before has ended; retries do not block. What is due on a channel that is off is shelved: kept,
    /// uncounted, until a tenant is put with the channel on.
    fn claim_deliveries(
        &self,
        claim: ClaimDeliveries,
    ) -> impl Future<Output = Result<Vec<Delivery>, StoreError>> + Send;

    /// Ends an attempt and its lease, and takes note of it for the webhook
    /// ([`Webhook::note_attempt`](crate::Webhook::note_attempt)). A delivery that has ended stays as it is.
    fn finish_delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
        end: AttemptEnd,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Ends a lease without an attempt: as if it had not been claimed.
    fn return_delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The earliest instant (domain clock) at which a delivery becomes due that is not leased and whose channel is on.
    fn next_delivery_at(
        &self,
    ) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Deliveries, the newest first, at most `limit`.
    fn list_deliveries(
        &self,
        tenant: TenantId,
        filter: DeliveryFilter,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<DeliveryRecord>, StoreError>> + Send;

    /// A delivery and its body.
    fn delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
    ) -> impl Future<Output = Result<Option<(DeliveryRecord, Vec<u8>)>, StoreError>> + Send;

    /// Sends a delivery again, whatever became of it: at once, and with the whole retry schedule before it. One that is being
    /// sent, or waits for its first attempt, stays as it is. [`StoreError::NotFound`] for an unknown one.
    fn resend_delivery(
        &self,
        tenant: TenantId,
        id: DeliveryId,
        now: Timestamp,
        keep: Option<Keep<DeliveryRecord>>,
    ) -> impl Future<Output = Result<DeliveryRecord, StoreError>> + Send;

    /// Sends every delivery again that was written at `since` or later and given up; tells how many. Not in one
    /// transaction: after a fault some may have been and a repetition does the rest. The answer is kept with the last of them.
    fn resend_failed(
        &self,
        tenant: TenantId,
        since: Timestamp,
        now: Timestamp,
        keep: Option<Keep<usize>>,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Lets what waits, of the whole tenant or of one chat, go out at once, although its webhook is paused or it waits for a
    /// delay or another attempt; at most `limit`, in the order of writing. Tells how many.
    fn hasten_deliveries(
        &self,
        tenant: TenantId,
        chat: Option<ChatId>,
        limit: usize,
        now: Timestamp,
        keep: Option<Keep<usize>>,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Gives up what is not being sent and takes the [`Steering`](crate::Steering) back, at once; tells how many were given up.
    fn discard_deliveries(
        &self,
        tenant: TenantId,
        keep: Option<Keep<usize>>,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// What every receiver is still to be sent; those with nothing are left out.
    fn outbox_loads(&self) -> impl Future<Output = Result<Vec<OutboxLoad>, StoreError>> + Send;

    /// Forgets deliveries of all tenants whose last attempt before `before` was accepted, at most so many; tells how many.
    fn sweep_deliveries(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;
}
