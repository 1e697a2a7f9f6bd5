//! From YAML events to the tree, without recursion.

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;
use indexmap::map::Entry;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::json::join_surrogates;
use super::{MAX_ALIAS_NODES, MAX_DEPTH, Node, Value, escape, scalar};
use crate::problem::{Problem, Severity};

/// Reads one document: the tree, if the text could be read to its end, and what is wrong with it.
///
/// A duplicate key does not end the reading; the first one counts.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let joined = join_surrogates(text);
    let mut builder = Builder::default();
    if let Err(stop) = builder.read(&joined) {
        builder.problems.push(stop);
        return (None, builder.problems);
    }
    if builder.root.is_none() {
        let message = "the document is empty, write an OpenAPI document".to_owned();
        builder
            .problems
            .push(problem(1, String::new(), "syntax", message));
    }
    (builder.root, builder.problems)
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
    line: usize,
    column: usize,
    size: usize,
    height: usize,
    content: Content,
}

enum Content {
    Array(Vec<Node>),
    Object {
        members: IndexMap<String, Node>,
        /// The key that waits for its value, with its position.
        key: Option<(String, usize, usize)>,
    },
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    stack: Vec<Open>,
    anchors: HashMap<usize, Built>,
    expanded: usize,
    documents: usize,
    problems: Vec<Problem>,
}

impl Builder {
    fn read(&mut self, text: &str) -> Result<(), Problem> {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| syntax(&error))?;
            self.event(event, &span.start)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, at: &Marker) -> Result<(), Problem> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self.fail(at, "several documents in one file, keep the first"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.map(Cow::into_owned), at)?;
                self.scalar(&text, style, anchor, at)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.map(Cow::into_owned), at)?;
                self.open(anchor, at, Content::Array(Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.map(Cow::into_owned), at)?;
                let content = Content::Object {
                    members: IndexMap::new(),
                    key: None,
                };
                self.open(anchor, at, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, at)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        at: &Marker,
    ) -> Result<(), Problem> {
        let value = if style == ScalarStyle::Plain {
            scalar::plain(text).map_err(|message| self.fail(at, &message))?
        } else {
            Value::String(text.to_owned())
        };
        if self.wants_key() {
            let key = match value {
                Value::Number(number) if !number.is_f64() => number.to_string(),
                Value::String(key) if key == "<<" && style == ScalarStyle::Plain => {
                    return Err(self.fail(
                        at,
                        "merge keys (`<<`) are not YAML 1.2, write the members out",
                    ));
                }
                Value::String(key) => key,
                _ => {
                    return Err(self.fail(at, "a key is neither a string nor an integer, quote it"));
                }
            };
            self.remember(anchor, Value::String(key.clone()), at);
            self.key(key, at);
            return Ok(());
        }
        self.remember(anchor, value.clone(), at);
        self.add(Built {
            node: node(value, at),
            size: 1,
            height: 0,
        });
        Ok(())
    }

    /// Keeps an anchored scalar for its aliases.
    fn remember(&mut self, anchor: usize, value: Value, at: &Marker) {
        if anchor != 0 {
            let built = Built {
                node: node(value, at),
                size: 1,
                height: 0,
            };
            self.anchors.insert(anchor, built);
        }
    }

    fn open(&mut self, anchor: usize, at: &Marker, content: Content) -> Result<(), Problem> {
        if self.wants_key() {
            return Err(self.fail(at, "a key is neither a string nor an integer, quote it"));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.fail(
                at,
                &format!("nested deeper than {MAX_DEPTH} levels, flatten it"),
            ));
        }
        self.stack.push(Open {
            anchor,
            line: at.line(),
            column: at.col() + 1,
            size: 1,
            height: 0,
            content,
        });
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        let value = match open.content {
            Content::Array(items) => Value::Array(items),
            Content::Object { members, .. } => Value::Object(members),
        };
        let built = Built {
            node: Node {
                value,
                line: open.line,
                column: open.column,
            },
            size: open.size,
            height: open.height,
        };
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, built.clone());
        }
        self.add(built);
    }

    fn alias(&mut self, anchor: usize, at: &Marker) -> Result<(), Problem> {
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
        let built = self.anchors[&anchor].clone();
        if self.stack.len() + built.height > MAX_DEPTH {
            return Err(self.fail(
                at,
                &format!("nested deeper than {MAX_DEPTH} levels, flatten it"),
            ));
        }
        if self.wants_key() {
            match built.node.value {
                Value::String(key) => self.key(key, at),
                _ => {
                    return Err(self.fail(at, "a key is neither a string nor an integer, quote it"));
                }
            }
        } else {
            self.add(Built {
                node: Node {
                    line: at.line(),
                    column: at.col() + 1,
                    ..built.node
                },
                ..built
            });
        }
        Ok(())
    }

    /// Whether the next node is a key.
    fn wants_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Open {
                content: Content::Object { key: None, .. },
                ..
            })
        )
    }

    fn key(&mut self, name: String, at: &Marker) {
        if let Some(Open {
            content: Content::Object { key, .. },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some((name, at.line(), at.col() + 1));
        }
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, built: Built) {
        let pointer = self.pointer();
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(built.node);
            return;
        };
        open.size += built.size;
        open.height = open.height.max(built.height + 1);
        match &mut open.content {
            Content::Array(items) => items.push(built.node),
            Content::Object { members, key } => {
                let Some((name, line, column)) = key.take() else {
                    return;
                };
                match members.entry(name) {
                    Entry::Vacant(entry) => {
                        entry.insert(Node {
                            line,
                            column,
                            ..built.node
                        });
                    }
                    Entry::Occupied(entry) => {
                        let message = format!(
                            "the key `{}` of line {} is given again, remove one of them",
                            entry.key(),
                            entry.get().line
                        );
                        self.problems
                            .push(problem(line, pointer, "duplicate-key", message));
                    }
                }
            }
        }
    }

    /// The pointer of the value that is being read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for open in &self.stack {
            match &open.content {
                Content::Array(items) => pointer.push_str(&format!("/{}", items.len())),
                Content::Object {
                    key: Some((key, ..)),
                    ..
                } => {
                    pointer.push_str(&format!("/{}", escape(key)));
                }
                Content::Object { key: None, .. } => {}
            }
        }
        pointer
    }

    fn refuse_tag(&self, tag: Option<saphyr_parser::Tag>, at: &Marker) -> Result<(), Problem> {
        match tag {
            None => Ok(()),
            Some(tag) => Err(self.fail(
                at,
                &format!("the tag {tag} is not supported, write the value without it"),
            )),
        }
    }

    fn fail(&self, at: &Marker, message: &str) -> Problem {
        problem(at.line(), self.pointer(), "syntax", message.to_owned())
    }
}

fn node(value: Value, at: &Marker) -> Node {
    Node {
        value,
        line: at.line(),
        column: at.col() + 1,
    }
}

fn syntax(error: &ScanError) -> Problem {
    let message = format!(
        "the text is not YAML: {} (column {})",
        error.info(),
        error.marker().col() + 1
    );
    problem(
        error.marker().line().max(1),
        String::new(),
        "syntax",
        message,
    )
}

fn problem(line: usize, pointer: String, rule: &'static str, message: String) -> Problem {
    Problem {
        severity: Severity::Error,
        pointer,
        line,
        rule,
        message,
    }
}
