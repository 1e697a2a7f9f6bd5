//! Operations: ids, parameters against the path, bodies.

use std::collections::HashMap;

use super::keys::{Holds, Keys};
use super::paths::placeholders;
use super::report::Report;
use super::root;
use crate::names::{OPERATION_SUFFIXES, pascal_case, snake_case};
use crate::place::Place;
use crate::walk::{self, OperationPlace, parameter_places};

const OPERATION: Keys<'_> = Keys {
    owner: "an operation",
    known: &[
        ("tags", Holds::Texts),
        ("summary", Holds::Text),
        ("description", Holds::Text),
        ("operationId", Holds::Text),
        ("parameters", Holds::List),
        ("requestBody", Holds::Object),
        ("responses", Holds::Object),
        ("deprecated", Holds::Flag),
        ("security", Holds::List),
    ],
    required: &["operationId", "responses"],
};

const BODY: Keys<'_> = Keys {
    owner: "a request body",
    known: &[
        ("description", Holds::Text),
        ("required", Holds::Flag),
        ("content", Holds::Object),
    ],
    required: &["content"],
};

/// Methods of the generated trait that are no operations.
const RESERVED: [&str; 2] = ["authenticate", "reject"];

/// Checks every operation.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let operations = walk::operations(root);
    for operation in &operations {
        OPERATION.check(&operation.place, report);
        parameters(operation, report);
        if let Some(body) = operation.place.get("requestBody") {
            self::body(operation.method, &body, report);
        }
        if let Some(security) = operation.place.get("security") {
            root::requirement(root, &security, report);
        }
    }
    for (_, body) in root
        .at(&["components", "requestBodies"])
        .map(|place| place.members())
        .unwrap_or_default()
    {
        BODY.check(&body, report);
    }
    names(root, &operations, report);
}

fn names(root: &Place<'_>, operations: &[OperationPlace<'_>], report: &mut Report) {
    let mut taken: HashMap<String, &str> = HashMap::new();
    let schemas = root.at(&["components", "schemas"]);
    let components = schemas.map(|place| place.members()).unwrap_or_default();
    let types: Vec<String> = components
        .iter()
        .map(|(name, _)| pascal_case(name))
        .collect();
    for operation in operations {
        let Some(id) = operation.place.str("operationId") else {
            continue;
        };
        let place = operation
            .place
            .get("operationId")
            .unwrap_or_else(|| operation.place.clone());
        if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
            report.error(
                &place,
                "operation-id",
                format!("`{id}` is not an operation id, begin it with a letter"),
            );
            continue;
        }
        let method = snake_case(id);
        if RESERVED.contains(&method.as_str()) {
            report.error(
                &place,
                "operation-id",
                format!("`{id}` is a method of every trait, choose another name"),
            );
        }
        if let Some(other) = taken.insert(method.clone(), id) {
            report.error(
                &place,
                "duplicate-operation-id",
                same_name(id, other, &method),
            );
        }
        let prefix = pascal_case(id);
        let own = OPERATION_SUFFIXES
            .iter()
            .map(|suffix| format!("{prefix}{suffix}"));
        for name in own.filter(|name| types.contains(name)) {
            let message =
                format!("`{name}` is also a component, rename it: the operation needs that name");
            report.error(&place, "name-collision", message);
        }
    }
}

fn same_name(id: &str, other: &str, method: &str) -> String {
    if other == id {
        format!("another operation is called `{id}`, rename one of them")
    } else {
        format!("`{id}` and `{other}` both become the method `{method}`, rename one of them")
    }
}

fn parameters(operation: &OperationPlace<'_>, report: &mut Report) {
    let in_path = placeholders(operation.path);
    let mut given: Vec<(&str, &str)> = Vec::new();
    for parameter in parameter_places(operation) {
        let (Some(name), Some(location)) = (parameter.str("name"), parameter.str("in")) else {
            continue;
        };
        let key = (name, location);
        let again = |other: &(&str, &str)| match location {
            "header" => other.1 == location && other.0.eq_ignore_ascii_case(name),
            _ => *other == key,
        };
        if given.iter().any(again) {
            let message = format!("the {location} parameter `{name}` is given twice, remove one");
            report.error(&operation.place, "duplicate-parameter", message);
        }
        if location == "path" && !in_path.contains(&name) {
            let message = format!(
                "the path parameter `{name}` is not in `{}`, remove it",
                operation.path
            );
            report.error(&operation.place, "path-parameter", message);
        }
        given.push(key);
    }
    for name in in_path {
        if !given.contains(&(name, "path")) {
            let message =
                format!("`{{{name}}}` of the path has no parameter, add one with `in: path`");
            report.error(&operation.place, "path-parameter", message);
        }
    }
}

fn body(method: &str, place: &Place<'_>, report: &mut Report) {
    if matches!(method, "get" | "delete") {
        let message = format!(
            "a body of a {} request has no meaning, remove it",
            method.to_uppercase()
        );
        report.error(place, "body-without-meaning", message);
    }
    if !place.has("$ref") {
        BODY.check(place, report);
    }
    let Some(resolved) = place.resolve() else {
        return;
    };
    let Some(content) = resolved.get("content") else {
        return;
    };
    let media = content.members();
    if media.len() != 1 || media.iter().any(|(name, _)| *name != "application/json") {
        report.error(
            &content,
            "media-type",
            "a request body must have exactly one media type, `application/json`",
        );
    }
}
