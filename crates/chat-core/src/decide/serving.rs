//! What messages do to the deadlines of a chat that somebody serves.

use jiff::{SignedDuration, Timestamp};

use super::draft::{Draft, later};
use crate::chat::{Serving, State};
use crate::ids::MessageSeq;

impl Draft<'_> {
    /// The deadlines of a chat that is assigned now; a script's turn comes at `turn_at`.
    pub(super) fn assigned(&self, turn_at: Option<Timestamp>) -> Serving {
        Serving {
            times_out_at: self.after(self.settings().chat_timeout),
            dismiss_at: None,
            last_message_at: None,
            answered: None,
            turn_at,
        }
    }

    /// When a scripted agent answers what happens now; `None` when people serve.
    pub(super) fn agent_turn_at(&self) -> Option<Timestamp> {
        let agents = self.env.settings.demo_agents.as_ref()?;
        Some(self.after(agents.reply_after))
    }

    /// The end user wrote: the chat timeout restarts, a script owes an answer.
    pub(super) fn end_user_wrote(&mut self) {
        self.chat.last_end_user_seq = self.chat.last_seq;
        let since = *self.chat.end_user_active_since.get_or_insert(self.now);
        let settings = self.settings();
        let times_out_at = self.after(settings.chat_timeout);
        let (now, agent_turn_at) = (self.now, self.agent_turn_at());
        let (serving, turn_at) = match &mut self.chat.state {
            State::VirtualAgent(serving) => (serving, Some(now)),
            State::Agent(serving) => (serving, agent_turn_at),
            _ => return,
        };
        serving.times_out_at = times_out_at;
        serving.turn_at = serving.turn_at.or(turn_at);
        serving.dismiss_at = dismissal(serving, since, settings.dismiss_after).map(|at| {
            // A dismissal that is overdue (the platform was down) has been forestalled by this message.
            if at <= now {
                later(now, settings.dismiss_after)
            } else {
                at
            }
        });
    }

    /// Whoever serves wrote, having read up to `up_to`.
    pub(super) fn server_wrote(&mut self, up_to: MessageSeq) {
        let (now, since) = (self.now, self.chat.end_user_active_since);
        let last_end_user_seq = self.chat.last_end_user_seq;
        let dismiss_after = self.settings().dismiss_after;
        let (State::VirtualAgent(serving) | State::Agent(serving)) = &mut self.chat.state else {
            return;
        };
        serving.last_message_at = Some(now);
        serving.answered = serving.answered.max(Some(up_to));
        serving.turn_at = serving.turn_at.filter(|_| up_to < last_end_user_seq);
        serving.dismiss_at = since.and_then(|since| dismissal(serving, since, dismiss_after));
    }

    /// A script has had its turn without saying anything.
    pub(super) fn server_passed(&mut self, up_to: MessageSeq) {
        let last_end_user_seq = self.chat.last_end_user_seq;
        if let State::VirtualAgent(serving) | State::Agent(serving) = &mut self.chat.state {
            serving.answered = serving.answered.max(Some(up_to));
            serving.turn_at = serving.turn_at.filter(|_| up_to < last_end_user_seq);
        }
    }
}

impl Serving {
    /// Whether a script's answer to everything up to `up_to` is still wanted: its turn is due, and it was not yet given.
    pub(super) fn wants_turn(&self, up_to: MessageSeq) -> bool {
        self.turn_at.is_some() && self.answered.is_none_or(|answered| up_to > answered)
    }
}

/// When inactivity dismisses the chat: counted from the last message of whoever serves, or from when the end user wrote first
/// (`since`) if that was later, because until then not both sides had written.
fn dismissal(
    serving: &Serving,
    since: Timestamp,
    dismiss_after: SignedDuration,
) -> Option<Timestamp> {
    let last = serving.last_message_at?;
    Some(later(last.max(since), dismiss_after))
}
