//! A node together with its JSON Pointer: what the later stages walk with.

use crate::read::{Node, Value, escape, unescape};

/// Longest chain of references that is followed; a longer one is a cycle or as good as one.
const MAX_REFERENCE_CHAIN: usize = 16;

/// A node, its JSON Pointer and the document that references are resolved in.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    root: &'d Node,
    /// What stands there.
    pub node: &'d Node,
    /// JSON Pointer (RFC 6901).
    pub pointer: String,
}

impl<'d> Place<'d> {
    /// The place of a whole document.
    pub fn root(root: &'d Node) -> Place<'d> {
        Place {
            root,
            node: root,
            pointer: String::new(),
        }
    }

    fn below(&self, token: &str, node: &'d Node) -> Place<'d> {
        let token = escape(token);
        let mut pointer = String::with_capacity(self.pointer.len() + 1 + token.len());
        pointer.push_str(&self.pointer);
        pointer.push('/');
        pointer.push_str(&token);
        Place {
            root: self.root,
            node,
            pointer,
        }
    }

    /// The member `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<Place<'d>> {
        self.node.get(key).map(|node| self.below(key, node))
    }

    /// The member at the end of a path of keys.
    pub fn at(&self, keys: &[&str]) -> Option<Place<'d>> {
        keys.iter()
            .try_fold(self.clone(), |place, key| place.get(key))
    }

    /// Whether this is an object with the member `key`.
    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The string under `key`.
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::as_str)
    }

    /// The string under `key`, owned.
    pub fn text(&self, key: &str) -> Option<String> {
        self.str(key).map(str::to_owned)
    }

    /// Whether `key` is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The value under `key` as JSON.
    pub fn json(&self, key: &str) -> Option<serde_json::Value> {
        self.node.get(key).map(Node::to_json)
    }

    /// Members in document order; none when this is not an object.
    pub fn members(&self) -> Vec<(&'d str, Place<'d>)> {
        match &self.node.value {
            Value::Object(members) => members
                .iter()
                .map(|(key, node)| (key.as_str(), self.below(key, node)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Members of the object under `key`.
    pub fn members_of(&self, key: &str) -> Vec<(&'d str, Place<'d>)> {
        self.get(key)
            .map(|place| place.members())
            .unwrap_or_default()
    }

    /// Items in order; none when this is not an array.
    pub fn items(&self) -> Vec<Place<'d>> {
        match &self.node.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, node)| self.below(&index.to_string(), node))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Items of the array under `key`.
    pub fn items_of(&self, key: &str) -> Vec<Place<'d>> {
        self.get(key).map(|place| place.items()).unwrap_or_default()
    }

    /// The strings of the array under `key`; others are left out.
    pub fn strings_of(&self, key: &str) -> Vec<&'d str> {
        let items = self.node.get(key).and_then(Node::as_array);
        let strings = items.into_iter().flatten().filter_map(Node::as_str);
        strings.collect()
    }

    /// The text of `$ref`, if this is a reference.
    pub fn reference(&self) -> Option<&'d str> {
        self.str("$ref")
    }

    /// What a reference of this document (`#/…`) points to, one step.
    pub fn follow(&self, reference: &str) -> Option<Place<'d>> {
        let pointer = reference.strip_prefix('#')?;
        let node = self.root.pointer(pointer)?;
        Some(Place {
            root: self.root,
            node,
            pointer: pointer.to_owned(),
        })
    }

    /// What stands here after all references are followed; `None` when one dangles or they form a cycle.
    pub fn resolve(&self) -> Option<Place<'d>> {
        let mut place = self.clone();
        for _ in 0..MAX_REFERENCE_CHAIN {
            match place.reference() {
                None => return Some(place),
                Some(reference) => place = place.follow(reference)?,
            }
        }
        None
    }
}

/// The name in a reference to `#/components/SECTION/NAME`.
pub fn component_name(reference: &str, section: &str) -> Option<String> {
    let rest = reference
        .strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    (!rest.is_empty() && !rest.contains('/')).then(|| unescape(rest))
}
