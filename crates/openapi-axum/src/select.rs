//! Keeps some operations of a document, and of its components what these reach.

use std::collections::HashSet;

use crate::place::component_name;
use crate::problem::Problem;
use crate::read::{Node, Value, escape};
use crate::walk::METHODS;

/// Which operations are kept: those that any of the lists names. Empty lists keep everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Tags of operations.
    pub tags: Vec<String>,
    /// Path templates as the document writes them.
    pub paths: Vec<String>,
    /// `operationId`s.
    pub operations: Vec<String>,
}

impl Selection {
    /// Whether everything is kept.
    pub fn is_everything(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}

/// Drops what is not selected from a document whose references are all to its own components.
///
/// Webhooks are selected like operations; `x-webhooks`, which have neither tag nor id, stay.
///
/// # Errors
/// What is selected and is not there.
pub(crate) fn apply(selection: &Selection, root: &mut Node) -> Result<(), Vec<Problem>> {
    if selection.is_everything() {
        return Ok(());
    }
    let mut used = Used::default();
    for section in ["paths", "webhooks"] {
        if let Some(items) = member_mut(root, section) {
            items.retain(|path, item| keep_item(selection, path, item, &mut used));
        }
    }
    let missing = used.missing(selection);
    if !missing.is_empty() {
        return Err(missing);
    }
    prune(root);
    Ok(())
}

/// What of a selection was found.
#[derive(Default)]
struct Used(HashSet<(&'static str, String)>);

impl Used {
    fn contains(&mut self, wanted: &[String], what: &'static str, found: &str) -> bool {
        let is_wanted = wanted.iter().any(|it| it == found);
        if is_wanted {
            self.0.insert((what, found.to_owned()));
        }
        is_wanted
    }

    fn missing(&self, selection: &Selection) -> Vec<Problem> {
        let lists = [
            ("tag", &selection.tags),
            ("path", &selection.paths),
            ("operationId", &selection.operations),
        ];
        let mut problems = Vec::new();
        for (what, wanted) in lists {
            for name in wanted {
                if !self.0.contains(&(what, name.clone())) {
                    let message = format!("no operation has the {what} `{name}`, select another");
                    problems.push(Problem::error("selection", "/paths", 1, message));
                }
            }
        }
        problems
    }
}

/// Drops the operations of a path item that are not selected; whether one is left.
fn keep_item(selection: &Selection, path: &str, item: &mut Node, used: &mut Used) -> bool {
    if used.contains(&selection.paths, "path", path) {
        note(selection, item, used);
        return true;
    }
    let Value::Object(members) = &mut item.value else {
        return false;
    };
    members.retain(|method, operation| {
        !METHODS.contains(&method.as_str()) || is_selected(selection, operation, used)
    });
    members.keys().any(|key| METHODS.contains(&key.as_str()))
}

/// Counts tags and ids below a selected path as found.
fn note(selection: &Selection, item: &Node, used: &mut Used) {
    for operation in item.as_object().into_iter().flat_map(|it| it.values()) {
        is_selected(selection, operation, used);
    }
}

fn is_selected(selection: &Selection, operation: &Node, used: &mut Used) -> bool {
    let mut selected = false;
    let tags = operation.get("tags").and_then(Node::as_array);
    for tag in tags.into_iter().flatten().filter_map(Node::as_str) {
        selected |= used.contains(&selection.tags, "tag", tag);
    }
    if let Some(id) = operation.get("operationId").and_then(Node::as_str) {
        selected |= used.contains(&selection.operations, "operationId", id);
    }
    selected
}

/// Drops every component that nothing outside of the components reaches.
fn prune(root: &mut Node) {
    let kept = reached(root);
    let Some(sections) = member_mut(root, "components") else {
        return;
    };
    for (section, node) in sections.iter_mut() {
        if section.starts_with("x-") {
            continue;
        }
        if let Value::Object(members) = &mut node.value {
            members.retain(|name, _| kept.contains(&pointer(section, name)));
        }
    }
    sections.retain(|_, node| node.as_object().is_none_or(|members| !members.is_empty()));
}

/// Pointers of the components that are reached.
fn reached(root: &Node) -> HashSet<String> {
    let mut kept = HashSet::new();
    let mut open: Vec<&Node> = root
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| *key != "components")
        .map(|(_, node)| node)
        .collect();
    loop {
        while let Some(node) = open.pop() {
            for pointer in named_by(node) {
                if let Some(component) = root.pointer(&pointer)
                    && kept.insert(pointer)
                {
                    open.push(component);
                }
            }
            match &node.value {
                Value::Object(members) => open.extend(members.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        let children = children(root, &kept);
        if children.is_empty() {
            return kept;
        }
        for (pointer, child) in children {
            kept.insert(pointer);
            open.push(child);
        }
    }
}

/// Components that a node names itself: by reference, as a discriminator or as a security requirement.
fn named_by(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    let reference = node.get("$ref").and_then(Node::as_str);
    names.extend(
        reference
            .and_then(|text| text.strip_prefix('#'))
            .map(str::to_owned),
    );
    let mapping = node.get("mapping").and_then(Node::as_object);
    for value in mapping.into_iter().flat_map(|it| it.values()) {
        if let Some(text) = value.as_str() {
            let named = text.strip_prefix('#').map(str::to_owned);
            names.push(named.unwrap_or_else(|| pointer("schemas", text)));
        }
    }
    // `security` is under the root and under operations; the root's is looked at by its list.
    let requirements = node
        .get("security")
        .and_then(Node::as_array)
        .or(node.as_array());
    for requirement in requirements
        .into_iter()
        .flatten()
        .filter_map(Node::as_object)
    {
        names.extend(
            requirement
                .keys()
                .map(|name| pointer("securitySchemes", name)),
        );
    }
    names
}

/// Schemas that extend a reached one which has a discriminator: a value may be any of them.
fn children<'n>(root: &'n Node, kept: &HashSet<String>) -> Vec<(String, &'n Node)> {
    let schemas = root
        .pointer("/components/schemas")
        .and_then(Node::as_object);
    let mut found = Vec::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let own = pointer("schemas", name);
        let extended = schema.get("allOf").and_then(Node::as_array);
        let is_child = extended.into_iter().flatten().any(|base| {
            let reference = base.get("$ref").and_then(Node::as_str);
            reference
                .and_then(|text| component_name(text, "schemas"))
                .map(|name| pointer("schemas", &name))
                .filter(|pointer| kept.contains(pointer))
                .and_then(|pointer| root.pointer(&pointer))
                .is_some_and(|base| base.get("discriminator").is_some())
        });
        if is_child && !kept.contains(&own) {
            found.push((own, schema));
        }
    }
    found
}

fn pointer(section: &str, name: &str) -> String {
    format!("/components/{section}/{}", escape(name))
}

fn member_mut<'n>(
    node: &'n mut Node,
    key: &str,
) -> Option<&'n mut indexmap::IndexMap<String, Node>> {
    match &mut node.value {
        Value::Object(members) => match &mut members.get_mut(key)?.value {
            Value::Object(members) => Some(members),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Selection, apply};
    use crate::read::tree;

    const DOCUMENT: &str = "
security: [{key: []}]
paths:
  /a:
    get: {operationId: a, tags: [x], $ref: '#/components/schemas/Base'}
    put: {operationId: b, security: [{basic: []}]}
  /b:
    get: {operationId: c, tags: [y]}
components:
  schemas:
    Base: {discriminator: {propertyName: kind, mapping: {m: Mapped}}}
    Mapped: {type: object}
    Child: {allOf: [{$ref: '#/components/schemas/Base'}]}
    Unreached: {items: {$ref: '#/components/schemas/Mapped'}}
  securitySchemes: {key: {}, basic: {}}
  responses: {Gone: {}}
";

    fn kept(
        tags: &[&str],
        paths: &[&str],
        operations: &[&str],
    ) -> Result<serde_json::Value, usize> {
        let own = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect();
        let selection = Selection {
            tags: own(tags),
            paths: own(paths),
            operations: own(operations),
        };
        let mut root = tree(DOCUMENT, 0).0.expect("readable");
        let applied = apply(&selection, &mut root).map_err(|problems| problems.len());
        applied.map(|()| root.to_json())
    }

    fn keys(value: &serde_json::Value) -> Vec<&String> {
        value
            .as_object()
            .map(|it| it.keys().collect())
            .unwrap_or_default()
    }

    #[test]
    fn selected_operations_keep_what_they_reach() {
        let tagged = kept(&["x"], &[], &[]).expect("there is one");
        assert_eq!(keys(&tagged["paths"]), ["/a"]);
        assert_eq!(keys(&tagged["paths"]["/a"]), ["get"]);
        assert_eq!(keys(&tagged["components"]), ["schemas", "securitySchemes"]);
        assert_eq!(
            keys(&tagged["components"]["schemas"]),
            ["Base", "Mapped", "Child"]
        );
        assert_eq!(keys(&tagged["components"]["securitySchemes"]), ["key"]);
    }

    #[test]
    fn lists_add_up() {
        let both = kept(&[], &["/b"], &["b"]).expect("there are two");
        assert_eq!(keys(&both["paths"]), ["/a", "/b"]);
        assert_eq!(
            keys(&both["components"]["securitySchemes"]),
            ["key", "basic"]
        );
    }

    #[test]
    fn what_is_not_there_is_an_error_each() {
        assert_eq!(kept(&["x", "z"], &["/c"], &["a", "d"]), Err(3));
    }
}
