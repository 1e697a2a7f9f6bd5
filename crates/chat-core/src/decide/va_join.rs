//! The virtual agent connects.

use super::draft::Draft;
use crate::chat::State;
use crate::event::{EventBody, Participant};
use crate::participant::{ParticipantStatus, VirtualAgent};

impl Draft<'_> {
    /// Lets the chat wait for its virtual agent to connect.
    pub(super) fn await_virtual_agent(&mut self) {
        self.chat.state = State::Connecting {
            since: self.now,
            expires_at: self.after(self.env.settings.queue_expiry),
        };
    }

    /// Too late unless the chat waits for it. It owes a turn at once: a greeting, or an answer to what was written meanwhile.
    pub(super) fn va_join(&mut self) {
        if !matches!(self.chat.state, State::Connecting { .. }) {
            return;
        }
        let menu = self.env.menus.menu(self.chat.menu_id);
        let Some(profile) = menu.and_then(|menu| menu.virtual_agent.as_ref()) else {
            // The catalogue has lost its virtual agent since: people take over.
            self.virtual_agents_leave();
            self.enter_queue(menu.map_or(self.chat.menu_id, |menu| menu.queue()));
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
}
