//! What is known about an operation before it runs.

use std::task::{Context, Poll};

use axum::extract::Request;
use http::Extensions;
use tower_layer::Layer;
use tower_service::Service;

/// An operation of the document. In the extensions of its requests as `&'static Operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// `operationId`.
    pub id: &'static str,
    /// HTTP method, upper case.
    pub method: &'static str,
    /// Path template as the document writes it, such as `/chats/{id}`.
    pub path: &'static str,
    /// Tags.
    pub tags: &'static [&'static str],
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
    /// Media types of the body, in groups that are read in the same way.
    pub consumes: &'static [&'static [&'static str]],
    /// Media types of the answers of success.
    pub produces: &'static [&'static str],
    /// Alternatives of what a caller sends, all of one alternative together; an empty one lets anybody in.
    pub security: &'static [&'static [Requirement]],
    /// What a 401 asks for, in `WWW-Authenticate`.
    pub challenges: &'static [&'static str],
    /// The largest body in bytes, where the document says so.
    pub body_limit_bytes: Option<usize>,
}

/// A scheme that a call needs, with its scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// Name of the scheme in the document.
    pub scheme: &'static str,
    /// Scopes or roles.
    pub scopes: &'static [&'static str],
}

impl Operation {
    /// An operation of which nothing is said.
    pub const NONE: Self = Self {
        id: "",
        method: "",
        path: "",
        tags: &[],
        deprecated: false,
        consumes: &[],
        produces: &[],
        security: &[],
        challenges: &[],
        body_limit_bytes: None,
    };

    /// The operation that a request was routed to.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Option<&'static Self> {
        extensions.get::<&'static Self>().copied()
    }

    /// The scopes that the operation asks for under a scheme, over all alternatives.
    pub fn scopes(&self, scheme: &str) -> impl Iterator<Item = &'static str> {
        let of_scheme = move |it: &&Requirement| it.scheme == scheme;
        let all = self.security.iter().flat_map(|all| all.iter());
        all.filter(of_scheme).flat_map(|it| it.scopes).copied()
    }
}

/// Puts an operation into the extensions of a request, outside of the layers that an implementer adds to its route.
#[derive(Clone, Copy, Debug)]
pub struct OperationLayer(
    /// The operation of the route.
    pub &'static Operation,
);

impl<S> Layer<S> for OperationLayer {
    type Service = OperationService<S>;

    fn layer(&self, inner: S) -> OperationService<S> {
        OperationService {
            operation: self.0,
            inner,
        }
    }
}

/// The service of [`OperationLayer`].
#[derive(Clone, Debug)]
pub struct OperationService<S> {
    operation: &'static Operation,
    inner: S,
}

impl<S: Service<Request>> Service<Request> for OperationService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        request.extensions_mut().insert(self.operation);
        self.inner.call(request)
    }
}
