//! The end user writes.

use super::draft::Draft;
use crate::chat::State;
use crate::error::DomainError;
use crate::ids::EndUserId;
use crate::message::MessageContent;
use crate::participant::Actor;

impl Draft<'_> {
    /// Accepted in every state but the last; a dismissed chat returns first.
    pub(super) fn send_message(
        &mut self,
        from: EndUserId,
        content: MessageContent,
    ) -> Result<(), DomainError> {
        self.check_not_ended()?;
        if !self.chat.end_user_ids.contains(&from) {
            return Err(DomainError::SenderNotFound(from));
        }
        self.check_media(&content)?;
        if let State::Dismissed { from, .. } = self.chat.state {
            self.return_from_dismissal(from);
        }
        self.append(Actor::EndUser(from), content);
        self.end_user_wrote();
        Ok(())
    }
}
