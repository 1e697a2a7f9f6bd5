//! The demo agents were switched off while a chat still counted on one.

use super::draft::Draft;
use crate::chat::State;

impl Draft<'_> {
    /// Takes back what a script was to do; nothing as long as the tenant has demo agents. A waiting chat waits for people, and one that
    /// an agent has stays with that agent.
    pub(super) fn demo_agents_off(&mut self) {
        if self.env.settings.demo_agents.is_some() {
            return;
        }
        match &mut self.chat.state {
            State::Waiting { pickup_at, .. } => *pickup_at = None,
            State::Agent(serving) => serving.turn_at = None,
            _ => {}
        }
    }
}
