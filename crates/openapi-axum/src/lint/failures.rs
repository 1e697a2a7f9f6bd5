//! The one schema that every failure answers: what a server can fill in for any request.

use super::report::Report;
use crate::form::{self, Form};
use crate::place::{Place, component_name};
use crate::walk;

/// What a server knows of every failure, and the JSON type that it has.
const MEMBERS: [(&str, &str); 4] = [
    ("message", "string"),
    ("code", "string"),
    ("request_id", "string"),
    ("errors", "array"),
];

/// What a server knows of every violation.
const VIOLATION_MEMBERS: [(&str, &str); 2] = [("pointer", "string"), ("detail", "string")];

/// Checks the answers from 400 on.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let mut shared: Option<(String, Place<'_>)> = None;
    let mut documented = false;
    for operation in walk::operations(root) {
        for (status, response) in operation.place.members_of("responses") {
            if status.parse::<u16>().is_ok_and(|status| status >= 400) {
                documented = true;
                same(&response, &mut shared, report);
            }
        }
    }
    if let Some((_, schema)) = shared {
        shape(&schema, report);
    } else if let Some(paths) = root.get("paths").filter(|_| !documented) {
        let message = "no operation documents a failure, add an answer such as 400";
        report.error(&paths, "error-schema", message);
    }
}

/// Checks that an answer refers to the schema that the first one referred to.
fn same<'d>(response: &Place<'d>, shared: &mut Option<(String, Place<'d>)>, report: &mut Report) {
    let Some(resolved) = response.resolve() else {
        return;
    };
    let schema = resolved.at(&["content", "application/json", "schema"]);
    let named =
        schema.and_then(|schema| Some((component_name(schema.reference()?, "schemas")?, schema)));
    match (named, &shared) {
        (None, _) => report.error(
            response,
            "error-schema",
            "a failure must answer `application/json` with a reference to the shared error schema",
        ),
        (Some((name, _)), Some((first, _))) if name != *first => {
            let message = format!(
                "failures answer both `{first}` and `{name}`, use one schema for all of them"
            );
            report.error(response, "error-schema", message);
        }
        (Some(named), None) => *shared = Some(named),
        (Some(_), Some(_)) => {}
    }
}

/// Checks that a server can fill the schema in.
fn shape(schema: &Place<'_>, report: &mut Report) {
    let Some(target) = form::target(schema) else {
        return;
    };
    members(&target, &MEMBERS, report);
    if Form::of(&target) == Form::Struct && target.at(&["properties", "message"]).is_none() {
        let message = "what a failure answers must have the property `message`, declare it";
        report.error(&target, "error-schema", message);
    }
    let errors = target.at(&["properties", "errors"]);
    let items = errors.and_then(|errors| form::target(&form::target(&errors)?.get("items")?));
    if let Some(items) = items {
        members(&items, &VIOLATION_MEMBERS, report);
    }
}

fn members(schema: &Place<'_>, known: &[(&str, &str)], report: &mut Report) {
    if Form::of(schema) != Form::Struct {
        report.error(
            schema,
            "error-schema",
            "what a failure answers must be an object with properties",
        );
        return;
    }
    for name in schema.strings_of("required") {
        if !known.iter().any(|(member, _)| *member == name) {
            let names: Vec<&str> = known.iter().map(|(member, _)| *member).collect();
            let message = format!(
                "`{name}` cannot be required in what a failure answers, a server only knows {}",
                names.join(", ")
            );
            report.error(schema, "error-schema", message);
        }
    }
    for (name, json_type) in known {
        let Some(property) = schema.at(&["properties", name]) else {
            continue;
        };
        let Some(target) = form::target(&property) else {
            continue;
        };
        let form = Form::of(&target);
        if form.json_type() != Some(*json_type) || form == Form::ClosedEnum {
            let message =
                format!("`{name}` of what a failure answers must be of the type {json_type}");
            report.error(&property, "error-schema", message);
        }
    }
}
