//! The caller ends the chat, telling the outcome of a deflection where there was one.

use super::draft::Draft;
use super::select_deflection::not_available;
use crate::chat::FailReason;
use crate::command::FinishDeflection;
use crate::error::DomainError;
use crate::escalation::{DeflectionChannel, DeflectionReason, EscalationStatus};
use crate::ids::EndUserId;
use crate::participant::Actor;

impl Draft<'_> {
    /// Nothing is checked or changed once the chat has ended.
    pub(super) fn finish(
        &mut self,
        by: Option<EndUserId>,
        deflection: FinishDeflection,
    ) -> Result<(), DomainError> {
        if self.chat.is_ended() {
            return Ok(());
        }
        if let Some(id) = by.filter(|id| !self.chat.end_user_ids.contains(id)) {
            return Err(DomainError::FinisherNotFound(id));
        }
        self.record_outcome(deflection)?;
        self.end_finished(self.why_finished(), by.map(Actor::EndUser));
        Ok(())
    }

    /// Nothing failed, unless the last escalation was deflected to mail because the queue was full.
    fn why_finished(&self) -> FailReason {
        let last = self.chat.escalations.last();
        let over_cap_email = last.is_some_and(|escalation| {
            let deflection = escalation.deflection.as_ref();
            escalation.status == EscalationStatus::Deflected
                && escalation.chosen == Some(DeflectionChannel::Email)
                && deflection.is_some_and(|it| it.reason == DeflectionReason::OverCapacity)
        });
        if over_cap_email {
            FailReason::OverCapEmail
        } else {
            FailReason::Nothing
        }
    }

    /// The outcome may have been recorded before, by choosing the channel; then it must be the same.
    fn record_outcome(&mut self, deflection: FinishDeflection) -> Result<(), DomainError> {
        let escalation = match deflection.escalation {
            Some(id) => Some(
                self.chat
                    .escalation(id)
                    .ok_or(DomainError::FinishEscalationNotFound(id))?,
            ),
            None => self.chat.escalations.last(),
        };
        self.escalation = escalation.map(|escalation| escalation.id);
        let Some(channel) = deflection.channel else {
            return Ok(());
        };
        let escalation = escalation
            .filter(|_| channel.ends_chat())
            .ok_or_else(|| not_available(channel))?;
        let recorded =
            escalation.status == EscalationStatus::Deflected && escalation.chosen == Some(channel);
        if recorded {
            return Ok(());
        }
        if !escalation.can_choose(channel) {
            return Err(not_available(channel));
        }
        self.record(channel);
        Ok(())
    }

    fn record(&mut self, channel: DeflectionChannel) {
        self.choose(channel);
        self.set_escalation_status(EscalationStatus::Deflected);
    }
}
