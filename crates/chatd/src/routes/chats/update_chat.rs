//! PATCH /chats/{id}
//!
//! Ends a chat, and records the outcome of a deflection.

use chat_core::{
    ChatId, Command, DeflectionChannel, DomainError, EndUserId, EscalationId, FinishDeflection,
    Outcome, Store, Write,
};
use chat_server::parameters::{UpdateChatHeader, UpdateChatPath};
use chat_types::{Chat, UpdateChatParams, UpdateChatRequest};

use crate::error::Refusal;
use crate::idempotency::Shown;
use crate::if_match;
use crate::platform::Call;
use crate::wire;

const CHANNEL_POINTER: &str = "/chat/deflection_channel";

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateChatPath,
    header: UpdateChatHeader,
    body: UpdateChatRequest,
) -> Result<Shown<Chat>, Refusal> {
    let id = ChatId(path.id);
    let UpdateChatRequest {
        finished_by_user_id,
        chat:
            UpdateChatParams {
                status,
                deflection_channel,
                escalation_id,
            },
    } = body;
    // An unknown chat is 404 whatever the body asks for.
    let chat = call.chat(id).await?;
    let if_version = if_match::version(header.if_match.as_deref(), &chat)?;
    if status.as_deref() != Some("finished") {
        let error = if chat.is_ended() {
            DomainError::ChatEnded
        } else {
            DomainError::OnlyFinishedCanBeSet
        };
        return Err(error.into());
    }
    let channel = deflection_channel
        .filter(|_| !chat.is_ended())
        .map(|name| {
            DeflectionChannel::parse(&name).ok_or(DomainError::DeflectionChannelNotAvailable(name))
        })
        .transpose()
        .map_err(|error| Refusal::from(error).at(CHANNEL_POINTER))?;
    let finish = Command::Finish {
        by: finished_by_user_id.map(EndUserId),
        deflection: FinishDeflection {
            escalation: escalation_id.map(EscalationId),
            channel,
        },
    };
    let menus = call.catalogue().await?;
    let show = move |outcome: &Outcome| wire::versioned(&outcome.chat, &menus);
    let write = Write {
        if_version,
        ..call.write(show.clone())
    };
    let finished = call.transact_as(id, finish, write, show).await;
    finished.map_err(place_channel)
}

/// The channel is one level deeper here than in the escalation's own operation.
fn place_channel(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Domain {
            error: DomainError::DeflectionChannelNotAvailable(_),
            ..
        } => refusal.at(CHANNEL_POINTER),
        other => other,
    }
}
