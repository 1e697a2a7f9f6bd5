//! Judging a backend before it is stored.

use chat_core::{HttpVirtualAgent, TenantId, VirtualAgentBackend};
use jiff::SignedDuration;

use super::scripted::VaScript;
use crate::outbound::{Outbound, secrets};

/// Everything that is wrong with a backend, one sentence each; nothing when its virtual agent can answer by it.
#[must_use]
pub fn faults(tenant: TenantId, backend: &VirtualAgentBackend, outbound: &Outbound) -> Vec<String> {
    match backend {
        VirtualAgentBackend::Builtin => Vec::new(),
        VirtualAgentBackend::Scripted { toml } => {
            let read = VaScript::read(toml);
            let faults = read.err().map(|faults| faults.0).unwrap_or_default();
            faults.iter().map(ToString::to_string).collect()
        }
        VirtualAgentBackend::Http(server) => {
            let target = outbound.target(tenant, &server.url).err();
            let secret = secrets(&server.secret).err();
            let timeout = timeout_fault(server.timeout);
            [
                target.map(|fault| fault.to_string()),
                secret.map(|fault| fault.to_string()),
                timeout,
            ]
            .into_iter()
            .flatten()
            .collect()
        }
    }
}

fn timeout_fault(timeout: SignedDuration) -> Option<String> {
    let longest = HttpVirtualAgent::MAX_TIMEOUT;
    let fits = timeout > SignedDuration::ZERO && timeout <= longest;
    (!fits).then(|| {
        let longest = longest.as_secs();
        format!("the timeout is not between 1 millisecond and {longest} seconds: choose another")
    })
}
