//! Writes the tree anew with references that every later stage can follow.

use indexmap::IndexMap;

use super::Bundler;
use super::find::{self, Found, NotFound};
use super::kind::Kind;
use super::name::natural;
use super::reference::to_component;
use crate::read::{MAX_DEPTH, MAX_NODES, Node, Value, escape};

/// Where the rewriting is: in a file, and in the new tree.
pub(super) struct Spot {
    pub(super) file: u32,
    /// Pointer in the file.
    pub(super) pointer: String,
    /// Pointer in the tree.
    pub(super) tree: String,
    depth: usize,
    /// Whether this is where a component begins, which must not become a reference to itself.
    is_root: bool,
}

impl Spot {
    pub(super) fn main() -> Spot {
        Spot {
            file: 0,
            pointer: String::new(),
            tree: String::new(),
            depth: 0,
            is_root: true,
        }
    }

    pub(super) fn component(file: u32, pointer: String, section: &str, name: &str) -> Spot {
        Spot {
            file,
            pointer,
            tree: format!("/components/{section}/{}", escape(name)),
            depth: 3,
            is_root: true,
        }
    }

    fn below(&self, token: &str) -> Spot {
        let token = escape(token);
        Spot {
            file: self.file,
            pointer: format!("{}/{token}", self.pointer),
            tree: format!("{}/{token}", self.tree),
            depth: self.depth + 1,
            is_root: false,
        }
    }

    /// The same place of the tree, filled from elsewhere.
    fn filled_from(&self, found: &Found) -> Spot {
        Spot {
            file: found.file,
            pointer: found.pointer.clone(),
            tree: self.tree.clone(),
            depth: self.depth + 1,
            is_root: true,
        }
    }
}

/// Whether the value of a discriminator's mapping is a reference rather than a name.
pub(super) fn names_a_place(value: &str) -> bool {
    value.starts_with('#')
        || value.contains('/')
        || [".yaml", ".yml", ".json"]
            .iter()
            .any(|ending| value.ends_with(ending))
}

impl Bundler<'_> {
    pub(super) fn rewritten(&mut self, node: &Node, kind: Kind, spot: &Spot) -> Node {
        self.visited += 1;
        if kind == Kind::Opaque || !self.may_go_on(node, spot) {
            return node.clone();
        }
        let value = match &node.value {
            Value::Object(members) => match members.get("$ref").and_then(Node::as_str) {
                Some(text) => return self.reference(node, members, text, kind, spot),
                None => match self.moved(node, kind, spot) {
                    Some(reference) => reference,
                    None => self.object(members, kind, spot),
                },
            },
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| {
                        self.rewritten(item, kind.item(), &spot.below(&at.to_string()))
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        Node {
            value,
            ..position(node)
        }
    }

    fn object(&mut self, members: &IndexMap<String, Node>, kind: Kind, spot: &Spot) -> Value {
        let rewritten = members.iter().map(|(key, node)| {
            let below = spot.below(key);
            let node = match (kind, key.as_str()) {
                (Kind::Discriminator, "mapping") => self.mapping(node, &below),
                _ => self.rewritten(node, kind.member(key), &below),
            };
            (key.clone(), node)
        });
        let mut rewritten: IndexMap<String, Node> = rewritten.collect();
        if kind == Kind::Schema {
            self.keep_tags(members, &mut rewritten, spot);
        }
        Value::Object(rewritten)
    }

    /// Writes down which alternative the name of a component stood for, where the component got another name.
    fn keep_tags(
        &mut self,
        members: &IndexMap<String, Node>,
        rewritten: &mut IndexMap<String, Node>,
        spot: &Spot,
    ) {
        let Some(discriminator) = rewritten.get("discriminator").map(position) else {
            return;
        };
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = members.get(keyword).and_then(Node::as_array);
            for alternative in alternatives.into_iter().flatten() {
                let Some(text) = find::mere_reference(alternative) else {
                    continue;
                };
                let Ok(found) = self.find_part(spot.file, text) else {
                    continue;
                };
                if found.component().is_some() {
                    continue;
                }
                let natural = natural(self.files.path(found.file), &found.pointer);
                let name = self.register(&found, "schemas");
                if name != natural {
                    let reference = to_component("schemas", &name);
                    map_tag(rewritten, natural, reference, &discriminator);
                }
            }
        }
    }

    /// A reference to what stands here, if it becomes a component.
    fn moved(&self, at: &Node, kind: Kind, spot: &Spot) -> Option<Value> {
        let section = kind.section().filter(|_| !spot.is_root)?;
        let target = (spot.file, spot.pointer.clone(), section);
        let name = self.targets.get(&target)?;
        Some(reference_to(&to_component(section, name), at))
    }

    /// Stops a tree that grows without end.
    fn may_go_on(&mut self, node: &Node, spot: &Spot) -> bool {
        if spot.depth > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels, flatten it");
            self.complain(spot, node, "syntax", message);
            return false;
        }
        if self.visited > MAX_NODES {
            let message = format!("references expand to more than {MAX_NODES} values, write fewer");
            if self.visited == MAX_NODES + 1 {
                self.complain(spot, node, "syntax", message);
            }
            return false;
        }
        true
    }

    fn reference(
        &mut self,
        node: &Node,
        members: &IndexMap<String, Node>,
        text: &str,
        kind: Kind,
        spot: &Spot,
    ) -> Node {
        let found = match self.find_part(spot.file, text) {
            Ok(found) => found,
            Err(error) => {
                // In the main file the checks find it too; without other files they explain it better.
                if spot.file != 0 || (self.files.can_load() && !text.starts_with('#')) {
                    self.not_found(node, spot, error);
                }
                return node.clone();
            }
        };
        match kind.section() {
            Some(section) => self.named(node, members, &found, (kind, section), spot),
            None => self.expanded(node, members, &found, kind, spot),
        }
    }

    fn not_found(&mut self, node: &Node, spot: &Spot, error: NotFound) {
        self.complain(spot, node, error.rule, error.message);
    }

    /// A reference to the component that a place is or becomes.
    fn named(
        &mut self,
        node: &Node,
        members: &IndexMap<String, Node>,
        found: &Found,
        (kind, section): (Kind, &'static str),
        spot: &Spot,
    ) -> Node {
        let text = match found.component() {
            Some(_) => format!("#{}", found.pointer),
            None => {
                let name = self.register(found, section);
                let own = format!("/components/{section}/{}", escape(&name));
                if spot.tree == own && members.len() == 1 {
                    return self
                        .filled(found, kind, spot)
                        .unwrap_or_else(|| node.clone());
                }
                to_component(section, &name)
            }
        };
        let mut value = self.object(members, kind, spot);
        if let Value::Object(members) = &mut value
            && let Some(reference) = members.get_mut("$ref")
        {
            reference.value = Value::String(text);
        }
        Node {
            value,
            ..position(node)
        }
    }

    /// Puts what a reference names in its place; what is said beside the reference wins.
    fn expanded(
        &mut self,
        node: &Node,
        members: &IndexMap<String, Node>,
        found: &Found,
        kind: Kind,
        spot: &Spot,
    ) -> Node {
        let place = (found.file, found.pointer.clone());
        if self.expanding.contains(&place) {
            let message = "the reference leads to what it stands in, break the cycle".to_owned();
            self.complain(spot, node, "reference-cycle", message);
            return node.clone();
        }
        self.expanding.push(place);
        let filled = self.filled(found, kind, spot);
        self.expanding.pop();
        let Some(mut filled) = filled else {
            return node.clone();
        };
        if let Value::Object(into) = &mut filled.value {
            for (key, node) in members.iter().filter(|(key, _)| *key != "$ref") {
                let below = spot.below(key);
                self.origins
                    .insert(below.tree.clone(), (spot.file, below.pointer.clone()));
                let node = self.rewritten(node, kind.member(key), &below);
                into.insert(key.clone(), node);
            }
        }
        filled
    }

    /// What stands at a place, rewritten for this spot.
    fn filled(&mut self, found: &Found, kind: Kind, spot: &Spot) -> Option<Node> {
        let root = self.files.root(found.file)?;
        let node = root.pointer(&found.pointer)?;
        let spot = spot.filled_from(found);
        self.origins
            .insert(spot.tree.clone(), (found.file, found.pointer.clone()));
        Some(self.rewritten(node, kind, &spot))
    }

    /// The mapping of a discriminator, whose values may be references without saying so.
    fn mapping(&mut self, node: &Node, spot: &Spot) -> Node {
        let mut node = node.clone();
        let Value::Object(members) = &mut node.value else {
            return node;
        };
        for (key, value) in members {
            let Some(text) = value.as_str().map(str::to_owned) else {
                continue;
            };
            let below = spot.below(key);
            if let Some(reference) = self.mapped(&text, value, &below) {
                value.value = Value::String(reference);
            }
        }
        node
    }

    fn mapped(&mut self, text: &str, node: &Node, spot: &Spot) -> Option<String> {
        let reference = if names_a_place(text) {
            text.to_owned()
        } else if spot.file != 0 {
            // A bare name in another file is that file's component, if it has one of that name.
            let reference = to_component("schemas", text);
            self.find(spot.file, &reference).ok()?;
            reference
        } else {
            return None;
        };
        match self.find_part(spot.file, &reference) {
            Ok(found) => Some(match found.component() {
                Some(_) => format!("#{}", found.pointer),
                None => {
                    let name = self.register(&found, "schemas");
                    to_component("schemas", &name)
                }
            }),
            Err(error) => {
                if spot.file != 0 || self.files.can_load() {
                    self.not_found(node, spot, error);
                }
                None
            }
        }
    }
}

/// Adds an entry to the mapping of a discriminator, if neither the tag nor the reference is in it.
fn map_tag(members: &mut IndexMap<String, Node>, tag: String, reference: String, at: &Node) {
    let Some(Value::Object(discriminator)) =
        members.get_mut("discriminator").map(|node| &mut node.value)
    else {
        return;
    };
    let empty = Node {
        value: Value::Object(IndexMap::new()),
        ..position(at)
    };
    let mapping = discriminator.entry("mapping".to_owned()).or_insert(empty);
    if let Value::Object(mapping) = &mut mapping.value {
        let is_known = mapping.contains_key(&tag)
            || mapping
                .values()
                .any(|node| node.as_str() == Some(reference.as_str()));
        if !is_known {
            let node = Node {
                value: Value::String(reference),
                ..position(at)
            };
            mapping.insert(tag, node);
        }
    }
}

/// An object that is only a reference.
fn reference_to(text: &str, at: &Node) -> Value {
    let node = Node {
        value: Value::String(text.to_owned()),
        ..position(at)
    };
    Value::Object(IndexMap::from([("$ref".to_owned(), node)]))
}

/// The position of a node, without its value.
pub(super) fn position(node: &Node) -> Node {
    Node {
        value: Value::Null,
        line: node.line,
        column: node.column,
        file: node.file,
    }
}
