//! One request on its way to a method.

mod credentials;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body::Body as _;
use serde::de::DeserializeOwned;

pub use self::credentials::optional_credentials;
use super::answer::Answer;
use super::body::{self, BodyStream};
use super::context::Context;
use super::media;
use super::multipart::Multipart;
use super::operation::Operation;
use super::options::RouterOptions;
use super::parameters::{Faults, FieldEncoding, Location, Reader, Source};
use super::rejection::Rejection;
use super::request_id::RequestId;
use super::unmatched::has_empty_segment;
use crate::report::Validate;

/// One request on its way to a method. The generated handler asks for its parts in the documented order: credentials,
/// path, query, headers, cookies, body.
#[derive(Debug)]
pub struct Call {
    operation: &'static Operation,
    options: RouterOptions,
    request_id: String,
    /// In a place of its own: every future on the way to the method holds the call.
    parts: Box<Parts>,
    body: Option<Body>,
}

impl Call {
    /// Takes a request that was routed to `operation`; with it comes where its answer will be written.
    #[must_use]
    pub fn begin(
        operation: &'static Operation,
        request: Request,
        options: &RouterOptions,
    ) -> (Self, Answer) {
        let (mut parts, body) = request.into_parts();
        let request_id = RequestId::of(&parts.extensions);
        parts.extensions.insert(operation);
        let mut answer = Answer::new(Some(operation), request_id.clone());
        if operation.produces.len() > 1 {
            answer = answer.with_accept(&parts.headers);
        }
        let call = Self {
            operation,
            options: options.clone(),
            request_id,
            parts: Box::new(parts),
            body: Some(body),
        };
        (call, answer)
    }

    pub(super) fn options(&self) -> &RouterOptions {
        &self.options
    }

    /// Everything of the request but its body.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Reads parameters: all of them, before what is wrong with any is told.
    ///
    /// # Errors
    /// 404 when a segment of the path is empty: whether a route exists does not depend on what is asked of it. 400 with
    /// everything that is wrong.
    pub fn parameters<T>(
        &self,
        read: impl FnOnce(&Self, &mut Faults) -> Option<T>,
    ) -> Result<T, Rejection> {
        let mut faults = Faults::default();
        let parameters = read(self, &mut faults);
        faults.result(parameters)
    }

    /// Reads path parameters.
    pub fn path<'a, 'f>(&'a self, faults: &'f mut Faults) -> Reader<'a, 'f> {
        let source = Source::Path {
            template: self.operation.path,
            path: self.parts.uri.path(),
        };
        self.reader(Location::Path, source, faults)
    }

    /// Reads query parameters. Unknown ones are ignored.
    pub fn query<'a, 'f>(&'a self, faults: &'f mut Faults) -> Reader<'a, 'f> {
        let source = Source::query(self.parts.uri.query().unwrap_or_default());
        self.reader(Location::Query, source, faults)
    }

    /// Reads header parameters.
    pub fn headers<'a, 'f>(&'a self, faults: &'f mut Faults) -> Reader<'a, 'f> {
        let source = Source::Headers(&self.parts.headers);
        self.reader(Location::Header, source, faults)
    }

    /// Reads cookie parameters.
    pub fn cookies<'a, 'f>(&'a self, faults: &'f mut Faults) -> Reader<'a, 'f> {
        let source = Source::cookies(&self.parts.headers);
        self.reader(Location::Cookie, source, faults)
    }

    fn reader<'a, 'f>(
        &self,
        location: Location,
        source: Source<'a>,
        faults: &'f mut Faults,
    ) -> Reader<'a, 'f> {
        Reader::new(location, source, self.options.refuse_nul, faults)
    }

    /// Makes sure that the caller accepts something that the operation answers.
    ///
    /// # Errors
    /// 406.
    pub fn acceptable(&self) -> Result<(), Rejection> {
        let produces = self.operation.produces;
        match media::preferred(&self.parts.headers, produces) {
            Some(_) => Ok(()),
            None => Err(media::not_acceptable(produces)),
        }
    }

    /// Which of the groups of media types of the operation the body has.
    ///
    /// # Errors
    /// 415.
    pub fn media_type(&self) -> Result<usize, Rejection> {
        let Parts {
            method, headers, ..
        } = self.parts();
        media::of_body(method, headers, self.operation.consumes)
    }

    /// Whether the request has a body, as far as its head tells.
    #[must_use]
    pub fn has_body(&self) -> bool {
        let body = self.body.as_ref();
        body.is_some_and(|body| !body.is_end_stream())
    }

    /// Reads and checks a JSON body; `constraint_status` is for one that breaks bounds.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn json<T: DeserializeOwned + Validate>(
        &mut self,
        constraint_status: StatusCode,
    ) -> Result<T, Rejection> {
        self.optional_json(constraint_status)
            .await?
            .ok_or_else(Rejection::no_body)
    }

    /// Reads and checks a JSON body that may be absent.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn optional_json<T: DeserializeOwned + Validate>(
        &mut self,
        constraint_status: StatusCode,
    ) -> Result<Option<T>, Rejection> {
        let bytes = self.bytes().await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let refuse_nul = self.options.refuse_nul;
        body::json(&bytes, refuse_nul, constraint_status).map(Some)
    }

    /// Reads and checks a form; `fields` are the members that are not written in the usual way.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn form<T: DeserializeOwned + Validate>(
        &mut self,
        fields: &[(&'static str, FieldEncoding)],
        constraint_status: StatusCode,
    ) -> Result<T, Rejection> {
        self.given()?;
        let bytes = self.bytes().await?;
        body::form(&bytes, fields, &self.options, constraint_status)
    }

    /// Reads a form that may be absent, and checks it.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn optional_form<T: DeserializeOwned + Validate>(
        &mut self,
        fields: &[(&'static str, FieldEncoding)],
        constraint_status: StatusCode,
    ) -> Result<Option<T>, Rejection> {
        let bytes = self.bytes().await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        body::form(&bytes, fields, &self.options, constraint_status).map(Some)
    }

    /// Reads and checks a text that is more than a text, such as a number.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn text_as<T: DeserializeOwned + Validate>(
        &mut self,
        constraint_status: StatusCode,
    ) -> Result<T, Rejection> {
        let bytes = self.bytes().await?;
        body::text(&bytes, self.options.refuse_nul, constraint_status)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn text(&mut self) -> Result<String, Rejection> {
        let bytes = self.bytes().await?;
        body::utf_8(&bytes, self.options.refuse_nul)
            .map(str::to_owned)
            .map_err(Rejection::json)
    }

    /// The parts of a multipart body, which are read by the method.
    ///
    /// # Errors
    /// 415, and 400 when there is no boundary.
    pub fn multipart(&mut self) -> Result<Multipart, Rejection> {
        let limit = self.body_limit_bytes();
        Multipart::new(self.stream()?, limit, self.options.refuse_nul)
    }

    /// The bytes of a body, which are read by the method. They may be none, but the request must say that there is a body.
    ///
    /// # Errors
    /// 415, and 400 when there is neither a body nor a media type.
    pub fn stream(&mut self) -> Result<BodyStream, Rejection> {
        self.media_type()?;
        self.given()?;
        let limit = self.body_limit_bytes();
        let body = self.body.take().unwrap_or_default();
        Ok(BodyStream::new(body, self.parts.headers.clone(), limit))
    }

    /// Refuses a request without any sign of a body; one of no bytes says what it is.
    fn given(&self) -> Result<(), Rejection> {
        if self.has_body() || self.parts.headers.contains_key(CONTENT_TYPE) {
            return Ok(());
        }
        Err(Rejection::no_bytes())
    }

    pub(super) async fn bytes(&mut self) -> Result<Bytes, Rejection> {
        self.media_type()?;
        let limit = self.body_limit_bytes();
        let body = self.body.take().unwrap_or_default();
        body::read(&self.parts.headers, body, limit).await
    }

    /// What the document says of the operation, else what the router is told for all of them.
    fn body_limit_bytes(&self) -> usize {
        let documented = self.operation.body_limit_bytes;
        documented.unwrap_or(self.options.body_limit_bytes)
    }

    /// A path with an empty segment leads nowhere, whoever asks.
    fn routed(&self) -> Result<(), Rejection> {
        if has_empty_segment(&self.parts.uri) {
            return Err(Rejection::route_not_found());
        }
        Ok(())
    }

    /// The rest of the request, for the method.
    #[must_use]
    pub fn into_context<C>(self, caller: C) -> Context<C> {
        Context {
            caller,
            operation: self.operation,
            request_id: self.request_id,
            headers: self.parts.headers,
            extensions: self.parts.extensions,
        }
    }
}
