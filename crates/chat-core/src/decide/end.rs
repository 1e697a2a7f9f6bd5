//! Departures: participants leave, and the chat ends.

use super::draft::Draft;
use crate::chat::{Ending, FailReason, State};
use crate::escalation::EscalationStatus;
use crate::event::{EventBody, Participant};
use crate::participant::{Actor, ParticipantStatus};

impl Draft<'_> {
    /// Ends the chat as finished.
    pub(super) fn end_finished(&mut self, reason: FailReason, by: Option<Actor>) {
        self.end(false, reason, by);
    }

    /// Ends the chat as failed.
    pub(super) fn end_failed(&mut self, reason: FailReason) {
        self.end(true, reason, None);
    }

    fn end(&mut self, failed: bool, reason: FailReason, by: Option<Actor>) {
        self.cancel_open_escalation();
        self.virtual_agents_leave();
        self.agents_leave();
        self.chat.state = State::Ended(Ending {
            failed,
            reason,
            at: self.now,
            by,
        });
        self.tell(EventBody::ChatEnded {
            status: self.chat.status(),
            fail_reason: reason,
            ends_at: self.now,
            ended_by: by,
        });
    }

    /// Cancels the escalation that waits, if there is one.
    pub(super) fn cancel_open_escalation(&mut self) {
        if self.chat.open_escalation().is_some() {
            self.set_escalation_status(EscalationStatus::Canceled);
        }
    }

    /// Every virtual agent that is there leaves; one that was on its way does not come.
    pub(super) fn virtual_agents_leave(&mut self) {
        let mut left = Vec::new();
        for virtual_agent in &mut self.chat.virtual_agents {
            let was = std::mem::replace(&mut virtual_agent.status, ParticipantStatus::Finished);
            if was == ParticipantStatus::Connected {
                left.push(Participant::VirtualAgent(virtual_agent.clone()));
            }
        }
        for participant in left {
            self.tell(EventBody::ParticipantLeft(participant));
        }
    }

    /// Every human agent that is there leaves.
    pub(super) fn agents_leave(&mut self) {
        let mut left = Vec::new();
        for agent in &mut self.chat.agents {
            let was = std::mem::replace(&mut agent.status, ParticipantStatus::Finished);
            if was == ParticipantStatus::Connected {
                left.push(Participant::Agent(agent.clone()));
            }
        }
        for participant in left {
            self.tell(EventBody::ParticipantLeft(participant));
        }
    }
}
