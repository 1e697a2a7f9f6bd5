//! Schemas of the lowered document: shapes without bounds.
//!
//! The client's types are replaced, so progenitor never looks inside; the shapes are written all the same, so that the
//! lowered document is a document that a person, or another generator, can use.

use serde_json::{Map, Value, json};

use super::names::Names;
use crate::model::{
    Enum, IntegerFormat, Kind, NamedType, NumberFormat, Schema, Shape, StringFormat, Struct, Union,
    Variant,
};

/// The schema of a component.
pub(crate) fn named(named: &NamedType, names: &Names) -> Value {
    match &named.kind {
        Kind::Struct(it) => object(it, names),
        Kind::Enum(it) => enumeration(it),
        Kind::Union(it) => union(it, names),
        Kind::Scalars(values) => {
            json!({ "enum": values.iter().map(|value| &value.value).collect::<Vec<_>>() })
        }
        Kind::Hierarchy(it) => json!({ "anyOf": references(it.all(), names) }),
        Kind::Choice(variants) => json!({ "oneOf": references(variants.iter(), names) }),
        Kind::Untagged(variants) => json!({ "anyOf": references(variants.iter(), names) }),
        Kind::Newtype(it) => schema(it, names),
        Kind::Own(_) => json!({}),
    }
}

fn object(it: &Struct, names: &Names) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some(tag) = &it.tag {
        properties.insert(
            tag.property.clone(),
            json!({ "type": "string", "enum": [tag.value] }),
        );
        required.push(tag.property.clone());
    }
    for field in &it.fields {
        properties.insert(field.name.clone(), schema(&field.value, names));
        if field.required {
            required.push(field.name.clone());
        }
    }
    let mut lowered = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        lowered["required"] = json!(required);
    }
    if it.closed {
        lowered["additionalProperties"] = json!(false);
    }
    lowered
}

/// An open enumeration is a string: a value that is not listed is one of its values.
fn enumeration(it: &Enum) -> Value {
    let mut lowered = json!({ "type": "string" });
    if !it.open {
        lowered["enum"] = it.values.iter().map(|value| json!(value.value)).collect();
    }
    lowered
}

fn union(it: &Union, names: &Names) -> Value {
    json!({ "oneOf": references(it.variants.iter(), names), "discriminator": { "propertyName": it.property } })
}

fn references<'a>(variants: impl Iterator<Item = &'a Variant>, names: &Names) -> Vec<Value> {
    variants
        .map(|variant| schema(&variant.value, names))
        .collect()
}

/// A schema in place.
pub(crate) fn schema(it: &Schema, names: &Names) -> Value {
    let lowered = shape(&it.shape, names);
    if !it.nullable {
        return lowered;
    }
    if lowered.get("$ref").is_some() {
        return json!({ "type": "object", "nullable": true, "allOf": [lowered] });
    }
    let mut lowered = lowered;
    lowered["nullable"] = json!(true);
    lowered
}

/// A reference to the component of a type.
pub(crate) fn reference(rust_name: &str, names: &Names) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", names.component(rust_name)) })
}

/// A shape without bounds.
pub(crate) fn shape(shape: &Shape, names: &Names) -> Value {
    match shape {
        Shape::Ref { name, .. } => reference(name, names),
        Shape::String(StringFormat::DateTime) => json!({ "type": "string", "format": "date-time" }),
        Shape::String(StringFormat::Date) => json!({ "type": "string", "format": "date" }),
        Shape::String(StringFormat::Uuid) => json!({ "type": "string", "format": "uuid" }),
        Shape::String(StringFormat::Ipv4) => json!({ "type": "string", "format": "ipv4" }),
        Shape::String(StringFormat::Ipv6) => json!({ "type": "string", "format": "ipv6" }),
        Shape::String(StringFormat::Byte) => json!({ "type": "string", "format": "byte" }),
        Shape::String(StringFormat::Plain(None)) => json!({ "type": "string" }),
        Shape::String(StringFormat::Plain(Some(format))) => {
            json!({ "type": "string", "format": format })
        }
        Shape::Integer(format) => integer(*format),
        Shape::Number(NumberFormat::None | NumberFormat::Float | NumberFormat::Double) => {
            json!({ "type": "number", "format": "double" })
        }
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Array(items) => json!({ "type": "array", "items": schema(items, names) }),
        Shape::Map(values) => {
            json!({ "type": "object", "additionalProperties": schema(values, names) })
        }
        Shape::FreeForm => json!({ "type": "object", "additionalProperties": true }),
        Shape::Any => json!({}),
    }
}

/// An integer in the format that its Rust type is of.
pub(crate) fn integer(format: IntegerFormat) -> Value {
    let without = if format == IntegerFormat::Unsigned {
        "uint64"
    } else {
        "int64"
    };
    json!({ "type": "integer", "format": format.name().unwrap_or(without) })
}
