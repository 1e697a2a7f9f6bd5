//! A documented answer, ready to be written.

use std::fmt::Display;

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, InvalidHeaderValue};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::Failure;
use super::error_body::USUAL_BYTES;
use crate::server::events::Events;
use crate::server::media;

/// An answer that is not JSON.
#[derive(Debug, Default)]
pub struct Binary {
    /// The bytes, whole or as a stream.
    pub body: Body,
    /// Headers of the answer; `Content-Type` is what the document says, or `application/octet-stream`, unless given here.
    pub headers: HeaderMap,
}

impl From<Body> for Binary {
    fn from(body: Body) -> Self {
        Self {
            body,
            headers: HeaderMap::new(),
        }
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Body::from(bytes))
    }
}

/// A documented answer, ready to be written.
#[derive(Debug)]
pub struct Reply {
    response: Response,
    media_types: &'static [&'static str],
    /// What the answer has where the document gives no media type of its own; written once, at the end.
    usual: Option<&'static str>,
    /// The media type came with the bytes.
    is_typed: bool,
}

/// What a method answers, taken apart for writing.
pub trait IntoReply {
    /// The documented answer, or the failure that is beside them.
    ///
    /// # Errors
    /// The failure.
    fn into_reply(self) -> Result<Reply, Failure>;
}

/// A status that begins with the digit `CLASS`, for an answer that the document lists as a range such as `4XX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusClass<const CLASS: u16>(StatusCode);

impl<const CLASS: u16> StatusClass<CLASS> {
    /// The status, if it is in the range.
    #[must_use]
    pub fn new(status: StatusCode) -> Option<Self> {
        (status.as_u16() / 100 == CLASS).then_some(Self(status))
    }

    /// The status.
    #[must_use]
    pub const fn get(self) -> StatusCode {
        self.0
    }
}

impl Reply {
    fn new(status: StatusCode, body: Body) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        Self::of(response)
    }

    fn of(response: Response) -> Self {
        Self {
            response,
            media_types: &[],
            usual: None,
            is_typed: false,
        }
    }

    /// A status of an answer that the document calls `default`: one that is listed, or in a range that is listed, has its
    /// own answer.
    ///
    /// # Errors
    /// [`Failure::Internal`] for such a status.
    pub fn unlisted(
        status: StatusCode,
        listed: &[u16],
        classes: &[u16],
    ) -> Result<StatusCode, Failure> {
        let code = status.as_u16();
        if listed.contains(&code) || classes.contains(&(code / 100)) {
            let message = format!("the status {code} is listed, answer it as the document says");
            return Err(Failure::Internal(message.into()));
        }
        Ok(status)
    }

    /// JSON.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the value cannot be written.
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, Failure> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut bytes, value)
            .map_err(|error| Failure::Internal(error.into()))?;
        Ok(Self::new(status, Body::from(bytes)).typed("application/json"))
    }

    /// Bytes.
    ///
    /// # Errors
    /// None; it is like its neighbours.
    pub fn binary(status: StatusCode, binary: Binary) -> Result<Self, Failure> {
        let mut reply = Self::new(status, binary.body).typed("application/octet-stream");
        reply.is_typed = binary.headers.contains_key(CONTENT_TYPE);
        reply.response.headers_mut().extend(binary.headers);
        Ok(reply)
    }

    /// Text.
    ///
    /// # Errors
    /// None; it is like its neighbours.
    pub fn text(status: StatusCode, text: String) -> Result<Self, Failure> {
        Ok(Self::new(status, Body::from(text)).typed("text/plain; charset=utf-8"))
    }

    /// Nothing.
    ///
    /// # Errors
    /// None; it is like its neighbours.
    pub fn empty(status: StatusCode) -> Result<Self, Failure> {
        Ok(Self::new(status, Body::empty()))
    }

    /// Events with JSON data.
    ///
    /// # Errors
    /// None; it is like its neighbours.
    pub fn events<T: Serialize + 'static>(
        status: StatusCode,
        events: Events<T>,
    ) -> Result<Self, Failure> {
        Ok(Self::streamed(status, events.into_json_response()))
    }

    /// Events with text.
    ///
    /// # Errors
    /// None; it is like its neighbours.
    pub fn text_events(status: StatusCode, events: Events<String>) -> Result<Self, Failure> {
        Ok(Self::streamed(status, events.into_text_response()))
    }

    fn streamed(status: StatusCode, mut response: Response) -> Self {
        *response.status_mut() = status;
        Self::of(response)
    }

    fn typed(mut self, media_type: &'static str) -> Self {
        self.usual = Some(media_type);
        self
    }

    /// The same answer as one of the media types of the document, the one that the caller prefers. Bytes that come with a
    /// `Content-Type` of their own keep it.
    #[must_use]
    pub fn media(mut self, media_types: &'static [&'static str]) -> Self {
        if !self.is_typed {
            self.media_types = media_types;
        }
        self
    }

    /// The same answer with a header.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the text cannot stand in a header.
    pub fn header(mut self, name: &'static str, value: &impl Display) -> Result<Self, Failure> {
        let name = HeaderName::from_bytes(name.as_bytes());
        let name = name.map_err(|error| Failure::Internal(error.into()))?;
        let value = HeaderValue::from_str(&value.to_string());
        let value = value.map_err(|error| Failure::Internal(error.into()))?;
        self.response.headers_mut().append(name, value);
        Ok(self)
    }

    /// The same answer with a header that holds more than a scalar: a list as `a,b`, an object as `a,1,b,2`.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the value cannot be written, or its text cannot stand in a header.
    pub fn header_as<T: Serialize>(self, name: &'static str, value: &T) -> Result<Self, Failure> {
        let value = serde_json::to_value(value).map_err(|error| Failure::Internal(error.into()))?;
        self.header(name, &simple(&value))
    }

    /// The response. Of several media types it has the one that the caller prefers.
    pub(super) fn into_response(mut self, accept: Option<&HeaderMap>) -> Response {
        let chosen = match self.media_types {
            [] => None,
            [only] => Some(*only),
            several => accept
                .and_then(|accept| media::preferred(accept, several))
                .or(several.first().copied()),
        };
        // A range is no media type: what is usual is all that is known.
        let chosen = chosen.filter(|it| !it.contains('*')).or(self.usual);
        if let Some(chosen) = chosen.filter(|_| !self.is_typed)
            && let Ok(value) = media_type(chosen)
        {
            self.response.headers_mut().insert(CONTENT_TYPE, value);
        }
        self.response
    }
}

/// A media type as a header; the one of most answers is not copied.
fn media_type(text: &'static str) -> Result<HeaderValue, InvalidHeaderValue> {
    match text {
        "application/json" => Ok(HeaderValue::from_static("application/json")),
        other => HeaderValue::from_str(other),
    }
}

/// The style `simple` of a value.
fn simple(value: &serde_json::Value) -> String {
    let scalar = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        serde_json::Value::Array(list) => list.iter().map(scalar).collect::<Vec<_>>().join(","),
        serde_json::Value::Object(members) => {
            let pairs = members
                .iter()
                .map(|(key, value)| format!("{key},{}", scalar(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
        other => scalar(other),
    }
}
