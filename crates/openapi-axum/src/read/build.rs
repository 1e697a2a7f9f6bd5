//! Puts the tree together from what the readers of YAML and JSON find, without recursion.

use std::collections::HashMap;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::{MAX_ALIAS_NODES, MAX_DEPTH, MAX_NODES, Node, Value, escape};
use crate::problem::Problem;

/// Where something stands, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A node with what aliases need to know of it.
#[derive(Clone)]
struct Built {
    node: Node,
    /// Nodes in it, itself included.
    size: usize,
    /// Levels below it.
    height: usize,
}

/// A collection that is not closed yet.
struct Open {
    anchor: usize,
    at: At,
    size: usize,
    height: usize,
    content: Content,
}

enum Content {
    Array(Vec<Node>),
    Object {
        members: IndexMap<String, Node>,
        /// The key that waits for its value.
        key: Option<Key>,
        /// What merge keys bring in; the members that are written win.
        merged: Vec<Node>,
    },
}

struct Key {
    name: String,
    at: At,
    is_merge: bool,
}

/// A tree that grows.
#[derive(Default)]
pub(super) struct Builder {
    file: u32,
    root: Option<Node>,
    stack: Vec<Open>,
    anchors: HashMap<usize, Built>,
    nodes: usize,
    expanded: usize,
    problems: Vec<Problem>,
}

impl Builder {
    pub(super) fn new(file: u32) -> Self {
        Self {
            file,
            ..Self::default()
        }
    }

    /// The tree, if one was read, and the faults that did not end the reading.
    pub(super) fn finish(self) -> (Option<Node>, Vec<Problem>) {
        (self.root, self.problems)
    }

    /// Whether the next node is a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Open {
                content: Content::Object { key: None, .. },
                ..
            })
        )
    }

    /// Adds a string, number, boolean or null that is not a key; an `anchor` of 0 is none.
    pub(super) fn scalar(&mut self, value: Value, anchor: usize, at: At) -> Result<(), Problem> {
        let built = self.leaf(value, at);
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        self.add(built, at)
    }

    /// Takes the name of the next member.
    pub(super) fn key(&mut self, name: String, anchor: usize, at: At) {
        if anchor != 0 {
            let built = self.leaf(Value::String(name.clone()), at);
            self.anchors.insert(anchor, built);
        }
        self.set_key(name, at, false);
    }

    /// Takes YAML's `<<`: the next value is merged into the open mapping.
    pub(super) fn merge_key(&mut self, at: At) {
        self.set_key("<<".to_owned(), at, true);
    }

    pub(super) fn open_array(&mut self, anchor: usize, at: At) -> Result<(), Problem> {
        self.open(anchor, at, Content::Array(Vec::new()))
    }

    pub(super) fn open_object(&mut self, anchor: usize, at: At) -> Result<(), Problem> {
        let content = Content::Object {
            members: IndexMap::new(),
            key: None,
            merged: Vec::new(),
        };
        self.open(anchor, at, content)
    }

    /// Closes the innermost collection.
    pub(super) fn close(&mut self) -> Result<(), Problem> {
        let Some(open) = self.stack.pop() else {
            return Ok(());
        };
        let value = match open.content {
            Content::Array(items) => Value::Array(items),
            Content::Object {
                members, merged, ..
            } => Value::Object(with_merged(members, merged)),
        };
        let built = Built {
            node: self.node(value, open.at),
            size: open.size,
            height: open.height,
        };
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, built.clone());
        }
        self.add(built, open.at)
    }

    /// Puts a copy of what an anchor names.
    pub(super) fn alias(&mut self, anchor: usize, at: At) -> Result<(), Problem> {
        let Some(size) = self.anchors.get(&anchor).map(|built| built.size) else {
            return Err(self.fail(
                at,
                "an alias refers to the value that it stands in, write the value out",
            ));
        };
        self.expanded += size;
        if self.expanded > MAX_ALIAS_NODES {
            return Err(self.fail(
                at,
                &format!("aliases expand to more than {MAX_ALIAS_NODES} values, write fewer"),
            ));
        }
        let mut built = self.anchors[&anchor].clone();
        if self.stack.len() + built.height > MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        if self.wants_key() {
            let Value::String(key) = built.node.value else {
                return Err(self.bad_key(at));
            };
            self.set_key(key, at, false);
            return Ok(());
        }
        built.node.line = at.line;
        built.node.column = at.column;
        self.add(built, at)
    }

    /// An error at the value that is being read.
    pub(super) fn fail(&self, at: At, message: &str) -> Problem {
        Problem::error("syntax", self.pointer(), at.line, message)
    }

    /// The error for a key that JSON cannot have.
    pub(super) fn bad_key(&self, at: At) -> Problem {
        self.fail(at, "a key is a collection, write a string")
    }

    fn too_deep(&self, at: At) -> Problem {
        self.fail(
            at,
            &format!("nested deeper than {MAX_DEPTH} levels, flatten it"),
        )
    }

    fn open(&mut self, anchor: usize, at: At, content: Content) -> Result<(), Problem> {
        if self.wants_key() {
            return Err(self.bad_key(at));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        self.stack.push(Open {
            anchor,
            at,
            size: 1,
            height: 0,
            content,
        });
        Ok(())
    }

    fn set_key(&mut self, name: String, at: At, is_merge: bool) {
        if let Some(Open {
            content: Content::Object { key, .. },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some(Key { name, at, is_merge });
        }
    }

    fn leaf(&self, value: Value, at: At) -> Built {
        Built {
            node: self.node(value, at),
            size: 1,
            height: 0,
        }
    }

    fn node(&self, value: Value, at: At) -> Node {
        Node {
            value,
            line: at.line,
            column: at.column,
            file: self.file,
        }
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, built: Built, at: At) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.fail(
                at,
                &format!("the document has more than {MAX_NODES} values, split it"),
            ));
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(built.node);
            return Ok(());
        };
        open.size += built.size;
        open.height = open.height.max(built.height + 1);
        match &mut open.content {
            Content::Array(items) => items.push(built.node),
            Content::Object {
                members,
                key,
                merged,
            } => match key.take() {
                Some(key) if key.is_merge => match mappings(built.node) {
                    Some(found) => merged.extend(found),
                    None => {
                        let message = "a merge key (`<<`) takes a mapping or a list of mappings";
                        return Err(self.fail(at, message));
                    }
                },
                Some(key) => {
                    if let Some(line) = insert(members, &key, built.node) {
                        self.duplicate(key, line);
                    }
                }
                None => {}
            },
        }
        Ok(())
    }

    fn duplicate(&mut self, key: Key, line: usize) {
        let pointer = format!("{}/{}", self.pointer(), escape(&key.name));
        let message = format!(
            "the key `{}` of line {line} is given again, remove one of them",
            key.name
        );
        let problem = Problem::error("duplicate-key", pointer, key.at.line, message);
        self.problems.push(problem);
    }

    /// The pointer of the value that is being read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for open in &self.stack {
            match &open.content {
                Content::Array(items) => pointer.push_str(&format!("/{}", items.len())),
                Content::Object { key: Some(key), .. } => {
                    pointer.push_str(&format!("/{}", escape(&key.name)));
                }
                Content::Object { key: None, .. } => {}
            }
        }
        pointer
    }
}

/// Adds a member, or gives the line of the one that has its name already: the first counts.
fn insert(members: &mut IndexMap<String, Node>, key: &Key, node: Node) -> Option<usize> {
    match members.entry(key.name.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(Node {
                line: key.at.line,
                column: key.at.column,
                ..node
            });
            None
        }
        Entry::Occupied(entry) => Some(entry.get().line),
    }
}

/// The mappings that a merge key brings in, the first of which wins.
fn mappings(node: Node) -> Option<Vec<Node>> {
    match node.value {
        Value::Object(_) => Some(vec![node]),
        Value::Array(items) => items
            .iter()
            .all(|item| item.as_object().is_some())
            .then_some(items),
        _ => None,
    }
}

fn with_merged(mut members: IndexMap<String, Node>, merged: Vec<Node>) -> IndexMap<String, Node> {
    for node in merged {
        if let Value::Object(more) = node.value {
            for (key, node) in more {
                members.entry(key).or_insert(node);
            }
        }
    }
    members
}
