//! A decision in the making: the new state and what is told about it.

use jiff::{SignedDuration, Timestamp};

use super::{Changes, Env};
use crate::chat::{Chat, State};
use crate::custom_data::CustomDataEntry;
use crate::error::DomainError;
use crate::escalation::EscalationStatus;
use crate::event::{Event, EventBody, EventSender};
use crate::ids::{EscalationId, MenuId};
use crate::media::MediaKind;
use crate::message::{Message, MessageContent};
use crate::participant::{Actor, ParticipantStatus};
use crate::settings::Settings;
use crate::store::Channel;

/// The working copy that the commands change; each command is a method in a file of its own.
pub(super) struct Draft<'a> {
    pub(super) env: &'a Env<'a>,
    pub(super) now: Timestamp,
    pub(super) chat: Chat,
    messages: Vec<Message>,
    events: Vec<Event>,
    pub(super) custom_data: Vec<(String, CustomDataEntry)>,
    pub(super) escalation: Option<EscalationId>,
    pub(super) escalation_created: bool,
}

impl<'a> Draft<'a> {
    /// A copy of the chat. Time never runs backwards within a chat, even if the clock does.
    pub(super) fn new(chat: &Chat, env: &'a Env<'a>) -> Self {
        Self {
            env,
            now: env.now.max(chat.updated_at),
            chat: chat.clone(),
            messages: Vec::new(),
            events: Vec::new(),
            custom_data: Vec::new(),
            escalation: None,
            escalation_created: false,
        }
    }

    /// What the draft changes with regard to the chat it was made from.
    pub(super) fn into_changes(mut self, before: &Chat) -> Changes {
        let changed =
            !self.events.is_empty() || !self.custom_data.is_empty() || self.chat != *before;
        if changed {
            self.chat.updated_at = self.now;
            self.chat.version += 1;
        }
        Changes {
            chat: self.chat,
            changed,
            messages: self.messages,
            events: self.events,
            custom_data: self.custom_data,
            escalation: self.escalation,
            escalation_created: self.escalation_created,
        }
    }

    /// The instant so long from now.
    pub(super) fn after(&self, duration: SignedDuration) -> Timestamp {
        later(self.now, duration)
    }

    /// Refuses what cannot be done to an ended chat.
    pub(super) fn check_not_ended(&self) -> Result<(), DomainError> {
        if self.chat.is_ended() {
            return Err(DomainError::ChatEnded);
        }
        Ok(())
    }

    /// Refuses a message that shows media which the chat does not have, or has as another kind.
    pub(super) fn check_media(&self, content: &MessageContent) -> Result<(), DomainError> {
        let (id, kind) = match content {
            MessageContent::Text(_)
            | MessageContent::Markdown(_)
            | MessageContent::Buttons { .. } => return Ok(()),
            MessageContent::Photo(id) => (*id, MediaKind::Photo),
            MessageContent::Video(id) => (*id, MediaKind::Video),
            MessageContent::Document(id) => (*id, MediaKind::File),
        };
        let found = self.env.media.iter().any(|media| {
            media.id == id && media.chat_id == self.chat.id && media.file.kind == kind
        });
        if !found {
            return Err(DomainError::MediaNotFound(id));
        }
        Ok(())
    }

    /// Adds an event.
    pub(super) fn tell(&mut self, body: EventBody) {
        self.chat.event_count += 1;
        let (chat_id, seq) = (self.chat.id, self.chat.event_count);
        self.events.push(Event {
            id: self
                .env
                .event_ids
                .event_id(self.env.tenant, chat_id, Channel::Webhook, seq),
            seq,
            chat_id,
            timestamp: self.now,
            body,
        });
    }

    /// Adds a message and its event.
    pub(super) fn append(&mut self, sender: Actor, content: MessageContent) {
        self.chat.last_seq = self.chat.last_seq.next();
        let message = Message {
            seq: self.chat.last_seq,
            sender,
            content,
            sent_at: self.now,
        };
        self.messages.push(message.clone());
        let sender = self.sender(sender);
        self.tell(EventBody::MessageReceived { sender, message });
    }

    fn sender(&self, actor: Actor) -> EventSender {
        let connection = match actor {
            Actor::EndUser(_) => None,
            Actor::VirtualAgent(_) => self
                .chat
                .virtual_agent()
                .map(|virtual_agent| (virtual_agent.status, virtual_agent.connected_at)),
            Actor::Agent(_) => self
                .chat
                .agent()
                .map(|agent| (agent.status, agent.connected_at)),
        };
        let (status, connected_at) =
            connection.unwrap_or((ParticipantStatus::Connected, Some(self.chat.created_at)));
        EventSender {
            actor,
            status,
            connected_at,
        }
    }

    /// Gives the chat's last escalation another status and tells so.
    pub(super) fn set_escalation_status(&mut self, status: EscalationStatus) {
        let Some(escalation) = self.chat.escalations.last_mut() else {
            return;
        };
        escalation.status = status;
        let snapshot = escalation.clone();
        self.tell(match status {
            EscalationStatus::Escalating => EventBody::EscalationStarted(snapshot),
            EscalationStatus::Escalated => EventBody::EscalationAccepted(snapshot),
            EscalationStatus::Canceled => EventBody::EscalationCanceled(snapshot),
            EscalationStatus::Deflecting | EscalationStatus::Deflected => {
                EventBody::EscalationDeflected(snapshot)
            }
        });
    }

    /// Puts the chat into a human queue; its wait begins now. It is over at once where the queue is gone.
    pub(super) fn enter_queue(&mut self, queue: MenuId) {
        let menus = self.env.menus;
        let expires_at = match menus.leaf(queue) {
            Some(_) => self.after(menus.settings(queue, self.env.settings).queue_expiry),
            None => self.now,
        };
        self.chat.state = State::Waiting {
            queue,
            since: self.now,
            expires_at,
            pickup_at: self.pickup_at(queue),
        };
    }

    /// When a scripted agent takes a chat that waits in the queue from now on; `None` where nobody does.
    pub(super) fn pickup_at(&self, queue: MenuId) -> Option<Timestamp> {
        let menu = self.env.menus.leaf(queue)?;
        let scripted = self.env.settings.demo_agents.as_ref()?;
        (menu.agents > 0).then(|| self.after(scripted.pickup_after))
    }

    /// The durations of the menu that the chat is in.
    pub(super) fn settings(&self) -> Settings {
        let menus = self.env.menus;
        menus.settings(self.chat.menu_id, self.env.settings)
    }
}

/// The instant so long after another; the end of time when there is none.
pub(super) fn later(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}
