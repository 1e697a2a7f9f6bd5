//! POST /chats/{id}/customer_flag
//!
//! Sets the customer flags that are given.

use chat_core::{ChatId, Command, FlagsUpdate, Store};
use chat_server::parameters::UpdateCustomerFlagsPath;
use chat_types::{CustomerFlags, UpdateCustomerFlagsRequest};

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateCustomerFlagsPath,
    body: UpdateCustomerFlagsRequest,
) -> Result<CustomerFlags, Refusal> {
    let id = ChatId(path.id);
    let UpdateCustomerFlagsRequest {
        verified_customer,
        bad_actor,
        repeat_customer,
        repeat_customers,
    } = body;
    if let (Some(singular), Some(plural)) = (repeat_customer, repeat_customers)
        && singular != plural
    {
        // What the path names is looked at before what the body says.
        call.chat(id).await?;
        let message = "repeat_customer and repeat_customers differ, send one of them";
        return Err(Refusal::invalid("/repeat_customers", message));
    }
    let update = FlagsUpdate {
        verified_customer,
        bad_actor,
        repeat_customer: repeat_customer.or(repeat_customers),
    };
    call.transact(id, Command::UpdateFlags(update), |outcome| {
        wire::flags(outcome.chat.flags)
    })
    .await
}
