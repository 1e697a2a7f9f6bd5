//! An implementation of the trait that notes how it was called and answers with the document's examples.

use chat_server::errors::{
    AddPhotosError, AddVideoError, CreateChatError, CreateEscalationError, CreatePhotoUploadError,
    CreateVideoUploadError, FindEndUserError, GetChatError, GetCustomerFlagsError, GetMediaError,
    ListPhotosError, ListVideosError, ListWaitTimesError, ResumeChatError, SendCustomDataError,
    SendMessageError, UpdateChatEndUserAliasError, UpdateChatEndUserError, UpdateChatError,
    UpdateCustomerFlagsError, UpdateEscalationError, UpsertEndUserError,
};
use chat_server::parameters::{
    AddPhotosHeader, AddPhotosPath, AddVideoHeader, AddVideoPath, CreateChatHeader,
    CreateEscalationHeader, CreateEscalationPath, CreatePhotoUploadHeader, CreatePhotoUploadPath,
    CreateVideoUploadHeader, CreateVideoUploadPath, FindEndUserQuery, GetChatPath,
    GetCustomerFlagsPath, GetMediaPath, ListPhotosPath, ListVideosPath, ListWaitTimesQuery,
    ResumeChatHeader, ResumeChatPath, SendCustomDataHeader, SendCustomDataPath, SendMessageHeader,
    SendMessagePath, UpdateChatEndUserAliasHeader, UpdateChatEndUserAliasPath,
    UpdateChatEndUserHeader, UpdateChatEndUserPath, UpdateChatHeader, UpdateChatPath,
    UpdateCustomerFlagsHeader, UpdateCustomerFlagsPath, UpdateEscalationHeader,
    UpdateEscalationPath, UpsertEndUserHeader,
};
use chat_server::responses::{
    CreateChatOkHeaders, CreateChatResponse, GetChatOkHeaders, GetChatResponse,
    ResumeChatOkHeaders, ResumeChatResponse, UpdateChatOkHeaders, UpdateChatResponse,
};
use chat_server::{BasicCredentials, Binary, ChatApi, Context, Rejection, RouterOptions, router};
use chat_types::{
    Accepted, AddPhotosRequest, AddVideoRequest, AttachedPhotos, CreateChatRequest,
    CreateEscalationRequest, CustomerFlags, EndUser, Escalation, MediaItem, MediaList,
    SendCustomDataRequest, SendCustomDataResponse, SendMessageRequest, SendMessageResponse,
    UpdateChatEndUserRequest, UpdateChatRequest, UpdateCustomerFlagsRequest,
    UpdateEscalationRequest, UploadPolicy, UpsertEndUserRequest, WaitTimeList,
};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;
use openapi_witness::behaviour::{Contract, Recorder, Subject};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Notes every call.
struct Probe {
    contract: Contract,
    recorder: Recorder,
}

impl Probe {
    /// The documented example of the operation's answer.
    fn answer<T: DeserializeOwned>(&self, operation: &str) -> T {
        serde_json::from_value(self.contract.answer(operation))
            .expect("the example of an answer can be read as its type")
    }
}

/// One method per operation: its arguments, its parameters by place, its body.
macro_rules! operations {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> Result<$answer:ty, $error:ty> { $parameters:tt, $body:expr })*) => {
        $(async fn $name(
            &self,
            _context: Context<()>,
            $($argument: $type),*
        ) -> Result<$answer, $error> {
            self.recorder.reached(stringify!($name), json!($parameters), &$body);
            Ok(self.answer(stringify!($name)))
        })*
    };
}

/// As `operations`, for answers with an `ETag` beside the chat.
macro_rules! versioned {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> Result<$answer:ident($headers:ident), $error:ty> { $parameters:tt, $body:expr })*) => {
        $(async fn $name(
            &self,
            _context: Context<()>,
            $($argument: $type),*
        ) -> Result<$answer, $error> {
            self.recorder.reached(stringify!($name), json!($parameters), &$body);
            let e_tag = "\"7\"".to_owned();
            Ok($answer::Ok(self.answer(stringify!($name)), $headers { e_tag }))
        })*
    };
}

impl ChatApi for Probe {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        _request: &Parts,
    ) -> Result<(), Rejection> {
        if credentials.username == "demo" && credentials.password.expose() == "token" {
            Ok(())
        } else {
            Err(Rejection::unauthorized("credentials are wrong"))
        }
    }

    versioned! {
        fn create_chat(header: CreateChatHeader, body: CreateChatRequest) -> Result<CreateChatResponse(CreateChatOkHeaders), CreateChatError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_chat(path: GetChatPath) -> Result<GetChatResponse(GetChatOkHeaders), GetChatError> { { "path/id": path.id }, () }
        fn update_chat(path: UpdateChatPath, header: UpdateChatHeader, body: UpdateChatRequest) -> Result<UpdateChatResponse(UpdateChatOkHeaders), UpdateChatError> { { "path/id": path.id, "header/Idempotency-Key": header.idempotency_key, "header/If-Match": header.if_match }, body }
        fn resume_chat(path: ResumeChatPath, header: ResumeChatHeader) -> Result<ResumeChatResponse(ResumeChatOkHeaders), ResumeChatError> { { "path/id": path.id, "header/Idempotency-Key": header.idempotency_key, "header/If-Match": header.if_match }, () }
    }

    operations! {
        fn send_message(path: SendMessagePath, header: SendMessageHeader, body: SendMessageRequest) -> Result<SendMessageResponse, SendMessageError> { { "path/id": path.id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn create_escalation(path: CreateEscalationPath, header: CreateEscalationHeader, body: CreateEscalationRequest) -> Result<Escalation, CreateEscalationError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn update_escalation(path: UpdateEscalationPath, header: UpdateEscalationHeader, body: UpdateEscalationRequest) -> Result<Escalation, UpdateEscalationError> { { "path/chat_id": path.chat_id, "path/id": path.id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn create_photo_upload(path: CreatePhotoUploadPath, header: CreatePhotoUploadHeader) -> Result<UploadPolicy, CreatePhotoUploadError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, () }
        fn create_video_upload(path: CreateVideoUploadPath, header: CreateVideoUploadHeader) -> Result<UploadPolicy, CreateVideoUploadError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, () }
        fn add_photos(path: AddPhotosPath, header: AddPhotosHeader, body: AddPhotosRequest) -> Result<AttachedPhotos, AddPhotosError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_photos(path: ListPhotosPath) -> Result<MediaList, ListPhotosError> { { "path/chat_id": path.chat_id }, () }
        fn add_video(path: AddVideoPath, header: AddVideoHeader, body: AddVideoRequest) -> Result<MediaItem, AddVideoError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_videos(path: ListVideosPath) -> Result<MediaList, ListVideosError> { { "path/chat_id": path.chat_id }, () }
        fn get_customer_flags(path: GetCustomerFlagsPath) -> Result<CustomerFlags, GetCustomerFlagsError> { { "path/id": path.id }, () }
        fn update_customer_flags(path: UpdateCustomerFlagsPath, header: UpdateCustomerFlagsHeader, body: UpdateCustomerFlagsRequest) -> Result<CustomerFlags, UpdateCustomerFlagsError> { { "path/id": path.id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn send_custom_data(path: SendCustomDataPath, header: SendCustomDataHeader, body: SendCustomDataRequest) -> Result<SendCustomDataResponse, SendCustomDataError> { { "path/id": path.id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn update_chat_end_user(path: UpdateChatEndUserPath, header: UpdateChatEndUserHeader, body: UpdateChatEndUserRequest) -> Result<Accepted, UpdateChatEndUserError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn update_chat_end_user_alias(path: UpdateChatEndUserAliasPath, header: UpdateChatEndUserAliasHeader, body: UpdateChatEndUserRequest) -> Result<Accepted, UpdateChatEndUserAliasError> { { "path/chat_id": path.chat_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn upsert_end_user(header: UpsertEndUserHeader, body: UpsertEndUserRequest) -> Result<EndUser, UpsertEndUserError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn find_end_user(query: FindEndUserQuery) -> Result<EndUser, FindEndUserError> { { "query/id": query.id, "query/identifier": query.identifier }, () }
        fn list_wait_times(query: ListWaitTimesQuery) -> Result<WaitTimeList, ListWaitTimesError> { { "query/lang": query.lang, "query/menu_id": query.menu_id, "query/channel_type": query.channel_type, "query/menu_type": query.menu_type }, () }
    }

    async fn get_media(
        &self,
        _context: Context<()>,
        path: GetMediaPath,
    ) -> Result<Binary, GetMediaError> {
        let parameters = json!({ "path/id": path.id, "path/media_id": path.media_id });
        self.recorder.reached("get_media", parameters, &());
        Ok(Binary::default())
    }
}

/// The generated router around the probe.
pub(crate) fn subject(contract: Contract) -> Subject {
    let recorder = Recorder::default();
    let probe = Probe {
        contract,
        recorder: recorder.clone(),
    };
    Subject {
        router: router(probe, RouterOptions::default()),
        recorder,
        // demo:token
        headers: vec![(
            AUTHORIZATION,
            HeaderValue::from_static("Basic ZGVtbzp0b2tlbg=="),
        )],
        places,
    }
}

/// `errors[].pointer` of the document's error schema.
fn places(error: &Value) -> Vec<String> {
    error["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|violation| Some(violation["pointer"].as_str()?.to_owned()))
        .collect()
}
