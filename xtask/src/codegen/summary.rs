//! What a change of a spec means for people: operations and schemas that came, went or changed.

use std::collections::BTreeMap;
use std::path::Path;

use openapi_axum::files::Files;
use serde_json::Value;

/// Lines such as `operations: +find_end_user ~create_chat -old`; nothing where the served document is the same.
pub(super) fn of(root: &Path, files: &Files) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, fresh) in files
        .iter()
        .filter(|(path, _)| path.ends_with("openapi.json"))
    {
        let found = std::fs::read_to_string(root.join(path)).unwrap_or_default();
        let before: Value = serde_json::from_str(&found).unwrap_or(Value::Null);
        let after: Value = serde_json::from_str(fresh).unwrap_or(Value::Null);
        for (what, items) in [
            ("operations", operations as fn(&Value) -> Items),
            ("schemas", schemas),
        ] {
            let changes = changes(&items(&before), &items(&after));
            if !changes.is_empty() {
                lines.push(format!("{what}: {}", changes.join(" ")));
            }
        }
    }
    lines
}

type Items = BTreeMap<String, Value>;

fn operations(document: &Value) -> Items {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    operations
        .filter_map(|(_, it)| Some((it["operationId"].as_str()?.to_owned(), it.clone())))
        .collect()
}

fn schemas(document: &Value) -> Items {
    let schemas = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten();
    schemas
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect()
}

fn changes(before: &Items, after: &Items) -> Vec<String> {
    let gone = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .map(|name| format!("-{name}"));
    let came = after
        .iter()
        .filter_map(|(name, it)| match before.get(name) {
            None => Some(format!("+{name}")),
            Some(was) if was != it => Some(format!("~{name}")),
            Some(_) => None,
        });
    came.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{changes, operations};

    #[test]
    fn operations_are_compared_by_id() {
        let before = json!({ "paths": { "/a": { "get": { "operationId": "a" }, "put": { "operationId": "b" } } } });
        let after = json!({ "paths": {
            "/a": { "get": { "operationId": "a", "deprecated": true } },
            "/c": { "get": { "operationId": "c" } },
        } });
        assert_eq!(
            changes(&operations(&before), &operations(&after)),
            ["~a", "+c", "-b"]
        );
    }
}
