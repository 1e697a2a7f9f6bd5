//! A human agent takes the waiting chat.

use super::draft::Draft;
use crate::chat::{FailReason, State};
use crate::escalation::EscalationStatus;
use crate::event::{EventBody, Participant};
use crate::participant::{Agent, AgentProfile, ParticipantStatus};

impl Draft<'_> {
    /// Too late unless the chat waits. The escalation, if there is one, is accepted; the virtual agent leaves; the chat moves to the
    /// menu of the queue; where that is gone, it ends.
    pub(super) fn agent_join(&mut self, profile: AgentProfile) {
        let State::Waiting { queue, .. } = self.chat.state else {
            return;
        };
        if self.env.menus.leaf(queue).is_none() {
            self.end_failed(FailReason::GroupDeletedNoSubstitute);
            return;
        }
        self.chat.menu_id = queue;
        if let Some(open) = self.chat.open_escalation() {
            self.escalation = Some(open.id);
            self.set_escalation_status(EscalationStatus::Escalated);
        }
        self.virtual_agents_leave();
        let id = profile.id;
        let joined = Agent {
            profile,
            status: ParticipantStatus::Connected,
            connected_at: Some(self.now),
        };
        let agents = &mut self.chat.agents;
        match agents.iter_mut().find(|agent| agent.profile.id == id) {
            Some(known) => *known = joined.clone(),
            None => agents.push(joined.clone()),
        }
        self.chat.agent_id = Some(id);
        self.chat.state = State::Agent(self.assigned(self.agent_turn_at()));
        self.tell(EventBody::ParticipantJoined(Participant::Agent(joined)));
    }
}
