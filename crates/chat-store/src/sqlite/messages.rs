//! Messages and what a chat was created with: written once, never changed.

use chat_core::{
    ChatContext, ChatId, MediaId, Message, MessageContent, MessageSeq, StoreError, TenantId,
    TranscriptEntry,
};
use rusqlite::{Connection, Row, params};

use super::query;
use super::records::buttons::{domain, records};
use super::records::context::TranscriptRecord;
use super::records::participant::actor;
use super::records::{decode, encode, internal, nanos, timestamp};
use super::writer::Transaction;

/// Appends a message.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    chat: ChatId,
    message: &Message,
) -> Result<(), StoreError> {
    let Message {
        seq,
        sender,
        content,
        sent_at,
    } = message;
    let (text, buttons) = match content {
        MessageContent::Text(text) | MessageContent::Markdown(text) => (Some(text), None),
        MessageContent::Buttons { text, buttons } => (Some(text), Some(buttons)),
        MessageContent::Photo(_) | MessageContent::Video(_) | MessageContent::Document(_) => {
            (None, None)
        }
    };
    let buttons = buttons
        .map(|buttons| encode(&records(buttons)))
        .transpose()?;
    let media = content.media_id().map(|id| id.0);
    transaction.execute(
        "INSERT INTO messages (tenant_id, chat_id, seq, sender, sender_id, type, text, media_id, sent_at, buttons) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            tenant.0,
            chat.0,
            seq.0,
            sender.kind(),
            sender.id(),
            content.type_name(),
            text,
            media,
            nanos(*sent_at),
            buttons
        ],
    )?;
    Ok(())
}

/// The messages after `after`, in order.
pub(crate) fn list(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
    after: MessageSeq,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let rows = query::all(
        connection,
        "SELECT seq, sender, sender_id, type, text, media_id, sent_at, buttons FROM messages \
         WHERE tenant_id = ?1 AND chat_id = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
        params![tenant.0, chat.0, after.0, query::limit(limit)],
        Stored::read,
    )?;
    rows.into_iter().map(Stored::into_message).collect()
}

struct Stored {
    seq: i64,
    sender: String,
    sender_id: i64,
    type_name: String,
    text: Option<String>,
    media_id: Option<i64>,
    sent_at: i64,
    buttons: Option<String>,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            sender: row.get(1)?,
            sender_id: row.get(2)?,
            type_name: row.get(3)?,
            text: row.get(4)?,
            media_id: row.get(5)?,
            sent_at: row.get(6)?,
            buttons: row.get(7)?,
        })
    }

    fn into_message(self) -> Result<Message, StoreError> {
        let media = self.media_id.map(MediaId);
        let buttons = self.buttons.as_deref().map(decode).transpose()?;
        let content = match (self.type_name.as_str(), self.text, media, buttons) {
            ("text", Some(text), None, None) => MessageContent::Text(text),
            ("markdown", Some(text), None, None) => MessageContent::Markdown(text),
            ("photo", None, Some(media), None) => MessageContent::Photo(media),
            ("video", None, Some(media), None) => MessageContent::Video(media),
            ("document", None, Some(media), None) => MessageContent::Document(media),
            ("inline_button", Some(text), None, Some(buttons)) => MessageContent::Buttons {
                text,
                buttons: domain(buttons),
            },
            (other, ..) => {
                return Err(internal(format!(
                    "a message of type `{other}` is not readable"
                )));
            }
        };
        Ok(Message {
            seq: MessageSeq(self.seq),
            sender: actor(&self.sender, self.sender_id)?,
            content,
            sent_at: timestamp(self.sent_at)?,
        })
    }
}

/// Keeps what a chat was created with, if it was created with anything.
pub(crate) fn insert_context(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    chat: ChatId,
    context: &ChatContext,
) -> Result<(), StoreError> {
    let ChatContext {
        context,
        transcript,
    } = context;
    if context.is_none() && transcript.is_empty() {
        return Ok(());
    }
    let context = context.as_ref().map(encode).transpose()?;
    let transcript: Vec<TranscriptRecord> = transcript.iter().map(Into::into).collect();
    transaction.execute(
        "INSERT INTO chat_contexts (tenant_id, chat_id, context, transcript) VALUES (?1, ?2, ?3, ?4)",
        params![tenant.0, chat.0, context, encode(&transcript)?],
    )?;
    Ok(())
}

/// What a chat was created with.
pub(crate) fn context(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
) -> Result<ChatContext, StoreError> {
    let row = query::optional(
        connection,
        "SELECT context, transcript FROM chat_contexts WHERE tenant_id = ?1 AND chat_id = ?2",
        params![tenant.0, chat.0],
        |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?)),
    )?;
    let Some((context, transcript)) = row else {
        return Ok(ChatContext::default());
    };
    let transcript: Vec<TranscriptRecord> = decode(&transcript)?;
    Ok(ChatContext {
        context: context.as_deref().map(decode).transpose()?,
        transcript: transcript.into_iter().map(TranscriptEntry::from).collect(),
    })
}
