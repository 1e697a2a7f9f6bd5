//! Upload policies, the same for photos and videos.

use chat_core::{ChatId, MediaKind, Store};
use chat_types::{UploadFields, UploadPolicy};

use crate::error::Refusal;
use crate::media::UploadForm;
use crate::platform::{Call, of_chat};

/// Hands out a policy for one file.
pub(super) async fn hand_out<S: Store>(
    call: &Call<'_, S>,
    id: ChatId,
    kind: MediaKind,
) -> Result<UploadPolicy, Refusal> {
    let media = &call.platform.media;
    let (terms, form) = media.policy(call.tenant.id, id, kind);
    let policy = policy(form);
    let shown = policy.clone();
    let keep = call.keep(|&()| shown);
    media
        .hand_out(call.tenant.id, terms, keep)
        .await
        .map_err(|error| of_chat(id, error))?;
    Ok(policy)
}

/// The fields that the store in use needs, under the names of the wire.
fn policy(form: UploadForm) -> UploadPolicy {
    let UploadForm { url, fields } = form;
    let field = |name: &str| {
        let field = fields.iter().find(|field| field.name == name)?;
        Some(field.value.clone())
    };
    UploadPolicy {
        url,
        fields: UploadFields {
            key: field("key"),
            success_action_status: field("success_action_status"),
            content_type: field("Content-Type"),
            cache_control: field("Cache-Control"),
            acl: field("acl"),
            policy: field("policy"),
            x_amz_credential: field("x-amz-credential"),
            x_amz_algorithm: field("x-amz-algorithm"),
            x_amz_date: field("x-amz-date"),
            x_amz_security_token: field("x-amz-security-token"),
            x_amz_signature: field("x-amz-signature"),
            x_goog_algorithm: field("x-goog-algorithm"),
            x_goog_credential: field("x-goog-credential"),
            x_goog_date: field("x-goog-date"),
            x_goog_signature: field("x-goog-signature"),
        },
    }
}
