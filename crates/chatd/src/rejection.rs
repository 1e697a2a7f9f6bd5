//! The words of refusals that happen before an operation runs: the documented texts where there are some.

use chat_server::{Keyword, Rejection, Violation};
use chat_types::{Error, ErrorDetail};

/// Renders a rejection as the wire error. The first violation is the `message`; all of them are in `errors`.
pub(crate) fn render(rejection: &Rejection) -> Error {
    let operation = rejection.operation.map_or("", |operation| operation.id);
    let message = match rejection.violations.first() {
        Some(first) => sentence(operation, first),
        None => rejection.message.clone(),
    };
    let errors: Vec<ErrorDetail> = rejection
        .violations
        .iter()
        .map(|violation| ErrorDetail {
            pointer: violation.pointer.clone(),
            detail: violation.detail.clone(),
        })
        .collect();
    Error {
        message,
        code: Some(rejection.code.to_owned()),
        request_id: Some(rejection.request_id.clone()),
        errors: Some(errors),
    }
}

/// One violation in the words of the platform's documentation, else with its place in ours.
fn sentence(operation: &str, violation: &Violation) -> String {
    let key = violation.pointer.rsplit('/').next().unwrap_or_default();
    let in_body = violation.pointer.starts_with('/');
    match operation {
        "create_chat" if in_body && violation.keyword == Keyword::Required => {
            format!("{key} is required")
        }
        "create_chat" if in_body => format!("{key} is not well formed"),
        "upsert_end_user"
        | "find_end_user"
        | "update_chat_end_user"
        | "update_chat_end_user_alias"
            if key == "identifier"
                && matches!(violation.keyword, Keyword::Required | Keyword::MinLength) =>
        {
            "param is missing or the value is empty: identifier".to_owned()
        }
        _ if violation.pointer.is_empty() => format!("the body {}", violation.detail),
        _ => format!("{}: {}", violation.pointer, violation.detail),
    }
}
