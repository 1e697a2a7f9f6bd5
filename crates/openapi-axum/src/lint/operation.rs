//! Operations: ids, parameters against the path, bodies.

use std::collections::HashMap;

use super::keys::{Holds, Keys};
use super::report::Report;
use super::root;
use crate::names::snake_case;
use crate::place::Place;
use crate::walk::{self, OperationPlace, parameter_places, placeholders};

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
        ("callbacks", Holds::Object),
        ("servers", Holds::List),
        ("externalDocs", Holds::Object),
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

/// What a reader of the operations would stumble over.
pub(super) fn look(root: &Place<'_>, report: &mut Report) {
    let operations = walk::operations(root);
    for operation in &operations {
        OPERATION.look(&operation.place, report);
        if let Some(security) = operation.place.get("security") {
            root::requirement(root, &security, report);
        }
        parameters(operation, report);
        if let Some(body) = operation.place.get("requestBody") {
            self::body(operation.method, &body, report);
        }
    }
    names(&operations, report);
}

fn names(operations: &[OperationPlace<'_>], report: &mut Report) {
    let mut taken: HashMap<String, &str> = HashMap::new();
    for operation in operations {
        let Some(place) = operation.place.get("operationId") else {
            continue;
        };
        let Some(id) = place.node.as_str() else {
            continue;
        };
        let method = snake_case(id);
        if RESERVED.contains(&method.as_str()) {
            let message = format!("`{id}` is a method of every trait, this one gets a number");
            report.finding(&place, "operation-id", message);
        }
        if let Some(other) = taken.insert(method.clone(), id) {
            let message = same_name(id, other, &method);
            report.finding(&place, "duplicate-operation-id", message);
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
            report.finding(&operation.place, "duplicate-parameter", message);
        }
        if location == "path" && !in_path.contains(&name) {
            let path = operation.path;
            let message = format!("the path parameter `{name}` is not in `{path}`, remove it");
            report.finding(&operation.place, "path-parameter", message);
        }
        given.push(key);
    }
    for name in in_path {
        if !given.contains(&(name, "path")) {
            let message = format!(
                "`{{{name}}}` of the path has no parameter, any text is taken: add one with `in: path`"
            );
            report.finding(&operation.place, "path-parameter", message);
        }
    }
}

fn body(method: &str, place: &Place<'_>, report: &mut Report) {
    if matches!(method, "get" | "head" | "delete" | "trace") {
        let method = method.to_uppercase();
        let message = format!("a body of a {method} request has no meaning, remove it");
        report.finding(place, "body-without-meaning", message);
    }
    if !place.has("$ref") {
        BODY.look(place, report);
    }
}
