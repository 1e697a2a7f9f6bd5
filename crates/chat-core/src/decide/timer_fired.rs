//! A timer is due: inactivity, chat timeout, queue expiry.

use super::draft::Draft;
use crate::chat::{DismissedFrom, FailReason, State};
use crate::command::FiredTimer;
use crate::event::EventBody;
use crate::timer::TimerKind;

impl Draft<'_> {
    /// Too late (or too early) unless the chat still has the timer and it is due.
    pub(super) fn timer_fired(&mut self, fired: FiredTimer) {
        let kind = match fired {
            FiredTimer::Dismiss => TimerKind::Dismiss,
            FiredTimer::ChatTimeout => TimerKind::ChatTimeout,
            FiredTimer::QueueExpiry => TimerKind::QueueExpiry,
        };
        let timers = self.chat.timers();
        let due = timers
            .iter()
            .any(|timer| timer.kind == kind && timer.due_at <= self.now);
        if !due {
            return;
        }
        match fired {
            FiredTimer::Dismiss => self.dismiss(),
            FiredTimer::ChatTimeout => self.end_finished(FailReason::NoResponse, None),
            FiredTimer::QueueExpiry => self.end_failed(self.why_expired()),
        }
    }

    /// That nobody came, or that nobody could: what the chat waits for is gone.
    fn why_expired(&self) -> FailReason {
        let menus = self.env.menus;
        match &self.chat.state {
            State::Waiting { queue, .. } if menus.leaf(*queue).is_none() => {
                FailReason::GroupDeletedNoSubstitute
            }
            State::Connecting { .. } if menus.menu(self.chat.menu_id).is_none() => {
                FailReason::ExpiredMenuSelection
            }
            _ => FailReason::Expired,
        }
    }

    /// Everyone leaves; a pending deflection choice was not made. The chat timeout goes on as it was.
    fn dismiss(&mut self) {
        let (from, times_out_at) = match &self.chat.state {
            State::VirtualAgent(serving) => (DismissedFrom::VirtualAgent, serving.times_out_at),
            State::Agent(serving) => (DismissedFrom::Agent, serving.times_out_at),
            _ => return,
        };
        self.cancel_open_escalation();
        self.virtual_agents_leave();
        self.agents_leave();
        self.chat.state = State::Dismissed { from, times_out_at };
        self.tell(EventBody::ChatDismissed {
            status: self.chat.status(),
            timeout_at: times_out_at,
        });
    }
}
