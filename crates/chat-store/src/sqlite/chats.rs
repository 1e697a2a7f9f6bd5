//! Chats: the aggregate is one row; messages, custom data and media lie in tables of their own.

use std::sync::Arc;

use chat_core::{Changes, Chat, ChatId, Origin, Outcome, StoreError, TenantId, Write};
use rusqlite::{Connection, params};

use super::records::chat::ChatRecord;
use super::records::{decode, encode};
use super::writer::Transaction;
use super::{answers, counters::Counter, custom_data, deliveries, messages, query, queues, timers};

/// A chat, as stored.
pub(crate) fn get(
    connection: &Connection,
    tenant: TenantId,
    id: ChatId,
) -> Result<Option<Chat>, StoreError> {
    let record = query::optional(
        connection,
        "SELECT record FROM chats WHERE tenant_id = ?1 AND chat_id = ?2",
        params![tenant.0, id.0],
        |row| row.get::<_, String>(0),
    )?;
    record
        .map(|record| decode::<ChatRecord>(&record)?.into_chat(id))
        .transpose()
}

/// A chat inside a transaction, from the writer's memory if it is there.
pub(crate) fn load(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: ChatId,
) -> Result<Option<Arc<Chat>>, StoreError> {
    if let Some(chat) = transaction.chats.get((tenant, id)) {
        return Ok(Some(chat));
    }
    let Some(chat) = get(transaction.connection, tenant, id)? else {
        return Ok(None);
    };
    let chat = Arc::new(chat);
    transaction.chats.put((tenant, id), Arc::clone(&chat));
    Ok(Some(chat))
}

/// Writes what a decision changes; `before` is the chat as stored, `None` for a new one.
pub(crate) fn write(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    before: Option<&Chat>,
    changes: Changes,
    write: Write<Outcome>,
) -> Result<Outcome, StoreError> {
    let outcome = write_changes(transaction, tenant, before, changes, &write.origin)?;
    answers::keep(transaction, Some(tenant), write.keep, &outcome)?;
    Ok(outcome)
}

fn write_changes(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    before: Option<&Chat>,
    changes: Changes,
    origin: &Origin,
) -> Result<Outcome, StoreError> {
    let Changes {
        chat,
        changed,
        messages,
        events,
        custom_data,
        escalation,
        escalation_created,
    } = changes;
    if !changed {
        return Ok(Outcome {
            chat,
            changed,
            escalation,
        });
    }
    let record = encode(&ChatRecord::from(&chat))?;
    let sql = match before {
        Some(_) => "UPDATE chats SET record = ?3 WHERE tenant_id = ?1 AND chat_id = ?2",
        None => "INSERT INTO chats (tenant_id, chat_id, record) VALUES (?1, ?2, ?3)",
    };
    transaction.execute(sql, params![tenant.0, chat.id.0, record])?;
    for message in &messages {
        messages::insert(transaction, tenant, chat.id, message)?;
    }
    custom_data::put(transaction, tenant, chat.id, &custom_data)?;
    if escalation_created {
        Counter::Escalation.take(transaction, tenant)?;
    }
    queues::moved(
        transaction,
        tenant,
        before.and_then(Chat::queue_place),
        chat.queue_place(),
    )?;
    timers::replace(transaction, tenant, before, &chat)?;
    deliveries::insert(transaction, tenant, &events, origin)?;
    transaction
        .chats
        .put((tenant, chat.id), Arc::new(chat.clone()));
    Ok(Outcome {
        chat,
        changed,
        escalation,
    })
}
