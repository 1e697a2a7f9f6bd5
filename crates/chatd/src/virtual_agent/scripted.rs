//! Virtual agents that answer by a script: the one that is built in, and those of tenants.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chat_core::{
    Escalate, EscalationReason, MenuId, TenantId, VaAction, VirtualAgentDefinition, VirtualAgentId,
    VirtualAgents,
};

use super::Turn;
use crate::script::{Act, Entry, Scene, Script, ScriptFaults, Spoken};

/// A script of virtual agents.
pub type VaScript = Script<VaAction>;

/// What the built-in virtual agent says: greets, answers keywords, reads the chat's context, hands over when asked to.
static BUILTIN: LazyLock<VaScript> = LazyLock::new(|| {
    Script::read(include_str!("builtin.toml"))
        .expect("the built-in script is sound: a test reads it")
});

/// The largest number that ids have (2^53 − 1).
const MAX_ID: i64 = (1 << 53) - 1;

impl Act for VaAction {
    const KEYS: &'static [&'static str] = &["escalate", "end"];

    fn take(answer: &mut Entry<'_>) -> Option<Self> {
        let end = answer.flag("end").then_some(Self::End);
        let escalate = answer.inner("escalate").map(escalate).map(Self::Escalate);
        escalate.or(end)
    }
}

fn escalate(mut entry: Entry<'_>) -> Escalate {
    let target = entry.whole_number("menu");
    if target.is_some_and(|id| !(1..=MAX_ID).contains(&id)) {
        entry.fault("menu", "is not the id of a menu: write a number from 1");
    }
    let name = entry.text("reason");
    let reason = name.as_deref().map(EscalationReason::parse);
    if reason == Some(None) {
        let known: Vec<_> = EscalationReason::ALL.iter().map(|it| it.as_str()).collect();
        entry.fault("reason", format!("is not one of {}", known.join(", ")));
    }
    let force = entry.flag("force");
    entry.finish();
    Escalate {
        reason: reason.flatten().unwrap_or(EscalationReason::ByVirtualAgent),
        force,
        target: target.map(MenuId),
    }
}

/// The turn of the built-in virtual agent.
pub(super) fn builtin(scene: &Scene<'_>) -> Turn {
    play(&BUILTIN, scene)
}

/// The turn by a script.
pub(super) fn play(script: &VaScript, scene: &Scene<'_>) -> Turn {
    let Spoken {
        replies,
        action,
        answered: _, // a virtual agent that acts has no more to say
    } = script.play(scene);
    Turn {
        replies,
        action: action.unwrap_or_default(),
    }
}

/// The scripts of tenants, read once and again when they change.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    read: Mutex<HashMap<(TenantId, VirtualAgentId), Read>>,
}

/// A script and what it was read from.
#[derive(Clone, Debug)]
struct Read {
    from: Arc<VirtualAgentDefinition>,
    script: Result<Arc<VaScript>, ScriptFaults>,
}

impl Scripts {
    /// The script of one of the tenant's virtual agents, which has this text.
    pub(super) fn of(
        &self,
        tenant: TenantId,
        all: &VirtualAgents,
        definition: &Arc<VirtualAgentDefinition>,
        toml: &str,
    ) -> Result<Arc<VaScript>, ScriptFaults> {
        let key = (tenant, definition.profile.id);
        let known = self.lock().get(&key).cloned();
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.from, definition)) {
            return known.script;
        }
        let read = Read {
            from: Arc::clone(definition),
            script: Script::read(toml).map(Arc::new),
        };
        let mut known = self.lock();
        known.retain(|(of, id), _| *of != tenant || all.contains_key(id));
        known.insert(key, read.clone());
        read.script
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(TenantId, VirtualAgentId), Read>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
