//! The buttons of a message as stored.

use chat_core::Button;
use serde::{Deserialize, Serialize};

/// [`Button`]
#[derive(Serialize, Deserialize)]
pub(crate) struct ButtonRecord {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
}

/// Buttons to write.
pub(crate) fn records(buttons: &[Button]) -> Vec<ButtonRecord> {
    let record = |Button { title, payload }: &Button| ButtonRecord {
        title: title.clone(),
        payload: payload.clone(),
    };
    buttons.iter().map(record).collect()
}

/// Buttons that were read.
pub(crate) fn domain(records: Vec<ButtonRecord>) -> Vec<Button> {
    let button = |ButtonRecord { title, payload }| Button { title, payload };
    records.into_iter().map(button).collect()
}
