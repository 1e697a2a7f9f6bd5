//! The human agent writes.

use super::draft::Draft;
use crate::chat::State;
use crate::error::DomainError;
use crate::ids::{AgentId, MessageSeq};
use crate::message::MessageContent;
use crate::participant::Actor;

impl Draft<'_> {
    /// Too late unless this agent has the chat and, for a script, its turn is still due.
    pub(super) fn agent_reply(
        &mut self,
        agent: AgentId,
        up_to: Option<MessageSeq>,
        replies: Vec<MessageContent>,
    ) -> Result<(), DomainError> {
        let State::Agent(serving) = &self.chat.state else {
            return Ok(());
        };
        let last = self.chat.last_seq;
        let wanted = up_to.is_none_or(|up_to| serving.wants_turn(up_to.min(last)));
        if !wanted || self.chat.agent_id != Some(agent) {
            return Ok(());
        }
        for content in &replies {
            self.check_media(content)?;
        }
        let up_to = up_to.unwrap_or(last).min(last);
        self.server_passed(up_to);
        for content in replies {
            self.append(Actor::Agent(agent), content);
            self.server_wrote(up_to);
        }
        Ok(())
    }
}
