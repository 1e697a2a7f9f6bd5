//! Requests that a server sends of itself, and taking them.

use std::future::Future;

use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{ErrorBody, Failure, IntoReply, Reply};
use super::call::Call;
use super::context::Context;
use super::operation::Operation;
use super::options::RouterOptions;

/// A request for whatever client sends it.
pub type Outgoing = http::Request<Bytes>;

/// A request with a JSON body, or with none.
///
/// # Errors
/// [`Failure::Internal`] when the body cannot be written.
pub fn outgoing<T: Serialize>(
    method: &str,
    url: Uri,
    body: Option<&T>,
) -> Result<Outgoing, Failure> {
    let internal = |error: serde_json::Error| Failure::Internal(error.into());
    let bytes = body.map(serde_json::to_vec).transpose().map_err(internal)?;
    let is_json = bytes.is_some();
    let mut request = http::Request::new(Bytes::from(bytes.unwrap_or_default()));
    *request.method_mut() = method.parse().unwrap_or(Method::POST);
    *request.uri_mut() = url;
    if is_json {
        let value = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, value);
    }
    Ok(request)
}

impl IntoReply for Failure {
    fn into_reply(self) -> Result<Reply, Failure> {
        Err(self)
    }
}

/// Takes a request that a server sent of itself: reads the body tolerantly, and answers 204 when the method is content.
pub async fn receive<T, F>(
    operation: &'static Operation,
    request: Request,
    options: &RouterOptions,
    method: impl FnOnce(Context<()>, T) -> F,
) -> Response
where
    T: DeserializeOwned,
    F: Future<Output = Result<(), Failure>>,
{
    let (mut call, answer) = Call::begin(operation, request, options);
    let outcome = answer
        .guard(async {
            let body = call.tolerant_json().await?;
            Ok(method(call.into_context(()), body).await)
        })
        .await;
    answer.empty(StatusCode::NO_CONTENT, outcome, ErrorBody::problem)
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::outgoing;

    #[test]
    fn a_request_is_ready_to_be_sent() {
        let url = Uri::from_static("https://example.com/hook");
        let request = outgoing("PUT", url, Some(&vec![1, 2])).expect("a request");
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(request.body().as_ref(), b"[1,2]");
        let request = outgoing("POST", Uri::from_static("/"), None::<&()>).expect("a request");
        assert!(request.headers().is_empty() && request.body().is_empty());
    }
}
