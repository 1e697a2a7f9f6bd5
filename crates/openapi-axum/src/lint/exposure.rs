//! What answers must tolerate and what callers can send without a limit.

use super::report::Report;
use crate::model::{Api, Kind, NamedType, Schema, Shape, StringFormat};
use crate::problem::Severity;
use crate::read::Document;

/// Checks what requests and answers reach.
pub(super) fn check(document: &Document, api: &Api, report: &mut Report) {
    let mut exposure = Exposure { document, report };
    for named in api.types.values() {
        exposure.openness(named);
        if named.in_request {
            exposure.named(named);
        }
    }
    for parameter in api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
    {
        exposure.schema(&parameter.value);
    }
}

struct Exposure<'a> {
    document: &'a Document,
    report: &'a mut Report,
}

impl Exposure<'_> {
    fn find(&mut self, pointer: &str, rule: &'static str, message: &str) {
        let problem = self
            .document
            .problem(Severity::Finding, rule, pointer, message.to_owned());
        self.report.problems.push(problem);
    }

    fn openness(&mut self, named: &NamedType) {
        match &named.kind {
            Kind::Enum(values) if named.in_answer && !values.open => self.find(
                &named.pointer,
                "closed-answer",
                "an answer reaches this enumeration, a new value would break callers: write `x-extensible-enum`",
            ),
            Kind::Enum(values) if named.in_request && !named.in_answer && values.open => self.find(
                &named.pointer,
                "open-request",
                "only callers send this enumeration, say what is taken: write `enum`",
            ),
            Kind::Struct(object) if named.in_answer && object.closed => self.find(
                &named.pointer,
                "closed-answer",
                "an answer reaches this object, a new key would break callers: remove `additionalProperties`",
            ),
            _ => {}
        }
    }

    fn named(&mut self, named: &NamedType) {
        match &named.kind {
            Kind::Struct(object) => object
                .fields
                .iter()
                .for_each(|field| self.schema(&field.value)),
            Kind::Union(union) => union
                .variants
                .iter()
                .for_each(|variant| self.schema(&variant.value)),
            Kind::Hierarchy(it) => it.all().for_each(|variant| self.schema(&variant.value)),
            Kind::Scalars(_) | Kind::Own(_) => {}
            Kind::Choice(variants) | Kind::Untagged(variants) => variants
                .iter()
                .for_each(|variant| self.schema(&variant.value)),
            Kind::Newtype(schema) => self.schema(schema),
            Kind::Enum(values) => {
                if values.open && values.constraints.max_length.is_none() {
                    self.find(&named.pointer, "unbounded", UNBOUNDED_STRING);
                }
            }
        }
    }

    fn schema(&mut self, schema: &Schema) {
        let bounds = &schema.constraints;
        let message = match &schema.shape {
            Shape::String(StringFormat::Plain(_)) if bounds.max_length.is_none() => {
                UNBOUNDED_STRING
            }
            Shape::Integer(_) if bounds.minimum.is_none() || bounds.maximum.is_none() => {
                "a caller can send any integer, add `minimum` and `maximum`"
            }
            Shape::Array(_) if bounds.max_items.is_none() => {
                "a caller can send any number of items, add `maxItems`"
            }
            Shape::Map(_) | Shape::FreeForm if bounds.max_properties.is_none() => {
                "a caller can send any number of keys, add `maxProperties`"
            }
            Shape::Any => "a caller can send anything, add a `type`",
            _ => "",
        };
        if !message.is_empty() {
            self.find(&schema.pointer, "unbounded", message);
        }
        if let Shape::Array(inner) | Shape::Map(inner) = &schema.shape {
            self.schema(inner);
        }
    }
}

const UNBOUNDED_STRING: &str = "a caller can send a text of any length, add `maxLength`";
