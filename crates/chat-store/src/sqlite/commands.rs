//! Commands: load what the decision needs, decide, write what it changes; all inside one savepoint.

use chat_core::{
    ChatId, Command, CreateChat, CustomData, DomainError, EndUserChange, EndUserProfile, Env,
    EscalationId, Media, OpenChat, Outcome, QueueLoads, StoreError, TenantId, Write, decide,
    open_chat,
};

use super::counters::Counter;
use super::writer::Transaction;
use super::{chats, crm, custom_data, end_users, media, messages, queues};

/// Creates a chat and updates the end user's contact.
pub(crate) fn create(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    create: CreateChat,
    write: Write<Outcome>,
) -> Result<Outcome, StoreError> {
    let known = transaction
        .tenants
        .get(tenant)
        .ok_or(StoreError::NotFound)?;
    let menus = known.catalogue.ok_or(StoreError::NotFound)?;
    let CreateChat {
        menu_id,
        end_user_id,
        lang,
        email,
        phone,
        context,
    } = create;
    let stored = end_users::by_id(transaction.connection, tenant, end_user_id)?
        .ok_or(DomainError::EndUserNotFound(end_user_id))?;
    let profile = EndUserProfile {
        identifier: stored.identifier.clone(),
        name: None,
        email,
        phone,
    };
    let end_user = end_users::update(transaction, tenant, stored, profile)?.to_ref();
    let queues = queues::loads(transaction.connection, tenant)?;
    let id = ChatId(Counter::Chat.take(transaction, tenant)?);
    let next_escalation_id = next_escalation_id(transaction, tenant)?;
    let changes = open_chat(
        id,
        OpenChat {
            menu_id,
            lang,
            end_user,
        },
        &Env {
            tenant,
            now: write.now,
            settings: &known.tenant.settings,
            menus: &menus,
            queues: &queues,
            media: &[],
            custom_data: &CustomData::new(),
            next_escalation_id,
            event_ids: transaction.event_ids,
        },
    )?;
    messages::insert_context(transaction, tenant, id, &context)?;
    chats::write(transaction, tenant, None, changes, write)
}

/// Runs a command on a chat.
pub(crate) fn run(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: ChatId,
    command: Command,
    write: Write<Outcome>,
) -> Result<Outcome, StoreError> {
    let known = transaction
        .tenants
        .get(tenant)
        .ok_or(StoreError::NotFound)?;
    let menus = known.catalogue.ok_or(StoreError::NotFound)?;
    let before = chats::load(transaction, tenant, id)?.ok_or(StoreError::NotFound)?;
    if write
        .if_version
        .is_some_and(|version| version != before.version)
    {
        return Err(StoreError::VersionChanged);
    }
    let needs = Needs::load(transaction, tenant, id, &command)?;
    let changes = decide(
        &before,
        command,
        &Env {
            tenant,
            now: write.now,
            settings: &known.tenant.settings,
            menus: &menus,
            queues: &needs.queues,
            media: &needs.media,
            custom_data: &needs.custom_data,
            next_escalation_id: needs.next_escalation_id,
            event_ids: transaction.event_ids,
        },
    )?;
    chats::write(transaction, tenant, Some(&before), changes, write)
}

/// Upserts the end user of the change, makes it the chat's and writes it to the CRM; a refusal undoes all of it.
pub(crate) fn change_end_user(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: ChatId,
    change: EndUserChange,
    write: Write<Outcome>,
) -> Result<Outcome, StoreError> {
    let EndUserChange {
        profile,
        requested_at,
    } = change;
    // Before the end user is made, so that an unknown chat is what is told.
    chats::load(transaction, tenant, id)?.ok_or(StoreError::NotFound)?;
    let end_user = end_users::upsert(transaction, tenant, profile.clone())?;
    let command = Command::ChangeEndUser {
        end_user: end_user.to_ref(),
        profile,
        requested_at,
    };
    let same_request = Write::<()> {
        origin: write.origin.clone(),
        ..Write::from(write.now)
    };
    let outcome = run(transaction, tenant, id, command, write)?;
    crm::record(transaction, tenant, id, &end_user, &same_request)?;
    Ok(outcome)
}

/// What a command needs beside the chat; most need none of it.
struct Needs {
    queues: QueueLoads,
    media: Vec<Media>,
    custom_data: CustomData,
    next_escalation_id: EscalationId,
}

impl Needs {
    fn load(
        transaction: &Transaction<'_>,
        tenant: TenantId,
        chat: ChatId,
        command: &Command,
    ) -> Result<Self, StoreError> {
        let connection = transaction.connection;
        let mut needs = Self {
            queues: QueueLoads::default(),
            media: Vec::new(),
            custom_data: CustomData::new(),
            next_escalation_id: EscalationId(0),
        };
        if command.needs_queue_loads() {
            needs.queues = queues::loads(connection, tenant)?;
        }
        for id in command.media_ids() {
            needs
                .media
                .extend(media::get(connection, tenant, chat, id)?);
        }
        if command.needs_custom_data() {
            needs.custom_data = custom_data::all(connection, tenant, chat)?;
        }
        if command.may_escalate() {
            needs.next_escalation_id = next_escalation_id(transaction, tenant)?;
        }
        Ok(needs)
    }
}

fn next_escalation_id(
    transaction: &Transaction<'_>,
    tenant: TenantId,
) -> Result<EscalationId, StoreError> {
    Counter::Escalation
        .peek(transaction, tenant)
        .map(EscalationId)
}
