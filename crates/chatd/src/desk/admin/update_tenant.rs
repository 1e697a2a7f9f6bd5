//! PATCH /tenants/{tenant_id}
//!
//! Changes what is given; new durations hold for deadlines computed afterwards.

use chat_core::{Store, Tenant as Customer};
use desk_server::parameters::UpdateTenantPath;
use desk_types::{Tenant, UpdateTenantRequest};

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
    let edit = move |tenant: &mut Customer| {
        if let Some(subdomain) = subdomain {
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
    call.edit_tenant(path.tenant_id, edit, wire::tenant).await
}
