//! GET /tenants/{tenant_id}/crm/tickets/{chat_id}
//!
//! The ticket of a chat in the ledger, and the contact that it names.

use chat_core::{ChatId, Store, TenantId};
use desk_server::parameters::GetCrmTicketPath;
use desk_types::CrmRecords;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetCrmTicketPath,
) -> Result<CrmRecords, Refusal> {
    call.tenant(path.tenant_id).await?;
    let chat = ChatId(path.chat_id);
    let records = call.store().crm_records(TenantId(path.tenant_id), chat);
    let records = records.await?;
    records
        .map(wire::crm_records)
        .ok_or_else(|| Refusal::NotFound(format!("chat {chat} has no ticket")))
}
