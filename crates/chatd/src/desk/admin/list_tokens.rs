//! GET /tenants/{tenant_id}/tokens
//!
//! The tokens in force, without the tokens themselves.

use chat_core::Store;
use desk_server::parameters::ListTokensPath;
use desk_types::TokenList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListTokensPath,
) -> Result<TokenList, Refusal> {
    let tenant = call.tenant(path.tenant_id).await?;
    Ok(TokenList {
        tokens: tenant.tokens.iter().map(wire::token).collect(),
    })
}
