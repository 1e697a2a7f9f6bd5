//! Decisions: pure functions from a state and a command to the changes, one file per command.

mod agent_join;
mod agent_leave;
mod agent_reply;
mod change_end_user;
mod demo_agents_off;
mod demo_agents_on;
mod draft;
mod end;
mod escalate;
mod finish;
mod merge_custom_data;
mod open_chat;
mod resume;
mod select_deflection;
mod send_message;
mod serving;
mod timer_fired;
mod update_flags;
mod va_join;
mod va_reply;

use jiff::Timestamp;

use self::draft::Draft;
pub use self::open_chat::open_chat;
use crate::chat::Chat;
use crate::command::Command;
use crate::custom_data::{CustomData, CustomDataEntry};
use crate::error::DomainError;
use crate::event::Event;
use crate::ids::{EscalationId, EventIdSource, TenantId};
use crate::media::Media;
use crate::menu::{Catalogue, QueueLoads};
use crate::message::Message;
use crate::settings::Settings;

/// What a decision depends on beside the chat. All of it as of the same transaction.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// Whose chat it is.
    pub tenant: TenantId,
    /// The instant of the decision. Domain clock; an instant before the chat's last change counts as that change's.
    pub now: Timestamp,
    /// The tenant's durations.
    pub settings: &'a Settings,
    /// The tenant's menus.
    pub menus: &'a Catalogue,
    /// The load of the queues, this chat included; may be empty unless [`Command::needs_queue_loads`](crate::Command::needs_queue_loads).
    pub queues: &'a QueueLoads,
    /// The chat's media, at least those of [`Command::media_ids`](crate::Command::media_ids) that exist.
    pub media: &'a [Media],
    /// The chat's custom data; may be empty unless [`Command::needs_custom_data`](crate::Command::needs_custom_data).
    pub custom_data: &'a CustomData,
    /// The id that a new escalation takes; [`Changes::escalation_created`] tells whether it did.
    pub next_escalation_id: EscalationId,
    /// Where event ids come from.
    pub event_ids: &'a dyn EventIdSource,
}

/// What a decision changes. To be written as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The new state.
    pub chat: Chat,
    /// Whether anything changed; if not, nothing is to be written.
    pub changed: bool,
    /// New messages, in order, numbered.
    pub messages: Vec<Message>,
    /// New events, in order, numbered.
    pub events: Vec<Event>,
    /// Entries of custom data to insert or replace.
    pub custom_data: Vec<(String, CustomDataEntry)>,
    /// The escalation that the command was about: made, found open, or changed.
    pub escalation: Option<EscalationId>,
    /// Whether [`Env::next_escalation_id`] was used.
    pub escalation_created: bool,
}

/// Tells what a command changes.
///
/// Pure: the same arguments (and event ids) give the same answer. A refused command changes nothing. A command that asks for what is
/// already so, and a script's or timer's command that came too late, gives [`Changes::changed`] `false`.
///
/// # Errors
/// The refusals of the command, see [`DomainError`]; [`DomainError::ChatEnded`] for nearly every write to an ended chat.
pub fn decide(chat: &Chat, command: Command, env: &Env<'_>) -> Result<Changes, DomainError> {
    let mut draft = Draft::new(chat, env);
    match command {
        Command::SendMessage { from, content } => draft.send_message(from, content)?,
        Command::Finish { by, deflection } => draft.finish(by, deflection)?,
        Command::Escalate(escalate) => draft.escalate(escalate)?,
        Command::SelectDeflection {
            escalation,
            channel,
        } => draft.select_deflection(escalation, channel)?,
        Command::Resume => draft.resume()?,
        Command::UpdateFlags(update) => draft.update_flags(update)?,
        Command::MergeCustomData { entries, signed } => draft.merge_custom_data(entries, signed)?,
        Command::ChangeEndUser {
            end_user,
            profile,
            requested_at,
        } => {
            draft.change_end_user(end_user, profile, requested_at)?;
        }
        Command::VaJoin => draft.va_join(),
        Command::VaReply {
            up_to,
            replies,
            action,
        } => draft.va_reply(up_to, replies, action)?,
        Command::AgentJoin(profile) => draft.agent_join(profile),
        Command::AgentReply {
            agent,
            up_to,
            replies,
        } => draft.agent_reply(agent, up_to, replies)?,
        Command::AgentLeave { agent } => draft.agent_leave(agent),
        Command::AgentEnd { agent } => draft.agent_end(agent),
        Command::DemoAgentsOn => draft.demo_agents_on(),
        Command::DemoAgentsOff => draft.demo_agents_off(),
        Command::TimerFired(timer) => draft.timer_fired(timer),
    }
    Ok(draft.into_changes(chat))
}
