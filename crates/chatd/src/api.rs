//! The generated trait, implemented: each method hands over to the file of its operation under `routes/`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use chat_core::{Origin, Store, Tenant};

use chat_server::{
    BasicCredentials, Binary, ChatApi, Context, Rejection, errors, parameters, responses,
};
use chat_types as wire;
use http::header::HOST;
use http::request::Parts;

use crate::auth::{self, Account, Gate, Presented, TokenHash};
use crate::edge::seen::Seen;
use crate::error::{Refusal, RequestRefusal};
use crate::idempotency::{self, AlreadySettled, Shown};
use crate::platform::{Call, Platform};
use crate::rate_limit::{OverLimit, RateLimit};
use crate::{rejection, routes};

/// Implements the chat API on a [`Platform`].
pub struct Api<S> {
    platform: Arc<Platform<S>>,
    gate: Gate,
    rate_limit: Option<RateLimit<chat_core::TenantId>>,
    repetitions: idempotency::Ledger,
}

/// Who calls: a customer of the platform.
pub type Caller = Arc<Tenant>;

impl<S: Store> Api<S> {
    /// The API of a platform; calls of a tenant beyond `rate_limit` are answered 429.
    pub fn new(
        platform: Arc<Platform<S>>,
        gate: Gate,
        rate_limit: Option<RateLimit<chat_core::TenantId>>,
    ) -> Self {
        Self {
            repetitions: idempotency::Ledger::new(Arc::clone(&platform.wall_clock)),
            platform,
            gate,
            rate_limit,
        }
    }

    fn call<'a>(&'a self, context: &'a Context<Caller>) -> Call<'a, S> {
        Call {
            platform: &self.platform,
            tenant: &context.caller,
            // The edge knows the request's place in its trace.
            origin: context
                .extensions
                .get::<Origin>()
                .cloned()
                .unwrap_or_default(),
            repeatable: context.extensions.get(),
        }
    }
}

/// What authentication looks at of a tenant.
struct Candidate {
    tenant: Arc<Tenant>,
    hashes: Vec<TokenHash>,
}

impl From<Arc<Tenant>> for Candidate {
    fn from(tenant: Arc<Tenant>) -> Self {
        let hashes = tenant
            .tokens
            .iter()
            .map(|token| TokenHash(token.hash))
            .collect();
        Self { tenant, hashes }
    }
}

impl Account for Candidate {
    fn token_hashes(&self) -> &[TokenHash] {
        &self.hashes
    }
}

fn too_many(over: OverLimit) -> Rejection {
    Rejection::too_many_requests(Duration::from_secs(over.retry_after_seconds))
}

/// Adds the request's id to a refusal and turns it into the operation's own error.
fn answer<T, E: From<RequestRefusal>>(
    context: &Context<Caller>,
    result: Result<T, Refusal>,
) -> Result<T, E> {
    result.map_err(|refusal| refusal.of_request(&context.request_id).into())
}

impl<S: Store> ChatApi for Api<S> {
    type Caller = Caller;

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        request: &Parts,
    ) -> Result<Caller, Rejection> {
        let host = request.uri.host().or_else(|| {
            let header = request.headers.get(HOST)?;
            header.to_str().ok()
        });
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
        let presented = Presented {
            subdomain: &credentials.username,
            token: credentials.password.expose(),
            host,
            peer: peer.map(|ConnectInfo(address)| address.ip()),
        };
        let store = &self.platform.store;
        let find = |subdomain: String| async move {
            let tenant = store.tenant_by_subdomain(&subdomain).await?;
            Ok(tenant.map(Candidate::from))
        };
        let candidate = self
            .gate
            .authenticate(presented, find)
            .await
            .map_err(|refusal| match refusal {
                auth::Refusal::Unauthorized => {
                    Rejection::unauthorized("the subdomain or the API token is wrong")
                }
                auth::Refusal::TooManyFailures(over) => too_many(over),
                auth::Refusal::Lookup(chat_core::StoreError::Unavailable) => {
                    Rejection::unavailable("the platform is busy, try again later")
                }
                auth::Refusal::Lookup(error) => Rejection::internal(error.into()),
            })?;
        Seen::note_tenant(&request.extensions, candidate.tenant.id);
        if let Some(limit) = &self.rate_limit {
            let now = self.platform.wall_clock.now();
            limit.take(candidate.tenant.id, now).map_err(too_many)?;
        }
        let credential = TokenHash::of(presented.token).0;
        let begun = self
            .repetitions
            .begin(&**store, request, Some(candidate.tenant.id), &credential)
            .await
            .map_err(|error| Rejection::internal(error.into()))?;
        match begun {
            Ok(()) => Ok(candidate.tenant),
            Err(AlreadySettled) => Err(Rejection::unauthorized("answered already")),
        }
    }

    fn reject(&self, rejection: &Rejection) -> wire::Error {
        rejection::render(rejection)
    }

    async fn create_chat(
        &self,
        context: Context<Caller>,
        _: parameters::CreateChatHeader,
        body: wire::CreateChatRequest,
    ) -> Result<responses::CreateChatResponse, errors::CreateChatError> {
        let result = routes::chats::create_chat::handle(self.call(&context), body).await;
        answer(&context, result).map(|shown: Shown<wire::Chat>| {
            let e_tag = shown.etag.unwrap_or_default();
            responses::CreateChatResponse::Ok(shown.body, responses::CreateChatOkHeaders { e_tag })
        })
    }

    async fn get_chat(
        &self,
        context: Context<Caller>,
        path: parameters::GetChatPath,
    ) -> Result<responses::GetChatResponse, errors::GetChatError> {
        let result = routes::chats::get_chat::handle(self.call(&context), path).await;
        answer(&context, result).map(|shown: Shown<wire::Chat>| {
            let e_tag = shown.etag.unwrap_or_default();
            responses::GetChatResponse::Ok(shown.body, responses::GetChatOkHeaders { e_tag })
        })
    }

    async fn update_chat(
        &self,
        context: Context<Caller>,
        path: parameters::UpdateChatPath,
        header: parameters::UpdateChatHeader,
        body: wire::UpdateChatRequest,
    ) -> Result<responses::UpdateChatResponse, errors::UpdateChatError> {
        let result =
            routes::chats::update_chat::handle(self.call(&context), path, header, body).await;
        answer(&context, result).map(|shown: Shown<wire::Chat>| {
            let e_tag = shown.etag.unwrap_or_default();
            responses::UpdateChatResponse::Ok(shown.body, responses::UpdateChatOkHeaders { e_tag })
        })
    }

    async fn send_message(
        &self,
        context: Context<Caller>,
        path: parameters::SendMessagePath,
        _: parameters::SendMessageHeader,
        body: wire::SendMessageRequest,
    ) -> Result<wire::SendMessageResponse, errors::SendMessageError> {
        let result = routes::messages::send_message::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn create_escalation(
        &self,
        context: Context<Caller>,
        path: parameters::CreateEscalationPath,
        _: parameters::CreateEscalationHeader,
        body: wire::CreateEscalationRequest,
    ) -> Result<wire::Escalation, errors::CreateEscalationError> {
        let result =
            routes::escalations::create_escalation::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn update_escalation(
        &self,
        context: Context<Caller>,
        path: parameters::UpdateEscalationPath,
        _: parameters::UpdateEscalationHeader,
        body: wire::UpdateEscalationRequest,
    ) -> Result<wire::Escalation, errors::UpdateEscalationError> {
        let result =
            routes::escalations::update_escalation::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn add_photos(
        &self,
        context: Context<Caller>,
        path: parameters::AddPhotosPath,
        _: parameters::AddPhotosHeader,
        body: wire::AddPhotosRequest,
    ) -> Result<wire::AttachedPhotos, errors::AddPhotosError> {
        let result = routes::media::add_photos::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_photos(
        &self,
        context: Context<Caller>,
        path: parameters::ListPhotosPath,
    ) -> Result<wire::MediaList, errors::ListPhotosError> {
        let result = routes::media::list_photos::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn create_photo_upload(
        &self,
        context: Context<Caller>,
        path: parameters::CreatePhotoUploadPath,
        _: parameters::CreatePhotoUploadHeader,
    ) -> Result<wire::UploadPolicy, errors::CreatePhotoUploadError> {
        let result = routes::media::create_photo_upload::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn add_video(
        &self,
        context: Context<Caller>,
        path: parameters::AddVideoPath,
        _: parameters::AddVideoHeader,
        body: wire::AddVideoRequest,
    ) -> Result<wire::MediaItem, errors::AddVideoError> {
        let result = routes::media::add_video::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_videos(
        &self,
        context: Context<Caller>,
        path: parameters::ListVideosPath,
    ) -> Result<wire::MediaList, errors::ListVideosError> {
        let result = routes::media::list_videos::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn create_video_upload(
        &self,
        context: Context<Caller>,
        path: parameters::CreateVideoUploadPath,
        _: parameters::CreateVideoUploadHeader,
    ) -> Result<wire::UploadPolicy, errors::CreateVideoUploadError> {
        let result = routes::media::create_video_upload::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn get_customer_flags(
        &self,
        context: Context<Caller>,
        path: parameters::GetCustomerFlagsPath,
    ) -> Result<wire::CustomerFlags, errors::GetCustomerFlagsError> {
        let result =
            routes::customer_data::get_customer_flags::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn update_customer_flags(
        &self,
        context: Context<Caller>,
        path: parameters::UpdateCustomerFlagsPath,
        _: parameters::UpdateCustomerFlagsHeader,
        body: wire::UpdateCustomerFlagsRequest,
    ) -> Result<wire::CustomerFlags, errors::UpdateCustomerFlagsError> {
        let result =
            routes::customer_data::update_customer_flags::handle(self.call(&context), path, body)
                .await;
        answer(&context, result)
    }

    async fn send_custom_data(
        &self,
        context: Context<Caller>,
        path: parameters::SendCustomDataPath,
        _: parameters::SendCustomDataHeader,
        body: wire::SendCustomDataRequest,
    ) -> Result<wire::SendCustomDataResponse, errors::SendCustomDataError> {
        let result =
            routes::customer_data::send_custom_data::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn update_chat_end_user(
        &self,
        context: Context<Caller>,
        path: parameters::UpdateChatEndUserPath,
        _: parameters::UpdateChatEndUserHeader,
        body: wire::UpdateChatEndUserRequest,
    ) -> Result<wire::Accepted, errors::UpdateChatEndUserError> {
        let result =
            routes::end_users::update_chat_end_user::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn update_chat_end_user_alias(
        &self,
        context: Context<Caller>,
        path: parameters::UpdateChatEndUserAliasPath,
        _: parameters::UpdateChatEndUserAliasHeader,
        body: wire::UpdateChatEndUserRequest,
    ) -> Result<wire::Accepted, errors::UpdateChatEndUserAliasError> {
        let result =
            routes::end_users::update_chat_end_user_alias::handle(self.call(&context), path, body)
                .await;
        answer(&context, result)
    }

    async fn resume_chat(
        &self,
        context: Context<Caller>,
        path: parameters::ResumeChatPath,
        header: parameters::ResumeChatHeader,
    ) -> Result<responses::ResumeChatResponse, errors::ResumeChatError> {
        let result = routes::chats::resume_chat::handle(self.call(&context), path, header).await;
        answer(&context, result).map(|shown: Shown<wire::Chat>| {
            let e_tag = shown.etag.unwrap_or_default();
            responses::ResumeChatResponse::Ok(shown.body, responses::ResumeChatOkHeaders { e_tag })
        })
    }

    async fn get_media(
        &self,
        context: Context<Caller>,
        path: parameters::GetMediaPath,
    ) -> Result<Binary, errors::GetMediaError> {
        let result = routes::media::get_media::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn upsert_end_user(
        &self,
        context: Context<Caller>,
        _: parameters::UpsertEndUserHeader,
        body: wire::UpsertEndUserRequest,
    ) -> Result<wire::EndUser, errors::UpsertEndUserError> {
        let result = routes::end_users::upsert_end_user::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn find_end_user(
        &self,
        context: Context<Caller>,
        query: parameters::FindEndUserQuery,
    ) -> Result<wire::EndUser, errors::FindEndUserError> {
        let result = routes::end_users::find_end_user::handle(self.call(&context), query).await;
        answer(&context, result)
    }

    async fn list_wait_times(
        &self,
        context: Context<Caller>,
        query: parameters::ListWaitTimesQuery,
    ) -> Result<wire::WaitTimeList, errors::ListWaitTimesError> {
        let result = routes::menus::list_wait_times::handle(self.call(&context), query).await;
        answer(&context, result)
    }
}
