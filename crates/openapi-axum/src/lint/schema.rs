//! Schemas: which keywords go with which form, and what the values of the keywords are.

use super::bounds;
use super::example;
use super::keys::{Holds, Keys};
use super::report::Report;
use super::response;
use crate::form::Form;
use crate::place::Place;

/// Keywords that go with every form but a reference.
const COMMON: [(&str, Holds); 6] = [
    ("type", Holds::Text),
    ("description", Holds::Text),
    ("example", Holds::Any),
    ("default", Holds::Any),
    ("nullable", Holds::Flag),
    ("deprecated", Holds::Flag),
];

const LENGTHS: [(&str, Holds); 3] = [
    ("minLength", Holds::Count),
    ("maxLength", Holds::Count),
    ("pattern", Holds::Text),
];

const RANGE: [(&str, Holds); 6] = [
    ("format", Holds::Text),
    ("minimum", Holds::Number),
    ("maximum", Holds::Number),
    ("exclusiveMinimum", Holds::Flag),
    ("exclusiveMaximum", Holds::Flag),
    ("multipleOf", Holds::Number),
];

const SIZES: [(&str, Holds); 3] = [
    ("additionalProperties", Holds::Any),
    ("minProperties", Holds::Count),
    ("maxProperties", Holds::Count),
];

/// Checks one schema, not the ones inside it.
pub(super) fn check(place: &Place<'_>, report: &mut Report) {
    let form = Form::of(place);
    if form == Form::Ref {
        return;
    }
    let mut known = COMMON.to_vec();
    known.extend(keywords(form));
    let owner = owner(place, form);
    let keys = Keys {
        owner: &owner,
        known: &known,
        required: if form == Form::Array { &["items"] } else { &[] },
    };
    if !refuse_type(place, report) && keys.check(place, report) {
        values(place, form, report);
        bounds::check(place, form, report);
        example::check_default(place, report);
    }
}

fn keywords(form: Form) -> Vec<(&'static str, Holds)> {
    match form {
        Form::String => [LENGTHS.as_slice(), &[("format", Holds::Text)]].concat(),
        Form::ClosedEnum => [LENGTHS.as_slice(), &[("enum", Holds::List)]].concat(),
        Form::OpenEnum => LENGTHS.to_vec(),
        Form::Integer | Form::Number => RANGE.to_vec(),
        Form::Array => vec![
            ("items", Holds::Object),
            ("minItems", Holds::Count),
            ("maxItems", Holds::Count),
            ("uniqueItems", Holds::Flag),
        ],
        Form::Struct => [
            SIZES.as_slice(),
            &[("properties", Holds::Object), ("required", Holds::Texts)],
        ]
        .concat(),
        Form::Map | Form::AnyObject => SIZES.to_vec(),
        Form::Union => vec![("oneOf", Holds::List), ("discriminator", Holds::Object)],
        Form::Choice => vec![("oneOf", Holds::List)],
        Form::Wrapped => vec![("allOf", Holds::List)],
        Form::Boolean | Form::Any | Form::Ref => Vec::new(),
    }
}

fn owner(place: &Place<'_>, form: Form) -> String {
    match form {
        Form::Union | Form::Choice => "a schema with `oneOf`".to_owned(),
        Form::Wrapped => "a schema with `allOf`".to_owned(),
        Form::ClosedEnum | Form::OpenEnum => "an enumeration".to_owned(),
        Form::Map | Form::AnyObject => "an object with arbitrary keys".to_owned(),
        _ => match place.str("type") {
            Some(name) => format!("a schema of the type {name}"),
            None => "a schema without `type`".to_owned(),
        },
    }
}

/// Whether the type is none at all: then nothing else is worth saying.
fn refuse_type(place: &Place<'_>, report: &mut Report) -> bool {
    let Some(found) = place.str("type") else {
        return false;
    };
    let known = ["string", "integer", "number", "boolean", "array", "object"].contains(&found);
    if !known && let Some(at) = place.get("type") {
        report.error(
            &at,
            "unknown-type",
            format!("`{found}` is not a type of OpenAPI 3.0, use one of its six"),
        );
    }
    !known
}

fn values(place: &Place<'_>, form: Form, report: &mut Report) {
    match form {
        Form::String | Form::Integer | Form::Number => format(place, form, report),
        Form::ClosedEnum => enumeration(place, "enum", report),
        Form::OpenEnum => enumeration(place, "x-extensible-enum", report),
        Form::Struct => object(place, report),
        Form::Map | Form::AnyObject => free_form(place, report),
        _ => {}
    }
    if let Some(open) = place
        .get("x-extensible-enum")
        .filter(|_| form != Form::OpenEnum)
    {
        let message = "`x-extensible-enum` goes with the type string and without `enum`, remove it";
        report.error(&open, "enumeration", message);
    }
    if let Some(pattern) = place.get("pattern") {
        self::pattern(&pattern, report);
    }
}

fn format(place: &Place<'_>, form: Form, report: &mut Report) {
    let Some(at) = place.get("format") else {
        return;
    };
    let Some(format) = at.node.as_str() else {
        return;
    };
    let known: &[&str] = match form {
        Form::Integer => &["int32", "int64"],
        Form::Number => &["float", "double"],
        _ => &["date-time", "password"],
    };
    // Bytes are the whole answer; `response` says where they may stand.
    let bytes =
        format == "binary" && response::is_binary(place) && !place.pointer.contains("/properties/");
    if !known.contains(&format) && !bytes {
        let message = format!(
            "the format `{format}` is not supported, use {} or none",
            known.join(", ")
        );
        report.error(&at, "unsupported-format", message);
    }
    if format == "date-time" {
        for keyword in ["minLength", "maxLength", "pattern"] {
            if let Some(bound) = place.get(keyword) {
                report.error(
                    &bound,
                    "unsupported-keyword",
                    format!("`{keyword}` does not go with `date-time`, remove it"),
                );
            }
        }
    }
}

fn enumeration(place: &Place<'_>, keyword: &str, report: &mut Report) {
    let Some(list) = place.get(keyword) else {
        return;
    };
    let items = list.items();
    if items.is_empty() {
        report.error(
            &list,
            "enumeration",
            format!("`{keyword}` must list at least one string"),
        );
    }
    let mut seen = Vec::new();
    for item in items {
        match item.node.as_str() {
            None => report.error(
                &item,
                "enumeration",
                "an enumeration lists strings only, quote this value",
            ),
            Some(value) if seen.contains(&value) => {
                report.error(
                    &item,
                    "enumeration",
                    format!("`{value}` is listed twice, remove one"),
                );
            }
            Some(value) => seen.push(value),
        }
    }
}

fn object(place: &Place<'_>, report: &mut Report) {
    let names: Vec<&str> = place
        .members_of("properties")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let mut seen = Vec::new();
    for item in place.items_of("required") {
        let Some(name) = item.node.as_str() else {
            continue;
        };
        if !names.contains(&name) {
            let message = format!("`{name}` is required but not among the properties, declare it");
            report.error(&item, "required-property", message);
        } else if seen.contains(&name) {
            report.error(
                &item,
                "required-property",
                format!("`{name}` is listed twice, remove one"),
            );
        }
        seen.push(name);
    }
    if let Some(extra) = place.get("additionalProperties")
        && extra.node.as_bool().is_none()
    {
        let message =
            "a schema for further keys beside `properties` is not supported, choose one of the two";
        report.error(&extra, "additional-properties", message);
    }
}

fn free_form(place: &Place<'_>, report: &mut Report) {
    match place.get("additionalProperties") {
        None => report.error(
            place,
            "ambiguous-object",
            "an object without properties is ambiguous, add `properties: {}` or `additionalProperties: true`",
        ),
        Some(extra) if extra.node.as_bool().is_none() && extra.node.as_object().is_none() => {
            report.error(&extra, "wrong-type", "`additionalProperties` must be a boolean or a schema");
        }
        Some(_) => {}
    }
}

fn pattern(place: &Place<'_>, report: &mut Report) {
    let Some(pattern) = place.node.as_str() else {
        return;
    };
    if let Err(error) = regex::Regex::new(pattern) {
        let reason = error.to_string();
        let reason = reason
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        report.error(
            place,
            "pattern",
            format!("the pattern is not supported: {reason}"),
        );
        return;
    }
    for class in ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B"] {
        if pattern.contains(class) {
            let message = format!(
                "`{class}` means other characters in JSON Schema and in Rust, list them: `[0-9]`"
            );
            report.error(place, "pattern", message);
        }
    }
}
