//! Reads YAML or JSON text into a tree that knows where everything stands.
//!
//! JSON is read as the YAML that it is. Only what JSON can express comes out: keys are strings, numbers are JSON
//! numbers, aliases are expanded. Everything else is a [`Problem`] with a line.

mod json;
mod parse;
mod scalar;

use indexmap::IndexMap;

use crate::place::Place;
use crate::problem::{Problem, Severity};

/// Deepest nesting that is read, in levels.
pub const MAX_DEPTH: usize = 64;

/// Most nodes that all aliases of a document may expand to together.
pub const MAX_ALIAS_NODES: usize = 100_000;

/// A value with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Line from 1: of the key for a member of an object, of the value otherwise.
    pub line: usize,
    /// Column from 1, of the same place.
    pub column: usize,
}

/// What a [`Node`] holds: the values of JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(serde_json::Number),
    /// A string.
    String(String),
    /// A sequence.
    Array(Vec<Node>),
    /// A mapping, in document order.
    Object(IndexMap<String, Node>),
}

impl Node {
    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.get(key),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&serde_json::Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&IndexMap<String, Node>> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The same value without positions.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => serde_json::Value::Bool(*value),
            Value::Number(number) => serde_json::Value::Number(number.clone()),
            Value::String(text) => serde_json::Value::String(text.clone()),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(members) => serde_json::Value::Object(
                members
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_json()))
                    .collect(),
            ),
        }
    }

    /// The node at a JSON Pointer (RFC 6901) below this one.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |node, token| match &node.value {
                Value::Object(members) => members.get(&unescape(token)),
                Value::Array(items) => token
                    .parse::<usize>()
                    .ok()
                    .filter(|index| index.to_string() == token)
                    .and_then(|index| items.get(index)),
                _ => None,
            })
    }

    /// How the value is called in a sentence: `a string`, `an object`, …
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

/// A document that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    root: Node,
}

impl Document {
    /// Reads YAML or JSON text.
    ///
    /// # Errors
    /// Syntax errors and duplicate keys; anything that JSON cannot express (tags, keys that are neither strings nor
    /// integers, `.inf`, several documents); nesting beyond [`MAX_DEPTH`]; aliases that expand beyond
    /// [`MAX_ALIAS_NODES`].
    pub fn parse(text: &str) -> Result<Document, Vec<Problem>> {
        match Document::parse_all(text) {
            (Some(document), problems) if problems.is_empty() => Ok(document),
            (_, problems) => Err(problems),
        }
    }

    /// Like [`Document::parse`], but gives the document in spite of duplicate keys, so that it can be checked further.
    ///
    /// The first of the duplicates counts. There is a document or a problem, or both.
    pub fn parse_all(text: &str) -> (Option<Document>, Vec<Problem>) {
        let (root, problems) = parse::parse(text);
        (root.map(|root| Document { root }), problems)
    }

    /// The whole document.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The place of the whole document.
    pub fn place(&self) -> Place<'_> {
        Place::root(&self.root)
    }

    /// The node at a JSON Pointer.
    pub fn get(&self, pointer: &str) -> Option<&Node> {
        self.root.pointer(pointer)
    }

    /// The line of the node at a JSON Pointer, or of its nearest ancestor that exists.
    pub fn line(&self, pointer: &str) -> usize {
        let mut pointer = pointer;
        loop {
            if let Some(node) = self.get(pointer) {
                return node.line;
            }
            pointer = pointer.rfind('/').map_or("", |slash| &pointer[..slash]);
        }
    }

    /// A problem at a JSON Pointer of this document.
    pub fn problem(
        &self,
        severity: Severity,
        rule: &'static str,
        pointer: &str,
        message: String,
    ) -> Problem {
        Problem {
            severity,
            pointer: pointer.to_owned(),
            line: self.line(pointer),
            rule,
            message,
        }
    }
}

/// Escapes one token of a JSON Pointer.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Reverses [`escape`].
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests;
