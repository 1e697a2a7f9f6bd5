//! POST /tenants/{tenant_id}/secrets/{kind}/secondary
//!
//! Makes a secret that is in force beside the primary, shown this once.

use chat_core::{Store, Tenant};
use desk_server::parameters::CreateSecondarySecretPath;
use desk_types::{CreateSecondarySecretRequest, CreatedSecret};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::Kind;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateSecondarySecretPath,
    _: CreateSecondarySecretRequest,
) -> Result<CreatedSecret, Refusal> {
    let kind = Kind::from(path.kind);
    let secret = kind.make(&*call.desk.random);
    let secondary = secret.clone();
    let edit = move |tenant: &mut Tenant| {
        let pair = kind.of_mut(tenant).ok_or_else(|| kind.missing())?;
        pair.secondary = Some(secondary);
        Ok(())
    };
    let keep = call.keep_secret();
    call.edit_tenant_as(path.tenant_id, edit, keep).await?;
    Ok(CreatedSecret {
        secret: secret.expose().to_owned(),
    })
}
