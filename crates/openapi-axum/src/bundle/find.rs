//! What a reference names, through any chain of references.

use super::Bundler;
use super::reference::{Reference, component};
use crate::read::{Node, escape, unescape};
use std::borrow::Cow;

/// Longest chain of references that is followed.
const LONGEST_CHAIN: usize = 64;

/// The place that a reference names in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) file: u32,
    pub(super) pointer: String,
}

impl Found {
    /// Section and name, if it is a component of the main file.
    pub(super) fn component(&self) -> Option<(&str, &str)> {
        if self.file == 0 {
            component(&self.pointer)
        } else {
            None
        }
    }
}

/// Why there is nothing.
pub(super) struct NotFound {
    pub(super) rule: &'static str,
    pub(super) message: String,
}

impl Bundler<'_> {
    /// Follows a reference that stands in `file`. A component of the main file is an end, whatever it is.
    pub(super) fn find(&mut self, file: u32, text: &str) -> Result<Found, NotFound> {
        let mut budget = LONGEST_CHAIN;
        self.step(file, text, &mut budget)
    }

    /// Like [`Bundler::find`], of something that can stand in a document: not the document itself.
    pub(super) fn find_part(&mut self, file: u32, text: &str) -> Result<Found, NotFound> {
        let found = self.find(file, text)?;
        if found.file == 0 && found.pointer.is_empty() {
            return Err(NotFound {
                rule: "dangling-reference",
                message: format!("`{text}` is the whole document, refer to a part of it"),
            });
        }
        Ok(found)
    }

    fn step(&mut self, file: u32, text: &str, budget: &mut usize) -> Result<Found, NotFound> {
        if *budget == 0 {
            return Err(NotFound {
                rule: "reference-cycle",
                message: format!(
                    "`{text}` leads to itself through references only, break the cycle"
                ),
            });
        }
        *budget -= 1;
        let remote = |message| NotFound {
            rule: "remote-reference",
            message,
        };
        let reference = Reference::parse(text).map_err(remote)?;
        let file = self.files.open(file, &reference.path).map_err(remote)?;
        let Some(root) = self.files.root(file) else {
            // The file was read and is broken, which is said there.
            return Err(remote(format!("`{text}` is in a file that cannot be read")));
        };
        let mut node = &*root;
        let mut pointer = String::new();
        let mut tokens = reference.pointer.split('/').skip(1);
        while let Some(token) = tokens.next() {
            let token = unescape(token);
            match child(node, &token) {
                Some(next) => {
                    node = next;
                    pointer = format!("{pointer}/{}", escape(&token));
                }
                // A pointer may lead through a reference, as most tools have it.
                None => {
                    let Some(through) = node.get("$ref").and_then(Node::as_str) else {
                        return Err(NotFound {
                            rule: "dangling-reference",
                            message: format!("nothing stands at `{text}`, correct the reference"),
                        });
                    };
                    let through = self.step(file, through, budget)?;
                    let rest: String = std::iter::once(escape(&token))
                        .chain(tokens.map(Cow::Borrowed))
                        .map(|token| format!("/{token}"))
                        .collect();
                    let text = format!("#{}{rest}", through.pointer);
                    return self.step(through.file, &text.replace('%', "%25"), budget);
                }
            }
        }
        let found = Found { file, pointer };
        match mere_reference(node) {
            Some(next) if found.component().is_none() => self.step(file, next, budget),
            _ => Ok(found),
        }
    }
}

/// The reference, where nothing else is said.
pub(super) fn mere_reference(node: &Node) -> Option<&str> {
    let members = node.as_object()?;
    if members.len() == 1 {
        members.get("$ref")?.as_str()
    } else {
        None
    }
}

fn child<'n>(node: &'n Node, token: &str) -> Option<&'n Node> {
    node.pointer(&format!("/{}", escape(token)))
}
