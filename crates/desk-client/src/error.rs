//! What the API says when it refuses.

use crate::generated::client::Error;

/// Reads an [`Error`] of this API.
pub trait ErrorExt {
    /// The API's own words, when the answer was its error object.
    fn wire(&self) -> Option<&desk_types::Error>;

    /// The HTTP status, when there was an answer.
    fn status_code(&self) -> Option<u16>;
}

impl ErrorExt for Error<desk_types::Error> {
    fn wire(&self) -> Option<&desk_types::Error> {
        match self {
            Error::ErrorResponse(response) => Some(response),
            _ => None,
        }
    }

    fn status_code(&self) -> Option<u16> {
        self.status().map(|status| status.as_u16())
    }
}
