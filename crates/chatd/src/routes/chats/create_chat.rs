//! POST /chats
//!
//! Creates a chat; the virtual agent or an agent joins afterwards.

use chat_core::{
    ChatContext, CreateChat, DomainError, EndUserId, MenuId, Outcome, Store, StoreError,
};
use chat_types::{Chat, CreateChatParams, CreateChatRequest};
use serde::Serialize;

use crate::error::Refusal;
use crate::idempotency::Shown;
use crate::platform::Call;
use crate::wire;

const CONTEXT_LIMIT_BYTES: usize = 32 * 1024;
const TRANSCRIPT_LIMIT_BYTES: usize = 256 * 1024;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: CreateChatRequest,
) -> Result<Shown<Chat>, Refusal> {
    let CreateChatRequest { chat, end_user } = body;
    let CreateChatParams {
        menu_id,
        end_user_id,
        lang,
        email,
        context,
        transcript,
    } = chat;
    limit_size(&context, CONTEXT_LIMIT_BYTES, "context", "32 KiB")?;
    limit_size(&transcript, TRANSCRIPT_LIMIT_BYTES, "transcript", "256 KiB")?;
    let create = CreateChat {
        menu_id: MenuId(menu_id),
        end_user_id: EndUserId(end_user_id),
        lang,
        email,
        phone: end_user.and_then(|contact| contact.phone),
        context: ChatContext {
            context: context.map(|context| context.value),
            transcript: transcript.map(wire::transcript).unwrap_or_default(),
        },
    };
    let menus = call.catalogue().await?;
    let show = move |outcome: &Outcome| wire::versioned(&outcome.chat, &menus);
    let write = call.write(show.clone());
    let outcome = call
        .store()
        .create_chat(call.tenant.id, create, write)
        .await
        .map_err(|error| match error {
            // The tenant was never given menus.
            StoreError::NotFound => DomainError::MenuNotFound(MenuId(menu_id)).into(),
            other => Refusal::from(other),
        })?;
    Ok(show(&outcome))
}

/// Refuses what is larger than a schema can say: the size of a value as compact JSON.
fn limit_size<T: Serialize>(
    value: &Option<T>,
    limit_bytes: usize,
    key: &str,
    limit: &str,
) -> Result<(), Refusal> {
    let Some(value) = value else { return Ok(()) };
    let bytes = serde_json::to_vec(value).map_err(|cause| Refusal::Internal(cause.into()))?;
    if bytes.len() <= limit_bytes {
        return Ok(());
    }
    let message = format!("{key} is larger than {limit}, send less of it");
    Err(Refusal::invalid(format!("/chat/{key}"), message))
}
