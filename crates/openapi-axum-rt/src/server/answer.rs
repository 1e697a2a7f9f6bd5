//! Writing answers.

use std::fmt;

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::BoxError;
use super::operation::Operation;
use super::rejection::{Rejection, challenge};
use super::request_id::HEADER;

/// Room for most answers, so that writing one does not move it.
const USUAL_BYTES: usize = 1024;

/// Why a method has no documented answer.
#[derive(Debug)]
pub enum Failure {
    /// A fault of the server: answered with a constant 500; the cause is logged.
    Internal(BoxError),
    /// The operation is not offered here: answered with 501.
    Unimplemented,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(cause) => write!(f, "internal error: {cause}"),
            Self::Unimplemented => f.write_str("not implemented"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Internal(cause) => Self::internal(cause),
            Failure::Unimplemented => Self::unimplemented(),
        }
    }
}

/// An operation's error, taken apart for writing.
pub trait IntoParts<B> {
    /// The documented status and body, or the failure that is beside them.
    ///
    /// # Errors
    /// The failure.
    fn into_parts(self) -> Result<(StatusCode, B), Failure>;
}

/// An answer that is not JSON.
#[derive(Debug, Default)]
pub struct Binary {
    /// The bytes, whole or as a stream.
    pub body: Body,
    /// Headers of the answer; `Content-Type` is `application/octet-stream` unless given here.
    pub headers: HeaderMap,
}

/// Where the answer of one request is written.
#[derive(Debug)]
pub struct Answer {
    operation: Option<&'static Operation>,
    request_id: String,
}

impl Answer {
    pub(crate) fn new(operation: Option<&'static Operation>, request_id: String) -> Self {
        Self {
            operation,
            request_id,
        }
    }

    /// Writes the outcome of a method that answers JSON.
    pub fn json<T: Serialize, E: IntoParts<B>, B: Serialize>(
        self,
        status: StatusCode,
        outcome: Result<Result<T, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> B,
    ) -> Response {
        self.finish(outcome, reject, |answer, value| {
            answer.write_json(status, &value)
        })
    }

    /// Writes the outcome of a method that answers bytes.
    pub fn binary<E: IntoParts<B>, B: Serialize>(
        self,
        status: StatusCode,
        outcome: Result<Result<Binary, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> B,
    ) -> Response {
        self.finish(outcome, reject, |answer, binary| {
            Ok(answer.write_binary(status, binary))
        })
    }

    /// Writes the outcome of a method that answers nothing.
    pub fn empty<E: IntoParts<B>, B: Serialize>(
        self,
        status: StatusCode,
        outcome: Result<Result<(), E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> B,
    ) -> Response {
        self.finish(outcome, reject, |answer, ()| {
            Ok(answer.response(status, Body::empty()))
        })
    }

    fn finish<T, E: IntoParts<B>, B: Serialize>(
        self,
        outcome: Result<Result<T, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> B,
        write: impl FnOnce(&Self, T) -> Result<Response, serde_json::Error>,
    ) -> Response {
        let error = match outcome {
            Ok(Ok(value)) => match write(&self, value) {
                Ok(response) => return response,
                Err(error) => Rejection::internal(error.into()),
            },
            Ok(Err(error)) => match error
                .into_parts()
                .map(|(status, body)| self.write_json(status, &body))
            {
                Ok(Ok(response)) => return with_challenge(response),
                Ok(Err(error)) => Rejection::internal(error.into()),
                Err(failure) => failure.into(),
            },
            Err(rejection) => rejection,
        };
        self.reject(error, reject)
    }

    /// Writes a rejection in the error schema.
    #[cold]
    pub fn reject<B: Serialize>(
        self,
        mut rejection: Rejection,
        reject: impl FnOnce(&Rejection) -> B,
    ) -> Response {
        rejection.operation = rejection.operation.or(self.operation);
        rejection.request_id.clone_from(&self.request_id);
        if let Some(cause) = &rejection.cause {
            let operation = rejection.operation.map_or("", |operation| operation.id);
            tracing::error!(operation, request_id = %self.request_id, error = %Chain(&**cause), "request failed");
        }
        let body = reject(&rejection);
        let mut response = match self.write_json(rejection.status, &body) {
            Ok(response) => response,
            // The error schema itself cannot be written: nothing is left to say but the status.
            Err(_) => self.response(StatusCode::INTERNAL_SERVER_ERROR, Body::empty()),
        };
        response
            .headers_mut()
            .extend(std::mem::take(&mut rejection.headers));
        response
    }

    fn write_json<T: Serialize>(
        &self,
        status: StatusCode,
        value: &T,
    ) -> Result<Response, serde_json::Error> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut bytes, value)?;
        let mut response = self.response(status, Body::from(bytes));
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }

    fn write_binary(&self, status: StatusCode, binary: Binary) -> Response {
        let mut response = self.response(status, binary.body);
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        headers.extend(binary.headers);
        response
    }

    fn response(&self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            response.headers_mut().insert(HEADER, id);
        }
        if let Some(operation) = self.operation {
            response.extensions_mut().insert(operation);
        }
        response
    }
}

/// A 401 says what it asks for, whoever wrote it.
fn with_challenge(mut response: Response) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge());
    }
    response
}

/// An error with its causes.
struct Chain<'a>(&'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
