//! What is done when a timer is due.

use std::sync::Arc;

use chat_core::{
    Actor, AgentId, Chat, ChatContext, Clock, Command, DueTimer, EndUser, FiredTimer, MediaKind,
    MessageContent, NewMedia, Outcome, State, Store, StoreError, TenantId, TimerKind,
};
use tracing::warn;

use super::conversation::Conversation;
use super::slots::Slot;
use crate::control::Underway;
use crate::demo_agents::{
    self, AgentAction, AgentFiles, FORM_CONTENT_TYPE, FORM_FILE_NAME, FORM_PDF, FileError,
};
use crate::script::{Parameters, Scene, Spoken};
use crate::virtual_agent::{TurnInput, VirtualAgent};

/// Everything that steps are made with.
pub struct Steps<S, V, F> {
    /// The chats.
    pub store: Arc<S>,
    /// Domain time.
    pub clock: Arc<dyn Clock>,
    /// Who answers in front of the human queues.
    pub virtual_agent: V,
    /// Where demo agents put the form.
    pub files: F,
    /// What the steps under way are counted by.
    pub underway: Arc<Underway>,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The chat changed.
    Changed,
    /// It did not: the timer was too late, most often.
    Unchanged,
    /// Whoever should answer is too busy; to be tried again soon.
    NotNow,
}

/// Context and end user, read for a turn.
struct Background {
    context: ChatContext,
    end_user: Option<EndUser>,
}

impl<S: Store, V: VirtualAgent, F: AgentFiles> Steps<S, V, F> {
    /// Acts upon one timer. A timer that its chat no longer has changes nothing.
    pub(super) async fn take(&self, due: DueTimer, slot: Slot) -> Result<Progress, StoreError> {
        let DueTimer {
            tenant,
            chat,
            timer,
        } = due;
        let command = match timer.kind {
            TimerKind::Dismiss => Command::TimerFired(FiredTimer::Dismiss),
            TimerKind::ChatTimeout => Command::TimerFired(FiredTimer::ChatTimeout),
            TimerKind::QueueExpiry => Command::TimerFired(FiredTimer::QueueExpiry),
            TimerKind::VaConnect => Command::VaJoin,
            // Written before a restart with `--agents off`.
            TimerKind::AgentPickup | TimerKind::AgentTurn
                if !self.has_demo_agents(tenant).await? =>
            {
                Command::DemoAgentsOff
            }
            TimerKind::AgentPickup => Command::AgentJoin(demo_agents::agent_for(chat)),
            TimerKind::VaTurn => return self.va_turn(due, slot).await,
            TimerKind::AgentTurn => return self.agent_turn(due).await.map(Progress::from),
        };
        let now = self.clock.now();
        let outcome = self.store.transact(tenant, chat, command, now).await?;
        Ok(outcome.changed.into())
    }

    async fn has_demo_agents(&self, tenant: TenantId) -> Result<bool, StoreError> {
        let tenant = self.store.tenant(tenant).await?;
        Ok(tenant.is_some_and(|tenant| tenant.settings.demo_agents.is_some()))
    }

    async fn va_turn(&self, due: DueTimer, slot: Slot) -> Result<Progress, StoreError> {
        let chat = self.chat(due).await?;
        let State::VirtualAgent(serving) = &chat.state else {
            return Ok(Progress::Unchanged);
        };
        let admitted = self.virtual_agent.admit(due.tenant, &chat, slot).await?;
        let Some(admitted) = admitted else {
            return Ok(Progress::NotNow);
        };
        let is_own = |actor| matches!(actor, Actor::VirtualAgent(_));
        let conversation =
            Conversation::read(&*self.store, due.tenant, &chat, serving, is_own).await?;
        let background = self.background(due.tenant, &chat).await?;
        let input = TurnInput {
            tenant: due.tenant,
            chat: &chat,
            conversation: &conversation,
            context: background.context.context.as_ref(),
            end_user: background.end_user.as_ref(),
        };
        let turn = self.virtual_agent.turn(input, admitted).await?;
        let reply = Command::VaReply {
            up_to: conversation.up_to,
            replies: turn.replies,
            action: turn.action,
        };
        Ok(self.command(due, reply).await?.changed.into())
    }

    async fn agent_turn(&self, due: DueTimer) -> Result<bool, StoreError> {
        let chat = self.chat(due).await?;
        let (State::Agent(serving), Some(agent)) = (&chat.state, chat.agent()) else {
            return Ok(false);
        };
        let agent = &agent.profile;
        let is_own = |actor| actor == Actor::Agent(agent.id);
        let conversation =
            Conversation::read(&*self.store, due.tenant, &chat, serving, is_own).await?;
        let background = self.background(due.tenant, &chat).await?;
        let turn = demo_agents::turn(&Scene {
            entrance: conversation.entrance,
            said: conversation.said(),
            parameters: background.parameters(&agent.first_name),
        });
        self.act(due, agent.id, turn, &conversation).await
    }

    /// Carries an agent's turn out.
    async fn act(
        &self,
        due: DueTimer,
        agent: AgentId,
        turn: Spoken<AgentAction>,
        conversation: &Conversation,
    ) -> Result<bool, StoreError> {
        let Spoken {
            mut replies,
            action,
            answered,
        } = turn;
        if action == Some(AgentAction::SendForm) {
            replies.push(self.form(due).await);
        }
        let up_to = if action == Some(AgentAction::End) {
            conversation.up_to_before(answered)
        } else {
            conversation.up_to(answered)
        };
        let reply = Command::AgentReply {
            agent,
            up_to: Some(up_to),
            replies,
        };
        let replied = self.command(due, reply).await?.changed;
        if action == Some(AgentAction::End) {
            let ended = self.command(due, Command::AgentEnd { agent }).await?;
            return Ok(replied || ended.changed);
        }
        Ok(replied)
    }

    /// The message that shows the form, or the apology when it cannot be attached.
    async fn form(&self, due: DueTimer) -> MessageContent {
        match self.attach_form(due).await {
            Ok(message) => message,
            Err(error) => {
                warn!(tenant = %due.tenant, chat = %due.chat, %error, "the form cannot be attached");
                demo_agents::apology()
            }
        }
    }

    /// Attaches the form; a chat that has it already gives the one it has.
    async fn attach_form(&self, due: DueTimer) -> Result<MessageContent, FileError> {
        let key = format!("agents/{}/{FORM_FILE_NAME}", due.chat);
        self.files.put(due.tenant, &key, FORM_PDF).await?;
        let form = NewMedia {
            source_key: key.clone(),
            object_key: key,
            kind: MediaKind::File,
            photo_type: None,
            content_type: FORM_CONTENT_TYPE.to_owned(),
            file_name: Some(FORM_FILE_NAME.to_owned()),
            size_bytes: FORM_PDF.len() as u64,
        };
        let now = self.clock.now();
        let attached = self
            .store
            .attach_media(due.tenant, due.chat, vec![form], now)
            .await?;
        let media = attached.first().ok_or("the store attached nothing")?;
        Ok(MessageContent::Document(media.id))
    }

    async fn chat(&self, due: DueTimer) -> Result<Chat, StoreError> {
        let chat = self.store.chat(due.tenant, due.chat).await?;
        chat.ok_or(StoreError::NotFound)
    }

    async fn background(&self, tenant: TenantId, chat: &Chat) -> Result<Background, StoreError> {
        let context = self.store.chat_context(tenant, chat.id).await?;
        let end_user = self.store.end_user(tenant, chat.end_user.id).await?;
        Ok(Background { context, end_user })
    }

    async fn command(&self, due: DueTimer, command: Command) -> Result<Outcome, StoreError> {
        let now = self.clock.now();
        self.store
            .transact(due.tenant, due.chat, command, now)
            .await
    }
}

impl From<bool> for Progress {
    fn from(changed: bool) -> Self {
        if changed {
            Self::Changed
        } else {
            Self::Unchanged
        }
    }
}

impl Background {
    fn parameters<'a>(&'a self, speaker: &'a str) -> Parameters<'a> {
        let end_user = self.end_user.as_ref();
        Parameters {
            context: self.context.context.as_ref(),
            end_user_name: end_user.and_then(|end_user| end_user.name.as_deref()),
            agent_name: Some(speaker),
        }
    }
}
