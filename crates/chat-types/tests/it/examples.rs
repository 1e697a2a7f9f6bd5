//! Every example of the document decodes into its type and is written again equal, as JSON.
//!
//! The client sends and reads these very types, so this speaks for it too.

use chat_types as types;
use openapi_witness::examples::{Again, Examples, again};
use serde_json::Value;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/chat.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
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

fn examples(document: &Value) -> Examples<'_> {
    Examples {
        document,
        components: COMPONENTS,
    }
}

#[test]
fn every_schema_has_a_type() {
    examples(&document()).assert_every_schema_has_a_type();
}

#[test]
fn examples_of_schemas() {
    examples(&document()).assert_schemas();
}

#[test]
fn examples_of_properties() {
    examples(&document()).assert_properties();
}

#[test]
fn examples_of_answers() {
    examples(&document()).assert_answers(again::<types::Error>);
}
