//! `Idempotency-Key`: the same request again is answered as the first was, without a second effect.
//!
//! [`layer`] reads the key and the body before the router does; [`begin`] looks the request up once the caller is known;
//! the operation keeps its answer in the transaction of its effect ([`Repeatable::keep`]); what had no effect to keep it with is kept
//! by the layer. Both APIs share this.
//!
//! A key holds for 24 hours of the wall clock, within a credential, a method and a path. Answers of 5xx, and those that say nothing
//! about the request (401, 408, 413, 429), are not kept; nor is the refusal of a request whose key is in use.

mod answer;
mod key;
mod under_way;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use chat_core::{Answer, AnswerKey, Keep, Store, StoreError, TenantId};
use chat_server::RequestId;
use http::request::Parts;
use http::{Method, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use self::answer::replay;
pub(crate) use self::answer::{Kept, Secret, Shown};
use self::under_way::{Turn, UnderWay};
use crate::clock::WallClock;
use crate::edge::reply::{INTERNAL, Refusal};
use crate::edge::request_id;

/// How long an answer is kept.
const LIFE: SignedDuration = SignedDuration::from_hours(24);
/// The largest body that the APIs read; a larger one is theirs to refuse.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;

const REUSED: Refusal = Refusal {
    status: StatusCode::UNPROCESSABLE_ENTITY,
    code: "idempotency_key_reused",
    message: "this Idempotency-Key was used with another body, take another key",
};
const IN_USE: Refusal = Refusal {
    status: StatusCode::CONFLICT,
    code: "idempotency_key_in_use",
    message: "a request with this Idempotency-Key is under way, try again later",
};
const SHOWN_ONCE: Refusal = Refusal {
    status: StatusCode::CONFLICT,
    code: "idempotency_key_answered",
    message: "this request was answered with a secret, which is shown only once",
};

/// A request that may come again, in its extensions.
#[derive(Clone)]
pub(crate) struct Repeatable {
    inner: Arc<Inner>,
}

struct Inner {
    key: String,
    method: Method,
    path: String,
    fingerprint: [u8; 32],
    state: Mutex<State>,
}

enum State {
    /// The caller is not known yet.
    New,
    /// The caller is known, and nothing was kept for this request.
    Begun(Begun),
    /// Already answered, or in the way of another: the operation does not run.
    Settled(Settled),
}

struct Begun {
    tenant: Option<TenantId>,
    request: AnswerKey,
    now: Timestamp,
    /// Set by the transaction that keeps the answer.
    kept: Arc<AtomicBool>,
    /// Others with the same key wait outside until this is dropped.
    _turn: Turn,
}

enum Settled {
    Replay(Answer),
    Refused(Refusal),
}

/// Adds the handling of `Idempotency-Key` to the routes of an API.
pub(crate) fn layer<S: Store>(router: Router, store: Arc<S>) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let store = Arc::clone(&store);
        async move { answer(&*store, request, next).await }
    }))
}

async fn answer<S: Store>(store: &S, request: Request, next: Next) -> Response {
    let repeats = matches!(*request.method(), Method::POST | Method::PATCH);
    let key = repeats.then(|| key::read(request.headers())).flatten();
    let Some(key) = key else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_LIMIT_BYTES).collect().await else {
        // Too large, or broken off: the router says which.
        let empty_but_long = Body::from(vec![b' '; BODY_LIMIT_BYTES + 1]);
        return next.run(Request::from_parts(parts, empty_but_long)).await;
    };
    let body = body.to_bytes();
    let repeatable = Repeatable::new(key, &parts, &body);
    parts.extensions.insert(repeatable.clone());
    let id = request_id::of(&parts.extensions);
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let begun = match repeatable.take() {
        State::New => return response,
        State::Settled(Settled::Replay(answer)) => return replay(answer),
        State::Settled(Settled::Refused(refusal)) => return refusal.response(&id),
        State::Begun(begun) => begun,
    };
    keep_afterwards(store, begun, response, &id).await
}

/// Keeps an answer that no transaction has kept.
async fn keep_afterwards<S: Store>(
    store: &S,
    begun: Begun,
    response: Response,
    id: &RequestId,
) -> Response {
    if begun.kept.load(Ordering::Acquire) || !is_lasting(response.status()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else {
        return INTERNAL.response(id);
    };
    let body = body.to_bytes();
    let answer = Answer {
        status: parts.status.as_u16(),
        etag: None,
        body: Some(body.to_vec()),
    };
    let keep = begun.keep(|&()| Some(answer));
    if let Err(error) = store.keep_answer(begun.tenant, keep).await {
        // The request itself is done: a repetition of it may be answered anew.
        tracing::warn!(request_id = %id.0, %error, "the answer of a repeatable request is not kept");
    }
    Response::from_parts(parts, Body::from(body))
}

fn is_lasting(status: StatusCode) -> bool {
    let about_the_moment = [
        StatusCode::UNAUTHORIZED,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    !status.is_server_error() && !about_the_moment.contains(&status)
}

/// What looking a request up needs.
pub(crate) struct Ledger {
    under_way: UnderWay,
    clock: Arc<dyn WallClock>,
}

/// The request is settled already: whatever the router answers to this is replaced by the layer.
pub(crate) struct AlreadySettled;

impl Ledger {
    pub(crate) fn new(clock: Arc<dyn WallClock>) -> Self {
        Self {
            under_way: UnderWay::default(),
            clock,
        }
    }

    /// Begins a request of a caller that is known now: `Ok(Ok(()))` lets it run.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) async fn begin<S: Store>(
        &self,
        store: &S,
        parts: &Parts,
        tenant: Option<TenantId>,
        credential: &[u8],
    ) -> Result<Result<(), AlreadySettled>, StoreError> {
        let Some(repeatable) = parts.extensions.get::<Repeatable>() else {
            return Ok(Ok(()));
        };
        let request = repeatable.request(tenant, credential);
        let Some(turn) = self.under_way.enter(request.scope) else {
            repeatable.set(State::Settled(Settled::Refused(IN_USE)));
            return Ok(Err(AlreadySettled));
        };
        let now = self.clock.now();
        let Some(kept) = store.kept_answer(tenant, request.scope, now).await? else {
            repeatable.set(State::Begun(Begun {
                tenant,
                request,
                now,
                kept: Arc::default(),
                _turn: turn,
            }));
            return Ok(Ok(()));
        };
        let settled = if kept.fingerprint != request.fingerprint {
            Settled::Refused(REUSED)
        } else if kept.answer.body.is_none() {
            Settled::Refused(SHOWN_ONCE)
        } else {
            Settled::Replay(kept.answer)
        };
        repeatable.set(State::Settled(settled));
        Ok(Err(AlreadySettled))
    }
}

impl Repeatable {
    fn new(key: String, parts: &Parts, body: &Bytes) -> Self {
        Self {
            inner: Arc::new(Inner {
                key,
                method: parts.method.clone(),
                path: parts.uri.path().to_owned(),
                fingerprint: Sha256::digest(body).into(),
                state: Mutex::new(State::New),
            }),
        }
    }

    /// What tells this request from others. Every part is preceded by its length, so that no two lists of parts run together.
    fn request(&self, tenant: Option<TenantId>, credential: &[u8]) -> AnswerKey {
        let Inner {
            key, method, path, ..
        } = &*self.inner;
        let tenant = tenant.map_or(0, |tenant| tenant.0).to_be_bytes();
        let mut scope = Sha256::new();
        for part in [
            &tenant[..],
            credential,
            method.as_str().as_bytes(),
            path.as_bytes(),
            key.as_bytes(),
        ] {
            scope.update((part.len() as u64).to_be_bytes());
            scope.update(part);
        }
        AnswerKey {
            scope: scope.finalize().into(),
            fingerprint: self.inner.fingerprint,
        }
    }

    /// What a transaction needs to keep the answer of its outcome.
    pub(crate) fn keep<T>(
        &self,
        answer: impl FnOnce(&T) -> Option<Answer> + Send + 'static,
    ) -> Option<Keep<T>> {
        match &*self.lock() {
            State::Begun(begun) => {
                let kept = Arc::clone(&begun.kept);
                Some(begun.keep(move |outcome| {
                    let answer = answer(outcome);
                    kept.store(answer.is_some(), Ordering::Release);
                    answer
                }))
            }
            State::New | State::Settled(_) => None,
        }
    }

    fn set(&self, state: State) {
        *self.lock() = state;
    }

    fn take(&self) -> State {
        std::mem::replace(&mut *self.lock(), State::New)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    fn keep<T>(&self, answer: impl FnOnce(&T) -> Option<Answer> + Send + 'static) -> Keep<T> {
        Keep {
            request: self.request,
            now: self.now,
            until: self.now + LIFE,
            answer: Box::new(answer),
        }
    }
}
