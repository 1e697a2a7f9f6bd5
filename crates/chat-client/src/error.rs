//! What the API says when it refuses.

use crate::generated::client::Error;

/// Reads an [`Error`] of this API.
pub trait ErrorExt {
    /// The API's own words, when the answer was its error object.
    fn wire(&self) -> Option<&chat_types::Error>;

    /// One line for people: the status and the API's message, or what kept the request from being answered.
    fn message(&self) -> String;
}

impl ErrorExt for Error<chat_types::Error> {
    fn wire(&self) -> Option<&chat_types::Error> {
        match self {
            Error::ErrorResponse(response) => Some(response),
            _ => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Error::ErrorResponse(response) => {
                format!("{}: {}", response.status(), response.message)
            }
            // The body may hold anything, personal data included: its size is enough.
            Error::InvalidResponsePayload(body, error) => {
                format!(
                    "the answer of {} bytes is not what the API documents: {error}",
                    body.len()
                )
            }
            Error::UnexpectedResponse(response) => {
                format!("{}: an answer the API does not document", response.status())
            }
            Error::InvalidRequest(problem) => format!("the request cannot be sent: {problem}"),
            Error::CommunicationError(error)
            | Error::ResponseBodyError(error)
            | Error::InvalidUpgrade(error) => with_causes(error),
            Error::Custom(text) => text.clone(),
        }
    }
}

/// An error and what caused it: reqwest's own text names the URL, its causes what happened.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
