//! Virtual agents.

use chat_core::{
    HttpVirtualAgent, KeyPair, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgentId,
    VirtualAgentProfile,
};
use desk_types as wire;
use jiff::SignedDuration;

use crate::desk::error::Refusal;

/// A virtual agent, without its secret.
pub(in crate::desk) fn virtual_agent(definition: &VirtualAgentDefinition) -> wire::VirtualAgent {
    let VirtualAgentDefinition {
        profile:
            VirtualAgentProfile {
                id,
                name,
                avatar_url,
            },
        backend,
    } = definition;
    let mut shown = wire::VirtualAgent {
        id: Some(id.0),
        name: name.clone(),
        avatar_url: Some(avatar_url.clone()),
        backend: wire::VirtualAgentBackend::Builtin,
        script: None,
        url: None,
        timeout_ms: None,
    };
    match backend {
        VirtualAgentBackend::Builtin => {}
        VirtualAgentBackend::Scripted { toml } => {
            shown.backend = wire::VirtualAgentBackend::Scripted;
            shown.script = Some(Some(toml.clone()));
        }
        VirtualAgentBackend::Http(HttpVirtualAgent {
            url,
            secret: _,
            timeout,
        }) => {
            shown.backend = wire::VirtualAgentBackend::Http;
            shown.url = Some(Some(url.clone()));
            shown.timeout_ms = i64::try_from(timeout.as_millis()).ok();
        }
    }
    shown
}

/// Where a virtual agent says what its backend works with.
pub(in crate::desk) fn backend_place(backend: &VirtualAgentBackend) -> &'static str {
    match backend {
        VirtualAgentBackend::Http(_) => "/url",
        VirtualAgentBackend::Builtin | VirtualAgentBackend::Scripted { .. } => "/script",
    }
}

/// Reads a virtual agent; one that asks a server signs with `secret`.
pub(in crate::desk) fn read_virtual_agent(
    id: VirtualAgentId,
    body: wire::VirtualAgent,
    secret: KeyPair,
) -> Result<VirtualAgentDefinition, Refusal> {
    let timeout_ms = body.timeout_ms_or_default();
    let wire::VirtualAgent {
        id: given,
        name,
        avatar_url,
        backend,
        script,
        url,
        timeout_ms: _,
    } = body;
    if given.is_some_and(|given| given != id.0) {
        let message = "the id of the body is not that of the path";
        return Err(Refusal::invalid("/id", message));
    }
    let backend = match (backend, script.flatten(), url.flatten()) {
        (wire::VirtualAgentBackend::Builtin, None, None) => VirtualAgentBackend::Builtin,
        (wire::VirtualAgentBackend::Scripted, Some(toml), None) => {
            VirtualAgentBackend::Scripted { toml }
        }
        (wire::VirtualAgentBackend::Http, None, Some(url)) => {
            VirtualAgentBackend::Http(HttpVirtualAgent {
                url,
                secret,
                timeout: SignedDuration::from_millis(timeout_ms),
            })
        }
        (backend, ..) => return Err(misfit(&backend)),
    };
    Ok(VirtualAgentDefinition {
        profile: VirtualAgentProfile {
            id,
            name,
            avatar_url: avatar_url.flatten(),
        },
        backend,
    })
}

/// The keys are not those of the backend.
fn misfit(backend: &wire::VirtualAgentBackend) -> Refusal {
    let message = match backend {
        wire::VirtualAgentBackend::Builtin => "builtin has neither script nor url",
        wire::VirtualAgentBackend::Scripted => "scripted has a script and no url",
        wire::VirtualAgentBackend::Http => "http has a url and no script",
        wire::VirtualAgentBackend::Other(_) => "the backend is none of builtin, scripted, http",
    };
    Refusal::invalid("/backend", message)
}

/// No such virtual agent.
pub(in crate::desk) fn virtual_agent_not_found(id: VirtualAgentId) -> Refusal {
    Refusal::NotFound(format!("virtual agent {id} is not found"))
}
