//! What a method learns about its request beside the typed parts.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

use super::media;
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
    /// All headers of the request.
    pub headers: HeaderMap,
    /// What layers put into the request.
    pub extensions: Extensions,
}

impl<C> Context<C> {
    /// The address of the other side, when the server told it (`ConnectInfo<SocketAddr>`).
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        let info = self.extensions.get::<ConnectInfo<SocketAddr>>();
        info.map(|info| info.0)
    }

    /// The documented media type of a successful answer that the caller prefers; `None` where it wants none of them.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        media::preferred(&self.headers, self.operation.produces)
    }

    /// The id of the last event that the caller got before it connected again (`Last-Event-ID`).
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        let value = self.headers.get("last-event-id")?;
        std::str::from_utf8(value.as_bytes()).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::body::Body;
    use axum::extract::{ConnectInfo, Request};

    use crate::server::{Call, Operation, RouterOptions};

    #[test]
    fn the_other_side_is_what_the_server_told() {
        static OPERATION: Operation = Operation::NONE;
        let peer = |request| {
            let (call, _) = Call::begin(&OPERATION, request, &RouterOptions::default());
            call.into_context(()).peer()
        };
        let mut request = Request::new(Body::empty());
        let address = SocketAddr::from(([127, 0, 0, 1], 8080));
        request.extensions_mut().insert(ConnectInfo(address));
        assert_eq!(peer(request), Some(address));
        assert_eq!(peer(Request::new(Body::empty())), None);
    }
}
