//! The admin listener beside its API: `/healthz` (the process answers), `/readyz` (it takes work), `/version`, `/metrics`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use chat_core::Clock;
use chat_store::SqliteStore;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

use super::{Ground, with_fallbacks};
use crate::edge::shutdown::Shutdown;
use crate::metrics::{self, Metrics, page};

/// How long the store has to show that it works.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the routes look at.
#[derive(Clone)]
struct Watch {
    store: Arc<SqliteStore>,
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
    shutdown: Shutdown,
}

/// The routes, which need no credentials: none of them tells anything of a tenant.
pub fn router(ground: &Ground) -> Router {
    let watch = Watch {
        store: Arc::clone(&ground.store),
        metrics: Arc::clone(&ground.metrics),
        clock: ground.clock.clone(),
        shutdown: ground.shutdown.clone(),
    };
    with_fallbacks(
        Router::new()
            .route("/healthz", get(async || "ok"))
            .route("/readyz", get(ready))
            .route("/version", get(version))
            .route("/metrics", get(measured))
            .with_state(watch),
    )
}

/// 503 while it drains, and while the store does not answer.
async fn ready(State(watch): State<Watch>) -> (StatusCode, &'static str) {
    if watch.shutdown.is_requested() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match tokio::time::timeout(PATIENCE, watch.store.probe()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer"),
    }
}

async fn version() -> Json<serde_json::Value> {
    Json(json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "schema_version": chat_store::schema_version(),
    }))
}

async fn measured(State(watch): State<Watch>) -> Response {
    let gauges = tokio::time::timeout(PATIENCE, watch.store.gauges()).await;
    let gauges = gauges.ok().and_then(Result::ok);
    let page = page(&watch.metrics, gauges.as_ref(), watch.clock.now());
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], page).into_response()
}
