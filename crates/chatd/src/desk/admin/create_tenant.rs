//! POST /tenants
//!
//! A tenant with secrets of its own and its first API token, all shown this once.

use chat_core::{Store, StoreError, Tenant};
use desk_types::{CreateTenantRequest, CreatedTenant};
use std::sync::Arc;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::{Token, new_tenant};
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: CreateTenantRequest,
) -> Result<CreatedTenant, Refusal> {
    let CreateTenantRequest {
        subdomain,
        name,
        settings,
    } = body;
    let random = &*call.desk.random;
    let token = Token::make(random);
    let first = token.keep(1, "first".to_owned(), call.desk.clock.now());
    let settings = wire::settings(
        &settings.unwrap_or_else(wire::no_settings),
        call.desk.settings.clone(),
    );
    let mut new = new_tenant(&subdomain, settings, random);
    new.name = name.unwrap_or(new.name);
    new.tokens = vec![first];
    new.last_token_id = 1;
    let make = move |id| Tenant { id, ..new };
    let keep = call.keep_secret::<Arc<Tenant>>();
    let tenant = call.store().create_tenant(make, keep).await;
    let tenant = tenant.map_err(|error| subdomain_taken(&subdomain, error))?;
    Ok(wire::created_tenant(&tenant, &token))
}

/// The refusal of a subdomain that another tenant has.
pub(super) fn subdomain_taken(subdomain: &str, error: StoreError) -> Refusal {
    match error {
        StoreError::Conflict => Refusal::Conflict(format!("subdomain {subdomain} is taken")),
        other => other.into(),
    }
}
