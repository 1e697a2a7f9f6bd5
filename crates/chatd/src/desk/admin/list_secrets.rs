//! GET /tenants/{tenant_id}/secrets
//!
//! Which secrets there are and which are being rotated.

use chat_core::Store;
use desk_server::parameters::ListSecretsPath;
use desk_types::SecretList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::Kind;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListSecretsPath,
) -> Result<SecretList, Refusal> {
    let tenant = call.tenant(path.tenant_id).await?;
    let secret = |kind: Kind| Some(wire::secret(kind, kind.of(&tenant)?));
    Ok(SecretList {
        secrets: Kind::ALL.into_iter().filter_map(secret).collect(),
    })
}
