//! The human agent leaves the chat to its queue, or ends it.

use super::draft::Draft;
use crate::chat::{FailReason, State};
use crate::ids::AgentId;
use crate::participant::Actor;

impl Draft<'_> {
    /// Too late unless this agent has the chat.
    pub(super) fn agent_leave(&mut self, agent: AgentId) {
        if self.is_with(agent) {
            self.agents_leave();
            self.enter_queue(self.chat.menu_id);
        }
    }

    /// Too late unless this agent has the chat.
    pub(super) fn agent_end(&mut self, agent: AgentId) {
        if self.is_with(agent) {
            self.end_finished(FailReason::Nothing, Some(Actor::Agent(agent)));
        }
    }

    fn is_with(&self, agent: AgentId) -> bool {
        matches!(self.chat.state, State::Agent(_)) && self.chat.agent_id == Some(agent)
    }
}
