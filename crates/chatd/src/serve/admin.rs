//! The admin listener: `/healthz` (the process answers) and `/readyz` (it takes work; 503 while it drains).

use axum::Router;
use axum::routing::get;
use http::StatusCode;

use super::with_fallbacks;
use crate::edge::shutdown::Shutdown;

/// The admin routes.
pub fn router(shutdown: Shutdown) -> Router {
    let ready = async move || {
        if shutdown.is_requested() {
            (StatusCode::SERVICE_UNAVAILABLE, "stopping")
        } else {
            (StatusCode::OK, "ready")
        }
    };
    with_fallbacks(
        Router::new()
            .route("/healthz", get(async || "ok"))
            .route("/readyz", get(ready)),
    )
}
