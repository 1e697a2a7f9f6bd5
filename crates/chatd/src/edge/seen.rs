//! What becomes known of a request on its way: noted where it is known, read where the request is recorded.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use chat_core::TenantId;
use http::Extensions;
use tower::util::MapRequestLayer;

/// Notes about one request. In its extensions.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Notes>);

#[derive(Debug, Default)]
struct Notes {
    operation: OnceLock<&'static str>,
    tenant: OnceLock<TenantId>,
}

impl Seen {
    /// The operation, when the request reached one.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.get().copied()
    }

    /// Whose request it is, when the caller was let in.
    pub fn tenant(&self) -> Option<TenantId> {
        self.0.tenant.get().copied()
    }

    /// Notes the tenant of the request with these extensions.
    pub fn note_tenant(extensions: &Extensions, tenant: TenantId) {
        if let Some(seen) = extensions.get::<Self>() {
            // Who a request is let in as does not change.
            let _ = seen.0.tenant.set(tenant);
        }
    }
}

/// A layer of a route that notes its operation.
pub fn named(
    operation: &'static str,
) -> MapRequestLayer<impl Fn(Request) -> Request + Clone + Send + Sync + 'static> {
    MapRequestLayer::new(move |request: Request| {
        if let Some(seen) = request.extensions().get::<Seen>() {
            // A request has one route.
            let _ = seen.0.operation.set(operation);
        }
        request
    })
}
