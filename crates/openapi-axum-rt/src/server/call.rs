//! One request on its way to a method.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::answer::Answer;
use super::body;
use super::context::Context;
use super::credentials::BasicCredentials;
use super::operation::Operation;
use super::options::RouterOptions;
use super::parameters::{HeaderReader, PathReader, QueryReader};
use super::rejection::Rejection;
use super::request_id::RequestId;
use super::unmatched::has_empty_segment;
use crate::json;
use crate::report::{Validate, validate};

/// One request on its way to a method. The generated handler asks for its parts in the documented order: credentials,
/// path, query, headers, body.
#[derive(Debug)]
pub struct Call {
    operation: &'static Operation,
    request_id: String,
    parts: Parts,
    body: Option<Body>,
}

impl Call {
    /// Takes a request that was routed to `operation`.
    #[must_use]
    pub fn new(operation: &'static Operation, request: Request) -> Self {
        let (mut parts, body) = request.into_parts();
        let request_id = RequestId::of(&parts.extensions);
        parts.extensions.insert(operation);
        Self {
            operation,
            request_id,
            parts,
            body: Some(body),
        }
    }

    /// Where the answer will be written.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer::new(Some(self.operation), self.request_id.clone())
    }

    /// Everything of the request but its body.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The credentials that came with the request.
    ///
    /// # Errors
    /// 404 when a segment of the path is empty: whether a route exists does not depend on who asks. 401 when there are no
    /// credentials or they are not well formed.
    pub fn credentials(&self) -> Result<BasicCredentials, Rejection> {
        if has_empty_segment(&self.parts.uri) {
            return Err(Rejection::route_not_found());
        }
        BasicCredentials::from_headers(&self.parts.headers)
    }

    /// Reads path parameters.
    #[must_use]
    pub fn path(&self) -> PathReader<'_> {
        PathReader::new(self.parts.uri.path())
    }

    /// Reads query parameters.
    ///
    /// # Errors
    /// 400 when the query is not UTF-8.
    pub fn query(&self) -> Result<QueryReader<'_>, Rejection> {
        QueryReader::new(self.parts.uri.query().unwrap_or_default())
    }

    /// Reads header parameters.
    #[must_use]
    pub fn headers(&self) -> HeaderReader<'_> {
        HeaderReader::new(&self.parts.headers)
    }

    /// Reads and checks a JSON body; `constraint_status` is for one that breaks bounds.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn json<T: DeserializeOwned + Validate>(
        &mut self,
        options: &RouterOptions,
        constraint_status: StatusCode,
    ) -> Result<T, Rejection> {
        self.optional_json(options, constraint_status)
            .await?
            .ok_or_else(Rejection::no_body)
    }

    /// Reads and checks a JSON body that may be absent.
    ///
    /// # Errors
    /// 415, 413, 408 and 400, in this order.
    pub async fn optional_json<T: DeserializeOwned + Validate>(
        &mut self,
        options: &RouterOptions,
        constraint_status: StatusCode,
    ) -> Result<Option<T>, Rejection> {
        body::check_media_type(&self.parts.headers)?;
        let body = self.body.take().unwrap_or_default();
        let bytes = body::read(&self.parts.headers, body, options.body_limit_bytes).await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let value: T = json::from_slice(&bytes).map_err(Rejection::json)?;
        match validate(&value) {
            Ok(()) => Ok(Some(value)),
            Err(violations) => Err(Rejection::constraints(constraint_status, violations)),
        }
    }

    /// The rest of the request, for the method.
    #[must_use]
    pub fn into_context<C>(self, caller: C) -> Context<C> {
        let peer = self
            .parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0);
        Context {
            caller,
            operation: self.operation,
            request_id: self.request_id,
            peer,
            headers: self.parts.headers,
            extensions: self.parts.extensions,
        }
    }
}
