//! What an integrator does all the time, through the generated client, and what the API says when it refuses.

use chat_client::types::{
    Chat, ChatStatus, CreateChatParams, CreateChatRequest, CreateEscalationRequest, Error,
    Escalation, OutgoingMessage, SendMessageRequest, TextContent, TextMessage, UpdateChatParams,
    UpdateChatRequest, UpdateEscalationRequest, UploadPolicy, UpsertEndUserRequest,
};

use super::{Answer, Server, until};

/// The menus of the demo data.
pub(crate) const VIRTUAL_AGENT: i64 = 1;
pub(crate) const HUMAN: i64 = 2;
pub(crate) const AFTER_HOURS: i64 = 3;
pub(crate) const OVER_CAPACITY: i64 = 4;

/// The smallest files that are what their names say.
pub(crate) const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
pub(crate) const VIDEO: &[u8] =
    b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat";

type Called<T> = Result<chat_client::ResponseValue<T>, chat_client::Error<Error>>;

impl Server {
    /// The id of the end user with this identifier.
    pub(crate) async fn user(&self, identifier: &str) -> i64 {
        let body = UpsertEndUserRequest::builder()
            .identifier(identifier.to_owned())
            .build();
        self.client()
            .upsert_end_user()
            .body(body)
            .send()
            .await
            .expect("an end user")
            .id
    }

    /// A new chat of the end user `ada`.
    pub(crate) async fn chat(&self, menu: i64) -> Chat {
        let user = self.user("ada").await;
        let body = new_chat(menu, user);
        self.client()
            .create_chat()
            .body(body)
            .send()
            .await
            .expect("a chat")
            .into_inner()
    }

    /// A new chat that its virtual agent has joined.
    pub(crate) async fn chat_with_virtual_agent(&self, menu: i64) -> Chat {
        let chat = self.chat(menu).await;
        self.until_status(chat.id, ChatStatus::VaAssigned).await
    }

    /// The chat as it is now.
    pub(crate) async fn now(&self, id: i64) -> Chat {
        self.client()
            .get_chat()
            .id(id)
            .send()
            .await
            .expect("a chat")
            .into_inner()
    }

    /// The chat as soon as it has this status.
    pub(crate) async fn until_status(&self, id: i64, status: ChatStatus) -> Chat {
        until(&format!("chat {id} is {status}"), async || {
            let chat = self.now(id).await;
            (chat.status == status).then_some(chat)
        })
        .await
    }

    /// The end user writes.
    pub(crate) async fn say(&self, chat: &Chat, text: &str) {
        let body = text_message(chat.end_user.id, text);
        self.client()
            .send_message()
            .id(chat.id)
            .body(body)
            .send()
            .await
            .expect("sent");
    }

    pub(crate) async fn escalate(&self, chat: i64) -> Escalation {
        let body = CreateEscalationRequest::builder().build();
        let answer = self
            .client()
            .create_escalation()
            .chat_id(chat)
            .body(body)
            .send()
            .await;
        answer.expect("an escalation").into_inner()
    }

    pub(crate) async fn choose(
        &self,
        escalation: &Escalation,
        channel: &str,
    ) -> Called<Escalation> {
        let body = UpdateEscalationRequest::builder()
            .deflection_channel(channel.to_owned())
            .build();
        let call = self.client().update_escalation();
        call.chat_id(escalation.chat_id)
            .id(escalation.id)
            .body(body)
            .send()
            .await
    }

    pub(crate) async fn finish(&self, id: i64) -> Chat {
        let answer = self
            .client()
            .update_chat()
            .id(id)
            .body(finished())
            .send()
            .await;
        answer.expect("the end").into_inner()
    }

    /// A policy for a photo, used.
    pub(crate) async fn uploaded_photo(&self, chat: i64) -> String {
        let policy = self
            .client()
            .create_photo_upload()
            .chat_id(chat)
            .send()
            .await
            .expect("a policy");
        self.client()
            .upload_bytes(&policy, "photo.jpg", PHOTO)
            .await
            .expect("uploaded");
        key(&policy)
    }

    /// A policy for a video, used.
    pub(crate) async fn uploaded_video(&self, chat: i64) -> String {
        let policy = self
            .client()
            .create_video_upload()
            .chat_id(chat)
            .send()
            .await
            .expect("a policy");
        self.client()
            .upload_bytes(&policy, "video.mp4", VIDEO)
            .await
            .expect("uploaded");
        key(&policy)
    }
}

/// The key that attaching names.
pub(crate) fn key(policy: &UploadPolicy) -> String {
    policy.fields.key.clone().expect("a key")
}

pub(crate) fn new_chat(menu: i64, user: i64) -> CreateChatRequest {
    let chat = CreateChatParams::builder()
        .menu_id(menu)
        .end_user_id(user)
        .build();
    CreateChatRequest::builder().chat(chat).build()
}

pub(crate) fn text_message(from: i64, text: &str) -> SendMessageRequest {
    let content = TextContent::String(text.to_owned());
    let message = OutgoingMessage::Text(TextMessage::builder().content(content).build());
    SendMessageRequest::builder()
        .from_user_id(from)
        .message(message)
        .build()
}

pub(crate) fn finished() -> UpdateChatRequest {
    let chat = UpdateChatParams::builder()
        .status("finished".to_owned())
        .build();
    UpdateChatRequest::builder().chat(chat).build()
}

/// Asserts that a call of the generated client was refused so.
#[track_caller]
pub(crate) fn refused<T>(called: Called<T>, status: u16, message: &str) {
    match called {
        Err(chat_client::Error::ErrorResponse(error)) => {
            assert_eq!(
                (error.status().as_u16(), error.message.as_str()),
                (status, message)
            );
        }
        Err(other) => panic!("refused otherwise: {other:?}"),
        Ok(_) => panic!("not refused: {message}"),
    }
}

impl Answer {
    /// The error of an answer that is one: its schema, its media type, its request id.
    #[track_caller]
    pub(crate) fn error(&self) -> Error {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{}",
            self.head
        );
        let error: Error = serde_json::from_slice(&self.body)
            .unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&self.body)));
        assert_eq!(
            error.request_id.as_deref(),
            self.header("x-request-id"),
            "{}",
            self.head
        );
        assert!(
            error.code.as_deref().is_some_and(|code| !code.is_empty()),
            "{error:?}"
        );
        let json = self.json();
        let known = ["message", "code", "request_id", "errors"];
        let keys = json.as_object().expect("an object").keys();
        assert!(
            keys.clone().all(|key| known.contains(&key.as_str())),
            "{json}"
        );
        error
    }

    /// Asserts that the answer is this refusal, at this place of the request (`""` when no place is at fault).
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, message: &str, pointer: &str) {
        let error = self.error();
        assert_eq!(
            (self.status, error.message.as_str()),
            (status, message),
            "{error:?}"
        );
        let pointers: Vec<String> = error
            .errors
            .into_iter()
            .flatten()
            .map(|detail| detail.pointer)
            .collect();
        let expected = if pointer.is_empty() {
            None
        } else {
            Some(pointer)
        };
        assert_eq!(
            pointers.first().map(String::as_str),
            expected,
            "{pointers:?}"
        );
    }

    /// The JSON of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> serde_json::Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{}",
            self.head
        );
        assert!(self.header("x-request-id").is_some(), "{}", self.head);
        self.json()
    }
}

/// The names of the members of an object, in order.
#[track_caller]
pub(crate) fn keys(value: &serde_json::Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

impl Answer {
    /// Asserts that the request was refused as malformed, at this place.
    #[track_caller]
    pub(crate) fn malformed(&self, pointer: &str) {
        let error = self.error();
        assert_eq!(self.status, 400, "{error:?}");
        let pointers: Vec<String> = error
            .errors
            .into_iter()
            .flatten()
            .map(|detail| detail.pointer)
            .collect();
        assert_eq!(
            pointers.first().map(String::as_str),
            Some(pointer),
            "{pointers:?}"
        );
    }
}
