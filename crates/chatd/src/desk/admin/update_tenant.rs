//! PATCH /tenants/{tenant_id}
//!
//! Changes what is given; new durations hold for deadlines computed afterwards.

use chat_core::{Store, StoreError, Tenant as Customer, TenantId};
use desk_server::parameters::UpdateTenantPath;
use desk_types::{Tenant, UpdateTenantRequest};

use super::create_tenant::subdomain_taken;
use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateTenantPath,
    body: UpdateTenantRequest,
) -> Result<Tenant, Refusal> {
    let UpdateTenantRequest {
        subdomain,
        name,
        settings,
    } = body;
    let asked = subdomain.clone();
    let edit = move |tenant: &mut Customer| {
        if let Some(subdomain) = subdomain {
            // What starts with a demo looks for it by its name.
            if tenant.id == TenantId::OWN && subdomain != tenant.subdomain {
                return Err(Refusal::invalid(
                    "/subdomain",
                    "the demo tenant keeps its subdomain",
                ));
            }
            tenant.subdomain = subdomain;
        }
        if let Some(name) = name {
            tenant.name = name;
        }
        if let Some(settings) = settings {
            tenant.settings = wire::settings(&settings, tenant.settings.clone());
        }
        Ok(())
    };
    let edited = call.edit_tenant(path.tenant_id, edit, wire::tenant).await;
    edited.map_err(|refusal| match (refusal, asked) {
        // Nothing else of a tenant can be taken.
        (Refusal::Conflict(_), Some(subdomain)) => {
            subdomain_taken(&subdomain, StoreError::Conflict)
        }
        (other, _) => other,
    })
}
