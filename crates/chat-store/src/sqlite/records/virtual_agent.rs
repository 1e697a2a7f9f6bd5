//! A virtual agent as stored: everything but its id, which is a column.

use chat_core::{
    HttpVirtualAgent, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgentId,
    VirtualAgentProfile,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tenant::KeyPairRecord;

/// [`VirtualAgentDefinition`]
#[derive(Serialize, Deserialize)]
pub(crate) struct VirtualAgentDefinitionRecord {
    name: String,
    avatar_url: Option<String>,
    backend: BackendRecord,
}

/// [`VirtualAgentBackend`]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BackendRecord {
    Builtin,
    Scripted {
        toml: String,
    },
    Http {
        url: String,
        secret: KeyPairRecord,
        timeout: SignedDuration,
    },
}

impl From<&VirtualAgentDefinition> for VirtualAgentDefinitionRecord {
    fn from(definition: &VirtualAgentDefinition) -> Self {
        let VirtualAgentDefinition { profile, backend } = definition;
        let VirtualAgentProfile {
            id: _, // a column
            name,
            avatar_url,
        } = profile;
        Self {
            name: name.clone(),
            avatar_url: avatar_url.clone(),
            backend: backend.into(),
        }
    }
}

impl VirtualAgentDefinitionRecord {
    /// The virtual agent with this id.
    pub(crate) fn into_definition(self, id: VirtualAgentId) -> VirtualAgentDefinition {
        VirtualAgentDefinition {
            profile: VirtualAgentProfile {
                id,
                name: self.name,
                avatar_url: self.avatar_url,
            },
            backend: self.backend.into(),
        }
    }
}

impl From<&VirtualAgentBackend> for BackendRecord {
    fn from(backend: &VirtualAgentBackend) -> Self {
        match backend {
            VirtualAgentBackend::Builtin => Self::Builtin,
            VirtualAgentBackend::Scripted { toml } => Self::Scripted { toml: toml.clone() },
            VirtualAgentBackend::Http(HttpVirtualAgent {
                url,
                secret,
                timeout,
            }) => Self::Http {
                url: url.clone(),
                secret: secret.into(),
                timeout: *timeout,
            },
        }
    }
}

impl From<BackendRecord> for VirtualAgentBackend {
    fn from(record: BackendRecord) -> Self {
        match record {
            BackendRecord::Builtin => Self::Builtin,
            BackendRecord::Scripted { toml } => Self::Scripted { toml },
            BackendRecord::Http {
                url,
                secret,
                timeout,
            } => Self::Http(HttpVirtualAgent {
                url,
                secret: secret.into(),
                timeout,
            }),
        }
    }
}
