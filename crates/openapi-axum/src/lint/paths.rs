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
        ("servers", Holds::List),
        ("parameters", Holds::List),
        ("get", Holds::Object),
        ("put", Holds::Object),
        ("post", Holds::Object),
        ("delete", Holds::Object),
        ("options", Holds::Object),
        ("head", Holds::Object),
        ("patch", Holds::Object),
        ("trace", Holds::Object),
        ("$ref", Holds::Text),
    ],
    required: &[],
};

/// Checks the paths.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    for (path, item) in walk::path_items(root) {
        if !path.starts_with('/') {
            let message = format!("the path `{path}` must begin with `/`");
            report.error(&item, "path-template", message);
        }
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

/// The template with its parameters unnamed.
fn positions(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((_, tail)) = after.split_once('}') else {
            break;
        };
        out.push_str(literal);
        out.push_str("{}");
        rest = tail;
    }
    out + rest
}

/// What a reader of the paths would stumble over.
pub(super) fn look(root: &Place<'_>, report: &mut Report) {
    for (path, item) in walk::path_items(root) {
        PATH_ITEM.look(&item, report);
        for segment in path.split('/') {
            if segment.contains(['?', '#']) || segment.contains(char::is_whitespace) {
                let message = format!(
                    "`{segment}` is not part of a path: what cannot stand in one is matched percent-encoded"
                );
                report.finding(&item, "path-template", message);
            }
            if segment.matches('{').count() != segment.matches('}').count() {
                let message = format!("the braces of `{segment}` do not match");
                report.finding(&item, "path-template", message);
            }
        }
    }
}
