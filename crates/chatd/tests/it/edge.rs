//! The edge: deadlines, early answers, malformed HTTP, drain, cap.

mod deadlines;
mod drain;
mod early_answers;
mod malformed;
mod requests;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use chatd::edge::{Deadlines, Limits};
use http::StatusCode;
use std::time::Duration;

/// Routes that do what the tests need.
fn router() -> Router {
    Router::new()
        .route("/ok", get(async || "fine"))
        .route("/echo", post(async |body: Bytes| body))
        .route("/early", post(async || StatusCode::PAYLOAD_TOO_LARGE))
        .route("/panic", get(panics))
        .route("/hang", get(std::future::pending::<&'static str>))
}

async fn panics() -> &'static str {
    panic!("on purpose: the edge test asks for it")
}

/// Limits with one deadline at a fraction of a second and the others far away.
fn limits(change: impl FnOnce(&mut Deadlines)) -> Limits {
    let far = Duration::from_secs(60);
    let mut deadlines = Deadlines {
        first_byte: far,
        head: far,
        idle: far,
        body_stall: far,
        body: far,
        total: far,
        write_stall: far,
        linger: Duration::from_secs(5),
        drain: Duration::from_secs(8),
    };
    change(&mut deadlines);
    Limits {
        deadlines,
        ..Limits::default()
    }
}

const SHORT: Duration = Duration::from_millis(150);
