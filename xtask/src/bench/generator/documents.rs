//! Documents of any size: a spec of the project, again and again, each copy under numbered paths and components.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::spec;

/// A spec as JSON.
pub(super) struct Spec(Value);

impl Spec {
    /// Reads a spec of the project.
    pub(super) fn read(root: &Path, spec: &spec::Spec) -> Result<Self, String> {
        let text = spec.read(root)?;
        let json = openapi_axum::canonical_json(&text)
            .map_err(|_| format!("{} is broken", spec.file()))?;
        serde_json::from_str(&json)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// A document with exactly this many operations.
    pub(super) fn with_operations(&self, count: usize) -> String {
        let mut document = self.head();
        let mut left = count;
        let mut copy = 0;
        while left > 0 {
            left -= self.add_copy(&mut document, copy, left);
            copy += 1;
        }
        format!("{document:#}\n")
    }

    /// A document with at least this many bytes.
    pub(super) fn with_bytes(&self, bytes: usize) -> String {
        let mut document = self.head();
        for copy in 0.. {
            self.add_copy(&mut document, copy, usize::MAX);
            let text = format!("{document:#}\n");
            if text.len() >= bytes {
                return text;
            }
        }
        String::new()
    }

    /// The spec without paths and without components that are numbered.
    fn head(&self) -> Value {
        let mut document = self.0.clone();
        document["paths"] = json!({});
        if let Some(document) = document.as_object_mut() {
            document.retain(|key, _| !key.starts_with("x-"));
        }
        if let Some(components) = document["components"].as_object_mut() {
            components.retain(|section, _| section == "securitySchemes");
        }
        document
    }

    /// Adds the paths and components once more, with as many operations as there is room for; says how many.
    fn add_copy(&self, document: &mut Value, copy: usize, room: usize) -> usize {
        let mut added = 0;
        for (path, item) in self.0["paths"].as_object().into_iter().flatten() {
            let mut item = numbered(item, copy);
            let methods = item.as_object_mut().map_or_else(Vec::new, |item| {
                item.keys().filter(|key| is_method(key)).cloned().collect()
            });
            for method in methods {
                if added == room {
                    item.as_object_mut().map(|item| item.remove(&method));
                } else {
                    added += 1;
                }
            }
            if item
                .as_object()
                .is_some_and(|item| item.keys().any(|key| is_method(key)))
            {
                document["paths"][format!("/v{copy}{path}")] = item;
            }
        }
        let components = self.0["components"].as_object().into_iter().flatten();
        for (section, members) in components.filter(|(section, _)| *section != "securitySchemes") {
            for (name, member) in members.as_object().into_iter().flatten() {
                let name = format!("{name}{copy}");
                document["components"][section][name] = numbered(member, copy);
            }
        }
        added
    }
}

fn is_method(key: &str) -> bool {
    [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ]
    .contains(&key)
}

/// A value whose operation ids and references to components bear the number of the copy.
fn numbered(value: &Value, copy: usize) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| numbered(item, copy)).collect(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                let value = match value.as_str() {
                    Some(text) if key == "operationId" => json!(format!("{text}_{copy}")),
                    Some(text) if text.starts_with("#/components/") => {
                        json!(format!("{text}{copy}"))
                    }
                    _ => numbered(value, copy),
                };
                (key.clone(), value)
            };
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// The largest document of a folder.
pub(super) fn largest(folder: &Path) -> Result<PathBuf, String> {
    let paths = crate::corpus::documents(folder)?;
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |it| it.len());
    paths
        .into_iter()
        .map(|path| folder.join(path))
        .max_by_key(size)
        .ok_or_else(|| format!("{} has no document", folder.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Spec;

    fn spec() -> Spec {
        Spec(json!({
            "openapi": "3.0.3",
            "x-more": true,
            "paths": {
                "/a": { "get": { "operationId": "a" }, "put": { "operationId": "b" } },
                "/c": { "get": { "operationId": "c", "x": { "$ref": "#/components/schemas/C" } } },
            },
            "components": { "schemas": { "C": {} }, "securitySchemes": { "basic": {} } },
        }))
    }

    #[test]
    fn copies_are_numbered_and_cut() {
        let document: Value = serde_json::from_str(&spec().with_operations(4)).expect("JSON");
        let paths: Vec<&String> = document["paths"]
            .as_object()
            .expect("paths")
            .keys()
            .collect();
        assert_eq!(paths, ["/v0/a", "/v0/c", "/v1/a"]);
        assert_eq!(
            document["paths"]["/v1/a"],
            json!({ "get": { "operationId": "a_1" } })
        );
        assert_eq!(
            document["paths"]["/v0/c"]["get"]["x"]["$ref"],
            "#/components/schemas/C0"
        );
        let components =
            json!({ "securitySchemes": { "basic": {} }, "schemas": { "C0": {}, "C1": {} } });
        assert_eq!(document["components"], components);
    }

    #[test]
    fn a_document_grows_to_its_size() {
        let text = spec().with_bytes(10_000);
        assert!(text.len() >= 10_000 && text.len() < 11_000);
    }
}
