//! GET /end_users
//!
//! The end user with this id, or with this identifier.

use chat_core::{EndUserId, Store};
use chat_server::parameters::FindEndUserQuery;
use chat_types::EndUser;

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    query: FindEndUserQuery,
) -> Result<EndUser, Refusal> {
    let FindEndUserQuery { id, identifier } = query;
    let found = match (id, identifier) {
        (Some(id), None) => call.store().end_user(call.tenant.id, EndUserId(id)).await?,
        (None, Some(identifier)) => {
            call.store()
                .end_user_by_identifier(call.tenant.id, &identifier)
                .await?
        }
        (Some(_), Some(_)) => {
            let message = "give either id or identifier, not both";
            return Err(Refusal::invalid("query/id", message));
        }
        (None, None) => {
            let message = "param is missing or the value is empty: identifier";
            return Err(Refusal::invalid("query/identifier", message));
        }
    };
    found
        .map(wire::end_user)
        .ok_or_else(|| Refusal::NotFound("end user is not found".to_owned()))
}
