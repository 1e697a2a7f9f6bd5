//! Schemas: what the values of their keywords are, and which keywords say nothing where they stand.

use super::bounds;
use super::example;
use super::keys::Holds;
use super::report::Report;
use crate::emit::pattern;
use crate::form::Form;
use crate::place::Place;
use crate::read::Value;
use crate::schema::{Dialect, Type};

/// Keywords of JSON Schema and OpenAPI with what they hold.
const KEYWORDS: [(&str, Holds); 45] = [
    ("description", Holds::Text),
    ("nullable", Holds::Flag),
    ("deprecated", Holds::Flag),
    ("readOnly", Holds::Flag),
    ("writeOnly", Holds::Flag),
    ("format", Holds::Text),
    ("enum", Holds::List),
    ("x-extensible-enum", Holds::List),
    ("const", Holds::Any),
    ("title", Holds::Text),
    ("default", Holds::Any),
    ("example", Holds::Any),
    ("examples", Holds::Any),
    ("externalDocs", Holds::Object),
    ("xml", Holds::Object),
    ("minLength", Holds::Count),
    ("maxLength", Holds::Count),
    ("pattern", Holds::Text),
    ("minimum", Holds::Number),
    ("maximum", Holds::Number),
    ("exclusiveMinimum", Holds::Limit),
    ("exclusiveMaximum", Holds::Limit),
    ("multipleOf", Holds::Number),
    ("minItems", Holds::Count),
    ("maxItems", Holds::Count),
    ("uniqueItems", Holds::Flag),
    ("minProperties", Holds::Count),
    ("maxProperties", Holds::Count),
    ("items", Holds::Schema),
    ("prefixItems", Holds::List),
    ("contains", Holds::Schema),
    ("properties", Holds::Object),
    ("required", Holds::Texts),
    ("additionalProperties", Holds::Schema),
    ("patternProperties", Holds::Object),
    ("propertyNames", Holds::Schema),
    ("unevaluatedProperties", Holds::Schema),
    ("unevaluatedItems", Holds::Schema),
    ("dependentRequired", Holds::Object),
    ("dependentSchemas", Holds::Object),
    ("allOf", Holds::List),
    ("anyOf", Holds::List),
    ("oneOf", Holds::List),
    ("not", Holds::Schema),
    ("discriminator", Holds::Object),
];

/// Keywords that change what a schema means and that are not understood.
const UNSUPPORTED: [(&str, &str); 2] = [
    ("$dynamicRef", "refer to the schema by `$ref`"),
    ("$recursiveRef", "refer to the schema by `$ref`"),
];

/// Checks one schema, not the ones inside it.
pub(super) fn check(place: &Place<'_>, dialect: Dialect, report: &mut Report) {
    if place.node.as_bool().is_some() && dialect == Dialect::V31 {
        return;
    }
    if !matches!(place.node.value, Value::Object(_)) {
        let keyword = place.pointer.rsplit('/').next().unwrap_or_default();
        if KEYWORDS.contains(&(keyword, Holds::Schema)) {
            // Said of the schema that has the keyword.
            return;
        }
        let message = format!("a schema must be an object, not {}", place.node.kind());
        report.error(place, "wrong-type", message);
        return;
    }
    if place.has("$ref") && dialect == Dialect::V30 {
        return;
    }
    for (key, member) in place.members() {
        if let Some((_, holds)) = KEYWORDS.iter().find(|(known, _)| *known == key) {
            holds.check(key, &member, report);
        }
        let unsupported = UNSUPPORTED.iter().find(|(known, _)| *known == key);
        // `true` takes everything, as if it were not there.
        if let Some((_, instead)) = unsupported.filter(|_| member.node.as_bool() != Some(true)) {
            let message = format!("`{key}` is not supported, {instead}");
            report.error(&member, "unsupported-keyword", message);
        }
    }
    types(place, dialect, report);
    values(place, report);
    for keyword in ["pattern", "patternProperties"] {
        patterns(place, keyword, report);
    }
    bounds::check(place, Form::of(place), report);
    example::check_default(place, report);
    style(place, report);
}

fn types(place: &Place<'_>, dialect: Dialect, report: &mut Report) {
    let Some(given) = place.get("type") else {
        return;
    };
    let names = match &given.node.value {
        Value::String(_) => vec![given.clone()],
        Value::Array(_) if dialect == Dialect::V31 => given.items(),
        _ => {
            let message = format!("`type` must be a string, not {}", given.node.kind());
            report.error(&given, "wrong-type", message);
            return;
        }
    };
    for name in names {
        let known = name.node.as_str().and_then(Type::named);
        let is_known = known.is_some_and(|known| known != Type::Null || dialect == Dialect::V31);
        if !is_known {
            let text = name.node.as_str().unwrap_or(name.node.kind());
            let message = format!("`{text}` is not a type of JSON Schema, use one of its own");
            report.error(&name, "unknown-type", message);
        }
    }
}

fn values(place: &Place<'_>, report: &mut Report) {
    for keyword in ["enum", "x-extensible-enum"] {
        let Some(list) = place.get(keyword) else {
            continue;
        };
        let items = list.items();
        if items.is_empty() {
            report.finding(
                &list,
                "enumeration",
                format!("`{keyword}` must list at least one value"),
            );
        }
        let mut seen = Vec::new();
        for item in items {
            let value = item.node.to_json();
            if seen.contains(&value) {
                report.finding(
                    &item,
                    "enumeration",
                    format!("{value} is listed twice, remove one"),
                );
            }
            seen.push(value);
        }
    }
    if let Some(open) = place.get("x-extensible-enum")
        && (place.has("enum") || place.str("type") != Some("string"))
    {
        let message = "`x-extensible-enum` goes with the type string and without `enum`, remove it";
        report.finding(&open, "enumeration", message);
    }
}

fn patterns(place: &Place<'_>, keyword: &str, report: &mut Report) {
    let Some(found) = place.get(keyword) else {
        return;
    };
    let texts: Vec<(&str, Place<'_>)> = match found.node.as_str() {
        Some(text) => vec![(text, found.clone())],
        None => found.members(),
    };
    for (text, at) in texts {
        if let Err(reason) = pattern::translate(text) {
            let message = format!("the pattern `{text}` cannot be checked, {reason}");
            report.error(&at, "pattern", message);
        }
    }
}

/// What a reader would stumble over.
fn style(place: &Place<'_>, report: &mut Report) {
    let form = Form::of(place);
    for (keyword, of) in SPEAKING {
        if let Some(at) = place.get(keyword)
            && !of.contains(&place.str("type").unwrap_or(of[0]))
        {
            let message = format!("`{keyword}` says nothing about this type, remove it");
            report.finding(&at, "meaningless-keyword", message);
        }
    }
    if form == Form::Array && !place.has("items") && !place.has("prefixItems") {
        report.finding(
            place,
            "missing-keyword",
            "an array without `items` takes anything, add it",
        );
    }
    if form == Form::AnyObject && !place.has("additionalProperties") {
        let message = "an object without properties is ambiguous, add `properties: {}` or `additionalProperties: true`";
        report.finding(place, "ambiguous-object", message);
    }
    if place.str("type") == Some("object") && place.has("properties") {
        required(place, report);
    }
}

/// Keywords that speak of one type only.
const SPEAKING: [(&str, &[&str]); 14] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("items", &["array"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("minProperties", &["object"]),
    ("maxProperties", &["object"]),
];

fn required(place: &Place<'_>, report: &mut Report) {
    let mut seen = Vec::new();
    for item in place.items_of("required") {
        let Some(name) = item.node.as_str() else {
            continue;
        };
        let declared = place.at(&["properties", name]).is_some();
        if !declared && !place.has("allOf") {
            let message = format!("`{name}` is required but not among the properties, declare it");
            report.finding(&item, "required-property", message);
        } else if seen.contains(&name) {
            report.finding(
                &item,
                "required-property",
                format!("`{name}` is listed twice, remove one"),
            );
        }
        seen.push(name);
    }
}
