//! The demo agents were switched on while a chat waited that did not count on one.

use super::draft::Draft;
use crate::chat::State;

impl Draft<'_> {
    /// Nothing unless the chat waits in a queue that has demo agents, and none is on its way.
    pub(super) fn demo_agents_on(&mut self) {
        if let State::Waiting {
            queue,
            pickup_at: None,
            ..
        } = self.chat.state
        {
            let coming = self.pickup_at(queue);
            if let State::Waiting { pickup_at, .. } = &mut self.chat.state {
                *pickup_at = coming;
            }
        }
    }
}
