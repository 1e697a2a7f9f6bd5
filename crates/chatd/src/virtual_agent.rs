//! Virtual agents: the seam for whoever answers in front of the human queues, and the backends that there are.
//!
//! Which one answers is data of the tenant ([`chat_core::VirtualAgentDefinition`]): the built-in script, a script of the
//! tenant, or a server of the tenant. Formats and limits are described in `docs/virtual-agent.md`.

mod backends;
mod check;
mod http;
mod scripted;

use std::future::Future;

use chat_core::{
    Chat, EndUser, Escalate, EscalationReason, MessageContent, StoreError, TenantId, VaAction,
};
use serde_json::{Map, Value};

pub use backends::{Admitted, VirtualAgents};
pub use check::faults;
pub use http::{HttpBackend, MAX_ANSWER_BYTES, MAX_REPLIES, MAX_TURNS_PER_TENANT};
pub use scripted::VaScript;

use crate::script::{Parameters, Scene};
use crate::timers::{Conversation, Slot};

/// Whoever answers in front of the human queues.
///
/// It is asked for one turn at a time per chat, and asked again for the same turn when the platform stopped before the
/// answer was written: a turn must have no effect of its own that cannot happen twice. A virtual agent that cannot answer
/// says so, or escalates with [`EscalationReason::PayloadFailure`].
pub trait VirtualAgent: Send + Sync + 'static {
    /// What a turn holds while it is taken.
    type Admitted: Send;

    /// Asked before anything is read for a turn; `None` when the chat's virtual agent is too busy and wants to be asked again.
    ///
    /// Whoever is going to wait for another machine gives the slot back here, so that no other chat has to wait for it too.
    ///
    /// # Errors
    /// Those of the store.
    fn admit(
        &self,
        tenant: TenantId,
        chat: &Chat,
        slot: Slot,
    ) -> impl Future<Output = Result<Option<Self::Admitted>, StoreError>> + Send;

    /// Answers what was said since its last turn.
    ///
    /// # Errors
    /// Those of the store.
    fn turn(
        &self,
        input: TurnInput<'_>,
        admitted: Self::Admitted,
    ) -> impl Future<Output = Result<Turn, StoreError>> + Send;
}

/// What a virtual agent knows at its turn.
#[derive(Clone, Copy, Debug)]
pub struct TurnInput<'a> {
    /// Whose chat it is.
    pub tenant: TenantId,
    /// The chat, with a virtual agent.
    pub chat: &'a Chat,
    /// What is to be answered.
    pub conversation: &'a Conversation,
    /// `context.value` of the chat: what `$session.params.context.*` stands for. Not to be trusted.
    pub context: Option<&'a Map<String, Value>>,
    /// The person chatting.
    pub end_user: Option<&'a EndUser>,
}

impl<'a> TurnInput<'a> {
    /// The same for a script.
    #[must_use]
    pub fn scene(&self) -> Scene<'a> {
        let speaker = self.chat.virtual_agent();
        Scene {
            entrance: self.conversation.entrance,
            said: self.conversation.said(),
            parameters: Parameters {
                context: self.context,
                end_user_name: self.end_user.and_then(|end_user| end_user.name.as_deref()),
                agent_name: speaker.map(|speaker| speaker.profile.name.as_str()),
            },
        }
    }
}

/// A turn: what is said, and what is done then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    /// The messages, in order; may be none.
    pub replies: Vec<MessageContent>,
    /// The action.
    pub action: VaAction,
}

impl Turn {
    /// The turn of a virtual agent that cannot answer: people take over.
    #[must_use]
    pub fn failed() -> Self {
        Self {
            replies: Vec::new(),
            action: VaAction::Escalate(Escalate {
                reason: EscalationReason::PayloadFailure,
                force: false,
                target: None,
            }),
        }
    }
}
