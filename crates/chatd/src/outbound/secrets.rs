//! The secrets of a tenant, as signing takes them.

use chat_core::KeyPair;
use chat_webhook::{SecretError, Secrets};

/// Both secrets of a pair: while one is replaced, what leaves is signed with either.
///
/// # Errors
/// When one is empty or has white space around it.
pub(crate) fn secrets(pair: &KeyPair) -> Result<Secrets, SecretError> {
    let KeyPair { primary, secondary } = pair;
    let secrets = Secrets::new(primary.expose())?;
    match secondary {
        Some(secondary) => secrets.with_secondary(secondary.expose()),
        None => Ok(secrets),
    }
}
