//! One rule: which calls it fits and what happens to them.

use std::time::Duration;

use http::StatusCode;

/// A call is not held up for longer: the edge answers by itself after 150 s.
pub const MAX_LATENCY: Duration = Duration::from_secs(120);

/// What happens to calls of the public API.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    /// The `operationId` of the calls; `None` is every operation.
    pub operation: Option<String>,
    /// The error that is answered, 400–599; `None` lets the call through (after the latency).
    pub status: Option<StatusCode>,
    /// How long the call is held up first; at most [`MAX_LATENCY`].
    pub latency: Duration,
    /// The connection is reset, without an answer.
    pub reset: bool,
    /// The part of the calls that it strikes, 0 to 1.
    pub probability: f64,
    /// How many calls it strikes before it is gone; `None` has no end.
    pub count: Option<u32>,
}

impl Default for FaultRule {
    /// Every call of every operation, and nothing happens to it.
    fn default() -> Self {
        Self {
            operation: None,
            status: None,
            latency: Duration::ZERO,
            reset: false,
            probability: 1.0,
            count: None,
        }
    }
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultRuleError {
    /// There is no such operation.
    #[error("operation: there is no operation '{0}'")]
    UnknownOperation(String),
    /// Not the status of an error.
    #[error("status: {0} is not the status of an error, 400 to 599")]
    NotAnError(u16),
    /// Longer than [`MAX_LATENCY`].
    #[error("latency_ms: more than {}", MAX_LATENCY.as_millis())]
    TooSlow,
    /// Not from 0 to 1.
    #[error("probability: not from 0 to 1")]
    NoProbability,
    /// It would never strike.
    #[error("count: 0 strikes no call, leave the rule out")]
    Spent,
    /// A reset connection carries no status.
    #[error("reset: a call that is reset has no status, give one of the two")]
    ResetWithStatus,
    /// Nothing would happen.
    #[error("give a status, latency_ms or reset: nothing would happen to the call")]
    Nothing,
}

impl FaultRule {
    /// Whether it is for this operation.
    pub(super) fn fits(&self, operation: &str) -> bool {
        self.operation.as_deref().is_none_or(|it| it == operation)
    }

    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Vec<FaultRuleError> {
        let mut wrong = Vec::new();
        if let Some(operation) = &self.operation
            && !chat_server::OPERATIONS.iter().any(|it| it.id == operation)
        {
            wrong.push(FaultRuleError::UnknownOperation(operation.clone()));
        }
        if let Some(status) = self.status.map(|status| status.as_u16())
            && !(400..=599).contains(&status)
        {
            wrong.push(FaultRuleError::NotAnError(status));
        }
        if self.latency > MAX_LATENCY {
            wrong.push(FaultRuleError::TooSlow);
        }
        if !(0.0..=1.0).contains(&self.probability) {
            wrong.push(FaultRuleError::NoProbability);
        }
        if self.count == Some(0) {
            wrong.push(FaultRuleError::Spent);
        }
        if self.reset && self.status.is_some() {
            wrong.push(FaultRuleError::ResetWithStatus);
        }
        if !self.reset && self.status.is_none() && self.latency.is_zero() {
            wrong.push(FaultRuleError::Nothing);
        }
        wrong
    }
}
