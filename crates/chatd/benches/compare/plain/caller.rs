//! Who calls: HTTP Basic, as an extractor.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::FromRequestParts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;
use subtle::ConstantTimeEq as _;

use super::problem::Problem;
use crate::samples::{SUBDOMAIN, TOKEN};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The customer, who is one, and the id of the request.
pub(super) struct Caller {
    pub(super) request_id: String,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let request_id = next_request_id();
        if is_customer(parts) {
            Ok(Self { request_id })
        } else {
            Err(Problem::unauthorized(request_id))
        }
    }
}

pub(super) fn next_request_id() -> String {
    format!("req-{:016x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn is_customer(parts: &Parts) -> bool {
    let text = || {
        let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let encoded = value.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
    };
    let Some(text) = text() else {
        return false;
    };
    text.split_once(':').is_some_and(|(subdomain, token)| {
        subdomain == SUBDOMAIN && bool::from(token.as_bytes().ct_eq(TOKEN.as_bytes()))
    })
}
