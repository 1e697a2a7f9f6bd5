//! What schemars derives from the types.

use chat_types::{
    Accepted, AddPhotosRequest, AddVideoRequest, AttachedPhotos, Chat, CreateChatRequest,
    CreateEscalationRequest, CustomerFlags, EndUser, Error, Escalation, MediaItem, MediaList,
    SendCustomDataRequest, SendCustomDataResponse, SendMessageRequest, SendMessageResponse,
    UpdateChatEndUserRequest, UpdateChatRequest, UpdateCustomerFlagsRequest,
    UpdateEscalationRequest, UploadPolicy, UpsertEndUserRequest, WaitTimeList, WebhookEvent,
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// Adds the schemas of several types to a generator.
macro_rules! add {
    ($generator:ident: $($name:ty),* $(,)?) => {
        $(add::<$name>(&mut $generator);)*
    };
}

fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// Every schema that is reached from a request, an answer or a webhook, by name.
pub(crate) fn derived() -> Map<String, Value> {
    let mut generator = SchemaGenerator::default();
    add!(generator:
        Accepted, AddPhotosRequest, AddVideoRequest, AttachedPhotos, Chat, CreateChatRequest,
        CreateEscalationRequest, CustomerFlags, EndUser, Error, Escalation, MediaItem, MediaList,
        SendCustomDataRequest, SendCustomDataResponse, SendMessageRequest, SendMessageResponse,
        UpdateChatEndUserRequest, UpdateChatRequest, UpdateCustomerFlagsRequest,
        UpdateEscalationRequest, UploadPolicy, UpsertEndUserRequest, WaitTimeList, WebhookEvent,
    );
    generator.take_definitions(true)
}
