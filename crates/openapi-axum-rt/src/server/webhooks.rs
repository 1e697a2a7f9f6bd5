//! Requests that a server sends of itself, and taking them.

mod form;

use std::future::Future;

use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{ErrorBody, Failure, IntoReply, Reply};
use super::body;
use super::call::Call;
use super::context::Context;
use super::operation::Operation;
use super::options::RouterOptions;
use super::rejection::Rejection;

/// A request for whatever client sends it.
pub type Outgoing = http::Request<Bytes>;

/// A request without a body.
pub fn outgoing(method: &str, url: Uri) -> Outgoing {
    let mut request = http::Request::new(Bytes::new());
    *request.method_mut() = method.parse().unwrap_or(Method::POST);
    *request.uri_mut() = url;
    request
}

/// A request with a body that is ready, of any media type.
pub fn outgoing_bytes(
    method: &str,
    url: Uri,
    media_type: HeaderValue,
    body: impl Into<Bytes>,
) -> Outgoing {
    let mut request = outgoing(method, url).map(|_| body.into());
    request.headers_mut().insert(CONTENT_TYPE, media_type);
    request
}

/// A request with a JSON body.
///
/// # Errors
/// [`Failure::Internal`] when the body cannot be written.
pub fn outgoing_json<T: Serialize>(
    method: &str,
    url: Uri,
    media_type: &'static str,
    body: &T,
) -> Result<Outgoing, Failure> {
    let bytes = serde_json::to_vec(body).map_err(|error| Failure::Internal(error.into()))?;
    let media_type = HeaderValue::from_static(media_type);
    Ok(outgoing_bytes(method, url, media_type, bytes))
}

/// A request with a form: a list is its name several times, and a member of an object is `name[member]`.
///
/// # Errors
/// [`Failure::Internal`] when the body cannot be written, or holds a list of something other than scalars.
pub fn outgoing_form<T: Serialize>(method: &str, url: Uri, body: &T) -> Result<Outgoing, Failure> {
    let text = form::write(body).map_err(Failure::Internal)?;
    let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    Ok(outgoing_bytes(method, url, media_type, text))
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl IntoReply for Failure {
    fn into_reply(self) -> Result<Reply, Failure> {
        Err(self)
    }
}

/// Takes a request that a server sent of itself: `read` reads its body, and the answer is 204 when the method is content.
pub async fn receive<T, F>(
    operation: &'static Operation,
    request: Request,
    options: &RouterOptions,
    read: impl AsyncFnOnce(&mut Call) -> Result<T, Rejection>,
    method: impl FnOnce(Context<()>, T) -> F,
) -> Response
where
    F: Future<Output = Result<(), Failure>>,
{
    let (mut call, answer) = Call::begin(operation, request, options);
    let outcome = answer
        .guard(async {
            let body = read(&mut call).await?;
            Ok(method(call.into_context(()), body).await)
        })
        .await;
    answer.empty(StatusCode::NO_CONTENT, outcome, ErrorBody::problem)
}

impl Call {
    /// Reads JSON that another server sent: keys that are not known are ignored and no bound is checked.
    ///
    /// # Errors
    /// 413, 408 and 400, in this order.
    pub async fn sent_json<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let bytes = self.bytes().await?;
        // Nothing at all is null.
        let text: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
        body::tolerant_json(text, self.options()).map_err(Rejection::json)
    }

    /// Reads a form that another server sent: names that are not known are ignored and no bound is checked.
    ///
    /// # Errors
    /// 413, 408 and 400, in this order.
    pub async fn sent_form<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let bytes = self.bytes().await?;
        let members = body::members(&bytes, &[], self.options());
        let read = members.and_then(|members| T::deserialize(members));
        read.map_err(Rejection::json)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::Uri;

    use super::{outgoing, outgoing_form, outgoing_json};

    #[test]
    fn a_request_is_ready_to_be_sent() {
        let url = Uri::from_static("https://example.com/hook");
        let request = outgoing_json("PUT", url.clone(), "application/a+json", &vec![1, 2]);
        let request = request.expect("a request");
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.headers()["content-type"], "application/a+json");
        assert_eq!(request.body().as_ref(), b"[1,2]");
        let request = outgoing("POST", Uri::from_static("/"));
        assert!(request.headers().is_empty() && request.body().is_empty());
        let request = outgoing_form("POST", url, &BTreeMap::from([("a b", [1, 2])]));
        let request = request.expect("a request");
        assert_eq!(request.body().as_ref(), b"a+b=1&a+b=2");
    }
}
