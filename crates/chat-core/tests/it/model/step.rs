//! The steps of a history, as the second account of the rules takes them.

use chat_core::{DeflectionChannel, Escalate, FiredTimer, VaAction};

/// One step of a history. Numbers are small, so that right and wrong ones both occur often.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Time passes.
    Advance(i64),
    /// The menu that the chat began in loses its virtual agent.
    LoseVirtualAgent,
    Send(i64),
    Finish {
        by: Option<i64>,
        escalation: Option<i64>,
        channel: Option<DeflectionChannel>,
    },
    Escalate(Escalate),
    Select {
        escalation: i64,
        channel: DeflectionChannel,
    },
    Resume,
    ChangeEndUser(i64),
    VaJoin,
    /// An answer computed `lag` messages ago.
    VaReply {
        lag: i64,
        replies: usize,
        action: VaAction,
    },
    AgentJoin(i64),
    AgentReply {
        agent: i64,
        lag: Option<i64>,
        replies: usize,
    },
    AgentLeave(i64),
    AgentEnd(i64),
    Fire(FiredTimer),
}
