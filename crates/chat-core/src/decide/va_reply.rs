//! The virtual agent answers.

use super::draft::Draft;
use crate::chat::{FailReason, State};
use crate::command::VaAction;
use crate::error::DomainError;
use crate::ids::MessageSeq;
use crate::message::MessageContent;
use crate::participant::Actor;

impl Draft<'_> {
    /// Too late unless the virtual agent has the chat, is not silenced by a deflection, and its turn is still due.
    ///
    /// If the end user wrote after `up_to`, the turn stays due, and the chat is not ended: there is something to answer first.
    pub(super) fn va_reply(
        &mut self,
        up_to: MessageSeq,
        replies: Vec<MessageContent>,
        action: VaAction,
    ) -> Result<(), DomainError> {
        let up_to = up_to.min(self.chat.last_seq);
        let wanted = match &self.chat.state {
            State::VirtualAgent(serving) => serving.wants_turn(up_to) && !self.chat.is_deflecting(),
            _ => false,
        };
        let (true, Some(id)) = (wanted, self.chat.virtual_agent_id) else {
            return Ok(());
        };
        for content in &replies {
            self.check_media(content)?;
        }
        self.server_passed(up_to);
        for content in replies {
            self.append(Actor::VirtualAgent(id), content);
            self.server_wrote(up_to);
        }
        match action {
            VaAction::None => {}
            VaAction::Escalate(escalate) => self.escalate(escalate)?,
            VaAction::End if up_to < self.chat.last_end_user_seq => {}
            VaAction::End => {
                self.end_finished(FailReason::Nothing, Some(Actor::VirtualAgent(id)));
            }
        }
        Ok(())
    }
}
