//! DELETE /tenants/{tenant_id}/tokens/{token_id}
//!
//! From now on the token opens nothing.

use chat_core::{Store, Tenant};
use desk_server::parameters::RevokeTokenPath;
use desk_types::Removed;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: RevokeTokenPath,
) -> Result<Removed, Refusal> {
    let token_id = path.token_id;
    let edit = move |tenant: &mut Tenant| {
        let before = tenant.tokens.len();
        tenant.tokens.retain(|token| token.id != token_id);
        if tenant.tokens.len() == before {
            return Err(Refusal::NotFound(format!("token {token_id} is not found")));
        }
        Ok(())
    };
    call.edit_tenant(path.tenant_id, edit, |_| wire::removed())
        .await
}
