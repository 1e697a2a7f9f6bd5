//! What the derived schemas (schemars, utoipa) cannot say.
//!
//! They are a witness of the document: one that says less than the document would be worth nothing.

use crate::lower::schemas_of;
use crate::model::{Api, IntegerFormat, Kind, NamedType, Schema, Shape, StringFormat};
use crate::problem::Problem;

/// Every type that the derived schemas cannot express.
pub(super) fn unsupported(api: &Api) -> Vec<Problem> {
    let mut problems = Vec::new();
    for named in api.types.values() {
        if let Some(what) = inexpressible(named) {
            problems.push(problem(&named.pointer, what));
        }
        for schema in schemas_of(named) {
            if !is_expressible(schema) {
                problems.push(problem(&schema.pointer, "this format"));
            }
        }
    }
    problems
}

fn inexpressible(named: &NamedType) -> Option<&'static str> {
    match &named.kind {
        _ if named.inexact => Some("a schema that no Rust type says everything of"),
        Kind::Scalars(_) => Some("an enumeration of other values than strings"),
        Kind::Own(_) => Some("a type that is not generated"),
        Kind::Hierarchy(_) => Some("a base whose children extend it"),
        Kind::Untagged(_) => Some("branches that only their schemas tell apart"),
        Kind::Union(union) if union.tag_in_members => {
            Some("a union whose members are used without it")
        }
        Kind::Struct(object) if object.additional.is_some() => {
            Some("a schema for further keys beside `properties`")
        }
        _ => None,
    }
}

fn is_expressible(schema: &Schema) -> bool {
    match &schema.shape {
        Shape::String(StringFormat::Plain(_) | StringFormat::DateTime) => {
            schema.constraints.format.is_none()
        }
        Shape::String(_) => false,
        Shape::Integer(format) => matches!(
            format,
            IntegerFormat::None | IntegerFormat::Int32 | IntegerFormat::Int64
        ),
        Shape::Array(inner) | Shape::Map(inner) => is_expressible(inner),
        _ => true,
    }
}

fn problem(pointer: &str, what: &str) -> Problem {
    let message = format!("derived schemas cannot express {what}, generate without them");
    Problem::error("underivable", pointer, 0, message)
}
