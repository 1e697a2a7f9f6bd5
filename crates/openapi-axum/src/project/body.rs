//! Request bodies: one media type, of the few that progenitor sends.

use serde_json::{Value, json};

use super::Lowering;
use crate::model::{Media, Operation, Payload};

impl Lowering<'_> {
    /// The body that progenitor can send best; what else the document allows is lost.
    pub(super) fn body(&mut self, operation: &Operation) -> Option<Value> {
        let body = operation.body.as_ref()?;
        let pointer = format!("{}/requestBody", operation.pointer);
        let chosen = body.media.iter().min_by_key(|media| rank(&media.payload))?;
        for other in body.media.iter().filter(|media| *media != chosen) {
            let what = format!("the body as {}", other.media_types.join(", "));
            self.lose(&pointer, what);
        }
        let (media_type, schema) = match &chosen.payload {
            Payload::Json(schema) => ("application/json", self.components.typed(schema)),
            Payload::Form(schema) => (
                "application/x-www-form-urlencoded",
                self.components.typed(schema),
            ),
            Payload::Text(_) => ("text/plain", json!({ "type": "string" })),
            Payload::Bytes(_) => (
                "application/octet-stream",
                json!({ "type": "string", "format": "binary" }),
            ),
            Payload::Multipart(_) | Payload::Events(_) => {
                self.lose(&pointer, "the body, for it has parts");
                return None;
            }
        };
        self.lose_media_types(&pointer, chosen, media_type);
        if !body.required {
            self.lose(&pointer, "that the body may be left out");
        }
        Some(json!({ "required": true, "content": { media_type: { "schema": schema } } }))
    }

    fn lose_media_types(&mut self, pointer: &str, media: &Media, sent: &str) {
        let others: Vec<&str> = media
            .media_types
            .iter()
            .map(String::as_str)
            .filter(|it| !it.eq_ignore_ascii_case(sent))
            .collect();
        if !others.is_empty() {
            let others = others.join(", ");
            let what = format!("the media type {others}, in whose place {sent} is sent");
            self.lose(pointer, what);
        }
    }
}

/// The lower, the sooner it is chosen.
fn rank(payload: &Payload) -> u8 {
    match payload {
        Payload::Json(_) => 0,
        Payload::Form(_) => 1,
        Payload::Text(_) => 2,
        Payload::Bytes(_) => 3,
        Payload::Multipart(_) => 4,
        Payload::Events(_) => 5,
    }
}
