//! Every example of the document decodes into its type and is written again equal, as JSON.
//!
//! The client sends and reads these very types, so this speaks for it too.

use std::collections::BTreeSet;

use chat_types as types;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/chat.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
}

/// Reads a value as a type and writes it again.
type Again = fn(&Value) -> Result<Value, serde_json::Error>;

fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    // Through text, as on the wire.
    let decoded: T = serde_json::from_str(&value.to_string())?;
    serde_json::to_value(decoded)
}

/// Every component schema with its type.
macro_rules! components {
    ($($name:ident),* $(,)?) => {
        &[$((stringify!($name), again::<types::$name> as Again)),*]
    };
}

const COMPONENTS: &[(&str, Again)] = components![
    Error,
    ErrorDetail,
    Chat,
    ChatStatus,
    Agent,
    VirtualAgent,
    ParticipantStatus,
    ChatMenu,
    ChatEndUser,
    CreateChatRequest,
    CreateChatParams,
    CreateChatContact,
    ChatContext,
    Transcript,
    TranscriptEntries,
    TranscriptEnvelope,
    TranscriptEntry,
    TranscriptSender,
    TranscriptContent,
    TranscriptText,
    TranscriptButtons,
    TranscriptMedia,
    TranscriptButton,
    TranscriptMediaFile,
    UpdateChatRequest,
    UpdateChatParams,
    SendMessageRequest,
    OutgoingMessage,
    TextMessage,
    TextContent,
    TextObject,
    PhotoMessage,
    VideoMessage,
    MediaContent,
    SendMessageResponse,
    CreateEscalationRequest,
    EscalationReason,
    UpdateEscalationRequest,
    Escalation,
    EscalationStatus,
    UploadPolicy,
    UploadFields,
    AddPhotosRequest,
    PhotoUpload,
    PhotoType,
    AddVideoRequest,
    VideoUpload,
    MediaItem,
    MediaList,
    AttachedPhotos,
    CustomerFlags,
    UpdateCustomerFlagsRequest,
    SendCustomDataRequest,
    CustomData,
    CustomDataEntry,
    CustomDataValue,
    CustomDataType,
    SendCustomDataResponse,
    UpdateChatEndUserRequest,
    Accepted,
    UpsertEndUserRequest,
    EndUser,
    WaitTimeList,
    WaitTime,
    WebhookEvent,
    ChatCreatedEvent,
    ChatResumedEvent,
    MessageReceivedEvent,
    ParticipantJoinedEvent,
    ParticipantLeftEvent,
    ChatEndedEvent,
    ChatDismissedEvent,
    EscalationStartedEvent,
    EscalationAcceptedEvent,
    EscalationCanceledEvent,
    EscalationDeflectedEvent,
    MessageReceivedBody,
    EventSender,
    ParticipantType,
    EventMessage,
    MessageType,
    EventMessageContent,
    ParticipantBody,
    Participant,
    ChatEndedBody,
    FailReason,
    EndedBy,
    ChatDismissedBody,
    EscalationBody,
    EventEscalation,
    EventEscalationReason,
    Deflection,
    DeflectionReason,
    DeflectionOption,
    DeflectionChannel,
    DeflectionLink,
];

fn check(place: &str, again: Again, value: &Value, out: &mut Vec<String>) {
    match again(value) {
        Ok(written) if written == *value => {}
        Ok(written) => out.push(format!("{place}: {value} is written again as {written}")),
        Err(error) => out.push(format!("{place}: {value} cannot be read: {error}")),
    }
}

#[test]
fn every_schema_has_a_type() {
    let document = document();
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("there are schemas");
    let schemas: BTreeSet<_> = schemas.keys().map(String::as_str).collect();
    let types: BTreeSet<_> = COMPONENTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(schemas, types);
}

#[test]
fn examples_of_schemas() {
    let document = document();
    let mut wrong = Vec::new();
    for (name, again) in COMPONENTS {
        let schema = &document["components"]["schemas"][name];
        let example = schema.get("example").expect("every schema has an example");
        check(name, *again, example, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_properties() {
    let document = document();
    let mut wrong = Vec::new();
    for (name, again) in COMPONENTS {
        let schema = &document["components"]["schemas"][name];
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(example) = schema.get("example") {
                let mut value = document["components"]["schemas"][name]["example"].clone();
                value[property] = example.clone();
                check(&format!("{name}/{property}"), *again, &value, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_answers() {
    let document = document();
    let mut wrong = Vec::new();
    let responses = document["components"]["responses"]
        .as_object()
        .expect("there are responses");
    for (name, response) in responses {
        let example = &response["content"]["application/json"]["example"];
        check(name, again::<types::Error>, example, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
