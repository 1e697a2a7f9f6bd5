//! POST /tenants/{tenant_id}/secrets/{kind}/rotate
//!
//! Puts the secondary in the place of the primary.

use chat_core::{Store, Tenant};
use desk_server::parameters::RotateSecretPath;
use desk_types::{RotateSecretRequest, Secret};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::Kind;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: RotateSecretPath,
    _: RotateSecretRequest,
) -> Result<Secret, Refusal> {
    let kind = Kind::from(path.kind);
    let edit = move |tenant: &mut Tenant| {
        let pair = kind.of_mut(tenant).ok_or_else(|| kind.missing())?;
        if pair.rotate() {
            return Ok(());
        }
        let message = format!("secret {} has no secondary, make one first", kind.as_str());
        Err(Refusal::Conflict(message))
    };
    let show = move |tenant: &Tenant| kind.of(tenant).map(|pair| wire::secret(kind, pair));
    let shown = call.edit_tenant(path.tenant_id, edit, show).await?;
    shown.ok_or_else(|| kind.missing())
}
