//! The router under test, and what its implementation saw.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request as HttpRequest};
use http_body_util::BodyExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;

use super::contract::Operation;
use super::request::Request;

/// Everything but what RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What an implementation was called with.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The operation's id.
    pub operation: String,
    /// Parameters by place (`path/id`); null for one that was not given.
    pub parameters: Value,
    /// The decoded body, written as JSON again.
    pub body: Value,
}

/// Where an implementation under test notes its calls. Clones share their notes.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Option<Reached>>>);

impl Recorder {
    /// Notes a call. `body` is the decoded body, or `()` for an operation without one.
    ///
    /// # Panics
    /// The body cannot be written as JSON: it could not be sent either.
    pub fn reached(&self, operation: &str, parameters: Value, body: &impl Serialize) {
        let body = serde_json::to_value(body).expect("a decoded body can be written as JSON");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Reached {
            operation: operation.to_owned(),
            parameters,
            body,
        });
    }

    fn take(&self) -> Option<Reached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A router whose implementation answers every call with the document's example and notes it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The router, without a base path.
    pub router: Router,
    /// What its implementation notes.
    pub recorder: Recorder,
    /// Headers of every request, such as credentials.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Reads the places that an error names from its body.
    pub places: fn(&Value) -> Vec<String>,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) answer: Value,
    pub(crate) reached: Option<Reached>,
}

impl Subject {
    /// Sends the request as bytes.
    pub(crate) async fn send(
        &self,
        operation: &Operation,
        request: &Request,
    ) -> Result<Seen, String> {
        self.recorder.take();
        let mut builder = HttpRequest::builder()
            .method(operation.method.as_str())
            .uri(uri(operation, request));
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        for (place, value) in &request.parameters {
            if let Some(name) = place.strip_prefix("header/") {
                builder = builder.header(name, text(value));
            }
        }
        let body = match (&operation.body, &request.body) {
            (Some(_), Some(body)) => {
                builder = builder.header(CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            _ => Body::empty(),
        };
        let request = builder.body(body).map_err(|error| error.to_string())?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let bytes = response
            .into_body()
            .collect()
            .await
            .map_err(|error| error.to_string())?
            .to_bytes();
        Ok(Seen {
            status,
            answer: serde_json::from_slice(&bytes).unwrap_or_default(),
            reached: self.recorder.take(),
        })
    }
}

fn uri(operation: &Operation, request: &Request) -> String {
    let mut uri = operation.path.clone();
    let mut query = Vec::new();
    for (place, value) in &request.parameters {
        let text = text(value);
        let value = utf8_percent_encode(&text, ENCODED).to_string();
        if let Some(name) = place.strip_prefix("path/") {
            uri = uri.replace(&format!("{{{name}}}"), &value);
        } else if let Some(name) = place.strip_prefix("query/") {
            query.push(format!("{}={value}", utf8_percent_encode(name, ENCODED)));
        }
    }
    if !query.is_empty() {
        uri = format!("{uri}?{}", query.join("&"));
    }
    uri
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
