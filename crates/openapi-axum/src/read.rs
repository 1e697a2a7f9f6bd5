//! Reads YAML or JSON text into a tree that knows where everything stands.
//!
//! Only what JSON can express comes out: keys are strings, numbers are JSON numbers, aliases and merge keys are expanded.
//! Everything else is a [`Problem`] with a line.

mod build;
mod decode;
mod json;
mod scalar;
mod surrogates;
mod yaml;

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;

use crate::place::Place;
use crate::problem::{Problem, Severity};
use build::Builder;
pub use decode::decode;

/// Deepest nesting that is read, in levels.
pub const MAX_DEPTH: usize = 120;

/// Most values that a file may have, its aliases expanded.
pub const MAX_NODES: usize = 2_000_000;

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
    /// The file that it is written in: its index among the files of the [`Document`], 0 for the main one.
    pub file: u32,
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

impl Default for Node {
    fn default() -> Node {
        Node {
            value: Value::Null,
            line: 1,
            column: 1,
            file: 0,
        }
    }
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

/// A document that has been read: one tree, whatever the number of files that it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    root: Node,
    /// Names of the files; the main one first.
    files: Vec<String>,
    origins: Origins,
}

/// Where parts of the tree stand that were not written where they are now: by pointer into the tree, the file and the
/// pointer in it.
pub(crate) type Origins = HashMap<String, (u32, String)>;

impl Document {
    /// Reads YAML or JSON text.
    ///
    /// # Errors
    /// Syntax errors and duplicate keys; anything that JSON cannot express (tags of one's own, keys that are
    /// collections, `.inf`, several documents); nesting beyond [`MAX_DEPTH`]; more values than [`MAX_NODES`]; aliases
    /// that expand beyond [`MAX_ALIAS_NODES`].
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
        let (root, problems) = tree(text, 0);
        let document = root.map(|root| Document {
            root,
            ..Document::default()
        });
        (document, problems)
    }

    /// A document of several files.
    pub(crate) fn assembled(root: Node, files: Vec<String>, origins: Origins) -> Document {
        Document {
            root,
            files,
            origins,
        }
    }

    /// Turns places in the tree into places in the files.
    pub(crate) fn located(&self, problems: Vec<Problem>) -> Vec<Problem> {
        problems
            .into_iter()
            .map(|problem| self.locate(problem))
            .collect()
    }

    fn locate(&self, mut problem: Problem) -> Problem {
        let mut end = problem.pointer.len();
        let origin = loop {
            if let Some(origin) = self.origins.get(&problem.pointer[..end]) {
                break Some(origin);
            }
            match problem.pointer[..end].rfind('/') {
                Some(slash) => end = slash,
                None => break None,
            }
        };
        let (file, pointer) = match origin {
            Some((file, pointer)) => (*file, format!("{pointer}{}", &problem.pointer[end..])),
            None => (0, problem.pointer),
        };
        problem.pointer = pointer;
        problem.file = self.file(file).to_owned();
        problem
    }

    /// The name of a file by [`Node::file`]; empty for text without a name.
    pub fn file(&self, index: u32) -> &str {
        self.files.get(index as usize).map_or("", String::as_str)
    }

    /// The whole document.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The whole document, to be changed; pointers of what stays must stay.
    pub(crate) fn root_mut(&mut self) -> &mut Node {
        &mut self.root
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
            ..Problem::error(rule, pointer, self.line(pointer), message)
        }
    }
}

/// Reads one file: the tree, if the text could be read to its end, and what is wrong with it.
///
/// A duplicate key does not end the reading; the first one counts.
pub(crate) fn tree(text: &str, file: u32) -> (Option<Node>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match read(text, file).map(Builder::finish) {
        Err(problem) => (None, vec![problem]),
        Ok((None, mut problems)) => {
            let message = "the document is empty, write an OpenAPI document";
            problems.push(Problem::error("syntax", "", 1, message));
            (None, problems)
        }
        Ok(read) => read,
    }
}

fn read(text: &str, file: u32) -> Result<Builder, Problem> {
    let mut not_json = None;
    if json::looks_like(text) {
        let mut builder = Builder::new(file);
        match json::read(text, &mut builder) {
            Ok(()) => return Ok(builder),
            Err(json::Stop::Refused(problem)) => return Err(problem),
            Err(json::Stop::Syntax(problem)) => not_json = Some(problem),
        }
    }
    match (read_yaml(text, file), not_json) {
        (Ok(builder), _) => Ok(builder),
        // Neither JSON nor YAML: the one that got further knows better.
        (Err(yaml), Some(json)) if json.line >= yaml.line => Err(json),
        (Err(yaml), _) => Err(yaml),
    }
}

fn read_yaml(text: &str, file: u32) -> Result<Builder, Problem> {
    let attempt = |text: &str| {
        let mut builder = Builder::new(file);
        yaml::read(text, &mut builder).map(|()| builder)
    };
    attempt(text).or_else(|problem| {
        // A tab behind the colon of a key is as good as a space, which the parser does not know.
        if text.contains(":\t") {
            attempt(&text.replace(":\t", ": ")).map_err(|_| problem)
        } else {
            Err(problem)
        }
    })
}

/// Escapes one token of a JSON Pointer.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

/// Reverses [`escape`].
pub fn unescape(token: &str) -> String {
    if token.contains('~') {
        token.replace("~1", "/").replace("~0", "~")
    } else {
        token.to_owned()
    }
}

#[cfg(test)]
mod tests;
