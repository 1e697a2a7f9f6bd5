//! The end user chooses one of the channels offered.

use super::draft::Draft;
use crate::chat::State;
use crate::error::DomainError;
use crate::escalation::{DeflectionChannel, Escalation, EscalationStatus};
use crate::ids::EscalationId;

impl Draft<'_> {
    /// Only while the choice is pending, only an offered channel.
    pub(super) fn select_deflection(
        &mut self,
        id: EscalationId,
        channel: DeflectionChannel,
    ) -> Result<(), DomainError> {
        let escalation = self
            .chat
            .escalation(id)
            .ok_or(DomainError::EscalationNotFound(id))?;
        self.check_not_ended()?;
        if !escalation.can_choose(channel) {
            return Err(not_available(channel));
        }
        self.escalation = Some(id);
        let queue = escalation.queue;
        self.choose(channel);
        match channel {
            DeflectionChannel::HumanAgent => {
                self.set_escalation_status(EscalationStatus::Escalating);
                self.enter_queue(queue);
            }
            DeflectionChannel::VirtualAgent => {
                // Goes on with what was written while it was silent, or else with the next message.
                self.set_escalation_status(EscalationStatus::Deflected);
            }
            DeflectionChannel::Email | DeflectionChannel::ExternalLink => {
                self.set_escalation_status(EscalationStatus::Deflected);
                // The conversation has moved: what was written meanwhile is not for the virtual agent any more.
                let last = self.chat.last_seq;
                if let State::VirtualAgent(serving) = &mut self.chat.state {
                    serving.answered = Some(last);
                    serving.turn_at = None;
                }
            }
        }
        Ok(())
    }

    /// Writes the choice into the chat's last escalation.
    pub(super) fn choose(&mut self, channel: DeflectionChannel) {
        if let Some(escalation) = self.chat.escalations.last_mut() {
            escalation.chosen = Some(channel);
        }
    }
}

impl Escalation {
    /// Whether the choice is pending and the channel offered.
    pub(super) fn can_choose(&self, channel: DeflectionChannel) -> bool {
        self.status == EscalationStatus::Deflecting
            && self
                .deflection
                .as_ref()
                .is_some_and(|deflection| deflection.offers(channel))
    }
}

/// The refusal of a channel.
pub(super) fn not_available(channel: DeflectionChannel) -> DomainError {
    DomainError::DeflectionChannelNotAvailable(channel.as_str().to_owned())
}
