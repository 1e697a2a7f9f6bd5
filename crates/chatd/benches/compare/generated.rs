//! The generated router with an implementation that does nothing: what is measured is the router.

use std::hint::black_box;

use axum::Router;
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
    CreateChatResponse, GetChatOkHeaders, GetChatResponse, ResumeChatResponse, UpdateChatResponse,
};
use chat_server::{BasicCredentials, Binary, ChatApi, Context, Failure, Rejection, RouterOptions};
use chat_types::{
    Accepted, AddPhotosRequest, AddVideoRequest, AttachedPhotos, Chat, CreateChatRequest,
    CreateEscalationRequest, CustomerFlags, EndUser, Escalation, MediaItem, MediaList,
    SendCustomDataRequest, SendCustomDataResponse, SendMessageRequest, SendMessageResponse,
    UpdateChatEndUserRequest, UpdateChatRequest, UpdateCustomerFlagsRequest,
    UpdateEscalationRequest, UploadPolicy, UpsertEndUserRequest, WaitTimeList,
};
use http::request::Parts;
use subtle::ConstantTimeEq as _;

use crate::samples;

/// The generated router.
pub(crate) fn router() -> Router {
    let api = Nothing {
        chat: samples::chat(),
    };
    chat_server::router(api, RouterOptions::default().refusing_nul())
}

struct Nothing {
    chat: Chat,
}

/// Who calls; there is one customer.
#[derive(Clone)]
struct Customer;

/// Operations that are not measured.
macro_rules! not_measured {
    ($($operation:ident($($part:ident: $type:ty),*) -> $answer:ty, $error:ident;)*) => {
        $(async fn $operation(
            &self,
            _: Context<Customer>,
            $(_: $type),*
        ) -> Result<$answer, $error> {
            Err($error::Failure(Failure::Unimplemented))
        })*
    };
}

impl ChatApi for Nothing {
    type Caller = Customer;

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        _: &Parts,
    ) -> Result<Customer, Rejection> {
        let known = credentials.username == samples::SUBDOMAIN;
        let token = credentials.password.expose().as_bytes();
        if known && bool::from(token.ct_eq(samples::TOKEN.as_bytes())) {
            return Ok(Customer);
        }
        Err(Rejection::unauthorized(
            "the subdomain or the API token is wrong",
        ))
    }

    async fn get_chat(
        &self,
        _: Context<Customer>,
        path: GetChatPath,
    ) -> Result<GetChatResponse, GetChatError> {
        black_box(path);
        let e_tag = "\"7\"".to_owned();
        Ok(GetChatResponse::Ok(
            self.chat.clone(),
            GetChatOkHeaders { e_tag },
        ))
    }

    async fn send_message(
        &self,
        _: Context<Customer>,
        path: SendMessagePath,
        header: SendMessageHeader,
        body: SendMessageRequest,
    ) -> Result<SendMessageResponse, SendMessageError> {
        black_box((path, header, body));
        Ok(SendMessageResponse {})
    }

    not_measured! {
        create_chat(header: CreateChatHeader, body: CreateChatRequest) -> CreateChatResponse, CreateChatError;
        update_chat(path: UpdateChatPath, header: UpdateChatHeader, body: UpdateChatRequest) -> UpdateChatResponse, UpdateChatError;
        create_escalation(path: CreateEscalationPath, header: CreateEscalationHeader, body: CreateEscalationRequest) -> Escalation, CreateEscalationError;
        update_escalation(path: UpdateEscalationPath, header: UpdateEscalationHeader, body: UpdateEscalationRequest) -> Escalation, UpdateEscalationError;
        create_photo_upload(path: CreatePhotoUploadPath, header: CreatePhotoUploadHeader) -> UploadPolicy, CreatePhotoUploadError;
        create_video_upload(path: CreateVideoUploadPath, header: CreateVideoUploadHeader) -> UploadPolicy, CreateVideoUploadError;
        add_photos(path: AddPhotosPath, header: AddPhotosHeader, body: AddPhotosRequest) -> AttachedPhotos, AddPhotosError;
        list_photos(path: ListPhotosPath) -> MediaList, ListPhotosError;
        add_video(path: AddVideoPath, header: AddVideoHeader, body: AddVideoRequest) -> MediaItem, AddVideoError;
        list_videos(path: ListVideosPath) -> MediaList, ListVideosError;
        get_customer_flags(path: GetCustomerFlagsPath) -> CustomerFlags, GetCustomerFlagsError;
        update_customer_flags(path: UpdateCustomerFlagsPath, header: UpdateCustomerFlagsHeader, body: UpdateCustomerFlagsRequest) -> CustomerFlags, UpdateCustomerFlagsError;
        send_custom_data(path: SendCustomDataPath, header: SendCustomDataHeader, body: SendCustomDataRequest) -> SendCustomDataResponse, SendCustomDataError;
        update_chat_end_user(path: UpdateChatEndUserPath, header: UpdateChatEndUserHeader, body: UpdateChatEndUserRequest) -> Accepted, UpdateChatEndUserError;
        update_chat_end_user_alias(path: UpdateChatEndUserAliasPath, header: UpdateChatEndUserAliasHeader, body: UpdateChatEndUserRequest) -> Accepted, UpdateChatEndUserAliasError;
        resume_chat(path: ResumeChatPath, header: ResumeChatHeader) -> ResumeChatResponse, ResumeChatError;
        get_media(path: GetMediaPath) -> Binary, GetMediaError;
        upsert_end_user(header: UpsertEndUserHeader, body: UpsertEndUserRequest) -> EndUser, UpsertEndUserError;
        find_end_user(query: FindEndUserQuery) -> EndUser, FindEndUserError;
        list_wait_times(query: ListWaitTimesQuery) -> WaitTimeList, ListWaitTimesError;
    }
}
