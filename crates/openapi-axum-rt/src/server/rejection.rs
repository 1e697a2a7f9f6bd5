//! Why a request did not reach its method.

use std::fmt;
use std::time::Duration;

use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::BoxError;
use super::operation::Operation;
use crate::json;
use crate::violation::{Keyword, Violation};

/// Why a request did not reach its method, or broke in it. The trait's `reject` turns it into the error schema.
#[derive(Debug)]
pub struct Rejection(Box<RejectionParts>);

/// The parts of a [`Rejection`], reached through it.
#[derive(Debug)]
#[non_exhaustive]
pub struct RejectionParts {
    /// The status of the answer.
    pub status: StatusCode,
    /// What kind of failure it is.
    pub kind: RejectionKind,
    /// One sentence for people: the first violation, if there are any. Constant for a 5xx.
    pub message: String,
    /// A short name for programs, such as `invalid_body`.
    pub code: &'static str,
    /// Everything that is wrong with the request, where that is known.
    pub violations: Vec<Violation>,
    /// Headers of the answer, such as `Allow` and `Retry-After`.
    pub headers: HeaderMap,
    /// The operation, once the route is known.
    pub operation: Option<&'static Operation>,
    /// The id of the request.
    pub request_id: String,
    /// The cause of a 5xx: logged, never sent.
    pub cause: Option<BoxError>,
    /// There are no credentials at all, as against wrong ones.
    missing: bool,
}

/// Kinds of [`Rejection`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// 404: no operation has this path.
    RouteNotFound,
    /// 405: an operation has this path under another method.
    MethodNotAllowed,
    /// 401: credentials are missing or wrong.
    Unauthorized,
    /// 403: the caller may not do this.
    Forbidden,
    /// 429: too many requests.
    TooManyRequests,
    /// 400: a path parameter.
    Path,
    /// 400: a query parameter.
    Query,
    /// 400: a header parameter.
    Header,
    /// 400: a cookie parameter.
    Cookie,
    /// 406: the caller accepts none of the media types that the operation answers.
    NotAcceptable,
    /// 415: the body's media type.
    MediaType,
    /// 413: the body is too large.
    BodyTooLarge,
    /// 408: the body did not come in time.
    BodyTimeout,
    /// 400: the body broke off.
    BodyIncomplete,
    /// 400: the body is not JSON that may be sent.
    BodySyntax,
    /// 400: the body is JSON of another shape.
    BodyShape,
    /// 400 or 422: the body breaks bounds of the schema.
    BodyConstraint,
    /// 400: refused by the implementer before the method ran.
    BadRequest,
    /// 501: the implementer does not offer the operation.
    Unimplemented,
    /// 503: not now.
    Unavailable,
    /// 500: a fault of the server.
    Internal,
}

impl std::ops::Deref for Rejection {
    type Target = RejectionParts;

    fn deref(&self) -> &RejectionParts {
        &self.0
    }
}

impl std::ops::DerefMut for Rejection {
    fn deref_mut(&mut self) -> &mut RejectionParts {
        &mut self.0
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Rejection {}

impl Rejection {
    #[cold]
    pub(crate) fn new(
        status: StatusCode,
        kind: RejectionKind,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(RejectionParts {
            status,
            kind,
            message: message.into(),
            code,
            violations: Vec::new(),
            headers: HeaderMap::new(),
            operation: None,
            request_id: String::new(),
            cause: None,
            missing: false,
        }))
    }

    /// 401. The answer gets a `WWW-Authenticate` for what the operation takes.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            RejectionKind::Unauthorized,
            "unauthorized",
            message,
        )
    }

    /// 401 for a request without credentials.
    pub(crate) fn no_credentials(message: impl Into<String>) -> Self {
        let mut rejection = Self::unauthorized(message);
        rejection.missing = true;
        rejection
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.missing
    }

    /// 403: the caller is known and may not do this, for instance because a scope is missing.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            RejectionKind::Forbidden,
            "forbidden",
            message,
        )
    }

    /// 429 with `Retry-After`, in whole seconds and at least one.
    #[must_use]
    pub fn too_many_requests(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        let mut rejection = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            RejectionKind::TooManyRequests,
            "too_many_requests",
            "too many requests: wait as long as Retry-After says",
        );
        rejection
            .headers
            .insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        rejection
    }

    /// 503.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            RejectionKind::Unavailable,
            "unavailable",
            message,
        )
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            RejectionKind::BadRequest,
            "bad_request",
            message,
        )
    }

    /// 500. The cause is logged and never sent.
    #[must_use]
    pub fn internal(cause: BoxError) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let mut rejection = Self::new(
            status,
            RejectionKind::Internal,
            "internal",
            "internal error",
        );
        rejection.cause = Some(cause);
        rejection
    }

    pub(crate) fn unimplemented() -> Self {
        let message = "this operation is not implemented here";
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            RejectionKind::Unimplemented,
            "not_implemented",
            message,
        )
    }

    pub(crate) fn route_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            RejectionKind::RouteNotFound,
            "route_not_found",
            "there is nothing at this path",
        )
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        let message = format!("the method is not allowed here: use {allow}");
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut rejection = Self::new(
            status,
            RejectionKind::MethodNotAllowed,
            "method_not_allowed",
            message,
        );
        rejection
            .headers
            .insert(ALLOW, HeaderValue::from_static(allow));
        rejection
    }

    /// 400 for parameters. `violations` is not empty.
    #[cold]
    pub fn parameters(kind: RejectionKind, violations: Vec<Violation>) -> Self {
        let code = match kind {
            RejectionKind::Path => "invalid_path",
            RejectionKind::Header => "invalid_header",
            RejectionKind::Cookie => "invalid_cookie",
            _ => "invalid_query",
        };
        Self::violations(StatusCode::BAD_REQUEST, kind, code, violations)
    }

    /// The body breaks bounds of the schema. `violations` is not empty.
    #[cold]
    pub(crate) fn constraints(status: StatusCode, violations: Vec<Violation>) -> Self {
        Self::violations(
            status,
            RejectionKind::BodyConstraint,
            "invalid_body",
            violations,
        )
    }

    fn violations(
        status: StatusCode,
        kind: RejectionKind,
        code: &'static str,
        violations: Vec<Violation>,
    ) -> Self {
        let message = violations
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut rejection = Self::new(status, kind, code, message);
        rejection.violations = violations;
        rejection
    }

    /// The body could not be read.
    #[cold]
    pub(crate) fn json(error: json::Error) -> Self {
        Self::malformed(vec![error.into_violation()])
    }

    /// The body is not JSON, or not of the type. `violations` is not empty.
    #[cold]
    pub(crate) fn malformed(violations: Vec<Violation>) -> Self {
        let first = violations.first();
        let (kind, code) = match first.map(|violation| violation.keyword) {
            Some(Keyword::Syntax) => (RejectionKind::BodySyntax, "invalid_json"),
            _ => (RejectionKind::BodyShape, "invalid_body"),
        };
        let message = first.map(|violation| {
            let whole = violation.pointer.is_empty();
            let place = if whole { "the body " } else { "" };
            format!("{place}{violation}")
        });
        let message = message.unwrap_or_default();
        let mut rejection = Self::new(StatusCode::BAD_REQUEST, kind, code, message);
        rejection.violations = violations;
        rejection
    }

    /// There is no JSON where some is required.
    #[cold]
    pub(crate) fn no_body() -> Self {
        Self::missing_body("invalid_json", "is missing: send a JSON value")
    }

    /// There is no body where one is required.
    #[cold]
    pub(crate) fn no_bytes() -> Self {
        Self::missing_body("invalid_body", "is missing: send one, with its media type")
    }

    fn missing_body(code: &'static str, detail: &str) -> Self {
        let detail = detail.to_owned();
        let mut rejection = Self::new(
            StatusCode::BAD_REQUEST,
            RejectionKind::BodySyntax,
            code,
            format!("the body {detail}"),
        );
        rejection.violations = vec![Violation {
            pointer: String::new(),
            keyword: Keyword::Required,
            detail,
        }];
        rejection
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rejection;
    use crate::json;
    use crate::violation::Keyword;

    #[test]
    fn retry_after_is_rounded_up_and_at_least_one() {
        for (wait_ms, seconds) in [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2")] {
            let rejection = Rejection::too_many_requests(Duration::from_millis(wait_ms));
            assert_eq!(rejection.headers["retry-after"], seconds);
        }
    }

    #[test]
    fn messages_name_the_place() {
        let error = json::from_slice::<std::collections::BTreeMap<String, bool>>(br#"{"a":1}"#);
        let rejection = Rejection::json(error.expect_err("not a boolean"));
        assert_eq!(rejection.message, "/a: must be a boolean, not an integer");
        assert_eq!(rejection.violations[0].keyword, Keyword::Type);
        let error = json::from_slice::<bool>(b"{").expect_err("not JSON");
        assert!(Rejection::json(error).message.starts_with("the body "));
    }
}
