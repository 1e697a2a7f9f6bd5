//! Names of objects in the media store.
//!
//! A key is a text; where it leads on disk is its digest. So nothing that a caller writes is ever part of a path.

use std::fmt;

use chat_core::TenantId;
use sha2::{Digest as _, Sha256};

use crate::random::hex;

/// Where an object lies: 64 hexadecimal digits behind the area that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId {
    area: Area,
    digits: String,
}

/// What kind of object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// Came through a policy; never served.
    Uploads,
    /// A checked copy, or an agent's file; served.
    Attached,
}

impl Area {
    /// The directory.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploads => "uploads",
            Self::Attached => "attached",
        }
    }
}

impl ObjectId {
    /// What was uploaded under a policy's key with this content. Two uploads that race lie in two places.
    pub fn uploaded(tenant: TenantId, key: &str, etag: &str) -> Self {
        let of_key = upload_directory(tenant, key);
        Self {
            area: Area::Uploads,
            digits: digest(&[&of_key, etag]),
        }
    }

    /// An attached file.
    pub fn attached(tenant: TenantId, key: &str) -> Self {
        Self {
            area: Area::Attached,
            digits: digest(&[&tenant.to_string(), key]),
        }
    }

    /// Reads the digits of an attached file back, as they stand in a download URL.
    pub fn parse_attached(digits: &str) -> Option<Self> {
        let is_digest = digits.len() == 64
            && digits
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_digest.then(|| Self {
            area: Area::Attached,
            digits: digits.to_owned(),
        })
    }

    /// The area.
    pub fn area(&self) -> Area {
        self.area
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

/// The directory in which the uploads under one policy's key lie.
pub(super) fn upload_directory(tenant: TenantId, key: &str) -> String {
    digest(&[&tenant.to_string(), key])
}

/// The key of a new policy. It carries the tenant, so that the form POST, which has no credentials, finds it.
pub(super) fn upload_key(tenant: TenantId, name: &str) -> String {
    format!("uploads/{tenant}/{name}")
}

/// The tenant of a policy's key.
pub(super) fn tenant_of(key: &str) -> Option<TenantId> {
    let rest = key.strip_prefix("uploads/")?;
    let (tenant, _) = rest.split_once('/')?;
    tenant.parse().ok().map(TenantId)
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}
