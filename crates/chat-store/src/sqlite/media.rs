//! Media attached to chats.

use chat_core::{
    ChatId, Media, MediaId, MediaKind, NewMedia, StoreError, TenantId, Write, check_attach,
};
use rusqlite::{Connection, Row, ToSql, params};

use super::counters::Counter;
use super::records::named::{self, Name};
use super::records::{internal, nanos, timestamp};
use super::writer::Transaction;
use super::{answers, chats, query};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT media_id, chat_id, source_key, object_key, kind, photo_type, content_type, file_name, size_bytes, \
             attached_at FROM media WHERE tenant_id = ?1 AND chat_id = ?2",
            $rest
        )
    };
}

/// Attaches files, all or none; a source key that the chat has already gives the media it has.
pub(crate) fn attach(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    chat: ChatId,
    files: Vec<NewMedia>,
    write: Write<Vec<Media>>,
) -> Result<Vec<Media>, StoreError> {
    let aggregate = chats::load(transaction, tenant, chat)?.ok_or(StoreError::NotFound)?;
    let existing = rows(
        transaction.connection,
        select!(""),
        params![tenant.0, chat.0],
    )?;
    let mut new_keys: Vec<&str> = files.iter().map(|file| file.source_key.as_str()).collect();
    new_keys.sort_unstable();
    new_keys.dedup();
    new_keys.retain(|key| !existing.iter().any(|media| media.file.source_key == *key));
    check_attach(&aggregate, existing.len(), new_keys.len())?;
    let mut known = existing;
    let mut answer = Vec::with_capacity(files.len());
    for file in files {
        if let Some(media) = known
            .iter()
            .find(|media| media.file.source_key == file.source_key)
        {
            answer.push(media.clone());
            continue;
        }
        let id = MediaId(Counter::Media.take(transaction, tenant)?);
        let media = Media {
            id,
            chat_id: chat,
            attached_at: write.now,
            file,
        };
        insert(transaction, tenant, &media)?;
        answer.push(media.clone());
        known.push(media);
    }
    answers::keep(transaction, Some(tenant), write.keep, &answer)?;
    Ok(answer)
}

fn insert(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    media: &Media,
) -> Result<(), StoreError> {
    let Media {
        id,
        chat_id,
        attached_at,
        file,
    } = media;
    let NewMedia {
        source_key,
        object_key,
        kind,
        photo_type,
        content_type,
        file_name,
        size_bytes,
    } = file;
    transaction.execute(
        "INSERT INTO media (tenant_id, media_id, chat_id, source_key, object_key, kind, photo_type, content_type, \
         file_name, size_bytes, attached_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            tenant.0,
            id.0,
            chat_id.0,
            source_key,
            object_key,
            kind.name(),
            photo_type.map(Name::name),
            content_type,
            file_name,
            i64::try_from(*size_bytes).map_err(internal)?,
            nanos(*attached_at)
        ],
    )?;
    Ok(())
}

/// The chat's media of one kind, in the order of attaching.
pub(crate) fn list(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
    kind: MediaKind,
) -> Result<Vec<Media>, StoreError> {
    let sql = select!(" AND kind = ?3 ORDER BY media_id");
    rows(connection, sql, params![tenant.0, chat.0, kind.name()])
}

/// One of the chat's media.
pub(crate) fn get(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
    media: MediaId,
) -> Result<Option<Media>, StoreError> {
    let sql = select!(" AND media_id = ?3");
    Ok(rows(connection, sql, params![tenant.0, chat.0, media.0])?.pop())
}

fn rows(
    connection: &Connection,
    sql: &str,
    params: &[&dyn ToSql],
) -> Result<Vec<Media>, StoreError> {
    let rows = query::all(connection, sql, params, Stored::read)?;
    rows.into_iter().map(Stored::into_media).collect()
}

struct Stored {
    id: i64,
    chat_id: i64,
    source_key: String,
    object_key: String,
    kind: String,
    photo_type: Option<String>,
    content_type: String,
    file_name: Option<String>,
    size_bytes: i64,
    attached_at: i64,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            chat_id: row.get(1)?,
            source_key: row.get(2)?,
            object_key: row.get(3)?,
            kind: row.get(4)?,
            photo_type: row.get(5)?,
            content_type: row.get(6)?,
            file_name: row.get(7)?,
            size_bytes: row.get(8)?,
            attached_at: row.get(9)?,
        })
    }

    fn into_media(self) -> Result<Media, StoreError> {
        Ok(Media {
            id: MediaId(self.id),
            chat_id: ChatId(self.chat_id),
            attached_at: timestamp(self.attached_at)?,
            file: NewMedia {
                source_key: self.source_key,
                object_key: self.object_key,
                kind: named::parse(&self.kind)?,
                photo_type: self.photo_type.as_deref().map(named::parse).transpose()?,
                content_type: self.content_type,
                file_name: self.file_name,
                size_bytes: u64::try_from(self.size_bytes).map_err(internal)?,
            },
        })
    }
}
