//! Answers: one success, one failure.

use serde_json::{Map, Value, json};

use super::Lowering;
use crate::model::{Media, Operation, Payload, Response, Schema, Shape, Status};

/// What a client gets of an answer.
#[derive(PartialEq)]
enum Content<'a> {
    /// Nothing.
    Nothing,
    /// JSON of this schema.
    Json(&'a Schema),
    /// Bytes of this media type.
    Bytes(&'a str),
}

impl<'a> Content<'a> {
    /// JSON is preferred, since progenitor makes a type of it; anything else is bytes.
    fn of(response: &'a Response) -> Self {
        let json = |media: &'a Media| match &media.payload {
            Payload::Json(schema) => Some(Content::Json(schema)),
            _ => None,
        };
        let bytes = |media: &'a Media| {
            let media_type = media.media_types.first().map_or("*/*", String::as_str);
            Content::Bytes(media_type)
        };
        let media = &response.media;
        let found = media.iter().find_map(json);
        found
            .or_else(|| media.first().map(bytes))
            .unwrap_or(Content::Nothing)
    }
}

impl Lowering<'_> {
    /// One success, one failure: every 2xx is accepted and every 4xx and 5xx carries one schema, whatever the document
    /// enumerates, so that a server which answers 201 for 200 or adds a status breaks no client.
    pub(super) fn responses(&mut self, operation: &Operation) -> Value {
        let pointer = format!("{}/responses", operation.pointer);
        let what = format!("which statuses there are ({})", statuses(operation));
        let mut lowered = Map::new();
        let success = self.success(operation, &pointer);
        self.lose(&pointer, what);
        lowered.insert("2XX".to_owned(), success);
        if let Some(failure) = self.failure(operation, &pointer) {
            let with = |description: &str| {
                let mut failure = failure.clone();
                failure["description"] = json!(description);
                failure
            };
            lowered.insert("4XX".to_owned(), with("The request is at fault."));
            lowered.insert("5XX".to_owned(), with("The server is at fault."));
        }
        Value::Object(lowered)
    }

    fn success(&mut self, operation: &Operation, pointer: &str) -> Value {
        let of_success = |it: &&Response| match it.status {
            Status::Code(code) => (200..300).contains(&code),
            Status::Range(class) => class == 2,
            Status::Default => operation.successes().any(|success| success == *it),
        };
        let mut successes = operation.responses.iter().filter(of_success);
        let first = successes.next();
        let content = first.map_or(Content::Nothing, Content::of);
        for other in successes {
            if Content::of(other) != content {
                let pointer = format!("{pointer}/{}", key(other.status));
                self.lose(&pointer, "an answer that differs from the first success");
            }
        }
        if let Some(first) = first {
            self.lose_media(first, pointer);
        }
        let mut lowered = json!({ "description": "Success." });
        if let Some(content) = self.content(&content) {
            lowered["content"] = content;
        }
        lowered
    }

    /// What every failure carries; nothing where the document has no failure.
    ///
    /// progenitor has one type for all of them. Where they differ it is any JSON value, and where some are no JSON, bytes.
    fn failure(&mut self, operation: &Operation, pointer: &str) -> Option<Value> {
        let is_failure = |it: &&Response| match it.status {
            Status::Code(code) => code >= 400,
            Status::Range(class) => class >= 4,
            Status::Default => true,
        };
        let failures: Vec<&Response> = operation.responses.iter().filter(is_failure).collect();
        let contents: Vec<Content<'_>> = failures.iter().map(|it| Content::of(it)).collect();
        let first = contents.first()?;
        let same = |it: &Content<'_>| match (it, first) {
            (Content::Json(a), Content::Json(b)) => is_same(a, b),
            _ => it == first,
        };
        let content = if contents.iter().all(same) {
            self.content(first)
        } else if contents.iter().all(|it| matches!(it, Content::Json(_))) {
            self.lose(pointer, "the schemas of the failures, which differ");
            let any = self.components.any();
            Some(json!({ "application/json": { "schema": any } }))
        } else {
            self.lose(pointer, "the contents of the failures, which differ");
            self.content(&Content::Bytes("*/*"))
        };
        Some(match content {
            Some(content) => json!({ "content": content }),
            None => json!({}),
        })
    }

    fn content(&mut self, content: &Content<'_>) -> Option<Value> {
        match content {
            Content::Nothing => None,
            Content::Json(schema) => {
                let schema = self.components.typed(schema);
                Some(json!({ "application/json": { "schema": schema } }))
            }
            Content::Bytes(media_type) => {
                let schema = json!({ "type": "string", "format": "binary" });
                Some(json!({ *media_type: { "schema": schema } }))
            }
        }
    }

    /// The media types of an answer that a client does not get.
    fn lose_media(&mut self, response: &Response, pointer: &str) {
        let taken = response
            .media
            .iter()
            .find(|media| matches!(media.payload, Payload::Json(_)))
            .or(response.media.first());
        let pointer = format!("{pointer}/{}", key(response.status));
        for media in &response.media {
            if Some(media) != taken {
                let what = format!("the answer as {}", media.media_types.join(", "));
                self.lose(&pointer, what);
            } else if matches!(media.payload, Payload::Events(_)) {
                self.lose(&pointer, "the type of the events");
            }
        }
    }
}

/// Whether two schemas are one type.
fn is_same(a: &Schema, b: &Schema) -> bool {
    match (&a.shape, &b.shape) {
        (Shape::Ref { name: a_name, .. }, Shape::Ref { name: b_name, .. }) => {
            a_name == b_name && a.nullable == b.nullable
        }
        _ => a == b,
    }
}

fn statuses(operation: &Operation) -> String {
    let keys = operation.responses.iter().map(|it| key(it.status));
    keys.collect::<Vec<_>>().join(", ")
}

/// The key of a status in the document.
fn key(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}
