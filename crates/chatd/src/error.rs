//! Refusals of operations, and the only place that chooses an HTTP status for one.

use std::error::Error as StdError;

use chat_core::{ChatId, DomainError, StoreError};
use chat_server::{ApiError, Failure};
use chat_types::{Error, ErrorDetail};
use http::StatusCode;

/// Why an operation was not carried out.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// An id of the path names nothing of this tenant.
    NotFound(String),
    /// The domain refused.
    Domain {
        /// Its reason.
        error: DomainError,
        /// Where in the request it lies; `None` takes the usual place of such an error.
        pointer: Option<String>,
    },
    /// Something that the body names does not exist.
    ReferenceNotFound {
        /// JSON Pointer into the body; its last part is the name of the key.
        pointer: String,
        /// What was named.
        value: String,
    },
    /// A rule that the schema cannot express is broken.
    Invalid {
        /// JSON Pointer into the body, or `query/name`.
        pointer: String,
        /// The sentence for the caller.
        message: String,
    },
    /// The chat is not in the version that `If-Match` asks for.
    VersionChanged,
    /// The same repeatable request has been carried out meanwhile.
    Repeated,
    /// Too busy, or shutting down.
    Unavailable,
    /// A fault of ours; the cause is logged and never sent.
    Internal(Box<dyn StdError + Send + Sync>),
}

impl Refusal {
    /// A broken rule at a place in the request.
    pub(crate) fn invalid(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid {
            pointer: pointer.into(),
            message: message.into(),
        }
    }

    /// No such chat.
    pub(crate) fn chat_not_found(id: ChatId) -> Self {
        Self::NotFound(format!("chat {id} is not found"))
    }

    /// The same refusal at another place of the request.
    pub(crate) fn at(self, place: &str) -> Self {
        match self {
            Self::Domain { error, .. } => Self::Domain {
                error,
                pointer: Some(place.to_owned()),
            },
            other => other,
        }
    }

    /// Adds the request's id, which every error answer carries.
    pub(crate) fn of_request(self, request_id: &str) -> RequestRefusal {
        RequestRefusal {
            refusal: self,
            request_id: request_id.to_owned(),
        }
    }
}

impl From<DomainError> for Refusal {
    fn from(error: DomainError) -> Self {
        Self::Domain {
            error,
            pointer: None,
        }
    }
}

impl From<StoreError> for Refusal {
    /// [`StoreError::NotFound`] names no id: callers that address something by a path id look it up first.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("not found".to_owned()),
            StoreError::Domain(error) => error.into(),
            StoreError::Unavailable => Self::Unavailable,
            StoreError::VersionChanged => Self::VersionChanged,
            StoreError::Conflict => Self::Repeated,
            StoreError::Internal(cause) => Self::Internal(cause),
        }
    }
}

/// A refusal with the id of the request that it answers.
#[derive(Debug)]
pub(crate) struct RequestRefusal {
    refusal: Refusal,
    request_id: String,
}

impl ApiError for RequestRefusal {
    fn into_response_parts(self) -> Result<(StatusCode, Error), Failure> {
        let (status, code, message, pointer) = match self.refusal {
            Refusal::NotFound(message) => (StatusCode::NOT_FOUND, "not_found", message, None),
            Refusal::Domain {
                error: error @ DomainError::EscalationNotFound(_),
                ..
            } => (StatusCode::NOT_FOUND, "not_found", error.to_string(), None),
            Refusal::Domain { error, pointer } => {
                let pointer = pointer.or_else(|| usual_place(&error).map(str::to_owned));
                (
                    StatusCode::BAD_REQUEST,
                    domain_code(&error),
                    error.to_string(),
                    pointer,
                )
            }
            Refusal::ReferenceNotFound { pointer, value } => {
                let name = pointer.rsplit('/').next().unwrap_or_default();
                let message = format!("{name} {value} is not found");
                let code = "reference_not_found";
                (StatusCode::BAD_REQUEST, code, message, Some(pointer))
            }
            Refusal::Invalid { pointer, message } => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                message,
                Some(pointer),
            ),
            Refusal::VersionChanged => (
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "the chat has changed, read it again".to_owned(),
                None,
            ),
            Refusal::Repeated => (
                StatusCode::CONFLICT,
                "idempotency_key_in_use",
                "a request with this Idempotency-Key is under way, try again later".to_owned(),
                None,
            ),
            Refusal::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "the platform is busy, try again later".to_owned(),
                None,
            ),
            Refusal::Internal(cause) => return Err(Failure::Internal(cause)),
        };
        let errors = pointer
            .map(|pointer| ErrorDetail {
                pointer,
                detail: message.clone(),
            })
            .into_iter()
            .collect();
        Ok((
            status,
            Error {
                message,
                code: Some(code.to_owned()),
                request_id: Some(self.request_id),
                errors: Some(errors),
            },
        ))
    }
}

/// Where in the request an error of the domain usually lies; `None` where no part of the request is at fault.
fn usual_place(error: &DomainError) -> Option<&'static str> {
    Some(match error {
        DomainError::MenuNotFound(_) | DomainError::AfterHours => "/chat/menu_id",
        DomainError::EndUserNotFound(_) => "/chat/end_user_id",
        DomainError::SenderNotFound(_) => "/from_user_id",
        DomainError::FinisherNotFound(_) => "/finished_by_user_id",
        DomainError::FinishEscalationNotFound(_) => "/chat/escalation_id",
        DomainError::MediaNotFound(_) => "/message/content/media_id",
        DomainError::LanguageNotFound(_) | DomainError::LanguageNotAvailable(_) => "/chat/lang",
        DomainError::DeflectionChannelNotAvailable(_) => "/deflection_channel",
        DomainError::OnlyFinishedCanBeSet => "/chat/status",
        DomainError::TooManyCustomDataKeys | DomainError::CustomDataTooLarge => "/data",
        DomainError::ChatEnded
        | DomainError::NotDismissed
        | DomainError::EscalationNotFound(_)
        | DomainError::QueueHoldsChats(_)
        | DomainError::TooManyMedia
        | DomainError::NotWithVirtualAgent
        | DomainError::ReservedKeyNotBoolean(_)
        | DomainError::DuplicateRequest => return None,
    })
}

/// A stable name for an error of the domain.
fn domain_code(error: &DomainError) -> &'static str {
    match error {
        DomainError::ChatEnded => "chat_ended",
        DomainError::NotDismissed => "chat_not_dismissed",
        DomainError::AfterHours => "after_hours",
        DomainError::MenuNotFound(_)
        | DomainError::EndUserNotFound(_)
        | DomainError::SenderNotFound(_)
        | DomainError::FinisherNotFound(_)
        | DomainError::EscalationNotFound(_)
        | DomainError::FinishEscalationNotFound(_)
        | DomainError::MediaNotFound(_) => "reference_not_found",
        DomainError::QueueHoldsChats(_) => "queue_holds_chats",
        DomainError::TooManyMedia
        | DomainError::TooManyCustomDataKeys
        | DomainError::CustomDataTooLarge => "limit_exceeded",
        DomainError::LanguageNotFound(_) | DomainError::LanguageNotAvailable(_) => {
            "language_not_available"
        }
        DomainError::NotWithVirtualAgent => "chat_not_with_virtual_agent",
        DomainError::DeflectionChannelNotAvailable(_) => "deflection_channel_not_available",
        DomainError::OnlyFinishedCanBeSet | DomainError::ReservedKeyNotBoolean(_) => {
            "invalid_request"
        }
        DomainError::DuplicateRequest => "duplicate_request",
    }
}
