//! Path templates, and operations that would answer the same requests.

use std::collections::HashMap;

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::place::Place;
use crate::walk;

const PATH_ITEM: Keys<'_> = Keys {
    owner: "a path item",
    known: &[
        ("summary", Holds::Text),
        ("description", Holds::Text),
        ("parameters", Holds::List),
        ("get", Holds::Object),
        ("put", Holds::Object),
        ("post", Holds::Object),
        ("delete", Holds::Object),
        ("patch", Holds::Object),
        // Has a sentence of its own in `references`.
        ("$ref", Holds::Any),
    ],
    required: &[],
};

/// Checks the paths.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    for (path, item) in walk::path_items(root) {
        PATH_ITEM.check(&item, report);
        template(path, &item, report);
    }
    let mut taken: HashMap<(String, &str), &str> = HashMap::new();
    for operation in walk::operations(root) {
        let key = (positions(operation.path), operation.method);
        if let Some(other) = taken.insert(key, operation.path) {
            let message = format!(
                "`{other}` answers the same {} requests, give one of them another path",
                operation.method.to_uppercase()
            );
            report.error(&operation.place, "path-collision", message);
        }
    }
}

/// The names in braces of a path template.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .collect()
}

fn positions(path: &str) -> String {
    let segments: Vec<&str> = path
        .split('/')
        .map(|s| if s.starts_with('{') { "{}" } else { s })
        .collect();
    segments.join("/")
}

fn template(path: &str, item: &Place<'_>, report: &mut Report) {
    if !path.starts_with('/') {
        report.error(
            item,
            "path-template",
            format!("the path `{path}` must begin with `/`"),
        );
    }
    let mut names = Vec::new();
    for segment in path.split('/') {
        let inner = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        if inner.unwrap_or(segment).contains(['{', '}', '*']) || inner == Some("") {
            let message = format!(
                "`{segment}` is not supported, a parameter is a whole segment such as `{{id}}`"
            );
            report.error(item, "path-template", message);
        }
        if segment.contains(['?', '#']) || segment.contains(char::is_whitespace) {
            report.error(
                item,
                "path-template",
                format!("`{segment}` is not part of a path, remove it"),
            );
        }
        if let Some(name) = inner {
            if names.contains(&name) {
                report.error(
                    item,
                    "path-template",
                    format!("`{{{name}}}` stands twice in the path, rename one"),
                );
            }
            names.push(name);
        }
    }
}
