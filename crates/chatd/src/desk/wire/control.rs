//! Control of the emulator.

use std::time::Duration;

use chat_core::Steering;
use desk_types as wire;
use http::StatusCode;

use crate::control::snapshot::{Snapshot, SnapshotError};
use crate::control::{Advanced, FaultRule, FaultRuleError, Reading, SteeringError, TimeError};
use crate::desk::error::Refusal;

/// What the clock shows.
pub(in crate::desk) fn clock(reading: Reading) -> wire::Clock {
    let Reading { now, frozen, ahead } = reading;
    wire::Clock {
        now,
        frozen,
        ahead_ms: i64::try_from(ahead.as_millis()).unwrap_or(i64::MAX),
    }
}

/// What an advance of the clock came to.
pub(in crate::desk) fn advanced(advanced: Advanced) -> wire::AdvanceReport {
    let Advanced {
        from: _,
        reached: _,
        clock: reading,
        complete,
        timers_fired,
        attempts_made,
        open,
    } = advanced;
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    wire::AdvanceReport {
        clock: clock(reading),
        complete,
        timers_fired: count(timers_fired),
        attempts: count(attempts_made),
        open_timers: count(open.timers_due),
        open_deliveries: count(open.deliveries_due),
    }
}

/// Why the clock was not moved; `pointer` is where the request says how far.
pub(in crate::desk) fn clock_refused(pointer: &str, error: TimeError) -> Refusal {
    match error {
        TimeError::Backwards { .. } | TimeError::TooLate { .. } => {
            Refusal::invalid(pointer, error.to_string())
        }
        TimeError::Store(error) => error.into(),
        error @ TimeError::Damaged => Refusal::Internal(error.into()),
    }
}

/// The faults in force.
pub(in crate::desk) fn faults(rules: Vec<FaultRule>) -> wire::FaultList {
    wire::FaultList {
        faults: rules.into_iter().map(fault).collect(),
    }
}

fn fault(rule: FaultRule) -> wire::Fault {
    let FaultRule {
        operation,
        status,
        latency,
        reset,
        probability,
        count,
    } = rule;
    wire::Fault {
        operation_id: operation,
        status: status.map(|status| i64::from(status.as_u16())),
        latency_ms: i64::try_from(latency.as_millis()).ok(),
        reset: Some(reset),
        probability: Some(probability),
        count: count.map(i64::from),
    }
}

/// Reads a fault; it is judged with the others.
pub(in crate::desk) fn read_fault(fault: wire::Fault) -> FaultRule {
    let (latency_ms, reset, probability) = (
        fault.latency_ms_or_default(),
        fault.reset_or_default(),
        fault.probability_or_default(),
    );
    let wire::Fault {
        operation_id,
        status,
        latency_ms: _,
        reset: _,
        probability: _,
        count,
    } = fault;
    let status = status.and_then(|status| u16::try_from(status).ok());
    FaultRule {
        operation: operation_id,
        status: status.and_then(|status| StatusCode::from_u16(status).ok()),
        latency: Duration::from_millis(latency_ms.unsigned_abs()),
        reset,
        probability,
        count: count.and_then(|count| u32::try_from(count).ok()),
    }
}

/// What is wrong with faults, each at its place.
pub(in crate::desk) fn faults_refused(wrong: Vec<(usize, FaultRuleError)>) -> Refusal {
    let told =
        |(index, error): (usize, FaultRuleError)| (format!("/faults/{index}"), error.to_string());
    Refusal::Invalid(wrong.into_iter().map(told).collect())
}

/// How the events of a tenant are held back.
pub(in crate::desk) fn steering(steering: Steering) -> wire::WebhookSteering {
    let Steering { paused, delay } = steering;
    wire::WebhookSteering {
        paused,
        delay_ms: i64::try_from(delay.as_millis()).unwrap_or(i64::MAX),
    }
}

/// Why webhooks are not steered.
pub(in crate::desk) fn steering_refused(error: SteeringError) -> Refusal {
    match error {
        SteeringError::Delay(_) => Refusal::invalid("/delay_ms", error.to_string()),
        SteeringError::Store(error) => error.into(),
    }
}

/// A snapshot.
pub(in crate::desk) fn snapshot(snapshot: &Snapshot) -> wire::Snapshot {
    let Snapshot {
        path,
        saved_at,
        bytes,
    } = snapshot;
    let name = path.file_name().unwrap_or_default();
    wire::Snapshot {
        name: name.to_string_lossy().into_owned(),
        saved_at: *saved_at,
        size_bytes: i64::try_from(*bytes).unwrap_or(i64::MAX),
    }
}

/// Why there is no snapshot, or none was restored.
pub(in crate::desk) fn snapshot_refused(error: SnapshotError) -> Refusal {
    match error {
        SnapshotError::Name(_) => Refusal::invalid("/name", error.to_string()),
        SnapshotError::Exists(_)
        | SnapshotError::NotASnapshot(_)
        | SnapshotError::Newer(_)
        | SnapshotError::Damaged { .. }
        | SnapshotError::Database { .. } => Refusal::Conflict(error.to_string()),
        other => Refusal::Internal(other.into()),
    }
}

/// Whether choices come from a seed.
pub(in crate::desk) fn determinism(seed: Option<u64>) -> wire::Determinism {
    wire::Determinism {
        seed: seed.and_then(|seed| i64::try_from(seed).ok()),
    }
}
