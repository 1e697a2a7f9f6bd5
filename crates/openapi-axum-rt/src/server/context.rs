//! What a method learns about its request beside the typed parts.

use std::net::SocketAddr;

use http::{Extensions, HeaderMap};

use super::operation::Operation;

/// What a method learns about its request beside the typed parts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context<C> {
    /// Who calls; `()` for an operation without authentication.
    pub caller: C,
    /// The operation.
    pub operation: &'static Operation,
    /// The id of the request, as in the header `X-Request-Id` of the answer.
    pub request_id: String,
    /// The address of the other side, when the server told it (`ConnectInfo<SocketAddr>`).
    pub peer: Option<SocketAddr>,
    /// All headers of the request.
    pub headers: HeaderMap,
    /// What layers put into the request.
    pub extensions: Extensions,
}
