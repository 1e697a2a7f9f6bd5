//! A dismissed chat goes on.

use super::draft::Draft;
use crate::chat::{DismissedFrom, State};
use crate::error::DomainError;
use crate::event::EventBody;
use crate::participant::ParticipantStatus;

impl Draft<'_> {
    /// The caller takes a dismissed chat up again, within the opening hours of its menu; one that is gone has none.
    pub(super) fn resume(&mut self) -> Result<(), DomainError> {
        self.check_not_ended()?;
        let State::Dismissed { from, .. } = self.chat.state else {
            return Err(DomainError::NotDismissed);
        };
        let menu = self.env.menus.menu(self.chat.menu_id);
        if !menu.is_some_and(|menu| menu.hours.is_open(self.now)) {
            return Err(DomainError::AfterHours);
        }
        self.return_from_dismissal(from);
        Ok(())
    }

    /// Back to the virtual agent or the queue. Both sides must write again before the next dismissal.
    pub(super) fn return_from_dismissal(&mut self, from: DismissedFrom) {
        self.chat.end_user_active_since = None;
        match from {
            DismissedFrom::VirtualAgent => {
                let id = self.chat.virtual_agent_id;
                for virtual_agent in &mut self.chat.virtual_agents {
                    if Some(virtual_agent.profile.id) == id {
                        virtual_agent.status = ParticipantStatus::Waiting;
                    }
                }
                self.await_virtual_agent();
            }
            DismissedFrom::Agent => self.enter_queue(self.chat.menu_id),
        }
        let view = self.chat.view(self.env.menus);
        self.tell(EventBody::ChatResumed(Box::new(view)));
    }
}
