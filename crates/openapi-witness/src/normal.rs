//! Brings a document to normal form, one unit at a time: references to parameters, answers and headers are followed,
//! what has no order is compared without one, and everything else stays as it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ignored::{Ignored, covers};
use crate::pointer;
use crate::tree::{Kind, Node};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A part of a document that can be compared on its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    /// A member of the document that is neither `paths` nor `components` nor `security`.
    Root(String),
    /// `components/securitySchemes`.
    SecuritySchemes,
    /// An operation, by path and method, with its effective parameters and security.
    Operation(String, String),
    /// `components/schemas/NAME`.
    Schema(String),
}

impl Unit {
    /// Where the unit stands in every document that has it.
    pub(crate) fn pointer(&self) -> String {
        match self {
            Self::Root(key) => pointer::child("", key),
            Self::SecuritySchemes => "/components/securitySchemes".to_owned(),
            Self::Operation(path, method) => {
                pointer::child(&pointer::child("/paths", path), method)
            }
            Self::Schema(name) => pointer::child("/components/schemas", name),
        }
    }
}

/// Names of `components/schemas`.
pub(crate) fn schema_names(document: &Value) -> BTreeSet<String> {
    keys(document.pointer("/components/schemas"))
}

/// Every unit of the document.
pub(crate) fn units(document: &Value) -> BTreeSet<Unit> {
    let mut units = BTreeSet::new();
    for key in keys(Some(document)) {
        if !matches!(key.as_str(), "paths" | "components" | "security") {
            units.insert(Unit::Root(key));
        }
    }
    for path in keys(document.get("paths")) {
        for method in METHODS {
            if document["paths"][&path].get(method).is_some() {
                units.insert(Unit::Operation(path.clone(), method.to_owned()));
            }
        }
    }
    if document.pointer("/components/securitySchemes").is_some() {
        units.insert(Unit::SecuritySchemes);
    }
    units.extend(schema_names(document).into_iter().map(Unit::Schema));
    units
}

fn keys(value: Option<&Value>) -> BTreeSet<String> {
    value
        .and_then(Value::as_object)
        .map(|members| members.keys().cloned().collect())
        .unwrap_or_default()
}

/// Normalises units of one document.
#[derive(Clone, Copy)]
pub(crate) struct Normaliser<'a> {
    /// The document that references are looked up in.
    pub(crate) document: &'a Value,
    /// Schemas that keep their name; a reference to another one is replaced by its target.
    pub(crate) known: &'a BTreeSet<String>,
    /// What is left out.
    pub(crate) ignored: &'a [Ignored],
}

impl Normaliser<'_> {
    /// The unit in normal form, or `None` when the document has no such unit.
    pub(crate) fn unit(&self, unit: &Unit) -> Option<Node> {
        let place = unit.pointer();
        if covers(self.ignored, &place) {
            return None;
        }
        let value = self.document.pointer(&place)?;
        Some(match unit {
            Unit::Root(_) | Unit::SecuritySchemes => {
                self.members(value, &place, |_, value, at| Node::plain(value, at))
            }
            Unit::Operation(path, _) => self.operation(path, value, &place),
            Unit::Schema(_) => self.schema(value, &place, 0),
        })
    }

    fn operation(&self, path: &str, value: &Value, place: &str) -> Node {
        let mut node = self.members(value, place, |key, value, at| match key {
            "requestBody" => self.resolved(value, at, Self::body),
            "responses" => self.members(value, at, |_, value, at| {
                self.resolved(value, at, Self::response)
            }),
            _ => Node::plain(value, at),
        });
        if let Kind::Map(members) = &mut node.kind {
            let parameters = self.parameters(path, value, place);
            if let Kind::Set(set) = &parameters.kind
                && set.is_empty()
            {
                members.remove("parameters");
            } else {
                members.insert("parameters".to_owned(), parameters);
            }
            if !members.contains_key("security")
                && let Some(security) = self.document.get("security")
            {
                members.insert("security".to_owned(), Node::plain(security, "/security"));
            }
        }
        node
    }

    /// Parameters of the path and of the operation by place and name; the operation's win.
    fn parameters(&self, path: &str, operation: &Value, place: &str) -> Node {
        let mut set = BTreeMap::new();
        let of_path = pointer::child("/paths", path);
        for owner in [of_path.as_str(), place] {
            let list = pointer::child(owner, "parameters");
            let values = if owner == place {
                operation.get("parameters")
            } else {
                self.document.pointer(&list)
            };
            for (at, value) in values
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                let node = self.resolved(value, &pointer::index(&list, at), Self::described_schema);
                set.insert(parameter_key(&node, at), node);
            }
        }
        Node::new(pointer::child(place, "parameters"), Kind::Set(set))
    }

    fn body(&self, value: &Value, place: &str) -> Node {
        self.members(value, place, |key, value, at| match key {
            "content" => self.content(value, at),
            _ => Node::plain(value, at),
        })
    }

    fn response(&self, value: &Value, place: &str) -> Node {
        self.members(value, place, |key, value, at| match key {
            "content" => self.content(value, at),
            "headers" => self.members(value, at, |_, value, at| {
                self.resolved(value, at, Self::described_schema)
            }),
            _ => Node::plain(value, at),
        })
    }

    fn content(&self, value: &Value, place: &str) -> Node {
        self.members(value, place, |_, value, at| {
            self.described_schema(value, at)
        })
    }

    /// Anything whose `schema` is a schema: a parameter, a header, a media type.
    fn described_schema(&self, value: &Value, place: &str) -> Node {
        self.members(value, place, |key, value, at| match key {
            "schema" => self.schema(value, at, 0),
            _ => Node::plain(value, at),
        })
    }

    fn schema(&self, value: &Value, place: &str, depth: usize) -> Node {
        if let Some(inlined) = self.inlined(value, depth) {
            let mut node = self.schema(inlined.0, &inlined.1, depth + 1);
            node.via.push(pointer::child(place, "$ref"));
            return node;
        }
        self.members(value, place, |key, value, at| match (key, value) {
            ("required", Value::Array(names)) if !names.is_empty() => names_set(names, at),
            ("properties", Value::Object(_)) => {
                self.members(value, at, |_, value, at| self.schema(value, at, depth))
            }
            ("items" | "additionalProperties" | "not", Value::Object(_)) => {
                self.schema(value, at, depth)
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => Node::new(
                at,
                Kind::List(
                    branches
                        .iter()
                        .enumerate()
                        .map(|(i, branch)| self.schema(branch, &pointer::index(at, i), depth))
                        .collect(),
                ),
            ),
            _ => Node::plain(value, at),
        })
    }

    /// The target of a bare reference to a schema that is not known by name.
    fn inlined(&self, value: &Value, depth: usize) -> Option<(&Value, String)> {
        let members = value.as_object().filter(|members| members.len() == 1)?;
        let target = pointer::of_reference(members.get("$ref")?.as_str()?)?;
        let name = target.strip_prefix("/components/schemas/")?;
        if self.known.contains(name) || depth > 16 {
            return None;
        }
        Some((self.document.pointer(target)?, target.to_owned()))
    }

    fn resolved(&self, value: &Value, place: &str, read: fn(&Self, &Value, &str) -> Node) -> Node {
        match pointer::resolve(self.document, value, place) {
            Some((target, origin, via)) => {
                let mut node = read(self, target, &origin);
                if !via.is_empty() {
                    node.via = via;
                }
                node
            }
            None => Node::new(place, Kind::Leaf(value.clone())),
        }
    }

    fn members(
        &self,
        value: &Value,
        place: &str,
        read: impl Fn(&str, &Value, &str) -> Node,
    ) -> Node {
        let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
            return Node::plain(value, place);
        };
        let members = members
            .iter()
            .map(|(key, value)| (key, value, pointer::child(place, key)))
            .filter(|(_, _, at)| !covers(self.ignored, at))
            .map(|(key, value, at)| match (key.as_str(), value) {
                ("description" | "summary", Value::String(text)) => {
                    (key.clone(), Node::new(at, Kind::Leaf(joined(text).into())))
                }
                _ => (key.clone(), read(key, value, &at)),
            })
            .collect();
        Node::new(place, Kind::Map(members))
    }
}

/// Markdown with the lines of each paragraph joined: a single line break is a space.
fn joined(text: &str) -> String {
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    paragraphs.join("\n\n")
}

fn names_set(names: &[Value], place: &str) -> Node {
    let set = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let key = name
                .as_str()
                .map_or_else(|| name.to_string(), str::to_owned);
            let node = Node::new(pointer::index(place, i), Kind::Leaf(name.clone()));
            (key, node)
        })
        .collect();
    Node::new(place, Kind::Set(set))
}

/// `path/id`: what tells a parameter from the others of its operation.
fn parameter_key(node: &Node, at: usize) -> String {
    let text = |key: &str| match &node.kind {
        Kind::Map(members) => match members.get(key).map(|node| &node.kind) {
            Some(Kind::Leaf(Value::String(text))) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    match (text("in"), text("name")) {
        (Some(place), Some(name)) => format!("{place}/{name}"),
        _ => format!("?/{at}"),
    }
}
