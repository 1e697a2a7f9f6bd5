//! Faults of the public API on purpose: errors, slow answers, connections that break.
//!
//! The rules are looked at in order; the first one that fits the operation and strikes is the call's fate. A
//! fault comes before anything of the call is read, so also before the credentials.

mod rule;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::MethodRouter;
use chat_server::{Operation, RequestId};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};

pub use self::rule::{FaultRule, FaultRuleError, MAX_LATENCY};
use crate::choices::{Choice, Choices, fraction};
use crate::edge::reply::Refusal;
use crate::edge::request_id;
use crate::edge::reset::reset_connection;

/// The rules, shared by whoever sets them and the routes.
pub struct Faults {
    rules: Mutex<Vec<FaultRule>>,
    drawn: AtomicU64,
    choices: Arc<dyn Choices>,
}

impl Faults {
    /// No rules.
    #[must_use]
    pub fn new(choices: Arc<dyn Choices>) -> Self {
        Self {
            rules: Mutex::default(),
            drawn: AtomicU64::new(0),
            choices,
        }
    }

    /// The rules in force, in order, each with the hits that it has left; those that have none are gone.
    pub fn list(&self) -> Vec<FaultRule> {
        self.rules().clone()
    }

    /// Puts these rules in the place of all others; no rules: nothing is spoiled any more.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, each with the number of its rule from 0; the old ones stay.
    pub fn replace(&self, rules: Vec<FaultRule>) -> Result<(), Vec<(usize, FaultRuleError)>> {
        let numbered = rules.iter().enumerate();
        let wrong: Vec<_> = numbered
            .flat_map(|(number, rule)| rule.check().into_iter().map(move |error| (number, error)))
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        *self.rules() = rules;
        self.drawn.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// The fault that strikes a call of the operation; takes one of its hits.
    fn strike(&self, operation: &str) -> Option<FaultRule> {
        let mut rules = self.rules();
        let index = rules
            .iter()
            .position(|rule| rule.fits(operation) && self.draws(rule.probability))?;
        let fault = rules[index].clone();
        match &mut rules[index].count {
            Some(1) => drop(rules.remove(index)),
            Some(count) => *count -= 1,
            None => {}
        }
        Some(fault)
    }

    fn draws(&self, probability: f64) -> bool {
        if probability >= 1.0 {
            return true;
        }
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        fraction(self.choices.choose(Choice::Fault { number })) < probability
    }

    fn rules(&self) -> MutexGuard<'_, Vec<FaultRule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A route of the API with faults around it.
pub fn with_faults(route: MethodRouter, faults: &Arc<Faults>) -> MethodRouter {
    route.layer(from_fn_with_state(Arc::clone(faults), spoil))
}

async fn spoil(State(faults): State<Arc<Faults>>, request: Request, next: Next) -> Response {
    let operation = Operation::of(request.extensions()).map_or("", |operation| operation.id);
    let Some(fault) = faults.strike(operation) else {
        return next.run(request).await;
    };
    tokio::time::sleep(fault.latency).await;
    if fault.reset {
        return reset_connection();
    }
    match fault.status {
        Some(status) => error(status, &request_id::of(request.extensions())),
        None => next.run(request).await,
    }
}

/// The error in the API's schema.
fn error(status: StatusCode, id: &RequestId) -> Response {
    let refusal = Refusal {
        status,
        code: "fault",
        message: "this error was asked for",
    };
    let mut response = refusal.response(id);
    if status == StatusCode::TOO_MANY_REQUESTS {
        let second = HeaderValue::from_static("1");
        response.headers_mut().insert(RETRY_AFTER, second);
    }
    response
}
