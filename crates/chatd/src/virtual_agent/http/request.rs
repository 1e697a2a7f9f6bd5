//! What a server is told at its turn.

use std::collections::BTreeMap;

use chat_core::{
    Actor, CustomData, CustomDataEntry, CustomDataValue, Message, MessageSeq, Store, StoreError,
    VirtualAgentProfile,
};
use chat_types::EventMessageContent;
use chat_webhook::timestamp_text;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::random::hex;
use crate::script::Entrance;
use crate::virtual_agent::TurnInput;
use crate::wire::content;

/// The most messages of the history.
const HISTORY: usize = 50;

/// The body of the POST. Every key is always there.
#[derive(Serialize)]
pub(super) struct TurnRequest<'a> {
    pub(super) turn_id: String,
    tenant: String,
    virtual_agent: VirtualAgentBody<'a>,
    chat: ChatBody,
    end_user: EndUserBody<'a>,
    entrance: &'static str,
    messages: Vec<MessageBody>,
    history: Vec<MessageBody>,
    context: Option<&'a Map<String, Value>>,
    custom_data: BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct VirtualAgentBody<'a> {
    id: i64,
    name: &'a str,
}

#[derive(Serialize)]
struct ChatBody {
    id: i64,
    lang: &'static str,
    menu_id: i64,
    created_at: String,
}

#[derive(Serialize)]
struct EndUserBody<'a> {
    id: i64,
    identifier: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct MessageBody {
    seq: i64,
    sender: Value,
    r#type: &'static str,
    content: EventMessageContent,
    sent_at: String,
}

impl<'a> TurnRequest<'a> {
    /// Reads what the turn's input does not have.
    pub(super) async fn read<S: Store>(
        store: &S,
        input: TurnInput<'a>,
        profile: &'a VirtualAgentProfile,
    ) -> Result<Self, StoreError> {
        let TurnInput {
            tenant,
            chat,
            conversation,
            context,
            end_user,
        } = input;
        let customer = store.tenant(tenant).await?.ok_or(StoreError::NotFound)?;
        let custom_data = store.custom_data(tenant, chat.id).await?;
        let history = history(store, input).await?;
        Ok(Self {
            turn_id: turn_id(input, profile),
            tenant: customer.subdomain.clone(),
            virtual_agent: VirtualAgentBody {
                id: profile.id.0,
                name: &profile.name,
            },
            chat: ChatBody {
                id: chat.id.0,
                lang: chat.lang.as_str(),
                menu_id: chat.menu_id.0,
                created_at: timestamp_text(chat.created_at),
            },
            end_user: EndUserBody {
                id: chat.end_user.id.0,
                identifier: &chat.end_user.identifier,
                name: end_user.and_then(|end_user| end_user.name.as_deref()),
            },
            entrance: entrance(conversation.entrance),
            messages: conversation.unanswered.iter().map(message).collect(),
            history: history.iter().map(message).collect(),
            context,
            custom_data: visible(custom_data),
        })
    }
}

/// The same for the same turn asked again, and for no other: which virtual agent, since when in which chat, from which
/// message up to which.
fn turn_id(input: TurnInput<'_>, profile: &VirtualAgentProfile) -> String {
    let TurnInput {
        tenant,
        chat,
        conversation,
        ..
    } = input;
    let since = chat
        .virtual_agent()
        .and_then(|it| it.connected_at)
        .map(|at| at.as_nanosecond());
    let told = (
        (tenant.0, chat.id.0, profile.id.0, since),
        entrance(conversation.entrance),
        (conversation.answered.0, conversation.up_to.0),
    );
    let digest = Sha256::digest(format!("{told:?}"));
    format!("turn_{}", hex(&digest[..16]))
}

fn entrance(entrance: Entrance) -> &'static str {
    match entrance {
        Entrance::None => "none",
        Entrance::First => "first",
        Entrance::Return => "return",
    }
}

/// The last messages up to those that are to be answered, without them.
async fn history<S: Store>(store: &S, input: TurnInput<'_>) -> Result<Vec<Message>, StoreError> {
    let conversation = input.conversation;
    let new = &conversation.unanswered;
    let window = HISTORY + new.len();
    let reach = i64::try_from(window).unwrap_or(i64::MAX);
    let after = MessageSeq((conversation.up_to.0 - reach).max(0));
    let mut messages = store
        .messages(input.tenant, input.chat.id, after, window)
        .await?;
    messages.retain(|message| {
        message.seq <= conversation.up_to && new.iter().all(|it| it.seq != message.seq)
    });
    Ok(messages.split_off(messages.len().saturating_sub(HISTORY)))
}

fn message(message: &Message) -> MessageBody {
    let Message {
        seq,
        sender,
        content: said,
        sent_at,
    } = message;
    MessageBody {
        seq: seq.0,
        sender: actor(*sender),
        r#type: said.type_name(),
        content: content(said),
        sent_at: timestamp_text(*sent_at),
    }
}

fn actor(actor: Actor) -> Value {
    json!({"id": actor.id(), "type": actor.kind()})
}

/// What agents may see, for a virtual agent may repeat it.
fn visible(custom_data: CustomData) -> BTreeMap<String, Value> {
    custom_data
        .into_iter()
        .filter(|(_, entry)| !entry.invisible_to_agent)
        .map(|(key, entry)| (key, shown(entry)))
        .collect()
}

fn shown(entry: CustomDataEntry) -> Value {
    let CustomDataEntry {
        label,
        value,
        value_type,
        invisible_to_agent: _, // only visible ones are shown
        signed,
    } = entry;
    let value = match value {
        CustomDataValue::Text(text) => json!(text),
        CustomDataValue::Number(number) => json!(number),
        CustomDataValue::Bool(truth) => json!(truth),
    };
    let value_type = value_type.map(|it| it.as_str());
    json!({"label": label, "value": value, "type": value_type, "signed": signed})
}
