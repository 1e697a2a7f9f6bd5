//! The virtual agent connects.

use super::draft::Draft;
use crate::chat::{FailReason, State};
use crate::escalation::{EscalationReason, EscalationStatus};
use crate::event::{EventBody, Participant};
use crate::menu::Menu;
use crate::participant::{ParticipantStatus, VirtualAgent};

impl Draft<'_> {
    /// Lets the chat wait for its virtual agent to connect.
    pub(super) fn await_virtual_agent(&mut self) {
        self.chat.state = State::Connecting {
            since: self.now,
            expires_at: self.after(self.settings().queue_expiry),
        };
    }

    /// Too late unless the chat waits for it. It owes a turn at once: a greeting, or an answer to what was written meanwhile.
    pub(super) fn va_join(&mut self) {
        if !matches!(self.chat.state, State::Connecting { .. }) {
            return;
        }
        // One that was on its way and is not the menu's any more does not come.
        self.virtual_agents_leave();
        let Some(menu) = self.env.menus.menu(self.chat.menu_id) else {
            self.end_failed(FailReason::ExpiredMenuSelection);
            return;
        };
        let Some(profile) = &menu.virtual_agent else {
            self.go_without_virtual_agent(menu);
            return;
        };
        let joined = VirtualAgent {
            profile: profile.clone(),
            status: ParticipantStatus::Connected,
            connected_at: Some(self.now),
        };
        let known = self
            .chat
            .virtual_agents
            .iter_mut()
            .find(|virtual_agent| virtual_agent.profile.id == profile.id);
        match known {
            Some(known) => *known = joined.clone(),
            None => self.chat.virtual_agents.push(joined.clone()),
        }
        self.chat.virtual_agent_id = Some(profile.id);
        self.chat.state = State::VirtualAgent(self.assigned(Some(self.now)));
        self.tell(EventBody::ParticipantJoined(Participant::VirtualAgent(
            joined,
        )));
    }

    /// The menu has lost its virtual agent since: people take over, as far as they are there. A chat that comes back to one that is
    /// gone is handed over by an escalation; nobody is left to offer other channels.
    fn go_without_virtual_agent(&mut self, menu: &Menu) {
        let queue = menu.queue();
        if self.chat.virtual_agent_id.is_some() {
            self.start_escalation(queue, EscalationReason::CouldNotResume, None);
            self.set_escalation_status(EscalationStatus::Escalating);
        }
        let people = self.env.menus.leaf(queue);
        if people.is_some_and(|people| !people.hours.is_open(self.now)) {
            self.end_failed(FailReason::AfterHours);
        } else {
            self.enter_queue(queue);
        }
    }
}
