//! What is known about an operation before it runs.

use std::task::{Context, Poll};

use axum::extract::Request;
use tower_layer::Layer;
use tower_service::Service;

/// An operation of the document. In the extensions of its requests and answers as `&'static Operation`.
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
