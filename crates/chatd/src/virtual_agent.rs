//! The virtual agent: the seam for one, and the scripted one that is built in.

mod lines;
mod scripted;

use std::future::Future;

use chat_core::{MessageContent, VaAction};
use serde_json::{Map, Value};

pub use scripted::ScriptedVirtualAgent;

use crate::script::Said;

/// Whoever answers in front of the human queues.
///
/// It is asked for one turn at a time per chat, and asked again for the same turn when the platform stopped before the
/// answer was written: a turn must have no effect of its own. It never fails: a virtual agent that cannot answer says
/// so, or escalates with [`EscalationReason::PayloadFailure`](chat_core::EscalationReason::PayloadFailure).
pub trait VirtualAgent: Send + Sync + 'static {
    /// Answers what was said since its last turn.
    fn turn(&self, input: &TurnInput<'_>) -> impl Future<Output = Turn> + Send;
}

/// What a virtual agent knows at its turn.
#[derive(Clone, Debug)]
pub struct TurnInput<'a> {
    /// Whether it has just joined, and how.
    pub entrance: Entrance,
    /// The end user's messages that are not answered yet, in order; may be none after an entrance.
    pub said: Vec<Said<'a>>,
    /// `context.value` of the chat: what `$session.params.context.*` stands for. Not to be trusted.
    pub context: Option<&'a Map<String, Value>>,
    /// The end user's name.
    pub end_user_name: Option<&'a str>,
}

/// How a participant comes to its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// It was there already.
    None,
    /// It joined for the first time and says hello.
    First,
    /// It is back in a chat in which one of its kind has spoken before.
    Return,
}

/// A turn: what is said, and what is done then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    /// The messages, in order; may be none.
    pub replies: Vec<MessageContent>,
    /// The action.
    pub action: VaAction,
}
