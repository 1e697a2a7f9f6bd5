//! POST /chats/{id}/custom_data
//!
//! Merges custom data into a chat, sent plainly or as a signed token.

use chat_core::{ChatId, Command, DomainError, Store};
use chat_server::parameters::SendCustomDataPath;
use chat_types::{CustomData, SendCustomDataRequest, SendCustomDataResponse};

use crate::custom_data::{check_keys, read_token};
use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: SendCustomDataPath,
    body: SendCustomDataRequest,
) -> Result<SendCustomDataResponse, Refusal> {
    let id = ChatId(path.id);
    // What the path names is looked at before what the body says.
    call.chat(id).await?;
    let signed = body.signed_or_default();
    let (data, place) = entries(&call, signed, body)?;
    check_keys(&data, place)?;
    let command = Command::MergeCustomData {
        entries: wire::custom_data(data),
        signed,
    };
    call.transact(id, command, |_| SendCustomDataResponse {})
        .await
        .map_err(|refusal| placed(refusal, place))
}

/// A fault of the data lies where the data is; that the chat has ended is no fault of the body.
fn placed(refusal: Refusal, place: &str) -> Refusal {
    match &refusal {
        Refusal::Domain {
            error: DomainError::ReservedKeyNotBoolean(key),
            ..
        } if place == "/data" => {
            let pointer = format!("{place}/{key}/value");
            refusal.at(&pointer)
        }
        Refusal::Domain {
            error:
                DomainError::ReservedKeyNotBoolean(_)
                | DomainError::TooManyCustomDataKeys
                | DomainError::CustomDataTooLarge,
            ..
        } => refusal.at(place),
        _ => refusal,
    }
}

/// The data and where in the body it came from. `signed` decides which of the two keys must be there, alone.
fn entries<S: Store>(
    call: &Call<'_, S>,
    signed: bool,
    body: SendCustomDataRequest,
) -> Result<(CustomData, &'static str), Refusal> {
    match (signed, body.data, body.signed_data) {
        (false, Some(data), None) => Ok((data, "/data")),
        (true, None, Some(token)) => {
            let secret = &call.tenant.company_secret;
            let now = call.platform.wall_clock.now();
            let data = read_token(&token, secret, now)
                .map_err(|refused| Refusal::invalid("/signed_data", refused.to_string()))?;
            Ok((data, "/signed_data"))
        }
        (false, _, Some(_)) => Err(Refusal::invalid(
            "/signed_data",
            "signed_data goes with signed true, send data instead",
        )),
        (true, Some(_), _) => Err(Refusal::invalid(
            "/data",
            "data goes with signed false, send signed_data instead",
        )),
        (false, None, None) => Err(Refusal::invalid("/data", "data is required")),
        (true, None, None) => Err(Refusal::invalid("/signed_data", "signed_data is required")),
    }
}
