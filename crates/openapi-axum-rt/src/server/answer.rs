//! Writing answers.

mod error_body;
mod guard;
mod reply;

use std::fmt;
use std::future::Future;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ACCEPT, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use tracing::Span;
use tracing::field::Empty;

pub use self::error_body::ErrorBody;
pub use self::guard::Guard;
pub use self::reply::{Binary, IntoReply, Reply, StatusClass};
use super::BoxError;
use super::events::Events;
use super::operation::Operation;
use super::rejection::Rejection;
use super::request_id::HEADER;

/// Why a method has no documented answer.
#[derive(Debug)]
pub enum Failure {
    /// A fault of the server: answered with a constant 500; the cause is logged.
    Internal(BoxError),
    /// The operation is not offered here: answered with 501.
    Unimplemented,
    /// The request is at fault in a way that showed only while it was read, such as a body that breaks off.
    Rejected(Rejection),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(cause) => write!(f, "internal error: {cause}"),
            Self::Unimplemented => f.write_str("not implemented"),
            Self::Rejected(rejection) => rejection.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Internal(cause) => Self::internal(cause),
            Failure::Unimplemented => Self::unimplemented(),
            Failure::Rejected(rejection) => rejection,
        }
    }
}

/// Where the answer of one request is written.
#[derive(Debug)]
pub struct Answer {
    operation: Option<&'static Operation>,
    request_id: String,
    /// What the caller accepts, where there is a choice: seldom, and then in a place of its own.
    accept: Option<Box<HeaderMap>>,
    span: Span,
}

impl Answer {
    pub(crate) fn new(operation: Option<&'static Operation>, request_id: String) -> Self {
        // At the level of debug, as tower-http's: a span per request is not free, and errors name operation and request.
        let span = match operation {
            Some(it) => tracing::debug_span!(
                "request",
                operation = it.id,
                method = it.method,
                path = it.path,
                request_id = %request_id,
                status = Empty,
            ),
            None => Span::none(),
        };
        Self {
            operation,
            request_id,
            accept: None,
            span,
        }
    }

    /// The same answer for a caller whose wishes matter.
    pub(super) fn with_accept(mut self, headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).iter().cloned();
        let accept = values.map(|value| (ACCEPT, value)).collect();
        self.accept = Some(Box::new(accept));
        self
    }

    /// Runs a request in its span; a panic in it becomes a 500 whose cause is the panic's message.
    ///
    /// # Errors
    /// What the future answers, or the panic.
    pub fn guard<T, F>(&self, future: F) -> Guard<'_, F>
    where
        F: Future<Output = Result<T, Rejection>>,
    {
        Guard::new(&self.span, future)
    }

    /// Writes the outcome of a method that answers JSON.
    pub fn json<T: Serialize, E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<T, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        let produces = self.produces();
        self.finish(outcome, reject, |value| {
            Ok(Reply::json(status, &value)?.media(produces))
        })
    }

    /// Writes the outcome of a method that answers bytes.
    pub fn binary<E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<Binary, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        let produces = self.produces();
        self.finish(outcome, reject, |binary| {
            Ok(Reply::binary(status, binary)?.media(produces))
        })
    }

    /// Writes the outcome of a method that answers text.
    pub fn text<E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<String, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        let produces = self.produces();
        self.finish(outcome, reject, |text| {
            Ok(Reply::text(status, text)?.media(produces))
        })
    }

    /// Writes the outcome of a method that answers events.
    pub fn events<T: Serialize + 'static, E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<Events<T>, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        self.finish(outcome, reject, |events| Reply::events(status, events))
    }

    /// Writes the outcome of a method that answers events whose data is text.
    pub fn text_events<E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<Events<String>, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        self.finish(outcome, reject, |events| Reply::text_events(status, events))
    }

    /// Writes the outcome of a method that answers nothing.
    pub fn empty<E: IntoReply>(
        self,
        status: StatusCode,
        outcome: Result<Result<(), E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        self.finish(outcome, reject, |()| Reply::empty(status))
    }

    /// Writes the outcome of a method that says itself what it answers.
    pub fn reply<T: IntoReply, E: IntoReply>(
        self,
        outcome: Result<Result<T, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        self.finish(outcome, reject, T::into_reply)
    }

    fn produces(&self) -> &'static [&'static str] {
        self.operation.map_or(&[], |operation| operation.produces)
    }

    fn finish<T, E: IntoReply>(
        self,
        outcome: Result<Result<T, E>, Rejection>,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
        write: impl FnOnce(T) -> Result<Reply, Failure>,
    ) -> Response {
        let reply = match outcome {
            Ok(Ok(value)) => write(value),
            Ok(Err(error)) => error.into_reply(),
            Err(rejection) => return self.reject(rejection, reject),
        };
        match reply {
            Ok(reply) => {
                let response = reply.into_response(self.accept.as_deref());
                self.marked(response)
            }
            Err(failure) => self.reject(failure.into(), reject),
        }
    }

    /// Writes a rejection in the error schema.
    #[cold]
    pub fn reject(
        self,
        mut rejection: Rejection,
        reject: impl FnOnce(&Rejection) -> ErrorBody,
    ) -> Response {
        rejection.operation = rejection.operation.or(self.operation);
        rejection.request_id.clone_from(&self.request_id);
        if let Some(cause) = &rejection.cause {
            let operation = rejection.operation.map_or("", |operation| operation.id);
            tracing::error!(operation, request_id = %self.request_id, error = %Chain(&**cause), "request failed");
        }
        let mut response = reject(&rejection).into_response(rejection.status);
        response
            .headers_mut()
            .extend(std::mem::take(&mut rejection.headers));
        self.marked(response)
    }

    /// An answer without anything of its own.
    pub(super) fn response(self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        self.marked(response)
    }

    /// Adds what every answer has; a 401 says what it asks for, whoever wrote it.
    fn marked(self, mut response: Response) -> Response {
        let status = response.status();
        self.span.record("status", status.as_u16());
        let headers = response.headers_mut();
        // Moved, not copied.
        if let Ok(id) = HeaderValue::from_maybe_shared(Bytes::from(self.request_id)) {
            headers.insert(HEADER, id);
        }
        if let Some(operation) = self.operation
            && status == StatusCode::UNAUTHORIZED
            && !headers.contains_key(WWW_AUTHENTICATE)
        {
            for challenge in operation.challenges {
                headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            }
        }
        response
    }
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
