//! POST /tenants/{tenant_id}/tokens
//!
//! Makes a token, shown this once.

use chat_core::{ApiToken, Store, Tenant};
use desk_server::parameters::CreateTokenPath;
use desk_types::{CreateTokenRequest, CreatedToken};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::Token;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateTokenPath,
    body: CreateTokenRequest,
) -> Result<CreatedToken, Refusal> {
    let token = Token::make(&*call.desk.random);
    let now = call.desk.clock.now();
    let kept = token.keep(0, body.label, now);
    let edit = move |tenant: &mut Tenant| {
        if tenant.tokens.len() >= MAX_TOKENS {
            return Err(Refusal::Conflict(format!(
                "tenant {} has {MAX_TOKENS} tokens, revoke one first",
                tenant.id
            )));
        }
        tenant.last_token_id += 1;
        tenant.tokens.push(ApiToken {
            id: tenant.last_token_id,
            ..kept
        });
        Ok(())
    };
    let keep = call.keep_secret();
    let tenant = call.edit_tenant_as(path.tenant_id, edit, keep).await?;
    let made = tenant.tokens.last();
    made.map(|made| wire::created_token(made, &token))
        .ok_or_else(|| Refusal::Internal("the token is not there".into()))
}

/// How many tokens a tenant has at most.
const MAX_TOKENS: usize = 20;
