//! What bodies and answers carry, by media type.

use super::super::Lowering;
use super::multipart::collect;
use super::parameter::field_encoding;
use crate::form;
use crate::model::{Body, Bytes, Encoding, Media, Payload};
use crate::names::{Scope, pascal_case};
use crate::place::Place;
use crate::walk::example_of;

/// Whether media types belong to a body that is read, to an answer that is written or to a request that is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Written,
    Sent,
}

impl<'d> Lowering<'d> {
    pub(super) fn body(&mut self, place: &Place<'d>, type_prefix: &str) -> Option<Body> {
        let place = place.resolve()?;
        let base = format!("{type_prefix}Request");
        let media = self.content(&place, &base, Direction::Read);
        (!media.is_empty()).then(|| Body {
            required: place.flag("required"),
            description: place.text("description"),
            media,
        })
    }

    /// The media types of a body or an answer. Those that carry the same JSON are one.
    pub(super) fn content(
        &mut self,
        place: &Place<'d>,
        base: &str,
        direction: Direction,
    ) -> Vec<Media> {
        let mut scope = Scope::default();
        let mut list: Vec<Media> = Vec::new();
        for (media_type, media) in place.members_of("content") {
            let payload = self.payload(media_type, &media, base, direction);
            let media_type = media_type.trim().to_owned();
            if let Some(same) = list.iter_mut().find(|it| is_same(&it.payload, &payload)) {
                same.media_types.push(media_type);
                continue;
            }
            list.push(Media {
                rust_name: scope.pick(&name(&media_type)),
                media_types: vec![media_type],
                fields: match payload {
                    Payload::Form(_) => form_fields(&media),
                    _ => Vec::new(),
                },
                payload,
                example: example_of(&media),
            });
        }
        list
    }

    fn payload(
        &mut self,
        media_type: &str,
        media: &Place<'d>,
        base: &str,
        direction: Direction,
    ) -> Payload {
        let essence = essence(media_type);
        let schema = media.get("schema").or_else(|| media.get("itemSchema"));
        let binary = schema.as_ref().is_some_and(is_binary);
        let bytes = || Payload::Bytes(bytes(schema.as_ref()));
        if is_json(&essence) && !binary {
            return self.json(media, schema.as_ref(), base);
        }
        match essence.as_str() {
            "application/x-www-form-urlencoded" if direction != Direction::Written => match &schema
            {
                Some(schema) if !binary => Payload::Form(self.named(schema, base)),
                _ => bytes(),
            },
            "multipart/form-data" if direction == Direction::Read => {
                Payload::Multipart(self.parts(media, base))
            }
            "text/event-stream" if direction == Direction::Written => Payload::Events(
                schema
                    .filter(|schema| !is_text(schema))
                    .map(|schema| self.named(&schema, &format!("{base}Event"))),
            ),
            text if text.starts_with("text/") && !binary => {
                let read = direction == Direction::Read;
                let schema = schema.filter(|schema| read && says_something(schema));
                Payload::Text(schema.map(|schema| self.named(&schema, &format!("{base}Text"))))
            }
            // A range that holds JSON as well: what the schema describes can only be JSON.
            "*/*" | "application/*" if !binary && schema.as_ref().is_some_and(is_structured) => {
                self.json(media, schema.as_ref(), base)
            }
            _ => bytes(),
        }
    }

    /// JSON. Where no schema is given, the media type itself stands for one that allows everything.
    fn json(&mut self, media: &Place<'d>, schema: Option<&Place<'d>>, base: &str) -> Payload {
        match schema {
            Some(schema) => Payload::Json(self.named(schema, base)),
            // The media type object says nothing of the value, and neither does a schema without keywords.
            None => Payload::Json(self.named(media, base)),
        }
    }
}

/// The members of a form that are not written in the usual way.
fn form_fields(media: &Place<'_>) -> Vec<(String, Encoding)> {
    let (mut properties, mut required) = (Vec::new(), Vec::new());
    if let Some(schema) = media.get("schema") {
        collect(&schema, &mut properties, &mut required, 0);
    }
    let Some(encodings) = media.get("encoding") else {
        return Vec::new();
    };
    let encoded = properties.into_iter().filter_map(|(name, property)| {
        let encoding = field_encoding(&encodings.get(name)?, &property)?;
        Some((name.to_owned(), encoding))
    });
    encoded.collect()
}

fn is_same(one: &Payload, other: &Payload) -> bool {
    match (one, other) {
        (Payload::Json(one), Payload::Json(other)) => one.shape == other.shape,
        (Payload::Bytes(_), Payload::Bytes(_)) => true,
        (Payload::Text(one), Payload::Text(other)) => {
            one.as_ref().map(|it| &it.shape) == other.as_ref().map(|it| &it.shape)
        }
        _ => false,
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// JSON and what is written in it: `application/json`, `text/json`, `application/problem+json`, `application/*+json`.
fn is_json(essence: &str) -> bool {
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    subtype == "json" || subtype.ends_with("+json")
}

/// Name of a media type among others: `application/json` is `Json`, `image/svg+xml` is `Svg`, `*/*` is `Any`.
fn name(media_type: &str) -> String {
    let essence = essence(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    match (kind, subtype) {
        ("multipart", _) => "Multipart".to_owned(),
        ("application", "x-www-form-urlencoded") => "Form".to_owned(),
        ("application", "octet-stream") => "Bytes".to_owned(),
        ("text", "event-stream") => "Events".to_owned(),
        ("text", "plain") => "Text".to_owned(),
        ("*", _) => "Any".to_owned(),
        (kind, "*") => pascal_case(kind),
        (_, subtype) => {
            let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
            let words = subtype.strip_prefix("vnd.").unwrap_or(subtype);
            pascal_case(&words.replace("*+", ""))
        }
    }
}

/// Whether a schema is a stream of bytes: `format: binary`, or `contentMediaType` without an encoding into text.
pub(super) fn is_binary(schema: &Place<'_>) -> bool {
    form::target(schema).is_some_and(|target| {
        let media = target.has("contentMediaType") && !target.has("contentEncoding");
        target.str("type") == Some("string") && target.str("format") == Some("binary")
            || media && !target.has("properties")
    })
}

/// Whether a schema asks for more than any text.
fn says_something(schema: &Place<'_>) -> bool {
    const SAYS_NOTHING: [&str; 6] = [
        "type",
        "description",
        "title",
        "example",
        "examples",
        "default",
    ];
    let plain = |schema: &Place<'_>| {
        schema
            .members()
            .iter()
            .all(|(key, _)| SAYS_NOTHING.contains(key) || key.starts_with("x-"))
            && schema.str("type").is_none_or(|it| it == "string")
    };
    !plain(schema)
}

fn is_text(schema: &Place<'_>) -> bool {
    form::target(schema).is_some_and(|target| target.str("type") == Some("string"))
}

/// Whether a schema is of what only JSON can carry.
fn is_structured(schema: &Place<'_>) -> bool {
    form::target(schema).is_some_and(|target| target.str("type") != Some("string"))
}

fn bytes(schema: Option<&Place<'_>>) -> Bytes {
    Bytes {
        description: schema.and_then(|schema| schema.text("description")),
        example: schema.and_then(|schema| schema.json("example")),
    }
}
