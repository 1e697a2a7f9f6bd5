//! The parts of a `multipart/form-data` body.

use super::super::Lowering;
use super::super::given::Case;
use super::body::is_binary;
use crate::form;
use crate::model::{Items, Part, PartKind, Parts, Schema, Shape};
use crate::names::{Scope, pascal_case};
use crate::place::Place;
use crate::read::Node;
use crate::schema::{Dialect, Written};

/// Deepest nesting of `allOf` in which properties are looked for.
const DEEPEST: usize = 8;

impl<'d> Lowering<'d> {
    /// The parts of a body.
    pub(super) fn parts(&mut self, media: &Place<'d>, base: &str) -> Parts {
        let mut properties = Vec::new();
        let mut required = Vec::new();
        if let Some(schema) = media.get("schema") {
            collect(&schema, &mut properties, &mut required, 0);
        }
        let encodings = media.get("encoding");
        let mut scope = Scope::default();
        scope.claim("Other");
        let mut fields = Scope::default();
        let mut listed = Vec::new();
        for (name, property) in properties {
            let encoding = encodings.as_ref().and_then(|all| all.get(name));
            let content_type = encoding.and_then(|encoding| encoding.str("contentType"));
            let (value, items) = match items(&property, self.dialect) {
                Some((element, items)) => (element, Some(items)),
                None => (property.clone(), None),
            };
            let given = self.given(&property, Case::Snake, &mut fields);
            let told = given.as_deref().unwrap_or(name);
            let rust_name = scope.pick(&pascal_case(told.trim_start_matches("r#")));
            listed.push(Part {
                name: name.to_owned(),
                kind: self.part(&value, content_type, &format!("{base}{rust_name}")),
                rust_name,
                description: property.text("description"),
                required: required.contains(&name),
                items,
            });
        }
        let schema = media.get("schema").and_then(|schema| schema.resolve());
        let closed = schema.is_some_and(|it| {
            it.node.get("additionalProperties").and_then(Node::as_bool) == Some(false)
        });
        Parts { listed, closed }
    }

    fn part(&mut self, value: &Place<'d>, content_type: Option<&str>, base: &str) -> PartKind {
        if is_file(value, content_type) {
            let max_bytes = value
                .resolve()
                .and_then(|it| it.node.get("maxLength")?.as_number()?.as_u64());
            return PartKind::File { max_bytes };
        }
        let schema = self.scalar(value, base);
        let schema = Schema {
            nullable: false,
            ..schema
        };
        let is_json = content_type.is_some_and(|it| it.contains("json"))
            || form::target(value).is_some_and(|target| is_object(&target))
            || matches!(
                schema.shape,
                Shape::Map(_) | Shape::FreeForm | Shape::Array(_)
            );
        if is_json {
            PartKind::Json(self.named(value, base))
        } else {
            PartKind::Text(schema)
        }
    }
}

/// The properties of a body, and which must be there.
pub(super) fn collect<'d>(
    schema: &Place<'d>,
    properties: &mut Vec<(&'d str, Place<'d>)>,
    required: &mut Vec<&'d str>,
    depth: usize,
) {
    let Some(schema) = schema.resolve().filter(|_| depth < DEEPEST) else {
        return;
    };
    required.extend(schema.strings_of("required"));
    for (name, property) in schema.members_of("properties") {
        if !properties.iter().any(|(other, _)| *other == name) {
            properties.push((name, property));
        }
    }
    for branch in schema.items_of("allOf") {
        collect(&branch, properties, required, depth + 1);
    }
}

/// The elements of an array, of which a part is one, and how many there may be.
fn items<'d>(property: &Place<'d>, dialect: Dialect) -> Option<(Place<'d>, Items)> {
    let target = form::target(property).filter(|it| it.str("type") == Some("array"))?;
    let bounds = Written::of(&target, dialect).bounds;
    let items = Items {
        min: bounds.min_items,
        max: bounds.max_items,
        unique: bounds.unique_items,
    };
    Some((target.get("items")?, items))
}

fn is_object(schema: &Place<'_>) -> bool {
    schema.str("type") == Some("object") || schema.has("properties")
}

/// A file: `format: binary`, or a content type that is neither text nor JSON, or nothing said at all.
fn is_file(value: &Place<'_>, content_type: Option<&str>) -> bool {
    let says_nothing = value.resolve().is_some_and(|it| it.members().is_empty());
    let foreign = content_type
        .is_some_and(|it| !it.contains("json") && !it.starts_with("text/") && !it.is_empty());
    is_binary(value) || says_nothing || foreign
}
