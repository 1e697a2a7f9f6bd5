//! The virtual agents of a tenant, as data: who they are, and what answers for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::ids::VirtualAgentId;
use crate::participant::VirtualAgentProfile;
use crate::tenant::KeyPair;

/// Every virtual agent of a tenant.
///
/// A menu names its virtual agent by id, and may name one that is not here: its chats are handed to people.
pub type VirtualAgents = BTreeMap<VirtualAgentId, Arc<VirtualAgentDefinition>>;

/// A virtual agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualAgentDefinition {
    /// Who it is. Menus carry a copy of this, which a store keeps the same.
    pub profile: VirtualAgentProfile,
    /// What answers for it.
    pub backend: VirtualAgentBackend,
}

/// What answers for a virtual agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VirtualAgentBackend {
    /// The script that is part of the platform.
    Builtin,
    /// A script of the tenant.
    Scripted {
        /// Its text, TOML.
        toml: String,
    },
    /// A server of the tenant.
    Http(HttpVirtualAgent),
}

/// The server that answers for a virtual agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpVirtualAgent {
    /// Where turns are posted to.
    pub url: String,
    /// Signs them.
    pub secret: KeyPair,
    /// How long an answer may take: more than zero, at most [`MAX_TIMEOUT`](Self::MAX_TIMEOUT). Real time.
    pub timeout: SignedDuration,
}

impl HttpVirtualAgent {
    /// The timeout when none is chosen.
    pub const TIMEOUT: SignedDuration = SignedDuration::from_secs(10);
    /// The longest timeout.
    pub const MAX_TIMEOUT: SignedDuration = SignedDuration::from_secs(30);
}
