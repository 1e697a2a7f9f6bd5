//! Escalations and deflections as stored.

use chat_core::{
    Deflection, DeflectionChannel, DeflectionLink, DeflectionOption, DeflectionReason, Escalation,
    EscalationId, EscalationReason, EscalationStatus, MenuId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::named::Named;

/// [`Escalation`]
#[derive(Serialize, Deserialize)]
pub(crate) struct EscalationRecord {
    id: i64,
    status: Named<EscalationStatus>,
    reason: Named<EscalationReason>,
    queue: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deflection: Option<DeflectionRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chosen: Option<Named<DeflectionChannel>>,
    started_at: Timestamp,
}

impl From<&Escalation> for EscalationRecord {
    fn from(escalation: &Escalation) -> Self {
        let Escalation {
            id,
            status,
            reason,
            queue,
            deflection,
            chosen,
            started_at,
        } = escalation;
        Self {
            id: id.0,
            status: Named(*status),
            reason: Named(*reason),
            queue: queue.0,
            deflection: deflection.as_ref().map(Into::into),
            chosen: chosen.map(Named),
            started_at: *started_at,
        }
    }
}

impl From<EscalationRecord> for Escalation {
    fn from(record: EscalationRecord) -> Self {
        Self {
            id: EscalationId(record.id),
            status: record.status.0,
            reason: record.reason.0,
            queue: MenuId(record.queue),
            deflection: record.deflection.map(Into::into),
            chosen: record.chosen.map(|chosen| chosen.0),
            started_at: record.started_at,
        }
    }
}

/// [`Deflection`]
#[derive(Serialize, Deserialize)]
pub(crate) struct DeflectionRecord {
    reason: Named<DeflectionReason>,
    channels: Vec<DeflectionOptionRecord>,
}

impl From<&Deflection> for DeflectionRecord {
    fn from(deflection: &Deflection) -> Self {
        let Deflection { reason, channels } = deflection;
        Self {
            reason: Named(*reason),
            channels: channels.iter().map(Into::into).collect(),
        }
    }
}

impl From<DeflectionRecord> for Deflection {
    fn from(record: DeflectionRecord) -> Self {
        Self {
            reason: record.reason.0,
            channels: record.channels.into_iter().map(Into::into).collect(),
        }
    }
}

/// [`DeflectionOption`]; a link is its name and its URL.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeflectionOptionRecord {
    channel: Named<DeflectionChannel>,
    links: Vec<(String, String)>,
}

impl From<&DeflectionOption> for DeflectionOptionRecord {
    fn from(option: &DeflectionOption) -> Self {
        let DeflectionOption { channel, links } = option;
        let link = |DeflectionLink { name, url }: &DeflectionLink| (name.clone(), url.clone());
        Self {
            channel: Named(*channel),
            links: links.iter().map(link).collect(),
        }
    }
}

impl From<DeflectionOptionRecord> for DeflectionOption {
    fn from(record: DeflectionOptionRecord) -> Self {
        let link = |(name, url)| DeflectionLink { name, url };
        Self {
            channel: record.channel.0,
            links: record.links.into_iter().map(link).collect(),
        }
    }
}
