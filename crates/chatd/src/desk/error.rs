//! Refusals of the desk's operations, and the only place that chooses an HTTP status for one.

use std::error::Error as StdError;

use chat_core::StoreError;
use desk_server::{ApiError, Failure};
use desk_types::{Error, ErrorDetail};
use http::StatusCode;

/// Why an operation was not carried out.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// What the path names does not exist.
    NotFound(String),
    /// Something is in the way.
    Conflict(String),
    /// Rules that the schema cannot express are broken: JSON pointers into the body (or `query/name`), and sentences.
    Invalid(Vec<(String, String)>),
    /// Too busy, or shutting down.
    Unavailable,
    /// A fault of ours; the cause is logged and never sent.
    Internal(Box<dyn StdError + Send + Sync>),
}

impl Refusal {
    /// One broken rule.
    pub(crate) fn invalid(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![(pointer.into(), message.into())])
    }

    /// No such tenant.
    pub(crate) fn tenant_not_found(id: i64) -> Self {
        Self::NotFound(format!("tenant {id} is not found"))
    }

    /// Adds the request's id, which every error answer carries.
    pub(crate) fn of_request(self, request_id: &str) -> RequestRefusal {
        RequestRefusal {
            refusal: self,
            request_id: request_id.to_owned(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("not found".to_owned()),
            StoreError::Conflict => Self::Conflict("that is taken".to_owned()),
            StoreError::Unavailable => Self::Unavailable,
            StoreError::Internal(cause) => Self::Internal(cause),
            error @ (StoreError::Domain(_) | StoreError::VersionChanged) => {
                Self::Internal(error.into())
            }
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
        let mut errors = Vec::new();
        let (status, code, message) = match self.refusal {
            Refusal::NotFound(message) => (StatusCode::NOT_FOUND, "not_found", message),
            Refusal::Conflict(message) => (StatusCode::CONFLICT, "conflict", message),
            Refusal::Invalid(broken) => {
                let first = broken
                    .first()
                    .map(|(pointer, text)| format!("{pointer}: {text}"));
                errors = broken;
                let message = first.unwrap_or_default();
                (StatusCode::BAD_REQUEST, "invalid_request", message)
            }
            Refusal::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "the platform is busy, try again later".to_owned(),
            ),
            Refusal::Internal(cause) => return Err(Failure::Internal(cause)),
        };
        let detail = |(pointer, detail)| ErrorDetail { pointer, detail };
        Ok((
            status,
            Error {
                message,
                code: Some(code.to_owned()),
                request_id: Some(self.request_id),
                errors: Some(errors.into_iter().map(detail).collect()),
            },
        ))
    }
}
